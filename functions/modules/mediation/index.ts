/** The door of mediation: how mail reaches its cases, and what its members have in hand. Its routes are in routes.ts. */
export { mediationDigest } from "./digest.ts";
export { mailPreviews } from "./mail-previews.ts";
export { mediationMailbox } from "./mailbox.ts";
export { mediationWork } from "./member-work.ts";
