import type { ShowBody, ShowSummary } from "../../../../../shared/declarations/shows.ts";

/** One body of one show, and the day until which it wants to be told. */
export interface Deadline {
  show: ShowSummary;
  body: ShowBody;
  on: string;
}

/** Deadlines of shows by month, `2027-03`, the nearest first; SIBIL apart: one sheet per quarter tells all shows. */
export const deadlinesByMonth = (shows: readonly ShowSummary[]): [month: string, deadlines: Deadline[]][] => {
  const all = shows
    .flatMap((show) =>
      show.bodies.flatMap((body) =>
        body.open && body.dueOn !== null && body.body !== "SIBIL" ? [{ show, body, on: body.dueOn }] : [],
      ),
    )
    .toSorted((one, other) => one.on.localeCompare(other.on) || one.show.name.localeCompare(other.show.name));
  return [...Map.groupBy(all, ({ on }) => on.slice(0, 7))];
};

/** Quarters whose sheet is due on these days: the quarter before. */
export const sibilQuarters = (
  shows: readonly ShowSummary[],
): { on: string; year: number; quarter: number }[] => {
  const days = shows.flatMap(({ bodies }) =>
    bodies.flatMap(({ body, open, dueOn }) => (body === "SIBIL" && open && dueOn ? [dueOn] : [])),
  );
  return [...new Set(days)].toSorted().map((on) => {
    const [year, month] = [Number(on.slice(0, 4)), Number(on.slice(5, 7))];
    return month === 1 ? { on, year: year - 1, quarter: 4 } : { on, year, quarter: (month - 1) / 3 };
  });
};
