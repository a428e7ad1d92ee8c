import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

const testFiles = (folder: string): string[] =>
  readdirSync(join(import.meta.dirname, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.test\.tsx?$/.test(path))
    .map((path) => `${folder}/${path}`);

/** A test of functions/ needs PostgreSQL when it asks the test kit for it; the others are pure and start at once. */
const databaseTests = testFiles("functions").filter((path) =>
  /test-kit|inject\("engines"\)/.test(readFileSync(join(import.meta.dirname, path), "utf8")),
);

const databaseSetup = "functions/platform/test-kit/global-setup.ts";

const project = (name: string, options: object) => ({
  test: { name, environment: "node", testTimeout: 20_000, hookTimeout: 60_000, ...options },
});

export default defineConfig({
  test: {
    // Two cores are the reference; more workers than that only makes the slow tests time out.
    maxWorkers: 2,
    projects: [
      project("unit", {
        include: [
          "shared/**/*.test.ts",
          "web/**/*.test.{ts,tsx}",
          "functions/**/*.test.ts",
          "bench/**/*.test.ts",
        ],
        exclude: ["web/e2e/**/*.e2e.test.ts", "bench/soak/**", ...databaseTests],
      }),
      project("database", {
        include: databaseTests.length > 0 ? databaseTests : ["functions/**/*.none"],
        globalSetup: existsSync(join(import.meta.dirname, databaseSetup)) ? [databaseSetup] : [],
      }),
      project("infrastructure", {
        include: ["infra/**/*.test.ts"],
        exclude: ["infra/local/**"],
        testTimeout: 120_000,
      }),
      project("local", {
        include: ["infra/local/**/*.test.ts", "bench/soak/**/*.test.ts"],
        testTimeout: 60_000,
      }),
      // Journeys share one platform and one browser, and must not compete with the rest for the two cores.
      project("e2e", {
        include: ["web/e2e/**/*.e2e.test.ts"],
        globalSetup: ["web/e2e/setup.ts"],
        fileParallelism: false,
        sequence: { groupOrder: 1 },
        testTimeout: 120_000,
        hookTimeout: 120_000,
      }),
    ],
  },
});
