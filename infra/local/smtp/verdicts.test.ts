import { describe, expect, it } from "vitest";
import { deliveryOrder, dictatedVerdicts, ruledVerdicts, type VerdictFacts } from "./verdicts.ts";

const facts: VerdictFacts = {
  envelopeFrom: "claire@citoyens.example",
  from: ["claire@citoyens.example"],
  gtube: false,
  eicar: false,
};

describe("verdicts by rule", () => {
  it.each<[string, Partial<VerdictFacts>, object]>([
    [
      "an ordinary mail passes all",
      {},
      { spam: "PASS", virus: "PASS", spf: "PASS", dkim: "PASS", dmarc: "PASS" },
    ],
    ["GTUBE is spam", { gtube: true }, { spam: "FAIL", virus: "PASS" }],
    ["EICAR is a virus", { eicar: true }, { virus: "FAIL", spam: "PASS" }],
    [
      "another envelope domain fails DMARC",
      { envelopeFrom: "x@evil.example" },
      { dmarc: "FAIL", policy: "none", spf: "PASS" },
    ],
    ["a null envelope passes by its signature", { envelopeFrom: null }, { dmarc: "PASS" }],
    ["two authors leave DMARC without a word", { from: ["a@b.example", "c@d.example"] }, { dmarc: "GRAY" }],
    ["no author either", { from: [] }, { dmarc: "GRAY" }],
  ])("%s", (_, change, expected) => {
    expect(ruledVerdicts({ ...facts, ...change })).toMatchObject(expected);
  });
});

describe("verdicts on command", () => {
  const ruled = ruledVerdicts(facts);
  it.each<[string, object | undefined]>([
    ["", ruled],
    ["dmarc=FAIL;policy=reject;spam=GRAY", { ...ruled, dmarc: "FAIL", policy: "reject", spam: "GRAY" }],
    ["dmarc=fail", { ...ruled, dmarc: "FAIL", policy: "none" }],
    ["policy=reject", ruled],
    ["virus=PROCESSING_FAILED; spf=DISABLED", { ...ruled, virus: "PROCESSING_FAILED", spf: "DISABLED" }],
    ["spam=MISSING", { virus: "PASS", spf: "PASS", dkim: "PASS", dmarc: "PASS" }],
    ["spam=MAYBE", undefined],
    ["weather=PASS", undefined],
  ])("%j", (header, expected) => {
    expect(dictatedVerdicts(ruled, header)).toEqual(expected);
  });

  it.each<[string | undefined, object | undefined]>([
    [undefined, { copies: 1, delayMs: 0 }],
    ["copies=3;delay=2000", { copies: 3, delayMs: 2000 }],
    ["copies=0", { copies: 0, delayMs: 0 }],
    ["copies=6", undefined],
    ["copies=-1", undefined],
    ["later=1", undefined],
  ])("delivery %j", (header, expected) => {
    expect(deliveryOrder(header)).toEqual(expected);
  });
});
