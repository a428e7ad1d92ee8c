import { newId, type Rows, type Seat } from "../seats.ts";

/** What every part of a planted world refers to. */
export interface Ground {
  now: Date;
  /** In every word of this world, and in no other. */
  mark: string;
  organisationId: string;
  slug: string;
  caseId: string;
  /** The requester, as party and as participant, and their address. */
  partyId: string;
  participantId: string;
  email: string;
  storedFileId: string;
  /** A mediator, somebody else than whoever asks. */
  colleague: Seat;
}

/** One part of a world: its rows by table, and what fixtures and marks name of them. */
export interface Planted<Named> {
  rows: Rows;
  named: Named;
  /** Ids and words that only this organisation may read; `caseMarks`: only its mediation. */
  marks: string[];
  caseMarks: string[];
}

export const newGround = (mark: string, organisationId: string, colleague: Seat): Ground => ({
  now: new Date(),
  mark,
  organisationId,
  slug: `ville-${mark}`,
  caseId: newId(),
  partyId: newId(),
  participantId: newId(),
  email: `requerant.${mark}@courriel.example`,
  storedFileId: newId(),
  colleague,
});
