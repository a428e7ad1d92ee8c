import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestModule } from "vitest/node";
import * as z from "zod/mini";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const resultsFile = join(root, ".guichet", "test-results.json");

const TestOutcome = z.strictObject({
  project: z.string(),
  file: z.string(),
  /** Sentence of the test alone, without the names of its groups. */
  name: z.string(),
  state: z.enum(["passed", "failed", "skipped"]),
});
export type TestOutcome = z.infer<typeof TestOutcome>;

const outcomesOf = (module: TestModule): TestOutcome[] => {
  const file = relative(root, module.moduleId);
  const about = { project: module.project.name, file };
  const tests = [...module.children.allTests()].map((test): TestOutcome => {
    const { state } = test.result();
    // A test that never ended (its file crashed) did not pass.
    return { ...about, name: test.name, state: state === "pending" ? "failed" : state };
  });
  const broken = module.state() === "failed" && !tests.some((test) => test.state === "failed");
  return broken ? [...tests, { ...about, name: "the file itself", state: "failed" }] : tests;
};

/**
 * One outcome per test; a file that fails outside its tests (does not load, a hook throws) and an error nobody
 * caught each count as one failure, so that a run is never green by saying nothing.
 */
export const readOutcomes = (modules: readonly TestModule[], uncaught: readonly string[]): TestOutcome[] => [
  ...modules.flatMap(outcomesOf),
  ...uncaught.map(
    (message): TestOutcome => ({ project: "", file: "", name: `uncaught: ${message}`, state: "failed" }),
  ),
];

/** `12 passed, 0 failed`, then `, 1 skipped` when there are any: the last line of a run. */
export const summaryLine = (outcomes: readonly TestOutcome[]): string => {
  const count = (state: TestOutcome["state"]) => outcomes.filter((outcome) => outcome.state === state).length;
  const skipped = count("skipped");
  return `${count("passed")} passed, ${count("failed")} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
};

/** Keeps the outcomes of a run for `npm run hardcases`. */
export const writeResults = (outcomes: readonly TestOutcome[]): void => {
  mkdirSync(dirname(resultsFile), { recursive: true });
  writeFileSync(resultsFile, `${JSON.stringify(outcomes, undefined, 1)}\n`);
};

/** Outcomes of the last run; throws when there was none. */
export const lastResults = (): TestOutcome[] =>
  z.parse(z.array(TestOutcome), JSON.parse(readFileSync(resultsFile, "utf8")));
