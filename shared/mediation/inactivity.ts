import type { CaseStatus } from "./enums.ts";

/** The three-month clock of a requester who does not answer (mediation.md §5.6). Days are calendar days of the organisation's zone. */

/** The day `months` months after a day, kept inside the month: 30 November + 3 = 28 February. */
export const addMonths = (day: string, months: number): string => {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const target = new Date(Date.UTC(year, month - 1 + months, 1));
  const last = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0)).getUTCDate();
  target.setUTCDate(Math.min(date, last));
  return target.toISOString().slice(0, 10);
};

const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** What the clock depends on. */
export interface InactivityFacts {
  status: CaseStatus;
  statusSince: Date;
  /** Last message that reached the requester's side; our own reminders do not count. */
  lastReachedAt: Date | null;
  /** Last time a person of the requester's side was heard: mail, page, logged call, letter or meeting. */
  lastHeardAt: Date | null;
  /** The last message to the requester's side came back. */
  bounced: boolean;
  /** A legal hold, a withdrawal, the recycle bin or the fictive case: nobody is reminded of anything. */
  suspended: boolean;
}

/** Since when the clock runs; `bounced` when the requester must be reached otherwise; undefined when it does not run. */
export const clockStart = (facts: InactivityFacts): Date | "bounced" | undefined => {
  if (facts.status !== "WAITING_FOR_REQUESTER" || facts.suspended) return undefined;
  if (facts.bounced) return "bounced";
  const instants = [facts.statusSince, facts.lastReachedAt, facts.lastHeardAt];
  return new Date(Math.max(...instants.map((instant) => instant?.getTime() ?? 0)));
};

export type InactivityStep = "first" | "second" | "proposed" | "last" | "closed";

/** Days between the last notice and the closing. */
const lastNoticeDays = 15;

/**
 * The step to take today, and those it makes pointless. Each is taken once per start: a run that comes late takes the
 * one it finds due, not those of months ago. `lastNoticeOn` = the day the last notice was sent for this start.
 */
export const stepToday = (given: {
  startedOn: string;
  today: string;
  taken: ReadonlySet<InactivityStep>;
  autoClose: boolean;
  lastNoticeOn: string | null;
}): { step: InactivityStep; skipped: InactivityStep[] } | undefined => {
  const { startedOn, today, taken, autoClose, lastNoticeOn } = given;
  if (lastNoticeOn !== null) {
    const isOver = autoClose && today >= addDays(lastNoticeOn, lastNoticeDays) && !taken.has("closed");
    return isOver ? { step: "closed", skipped: [] } : undefined;
  }
  if (today >= addMonths(startedOn, 3)) {
    if (!taken.has("proposed")) {
      const skipped = (["first", "second"] as const).filter((step) => !taken.has(step));
      return { step: "proposed", skipped };
    }
    return autoClose && !taken.has("last") ? { step: "last", skipped: [] } : undefined;
  }
  if (today >= addMonths(startedOn, 2)) {
    if (taken.has("second")) return undefined;
    return { step: "second", skipped: taken.has("first") ? [] : ["first"] };
  }
  return today >= addMonths(startedOn, 1) && !taken.has("first") ? { step: "first", skipped: [] } : undefined;
};

/** The day by which the requester should answer, as a reminder tells it. */
export const answerBy = (step: "first" | "second" | "last", startedOn: string, today: string): string =>
  step === "last" ? addDays(today, lastNoticeDays) : addMonths(startedOn, 3);
