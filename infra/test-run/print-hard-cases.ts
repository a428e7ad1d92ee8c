/** `npm run hardcases`: for each service, which numbered hard cases the last test run proved and which it did not. */
import { coverageOf, hardCaseTotals, ranges } from "./hard-cases.ts";
import { lastResults } from "./results.ts";

const lines = coverageOf(lastResults()).flatMap(({ service, passing, failing, missing, unknown }) => [
  `${service}: ${passing.length} of ${hardCaseTotals[service]}`,
  ...(passing.length > 0 ? [`  passing: ${ranges(passing)}`] : []),
  ...(failing.length > 0 ? [`  failing: ${ranges(failing)}`] : []),
  ...(missing.length > 0 ? [`  no test: ${ranges(missing)}`] : []),
  ...(unknown.length > 0 ? [`  no such number: ${ranges(unknown)}`] : []),
]);
console.log(lines.join("\n"));
