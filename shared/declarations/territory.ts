/** What depends on where a performance is given: its clock and the rates that are usual there (declarations.md §3, §6). */

/** Where a list of rates holds, as the platform names it. */
export const territories = {
  mainland: "Métropole",
  corsica: "Corse",
  overseas: "Guadeloupe, Martinique, La Réunion",
} as const;
export type Territory = keyof typeof territories;

/** Rates that are usual in each territory, basis points; administrators of the platform set them. */
export type VatLists = Readonly<Record<Territory, readonly number[]>>;
/** What holds until the platform says otherwise. */
export const usualVatLists: VatLists = {
  mainland: [0, 210, 550, 1000, 2000],
  corsica: [0, 90, 210, 1000, 1300, 2000],
  overseas: [0, 105, 175, 210, 850],
};

const zones: Readonly<Record<string, string>> = {
  971: "America/Guadeloupe",
  972: "America/Martinique",
  973: "America/Cayenne",
  974: "Indian/Reunion",
  975: "America/Miquelon",
  976: "Indian/Mayotte",
  977: "America/St_Barthelemy",
  978: "America/Marigot",
  986: "Pacific/Wallis",
  987: "Pacific/Tahiti",
  988: "Pacific/Noumea",
};

/** Zone of a French postal code; abroad, and of no known code, Paris. */
export const zoneOf = (postalCode: string, country = "FR"): string =>
  (country === "FR" && zones[postalCode.slice(0, 3)]) || "Europe/Paris";

const territoryOf = (postalCode: string | undefined): Territory => {
  if (postalCode?.startsWith("20")) return "corsica";
  return ["971", "972", "974"].includes(postalCode?.slice(0, 3) ?? "") ? "overseas" : "mainland";
};

/** Rates that are usual at a postal code, basis points. Where nothing is known, those of the mainland. */
export const usualRates = (lists: VatLists, postalCode: string | undefined): readonly number[] =>
  lists[territoryOf(postalCode)];

/** Whether a rate is not one of the usual ones there: it is shown and declared all the same, with a warning. */
export const isUnusualRate = (
  lists: VatLists,
  rate: number | null,
  postalCode: string | undefined,
): boolean => rate !== null && !usualRates(lists, postalCode).includes(rate);
