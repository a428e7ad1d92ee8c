import type { Side } from "./enums.ts";

/** Who may read a file of a case. */
export const fileVisibilities = {
  SHARED: "Partageable",
  REQUESTER_ONLY: "Réservé au côté requérant",
  ADMINISTRATION_ONLY: "Réservé à l’administration",
  INTERNAL: "Interne",
} as const;
export type FileVisibility = keyof typeof fileVisibilities;

/** What a file becomes that was sent to a side. */
export const visibleTo = {
  REQUESTER: "REQUESTER_ONLY",
  ADMINISTRATION: "ADMINISTRATION_ONLY",
  THIRD_PARTY: "INTERNAL",
  OTHER: "INTERNAL",
} as const satisfies Record<Side, FileVisibility>;

/** Whether a side may be sent a file without anybody saying why (mediation.md §4.6, confidentiality guard). */
export const mayBeSentTo = (visibility: FileVisibility, side: Side): boolean =>
  visibility === "SHARED" || (visibility !== "INTERNAL" && visibleTo[side] === visibility);
