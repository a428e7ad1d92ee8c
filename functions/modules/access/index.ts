/** The door of the module: accounts, sessions and secret links. */

export { endLinksOf, linkSessionEnd, liveLink } from "./live-link.ts";
export { accountsByAddress, askerHolds, type Member, memberNow, membersWithRole, nameOf } from "./members.ts";
export {
  type Organisation,
  organisationById,
  organisationBySlug,
  organisationsWith,
} from "./organisations.ts";
export {
  checkCode,
  closeLink,
  createCode,
  createLink,
  hashAccessCode,
  type NewLink,
  type OpenedLink,
  openByAccessCode,
  openLink,
  wrongAccessCode,
} from "./secret-link.ts";
