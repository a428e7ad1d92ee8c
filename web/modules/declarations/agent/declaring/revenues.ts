/** What a performance earns beside tickets, in the order it is declared. */
export const revenues = ["consumptions", "catering", "programSales", "otherRevenues"] as const;
export type Revenue = (typeof revenues)[number];

/** Rates that other revenues usually bear, basis points (declarations.md §3). */
export const revenueRates: Readonly<Record<Revenue, number>> = {
  consumptions: 2000,
  catering: 1000,
  programSales: 2000,
  otherRevenues: 2000,
};
export const revenueNames: Readonly<Record<Revenue, string>> = {
  consumptions: "Consommations",
  catering: "Restauration",
  programSales: "Programmes",
  otherRevenues: "Autres recettes",
};
