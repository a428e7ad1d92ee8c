import { describe, expect, it } from "vitest";
import { coverageOf, provenBy, ranges } from "./hard-cases.ts";
import { summaryLine, type TestOutcome } from "./results.ts";

const outcome = (name: string, state: TestOutcome["state"] = "passed"): TestOutcome => ({
  project: "unit",
  file: "a.test.ts",
  name,
  state,
});

describe("hard cases", () => {
  it.each([
    ["mail#12 the same Message-ID with another body makes two entries", [["mail", 12]]],
    [
      "mail#1 mediation#6 several at once",
      [
        ["mail", 1],
        ["mediation", 6],
      ],
    ],
    [
      "mail#1, mail#2 a comma is fine",
      [
        ["mail", 1],
        ["mail", 2],
      ],
    ],
    ["a sentence that mentions mail#3 later proves nothing", []],
    ["mail#4", []],
  ])("reads what %j proves", (name, expected) => {
    expect(provenBy(name).map(({ service, number }) => [service, number])).toEqual(expected);
  });

  it("counts a case as proven only when every test of it passed", () => {
    const mail = coverageOf([
      outcome("mail#1 one way"),
      outcome("mail#1 another way", "failed"),
      outcome("mail#2 well"),
      outcome("mail#3 later", "skipped"),
      outcome("mail#999 invented"),
    ]).find(({ service }) => service === "mail");
    expect(mail).toMatchObject({ passing: [2], failing: [1, 3], unknown: [999] });
    expect(mail?.missing).toHaveLength(89);
  });

  it("writes numbers as ranges", () => {
    expect(ranges([9, 1, 2, 3, 7, 10])).toBe("1-3, 7, 9-10");
  });
});

describe("the last line of a run", () => {
  it("counts passed and failed, and skipped only when there are any", () => {
    expect(summaryLine([outcome("a"), outcome("b", "failed")])).toBe("1 passed, 1 failed");
    expect(summaryLine([outcome("a", "skipped")])).toBe("0 passed, 0 failed, 1 skipped");
  });
});
