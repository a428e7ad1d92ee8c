/** What queues and schedules make mediation do. */

export { forgetCases } from "./forget-cases.ts";
export { publishPage } from "./publish-page.ts";
export { goOnReplacing, ReplacingAsked } from "./replace-list-item.ts";
export { runJob } from "./run-job.ts";
export { tendCases } from "./tend-cases.ts";
export { writeLetter } from "./write-letter.ts";
