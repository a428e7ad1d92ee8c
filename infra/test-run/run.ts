/**
 * `npm test`: every project of vitest.config.ts in one run, with one summary; arguments filter files as vitest does.
 * The last line is `N passed, N failed`; the exit code tells the same.
 */
import { startVitest } from "vitest/node";
import { readOutcomes, summaryLine, type TestOutcome, writeResults } from "./results.ts";

const run = async (): Promise<TestOutcome[]> => {
  try {
    const vitest = await startVitest("test", process.argv.slice(2), { run: true, watch: false });
    const { state } = vitest;
    const uncaught = state.getUnhandledErrors().map((error) => String((error as Error).message));
    const outcomes = readOutcomes(state.getTestModules(), uncaught);
    await vitest.close();
    return outcomes;
  } catch (error) {
    console.error(error);
    return readOutcomes([], [`the run itself: ${error}`]);
  }
};

const outcomes = await run();
writeResults(outcomes);
const failed = outcomes.length === 0 || outcomes.some((outcome) => outcome.state === "failed");
process.stdout.write(`\n${summaryLine(outcomes)}\n`, () => process.exit(failed ? 1 : 0));
