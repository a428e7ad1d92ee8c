/**
 * The door of mail for the functions that carry it: receiving, handing over, events, sweeps. Apart from index.ts, which
 * every route of a service loads, because reading a mail brings a parser and a sanitiser that a click never needs.
 */

export { applyMailEvent } from "./apply-event.ts";
export { checkMail } from "./check-mail.ts";
export { requeueDeadLetters } from "./dead-letters-replay.ts";
export { noteDeadLetter } from "./dead-mail.ts";
export { forgetMail } from "./forget-mail.ts";
export { handOver } from "./hand-over.ts";
export { measureMail } from "./measure-mail.ts";
export { answerFrame } from "./message-frame.ts";
export { noteScan } from "./note-scan.ts";
export { receive } from "./receive.ts";
export { reconcileMail } from "./reconcile-mail.ts";
export { releaseAsked } from "./release-asked.ts";
export { releaseHeld } from "./release-held.ts";
export { rereadAsked, rereadMail } from "./reread-mail.ts";
export { rescanFiles } from "./rescan-files.ts";
export { sendDigests } from "./send-digests.ts";
export { sweepMail } from "./sweep-mail.ts";
export { tendQuarantine } from "./tend-quarantine.ts";
export { FileCodeAsked, writeFileCode } from "./write-file-code.ts";
