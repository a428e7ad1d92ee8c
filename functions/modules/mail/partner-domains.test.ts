import { expect, test } from "vitest";
import { mayReachPartner } from "./partner-domains.ts";

test.each([
  ["delegation@sacem.example", [], true],
  ["delegation@agence.invalid", [], true],
  ["delegation@organisme.fr", [], false],
  ["delegation@organisme.fr", ["organisme.fr"], true],
  ["delegation@autre-organisme.fr", ["organisme.fr"], false],
  ["delegation@organisme.fr", ["*"], true],
])("%s with %j: %s", (address, domains, may) => {
  expect(mayReachPartner(address, domains)).toBe(may);
});
