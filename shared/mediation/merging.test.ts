import { describe, expect, it } from "vitest";
import { differingGroups, type Mergeable, sameRequester, takenFromOther } from "./merging.ts";

const bare: Mergeable = {
  subject: "Facture",
  description: "La facture de mars.",
  expectation: null,
  originator: null,
  contestedDecisionOn: null,
  priorComplaint: null,
  priorComplaintOn: null,
  priorAnswer: null,
  courtPending: null,
  dueOn: null,
  admissibility: "PENDING",
  inadmissibilityReason: null,
  competent: null,
  thirdPartyId: null,
  domainId: null,
  mediationAgreedOn: null,
  firstMeetingOn: null,
  recommendation: null,
  recommendationFollowup: null,
};

describe("what wins in a merge", () => {
  it("keeps the survivor's value, and fills what it lacks", () => {
    const other = { ...bare, subject: "Cantine", courtPending: "NO", dueOn: "2027-04-01" };
    expect(takenFromOther({ ...bare, dueOn: "2027-03-01" }, other, [])).toEqual({ courtPending: "NO" });
  });

  it("asks about what both have and say differently, and takes what was chosen", () => {
    const other = { ...bare, subject: "Cantine", admissibility: "ADMISSIBLE" };
    expect(differingGroups(bare, other)).toEqual(["subject"]);
    expect(takenFromOther(bare, other, ["subject", "due"])).toEqual({
      subject: "Cantine",
      admissibility: "ADMISSIBLE",
      inadmissibilityReason: null,
    });
  });

  it("takes a group as a whole, so that no answer stands without its question", () => {
    const one = { ...bare, priorComplaint: "NO" };
    const other = { ...bare, priorComplaint: "YES", priorAnswer: "NO", priorComplaintOn: "2027-01-02" };
    expect(takenFromOther(one, other, [])).toEqual({});
    expect(takenFromOther(one, other, ["complaint"])).toEqual({
      priorComplaint: "YES",
      priorAnswer: "NO",
      priorComplaintOn: "2027-01-02",
    });
    const turned: Mergeable = { ...bare, competent: false, thirdPartyId: "x" };
    const decided: Mergeable = { ...bare, competent: true };
    expect(takenFromOther(decided, turned, [])).toEqual({});
  });
});

describe("whether two requesters are one", () => {
  const jean = {
    name: "Jean Dupont",
    emailCanonical: "j@d.example",
    phoneE164: null,
    postalCode: null,
    personId: null,
  };
  it.each([
    ["the same name and address", { name: "DUPONT Jean" }, true],
    ["a couple who share an address", { name: "Anne Dupont" }, false],
    ["the same name, reached elsewhere", { emailCanonical: "x@y.example" }, false],
  ])("%s", (_what, changed, same) => {
    expect(sameRequester(jean, { ...jean, ...changed })).toBe(same);
  });

  it("believes the agent who said so", () => {
    const known = { ...jean, personId: "p" };
    expect(sameRequester(known, { ...known, name: "J. D.", emailCanonical: null })).toBe(true);
  });
});
