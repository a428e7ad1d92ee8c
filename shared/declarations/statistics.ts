import * as z from "zod/mini";
import { type Body, bodies } from "./enums.ts";

const Month = z.string().check(z.regex(/^20\d\d-(0[1-9]|1[0-2])$/, "Indiquez un mois, par exemple 2027-03."));

/** Months of performances where they are given, both included; five years at most. */
export const AskStatistics = z
  .strictObject({ organisation: z.uuid("Identifiant illisible."), from: Month, to: Month })
  .check(
    z.refine(({ from, to }) => from <= to, { path: ["to"], message: "La fin est avant le début." }),
    z.refine(({ from, to }) => Number(to.slice(0, 4)) - Number(from.slice(0, 4)) <= 5, {
      path: ["to"],
      message: "Choisissez cinq ans au plus.",
    }),
  );
export type AskStatistics = z.infer<typeof AskStatistics>;

/** Figures of some performances; money in cents. */
export const StatisticsRow = z.object({
  /** A month `2027-02`, a type of show or an id of a place; null = not said. */
  key: z.nullable(z.string()),
  /** Name of the place; null for the others. */
  label: z.nullable(z.string()),
  performances: z.number(),
  paid: z.number(),
  free: z.number(),
  gross: z.number(),
  net: z.number(),
  /** Seats of the performances whose capacity is known, and entries of these. */
  seats: z.number(),
  seated: z.number(),
});
export type StatisticsRow = z.infer<typeof StatisticsRow>;

/** Of the shows whose last performance is in the period: told by the deadline, later, or not yet. */
export const OnTime = z.object({
  body: z.enum(Object.keys(bodies) as [Body, ...Body[]]),
  onTime: z.number(),
  late: z.number(),
  waiting: z.number(),
});
export type OnTime = z.infer<typeof OnTime>;

export const Statistics = z.object({
  total: StatisticsRow,
  months: z.array(StatisticsRow),
  types: z.array(StatisticsRow),
  places: z.array(StatisticsRow),
  declarations: z.array(OnTime),
});
export type Statistics = z.infer<typeof Statistics>;

/** Part per thousand, halves up; null where there is nothing to compare with. */
const share = (part: number, whole: number): number | null =>
  whole > 0 ? Math.floor((2000 * part + whole) / (2 * whole)) : null;
/** Entries among the seats of performances whose capacity is known, per thousand. */
export const occupancyOf = ({ seated, seats }: StatisticsRow): number | null => share(seated, seats);
/** Free entries among all, per thousand. */
export const freeShareOf = ({ paid, free }: StatisticsRow): number | null => share(free, paid + free);
