import type { CaseSummary } from "../../../../shared/mediation/case-lists.ts";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import type { CaseEntryView } from "../../../../shared/mediation/thread.ts";

/** Typed examples for the tests of this folder; never imported by a screen. */
export const anEntry = (change: Partial<CaseEntryView> = {}): CaseEntryView => ({
  id: "entry",
  kind: "message",
  direction: "IN",
  medium: "EMAIL",
  side: "REQUESTER",
  at: "2027-03-16T08:12:00Z",
  author: "Nadège Thibaudot",
  participantId: "p-requester",
  mine: false,
  authorship: "participant_verified",
  fact: null,
  subject: "Re: votre facture",
  text: "Bonjour Madame,\n\nVoici la facture.",
  hasHtml: false,
  folds: [],
  flags: [],
  cards: [],
  shownRecipients: [],
  replyTo: [],
  claimedAt: null,
  original: "none",
  undoUntil: null,
  toProcess: false,
  files: [],
  recipients: [],
  fileLinks: [],
  ...change,
});

export const aSummary = (change: Partial<CaseSummary> = {}): CaseSummary => ({
  id: "case",
  number: "2027-00042",
  subject: "Facture d’eau de 1\u00a0284\u00a0€ après une fuite",
  requesterName: "Nadège Thibaudot",
  represented: false,
  domain: null,
  status: "TO_PROCESS",
  priority: "NORMAL",
  channel: "WEB",
  receivedAt: "2027-01-18T13:32:00Z",
  dueOn: null,
  lastExchangeAt: "2027-03-16T08:12:00Z",
  assignee: null,
  toProcess: 0,
  failedSend: false,
  closedAt: null,
  outcome: null,
  tags: [],
  held: 0,
  version: 1,
  allowed: ["case.read"],
  ...change,
});

export const aParticipant = (
  change: Partial<CaseView["participants"][number]> = {},
): CaseView["participants"][number] => ({
  id: "p-requester",
  partyId: null,
  speaks: "yes",
  getsLetters: true,
  name: "Nadège Thibaudot",
  email: "nadege.thibaudot@courriel.example",
  side: "REQUESTER",
  verification: "verified",
  ...change,
});
