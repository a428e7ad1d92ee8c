import * as z from "zod/mini";
import type { Deadlines, DeadlineRule as Rule } from "./deadlines.ts";
import { Body } from "./enums.ts";
import type { VatLists } from "./territory.ts";

/**
 * What the platform's administrators set for everybody without a deployment (declarations.md §2, §3, §5.7): the rule of
 * each body's deadline, the usual rates of each territory. A stale `version` is a `conflict` `version_differs` whose
 * facts hold what is stored; 0 = what holds when nobody changed anything.
 */
const Version = z.int("Version illisible.");
const count = (most: number) => {
  const message = `Écrivez un nombre entier de 1 à ${most}.`;
  return z.int(message).check(z.minimum(1, message), z.maximum(most, message));
};
const afterQuarter = z.strictObject({ kind: z.literal("after_quarter"), count: count(28) });
export const DeadlineRule = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("next_month_end") }),
  z.strictObject({ kind: z.literal("days_after"), count: count(365) }),
  z.strictObject({ kind: z.literal("months_end"), count: count(12) }),
  afterQuarter,
]) satisfies z.ZodMiniType<Rule>;

/** SIBIL is told by quarters: its day is counted from there alone. */
export const ChangeDeadline = z.strictObject({ body: Body, version: Version, rule: DeadlineRule }).check(
  z.refine(({ body, rule }) => body !== "SIBIL" || rule.kind === "after_quarter", {
    path: ["rule"],
    message: "SIBIL se déclare par trimestre\u00a0: son jour se compte depuis la fin du trimestre.",
  }),
);
export type ChangeDeadline = z.infer<typeof ChangeDeadline>;

const wrongRate = "Un taux va de 0 à 100\u00a0%.";
/** Basis points, each once. */
export const Rates = z
  .array(z.int(wrongRate).check(z.minimum(0, wrongRate), z.maximum(10_000, wrongRate)))
  .check(
    z.minLength(1, "Écrivez au moins un taux."),
    z.maxLength(20, "20\u00a0taux au plus."),
    z.refine((rates) => new Set(rates).size === rates.length, "Un taux est écrit deux fois."),
  );
const TerritoryCode = z.enum(["mainland", "corsica", "overseas"]);
export const ChangeVatList = z.strictObject({ territory: TerritoryCode, version: Version, rates: Rates });
export type ChangeVatList = z.infer<typeof ChangeVatList>;

export const DeadlineSetting = z.object({ rule: DeadlineRule, version: z.number() });
export type DeadlineSetting = z.infer<typeof DeadlineSetting>;
export const VatListSetting = z.object({ rates: z.array(z.number()), version: z.number() });
export type VatListSetting = z.infer<typeof VatListSetting>;
export const BodySettings = z.object({
  deadlines: z.record(Body, DeadlineSetting),
  vatLists: z.record(TerritoryCode, VatListSetting),
});
export type BodySettings = z.infer<typeof BodySettings>;

export const deadlinesOf = ({ deadlines }: BodySettings): Deadlines => ({
  SACEM: deadlines.SACEM.rule,
  SACD: deadlines.SACD.rule,
  ASTP: deadlines.ASTP.rule,
  CNM: deadlines.CNM.rule,
  SIBIL: deadlines.SIBIL.rule,
});
export const vatListsOf = ({ vatLists }: BodySettings): VatLists => ({
  mainland: vatLists.mainland.rates,
  corsica: vatLists.corsica.rates,
  overseas: vatLists.overseas.rates,
});
