/** The work of declarations that nobody waits for: what only workers run. */
export { dispatchSync } from "./dispatch-sync.ts";
export { goOnWithRun } from "./go-on-with-run.ts";
export { runExport } from "./run-export.ts";
export { isImporting, runImport } from "./run-import.ts";
export { tendDeclarations } from "./tend-declarations.ts";
export { isSending, workOnDeclaration } from "./transmit-job.ts";
