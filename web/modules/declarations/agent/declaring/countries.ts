/** Countries of ISO 3166-1 a producer may be in; their names are the browser's. */
const codes =
  "AD AE AL AM AR AT AU AZ BA BE BG BR BY CA CH CI CL CM CN CO CU CY CZ DE DK DZ EE EG ES FI GB GE GR HK HR HU ID IE IL IN IR IS IT JP KE KR LB LI LT LU LV MA MC MD ME MG MK ML MT MX MY NG NL NO NZ PE PH PL PT RO RS RU SE SG SI SK SN TG TH TN TR TW UA US UY VE VN ZA";

const names = new Intl.DisplayNames("fr", { type: "region" });

/** Codes with their French names, in the order of names; France apart. */
export const countries = (): (readonly [code: string, name: string])[] =>
  codes
    .split(" ")
    .map((code) => [code, names.of(code) ?? code] as const)
    .toSorted(([, one], [, other]) => one.localeCompare(other, "fr"));
