import { readDay } from "../../../../../shared/mediation/dates.ts";
import { dayOf, shortDay } from "../../../../ui/agent/relative-dates.ts";

/** The label of a code, empty for none. */
export const labelOf = (labels: Readonly<Record<string, string>>, code: string): string => labels[code] ?? "";

/** A day as typed, as it is read: « 18 janv. 2027 »; what cannot be read stays as typed. */
export const dayWords = (typed: string): string => {
  const read = readDay(typed, dayOf(new Date()), "");
  return "day" in read && read.day ? shortDay(read.day) : typed;
};

/** Oui, Non, Ne sait pas: three answers that are never merged (mediation.md §11 case 36). */
export const knowledgeWords = { YES: "Oui", NO: "Non", UNKNOWN: "Ne sait pas" } as const;
const knowledgeCodes = ["YES", "NO", "UNKNOWN"] as const;
export const knowledgeOptions = knowledgeCodes.map((value) => ({ value, label: knowledgeWords[value] }));

/** Codes and labels of an enum, for a select that may be empty. */
export const optionsOf = (
  labels: Readonly<Record<string, string>>,
  none?: string,
): ReadonlyArray<readonly [string, string]> => [
  ...(none === undefined ? [] : [["", none] as const]),
  ...Object.entries(labels),
];
