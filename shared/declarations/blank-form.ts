import type { DeclarationForm, FormPerformance } from "./declaration.ts";

/** A performance that says nothing of its own: the show's defaults hold. */
export const plainPerformance = (performanceId: string): FormPerformance => ({
  performanceId,
  place: null,
  capacity: null,
  audience: null,
  vat: null,
  consumptions: null,
  catering: null,
  programSales: null,
  otherRevenues: null,
});

/** A form nobody filled in, but for what is given. */
export const aBlankForm = (given: Partial<DeclarationForm> = {}): DeclarationForm => ({
  bodies: [],
  performanceType: null,
  producer: null,
  place: null,
  capacity: null,
  audience: "ALL",
  vat: 550,
  expenses: null,
  introductionFees: null,
  circusExpenses: null,
  expenseLines: [],
  cessionPrice: null,
  note: null,
  performances: [],
  ...given,
});
