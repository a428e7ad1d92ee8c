import type { PerformanceView } from "../../../../shared/declarations/shows.ts";
import { dayOf } from "../../../ui/agent/relative-dates.ts";

type Times = Pick<PerformanceView, "startAt" | "endAt" | "timeZone">;

/** When a performance starts, on the clock of its place. */
export const localStart = ({ startAt, timeZone }: Times) => {
  const at = new Date(startAt);
  return {
    day: dayOf(at, timeZone),
    time: at.toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit", timeZone }),
  };
};
type Start = ReturnType<typeof localStart>;

/** The new times: a performance that is moved lasts as long as before. */
export const movedTo = ({ endAt, timeZone }: Times, from: Start, to: Start) => {
  const startAt = `${to.day}T${to.time}`;
  if (endAt === null) return { startAt };
  const end = new Date(endAt);
  const clock = (day: string, time: string) => Date.parse(`${day}T${time}:00Z`);
  const ended = clock(
    dayOf(end, timeZone),
    end.toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit", timeZone }),
  );
  const moved = ended - clock(from.day, from.time) + clock(to.day, to.time);
  // Without both fields there is nothing to move; what is missing is said at its field.
  return Number.isNaN(moved) ? { startAt } : { startAt, endAt: new Date(moved).toISOString().slice(0, 16) };
};
