import { expect, inject, it } from "vitest";
import { walkProduction } from "./production.ts";

it("every route answers everybody as the tables of rights say", { timeout: 180_000 }, async () => {
  const { combinations, leaks } = await walkProduction(inject("engines"));
  expect(leaks).toEqual([]);
  expect(combinations).toBeGreaterThan(1000);
});
