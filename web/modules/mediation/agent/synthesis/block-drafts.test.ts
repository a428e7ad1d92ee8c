import { expect, it } from "vitest";
import { type CaseInBlocks, changesOf, drafts } from "./block-drafts.ts";

const found: CaseInBlocks = {
  timeZone: "Europe/Paris",
  receivedAt: "2027-01-18T13:32:00Z",
  channel: "WEB",
  subject: "Facture d’eau",
  description: "Une fuite.",
  expectation: null,
  contestedDecisionOn: "2026-11-27",
  priorComplaint: "YES",
  priorComplaintOn: "2026-12-04",
  priorAnswer: "NO",
  courtPending: null,
  mediationEndedOn: null,
  synthesis: {
    receivedPrecision: "INSTANT",
    originator: null,
    competent: null,
    domain: null,
    thirdParty: null,
    admissibility: "PENDING",
    inadmissibilityReason: null,
    mediationAgreedOn: null,
    firstMeetingOn: null,
    faceToFace: false,
    partiesInformedOn: null,
    withdrawnAt: null,
    withdrawalReason: null,
    partiesAgreement: null,
    courtFollowup: null,
    finalConclusion: null,
    recommendation: null,
    recommendationFollowup: null,
    reopenCount: 0,
    tags: [],
    requester: null,
  },
};
const today = "2027-03-16";

it("only fields that differ are sent; what was emptied is null", () => {
  const draft = { ...drafts.dispute(found), priorAnswer: "UNKNOWN" as const, contestedDecisionOn: "" };
  expect(changesOf("dispute", draft, found, today)).toEqual({
    ok: true,
    changes: { priorAnswer: "UNKNOWN", contestedDecisionOn: null },
    reason: undefined,
  });
  expect(changesOf("dispute", drafts.dispute(found), found, today)).toMatchObject({ changes: {} });
});

it("« À examiner » is neither yes nor no", () => {
  const draft = { ...drafts.assessment(found), competent: "NO" as const };
  expect(changesOf("assessment", draft, found, today)).toMatchObject({ changes: { competent: false } });
  expect(changesOf("assessment", drafts.assessment(found), found, today)).toMatchObject({ changes: {} });
});

it("days are read as people write them, and a wrong one is told at its field", () => {
  const dates = drafts.dates(found);
  expect(changesOf("dates", { ...dates, mediationAgreedOn: "17 février 2027" }, found, today)).toMatchObject({
    changes: { mediationAgreedOn: "2027-02-17" },
  });
  expect(changesOf("dates", { ...dates, firstMeetingOn: "32/01/2027" }, found, today)).toEqual({
    ok: false,
    faults: { firstMeetingOn: "Cette date n’existe pas. Écrivez-la comme 05/03/2027." },
  });
});

it("day and hour of the referral are those of the organisation, wherever the reader is", () => {
  const evening = { ...found, receivedAt: "2027-01-18T23:30:00Z" };
  expect(drafts.reception(evening)).toMatchObject({ receivedOn: "19/01/2027", receivedTime: "00:30" });
  expect(drafts.reception({ ...evening, timeZone: "America/Martinique" })).toMatchObject({
    receivedOn: "18/01/2027",
    receivedTime: "19:30",
  });
});

it("an hour goes with its day, and a reason with a correction", () => {
  const reception = drafts.reception(found);
  expect(
    changesOf("reception", { ...reception, receivedTime: "", reason: "Lettre retrouvée" }, found, today),
  ).toMatchObject({
    changes: { receivedTime: null, receivedOn: expect.stringMatching(/^2027-01-1/) },
    reason: "Lettre retrouvée",
  });
});
