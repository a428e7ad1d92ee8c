/** The door of mediation: how mail reaches its cases, and what its public pages show. Its routes are in routes.ts. */
export { mediationMailbox } from "./mailbox.ts";
export { mediationWork } from "./member-work.ts";
export { publicOrganisationById } from "./public-organisation.ts";
