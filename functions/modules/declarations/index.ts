/** The door of declarations: what its members are told in the morning. Its routes are in routes.ts. */
export { declarationsDigest } from "./digest.ts";
export { declarationFiles } from "./threat-found.ts";
export { declarationsMailbox } from "./transmission-delivery.ts";
