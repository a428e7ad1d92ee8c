import { expect, inject, it } from "vitest";
import { walkProduction } from "./production.ts";

it("mediation#1 every route answers everybody, about their own, a foreign and an unknown record, as the tables of rights say", {
  timeout: 1_200_000,
}, async () => {
  const { combinations, leaks } = await walkProduction(inject("engines"));
  expect(leaks).toEqual([]);
  expect(combinations).toBeGreaterThan(3000);
});
