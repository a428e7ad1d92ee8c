import * as z from "zod/mini";

const Cents = z.int().check(z.nonnegative());

/** An amount with and without tax, cents; the rate in basis points when one was chosen. */
export const TaxedAmount = z.object({ gross: Cents, net: Cents, vat: z.nullable(z.int()) });
export type TaxedAmount = z.infer<typeof TaxedAmount>;

/** Kinds of expenses of a show. */
export const expenseKinds = {
  ENGAGEMENT_CONTRACT: "Contrat d’engagement",
  SALE_OF_RIGHTS: "Contrat / prix de cession",
  COREALIZATION: "Coréalisation",
  COPRODUCTION_CONTRIBUTION: "Coproduction / apport en coproduction",
  REVENUE_GUARANTEE: "Garantie de recette",
  INTRODUCTION_FEES: "Frais d’approche",
  CIRCUS_SPECIFIC: "Frais spécifiques cirque",
  OTHER: "Autre",
} as const;
type ExpenseKind = keyof typeof expenseKinds;
export interface ExpenseLine extends TaxedAmount {
  kind: ExpenseKind;
}
