import { describe, expect, it, test } from "vitest";
import { addressees, notified, readsExchanges, type Speaker } from "./correspondence.ts";

const requester: Speaker = {
  role: "REQUESTER",
  repKind: null,
  mandateState: null,
  correspondence: null,
  endedAt: null,
};
const representative = (changed: Partial<Speaker>): Speaker => ({
  ...requester,
  role: "REPRESENTATIVE",
  repKind: "RELATIVE",
  mandateState: "NOT_PROVIDED",
  ...changed,
});
const usual = { lawyersNeedNoMandate: false };

describe("who reads what the mediator writes to the requester", () => {
  test.each([
    ["the requester", requester, true],
    ["nobody shown as a representative by their word alone", representative({}), false],
    ["nobody by a mandate not looked at", representative({ mandateState: "PROVIDED" }), false],
    ["nobody by a refused mandate", representative({ mandateState: "REFUSED" }), false],
    ["whose mandate was verified", representative({ mandateState: "VERIFIED" }), true],
    ["nobody who acts no more", representative({ mandateState: "VERIFIED", endedAt: new Date() }), false],
    ["no lawyer without mandate", representative({ repKind: "LAWYER" }), false],
  ])("%s", (_name, who, reads) => expect(readsExchanges(who, usual)).toBe(reads));

  it("is also a lawyer where the organisation asks them for no mandate", () => {
    expect(readsExchanges(representative({ repKind: "LAWYER" }), { lawyersNeedNoMandate: true })).toBe(true);
    expect(readsExchanges(representative({}), { lawyersNeedNoMandate: true })).toBe(false);
  });
});

describe("who gets the letters", () => {
  const with_ = (correspondence: Speaker["correspondence"], mandateState: Speaker["mandateState"]) =>
    addressees([requester, representative({ correspondence, mandateState })], usual).map(({ role }) => role);

  it("is the requester until a mandate is verified, whatever was chosen", () => {
    expect(with_("REPRESENTATIVE", "PROVIDED")).toEqual(["REQUESTER"]);
  });
  it("is then who was chosen", () => {
    expect(with_("REPRESENTATIVE", "VERIFIED")).toEqual(["REPRESENTATIVE"]);
    expect(with_("BOTH", "VERIFIED")).toEqual(["REQUESTER", "REPRESENTATIVE"]);
    expect(with_("REQUESTER", "VERIFIED")).toEqual(["REQUESTER"]);
    expect(with_(null, "VERIFIED")).toEqual(["REQUESTER"]);
  });
});

describe("who gets what Guichet sends by itself", () => {
  const lawyer = representative({ repKind: "LAWYER", correspondence: "REPRESENTATIVE" });
  test.each([
    ["the addressees", [requester, representative({})], usual, [null]],
    ["a lawyer who needs no mandate", [requester, lawyer], { lawyersNeedNoMandate: true }, ["LAWYER"]],
    ["no lawyer elsewhere", [requester, lawyer], usual, [null]],
    [
      "without the requester's address, whoever reads the exchanges, before whoever does not",
      [representative({}), representative({ repKind: "ELECTED", mandateState: "VERIFIED" })],
      usual,
      ["ELECTED"],
    ],
    ["then who acts without a verified mandate", [representative({})], usual, ["RELATIVE"]],
    ["never who was refused", [representative({ mandateState: "REFUSED" })], usual, []],
    ["nor who acts no more", [representative({ endedAt: new Date() })], usual, []],
  ])("is %s", (_name, reachable, rule, kinds) =>
    expect(notified(reachable, rule).map(({ repKind }) => repKind)).toEqual(kinds),
  );
});
