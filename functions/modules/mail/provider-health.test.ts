import { describe, expect, test } from "vitest";
import { type Health, healthAfter, healthy, mayUse } from "./provider-health.ts";

const start = new Date("2027-03-15T10:00:00Z");
const at = (seconds: number) => new Date(start.getTime() + seconds * 1000);
/** Hand-overs one second apart: `+` worked, `-` failed. */
const health = (results: string, from: Health = healthy(start), gapSeconds = 1): Health =>
  [...results].reduce((known, result, n) => healthAfter(known, result === "+", at(n * gapSeconds)), from);

describe("a circuit", () => {
  test.each([
    ["----", "closed"],
    ["-----", "open"],
    ["+++++-----", "open"],
    ["++++++-----", "closed"],
    ["++++++------", "open"],
    // Twenty count, no more: the first successes are forgotten.
    [`${"+".repeat(20)}${"-".repeat(9)}`, "closed"],
    [`${"+".repeat(20)}${"-".repeat(10)}`, "open"],
    ["+-+-+-+-+", "closed"],
    ["+-+-+-+-+-", "open"],
  ])("after %s is %s", (results, circuit) => {
    expect(health(results).circuit).toBe(circuit);
  });

  test("forgets failures older than five minutes", () => {
    expect(health("-----", healthy(start), 100).circuit).toBe("closed");
  });

  test("pauses for two minutes, and twice as long each time the trial fails, up to fifteen", () => {
    let known = health("-----");
    const pauses: number[] = [];
    for (let n = 0; n < 5; n += 1) {
      const until = known.openUntil ?? start;
      pauses.push((until.getTime() - known.changedAt.getTime()) / 60_000);
      expect(mayUse(known, new Date(until.getTime() - 1))).toEqual({ is: "not_before", at: until });
      expect(mayUse(known, until)).toEqual({ is: "trial" });
      known = healthAfter({ ...known, circuit: "half_open", changedAt: until }, false, until);
    }
    expect(pauses).toEqual([2, 4, 8, 15, 15]);
  });

  test("is tried by one mail: others are told to wait until it must have answered", () => {
    const trying: Health = { ...health("-----"), circuit: "half_open", changedAt: at(200) };
    expect(mayUse(trying, at(201))).toEqual({ is: "not_before", at: at(320) });
    expect(mayUse(trying, at(320))).toEqual({ is: "trial" });
    expect(healthAfter(trying, true, at(210))).toEqual(healthy(at(210)));
  });

  test("late news of earlier hand-overs do not close it", () => {
    const open = health("-----");
    expect(healthAfter(open, true, at(10))).toBe(open);
  });
});
