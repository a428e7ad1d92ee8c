/** What queues make mediation do. */
export { writeLetter } from "./write-letter.ts";
