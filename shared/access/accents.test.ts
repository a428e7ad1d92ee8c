import { expect, it } from "vitest";
import { accentColour, accents } from "./organisation.ts";

it("every colour an organisation may choose has its value for mails, and nothing else has", () => {
  for (const accent of Object.keys(accents))
    for (const value of Object.values(accentColour(accent) ?? {})) expect(value).toMatch(/^#[0-9a-f]{6}$/);
  expect(accentColour(undefined)).toBeUndefined();
  expect(accentColour("url(javascript:1)")).toBeUndefined();
});
