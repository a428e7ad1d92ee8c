import type { CountryCode } from "libphonenumber-js/max";

/**
 * A phone number in E.164 (`+33611223344`), undefined when it is not a number that exists. A number without + or 00
 * is read as one of `country`.
 */
export const phoneInE164 = async (typed: string, country: string): Promise<string | undefined> => {
  const { isSupportedCountry, parsePhoneNumberFromString } = await import("libphonenumber-js/max");
  const home: CountryCode = isSupportedCountry(country) ? country : "FR";
  const international = typed.trim().replace(/^00/, "+");
  const found = parsePhoneNumberFromString(international, home);
  return found?.isValid() ? found.number : undefined;
};
