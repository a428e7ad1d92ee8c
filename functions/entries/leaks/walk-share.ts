import { expect, it } from "vitest";
import type { TestEngines } from "../../platform/test-kit/engines.ts";
import { walkShare } from "./production.ts";
import { subjects } from "./subjects.ts";

/** How many test files walk the routes, from `walk-1.test.ts`; shares.test.ts proves that they leave out none. */
export const shares = 6;

/** The test of the n-th file. */
export const testShare = (engines: TestEngines, n: number) =>
  it(`mediation#1 every route answers everybody, about their own, a foreign and an unknown record, as the tables of rights say (${n} of ${shares})`, {
    timeout: 600_000,
  }, async () => {
    const { routes, combinations, leaks } = await walkShare(engines, { at: n - 1, of: shares });
    expect(leaks).toEqual([]);
    expect(routes).toBeGreaterThan(0);
    // Everybody asks each route at least about their own.
    expect(combinations).toBeGreaterThanOrEqual(routes * subjects.length);
  });
