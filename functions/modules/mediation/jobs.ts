/** What queues make mediation do. */

export { publishPage } from "./publish-page.ts";
export { writeLetter } from "./write-letter.ts";
