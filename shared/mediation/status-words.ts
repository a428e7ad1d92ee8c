import { type CaseStatus, caseStatuses } from "./enums.ts";

/** Every status as an organisation calls it: its own labels over the usual ones (mediation.md §3). */
export const statusesOf = (own: Readonly<Record<string, string>>): Readonly<Record<CaseStatus, string>> => ({
  ...caseStatuses,
  ...own,
});
