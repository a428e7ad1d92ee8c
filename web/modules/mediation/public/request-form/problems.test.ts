import { describe, expect, it } from "vitest";
import { FileRequest } from "../../../../../shared/mediation/schema.ts";
import { type Answers, noAnswers, toRequest, wantsCopy } from "./answers.ts";
import { faultsOf } from "./problems.ts";

const today = "2027-03-16";
const amina = { ...noAnswers.requester, lastName: "Ferrand", email: "amina.ferrand@courriel.example" };
const complete: Answers = {
  ...noAnswers,
  onBehalf: "SELF",
  requester: amina,
  description: "La facture de la cantine est fausse.",
};
const paths = (step: 1 | 2 | 3, answers: Answers) =>
  faultsOf(step, answers, { today }).map(({ path }) => path);
const sending = {
  draftId: "0190a0e2-1c2b-7c3d-8e4f-5a6b7c8d9e0f",
  files: [],
  filledInMs: 60_000,
  website: "",
  today,
};

describe("what keeps a step from being left", () => {
  it("the first step asks for whom", () => {
    expect(paths(1, noAnswers)).toEqual(["onBehalf"]);
    expect(paths(1, complete)).toEqual([]);
  });

  it("one's own details need a name and one contact", () => {
    expect(paths(2, { ...noAnswers, onBehalf: "SELF" })).toEqual(["requester.lastName", "requester.contact"]);
    expect(paths(2, complete)).toEqual([]);
  });

  it("mediation#11 someone represented needs a name only, once said to be unreachable", () => {
    const answers: Answers = {
      ...complete,
      onBehalf: "PERSON",
      requester: { ...noAnswers.requester, lastName: "Morel" },
      representative: { ...noAnswers.representative, ...amina, kind: "RELATIVE" },
    };
    expect(paths(2, answers)).toEqual(["requester.contact"]);
    expect(paths(2, { ...answers, requester: { ...answers.requester, unreachable: true } })).toEqual([]);
    expect(paths(2, { ...answers, requester: amina, representative: noAnswers.representative })).toEqual([
      "representative.kind",
      "representative.lastName",
      "representative.contact",
    ]);
  });

  it.each([
    ["", []],
    ["732 829 320 00074", []],
    ["73282932000075", ["requester.siret"]],
    ["123", ["requester.siret"]],
    ["35600000049837", []],
  ])("the Siret « %s » gives %j", (siret, expected) => {
    const requester = { ...amina, legalName: "Association des riverains", siret };
    expect(paths(2, { ...complete, onBehalf: "ORGANISATION", requester })).toEqual(expected);
  });

  it("the dispute needs ten characters and readable past dates", () => {
    expect(faultsOf(3, { ...complete, description: "court" }, { today })[0]?.message).toBe(
      "Encore 5 caractères au minimum.",
    );
    expect(paths(3, { ...complete, contestedDecisionOn: "31/02/2027", priorComplaintOn: "demain" })).toEqual([
      "contestedDecisionOn",
    ]);
    expect(paths(3, { ...complete, priorComplaint: "YES", priorComplaintOn: "demain" })).toEqual([
      "priorComplaintOn",
    ]);
  });
});

describe("the request that is sent", () => {
  it("is one the API takes, without what was left empty", () => {
    const request = toRequest({ ...complete, contestedDecisionOn: "5 mars 2027" }, sending);
    expect(FileRequest.safeParse(JSON.parse(JSON.stringify(request))).success).toBe(true);
    expect(request.contestedDecisionOn).toBe("2027-03-05");
    expect(request.requester.phone).toBeUndefined();
    expect(request.requester.preferredContact).toBe("EMAIL");
  });

  it("forgets answers to questions that are no longer asked", () => {
    const request = toRequest(
      { ...complete, priorComplaint: "NO", priorComplaintOn: "5 mars 2027", priorAnswer: "YES" },
      sending,
    );
    expect(request.priorComplaintOn).toBeUndefined();
    expect(request.priorAnswer).toBeUndefined();
    expect(request.representative).toBeUndefined();
  });

  it("mediation#36 « Je ne sais pas » is sent as such", () => {
    expect(toRequest({ ...complete, courtPending: "UNKNOWN" }, sending).courtPending).toBe("UNKNOWN");
  });

  it("sends a copy by default, only to an address", () => {
    expect(wantsCopy(complete)).toBe(true);
    expect(wantsCopy({ ...complete, sendCopy: false })).toBe(false);
    expect(wantsCopy({ ...complete, requester: { ...amina, email: "" } })).toBe(false);
  });
});
