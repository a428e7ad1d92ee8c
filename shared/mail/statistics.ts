import * as z from "zod/mini";

/** Figures of an organisation's mail, month by month of its own calendar (mail.md §8): counts, never a mail. */

const mostMonths = 24;
const Month = z.string().check(z.regex(/^20\d{2}-(0[1-9]|1[0-2])$/, "Écrivez un mois comme 2027-03."));

/** Number of a month since year 0, to count with. */
const monthNumber = (month: string) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1;
const monthOf = (number: number) =>
  `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, "0")}`;

/** The month `count` months after another (before, when negative). */
export const addMonths = (month: string, count: number): string => monthOf(monthNumber(month) + count);

/** Every month from one to another, both included; none when they are in the wrong order. */
export const monthsBetween = (from: string, to: string): string[] =>
  Array.from({ length: Math.max(0, monthNumber(to) - monthNumber(from) + 1) }, (_, index) =>
    addMonths(from, index),
  );

export const AskMailStatistics = z
  .strictObject({ organisation: z.uuid("Identifiant illisible."), from: Month, to: Month })
  .check(
    z.refine(({ from, to }) => {
      const count = monthsBetween(from, to).length;
      return count > 0 && count <= mostMonths;
    }, "Choisissez une période de 1 à 24 mois."),
  );
export type AskMailStatistics = z.infer<typeof AskMailStatistics>;

const Median = z.array(z.object({ month: z.string(), hours: z.number(), count: z.number() }));

export const MailStatistics = z.object({
  months: z.array(z.string()),
  received: z.array(
    z.object({ month: z.string(), class: z.string(), outcome: z.string(), count: z.number() }),
  ),
  held: z.array(z.object({ month: z.string(), cause: z.string(), count: z.number() })),
  sent: z.array(z.object({ month: z.string(), state: z.string(), count: z.number() })),
  /** Median hours between the arrival of a held mail and a person's decision, by month of arrival. */
  treated: Median,
  /** Median hours between the first mail on a case and the first answer, by month of that mail. */
  answered: Median,
});
export type MailStatistics = z.infer<typeof MailStatistics>;

/** States of a copy that left: what rates are counted on. */
const left = new Set(["sent", "delayed", "soft_bounced", "delivered", "hard_bounced", "complained"]);

/** Sum of the counts that fit. */
export const sumOf = <Row extends { count: number }>(
  rows: readonly Row[],
  fits: (row: Row) => boolean = () => true,
): number => rows.reduce((sum, row) => (fits(row) ? sum + row.count : sum), 0);

/** Copies that left, and the shares of them that bounced for good or were called unwanted; null without any. */
export const sendingRates = (
  sent: MailStatistics["sent"],
): { left: number; bounced: number | null; complained: number | null } => {
  const total = sumOf(sent, ({ state }) => left.has(state));
  const share = (wanted: string) =>
    total === 0 ? null : sumOf(sent, ({ state }) => state === wanted) / total;
  return { left: total, bounced: share("hard_bounced"), complained: share("complained") };
};
