/** The door of the module: accounts, sessions and secret links. */

export { accessActor } from "./access-actor.ts";
export type { AccountLetter, AccountPost } from "./account-letter.ts";
export { readHistory } from "./audit-journal.ts";
export { accountLetterSamples } from "./letter-samples.ts";
export { endLinksOf, eraseLinksOf, liveLink, reviveLinksOf } from "./live-link.ts";
export type { MemberWork } from "./member-work.ts";
export {
  accountsByAddress,
  askerHolds,
  lastVisits,
  type Member,
  memberNow,
  membersEverywhere,
  membersOf,
  membersWithRole,
  nameOf,
  namesAmong,
  platformKeepers,
} from "./members.ts";
export { pagesOf } from "./organisation-change.ts";
export { openToPublic } from "./organisation-open-to-public.ts";
export { publishFace } from "./organisation-published.ts";
export {
  closedOrganisations,
  hasService,
  type Organisation,
  organisationById,
  organisationBySlug,
  organisationsWith,
  servicesOf,
  timeZoneAt,
  todayAt,
} from "./organisations.ts";
export { permitPlatform } from "./platform-permission.ts";
export { linkRefusal, readLink, spendLink } from "./read-link.ts";
export {
  allowAnotherCode,
  checkCode,
  closeLink,
  createLink,
  hashAccessCode,
  linkClosed,
  linkStateOf,
  liveLinkOf,
  makeCode,
  type OpenedLink,
  openByAccessCode,
  openFileLink,
  openLink,
  revokeLink,
  revokeLinkOf,
  revokePartyLinks,
  wrongAccessCode,
} from "./secret-link.ts";
export { siretStanding } from "./siret-standing.ts";
