import type { CaseStatus, PublicStatus } from "./enums.ts";

/** What the citizen's page says of a status (mediation.md §4.3). A merged case shows its survivor's. */
const publicOf: Record<Exclude<CaseStatus, "MERGED">, PublicStatus> = {
  TO_PROCESS: "RECEIVED",
  CONTACT_REQUESTER: "IN_REVIEW",
  WAITING_FOR_REQUESTER: "WAITING_FOR_YOU",
  CONTACT_ADMINISTRATION: "WITH_ADMINISTRATION",
  WAITING_FOR_ADMINISTRATION: "WITH_ADMINISTRATION",
  ABOUT_TO_CLOSE: "FINALISING",
  CLOSED: "CLOSED",
};

/** The citizen's word for a case's status. */
export const publicStatusOf = (status: CaseStatus): PublicStatus =>
  status === "MERGED" ? "IN_REVIEW" : publicOf[status];

/** The five marks of progress, in order; « nous attendons votre réponse » is a pause, not a mark (public.md §4). */
export const progressMarks = [
  "RECEIVED",
  "IN_REVIEW",
  "WITH_ADMINISTRATION",
  "FINALISING",
  "CLOSED",
] as const satisfies readonly PublicStatus[];
export type ProgressMark = (typeof progressMarks)[number];

/** The mark a status stands on; undefined for a pause, which stands on the mark reached before it. */
export const markOf = (status: CaseStatus): ProgressMark | undefined => {
  const shown = publicStatusOf(status);
  return shown === "WAITING_FOR_YOU" ? undefined : shown;
};
