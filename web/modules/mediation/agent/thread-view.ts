import type { CaseView } from "../../../../shared/mediation/schema.ts";
import type { CaseEntryView } from "../../../../shared/mediation/thread.ts";
import { dayOf } from "../../../ui/agent/relative-dates.ts";

type Held = CaseView["held"][number];

/** What the filter above the thread may show. */
export const threadFilters = {
  tout: "Tout",
  requerant: "Côté requérant",
  administration: "Administration",
  tiers: "Tiers",
  notes: "Notes",
  appels: "Appels, courriers",
} as const;
export type ThreadFilter = keyof typeof threadFilters;

const sideOf = { requerant: "REQUESTER", administration: "ADMINISTRATION", tiers: "THIRD_PARTY" } as const;

const byHand: readonly string[] = ["PHONE", "LETTER", "MEETING"];

function passes(entry: CaseEntryView, filter: ThreadFilter): boolean {
  switch (filter) {
    case "tout":
      return true;
    case "notes":
      return entry.kind === "note";
    case "appels":
      return byHand.includes(entry.medium);
    default:
      return entry.side === sideOf[filter];
  }
}

/** The filters that would show something: a chip that leads nowhere is not offered. */
export function offeredFilters(entries: readonly CaseEntryView[]): ThreadFilter[] {
  return (Object.keys(threadFilters) as ThreadFilter[]).filter(
    (filter) => filter === "tout" || entries.some((entry) => passes(entry, filter)),
  );
}

/** One line of the thread, in the order of time. */
export type ThreadItem =
  | { is: "day"; key: string; day: string }
  | { is: "entry"; key: string; at: string; entry: CaseEntryView }
  | { is: "held"; key: string; at: string; held: Held };

export interface ThreadView {
  /** Entries folded behind "n échanges plus anciens", oldest first. */
  older: ThreadItem[];
  shown: ThreadItem[];
}

/** Of a longer thread, how many remain in sight: at least these, and everything from just before the first unprocessed. */
const kept = 20;
/** Even when the first unprocessed is far up: a thread of thousands stays quick, and what waits above is told apart. */
const mostShown = 60;
/** How many of the folded ones come back at a time. */
export const unfoldedAtOnce = 50;

/** Filters, orders and folds a thread, with a heading where the day changes. */
export function threadView(
  found: Pick<CaseView, "entries" | "held">,
  filter: ThreadFilter,
  unfolded = 0,
): ThreadView {
  const lines: Exclude<ThreadItem, { is: "day" }>[] = [
    ...found.entries
      .filter((entry) => passes(entry, filter))
      .map((entry) => ({ is: "entry" as const, key: entry.id, at: entry.at, entry })),
    ...(filter === "tout"
      ? found.held.map((held) => ({ is: "held" as const, key: held.id, at: held.receivedAt, held }))
      : []),
  ];
  lines.sort((a, b) => a.at.localeCompare(b.at));
  const folded = Math.max(
    0,
    lines.length - mostShown,
    Math.min(firstWaiting(lines) - 1, lines.length - kept),
  );
  const cut = Math.max(0, (lines.length <= kept ? 0 : folded) - unfolded);
  return { older: withDays(lines.slice(0, cut)), shown: withDays(lines.slice(cut)) };
}

function firstWaiting(lines: readonly Exclude<ThreadItem, { is: "day" }>[]): number {
  const first = lines.findIndex((line) => line.is === "held" || line.entry.toProcess);
  return first === -1 ? lines.length : first;
}

function withDays(lines: readonly Exclude<ThreadItem, { is: "day" }>[]): ThreadItem[] {
  let day = "";
  return lines.flatMap((line) => {
    const itsDay = dayOf(new Date(line.at));
    if (itsDay === day) return [line];
    day = itsDay;
    return [{ is: "day" as const, key: `jour ${day}`, day }, line];
  });
}

/** `5 échanges plus anciens`, without the day headings. */
export const lineCount = (items: readonly ThreadItem[]) => items.filter((item) => item.is !== "day").length;
