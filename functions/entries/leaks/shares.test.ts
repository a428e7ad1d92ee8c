import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import type { OpenApiDocument } from "../../platform/openapi.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { startFunctions } from "./functions.ts";
import { describedRoutes, pathsOfShare } from "./production.ts";
import { shares } from "./walk-share.ts";

const database = testDatabase();
const functions = startFunctions(inject("engines"), database.env.database.name);
let paths: OpenApiDocument["paths"];
beforeAll(async () => {
  ({ paths } = await describedRoutes(functions));
});
afterAll(() => functions.stop());

const numbers = Array.from({ length: shares }, (_, index) => index + 1);

it("the shares of the walk leave out no route, and each route is in one of them", () => {
  const shared = numbers.map((n) => pathsOfShare(paths, { at: n - 1, of: shares }));
  expect(shared.flatMap((share) => Object.keys(share)).sort()).toEqual(Object.keys(paths).sort());
  expect(Object.assign({}, ...shared)).toEqual(paths);
});

it("each share has its test file", () => {
  const walked = readdirSync(import.meta.dirname)
    .filter((name) => /^walk-\d+\.test\.ts$/.test(name))
    .map((name) => {
      const text = readFileSync(`${import.meta.dirname}/${name}`, "utf8");
      return [name, /^testShare\(inject\("engines"\), (\d+)\);$/m.exec(text)?.[1]];
    });
  expect(walked).toEqual(numbers.map((n) => [`walk-${n}.test.ts`, String(n)]));
});
