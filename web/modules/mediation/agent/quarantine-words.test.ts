import { expect, it } from "vitest";
import { quarantineCauseCodes } from "../../../../shared/mail/schema.ts";
import { causeOf, expiryWords } from "./quarantine-words.ts";

const reading = { now: new Date("2027-03-16T09:42:00Z"), timeZone: "Europe/Paris" };

it("says each cause by a name and a plain sentence", () => {
  for (const code of quarantineCauseCodes) expect(causeOf(code).sentence).toMatch(/\.$/);
  expect(causeOf("virus")).toMatchObject({ hidden: true, grave: true });
  expect(causeOf("toString").label).toBe("Courriel retenu");
});

it("counts the days left under five", () => {
  expect(expiryWords("2027-03-19T08:00:00Z", reading)).toEqual({ words: "dans 3\u00a0j", soon: true });
  expect(expiryWords("2027-03-16T20:00:00Z", reading)).toEqual({ words: "aujourd’hui", soon: true });
  expect(expiryWords("2027-04-15T08:00:00Z", reading)).toEqual({ words: "le 15 avr.", soon: false });
});
