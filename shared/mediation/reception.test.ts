import { describe, expect, it } from "vitest";
import { readReception, receptionWords, registeredLater } from "./reception.ts";

const now = new Date("2027-01-04T10:00:00Z");
const zone = "Europe/Paris";
const read = (given: Partial<Parameters<typeof readReception>[0]>) =>
  readReception({ channel: "MAIL", receivedOn: "2026-12-28", ...given }, now, zone);

describe("the true date of a referral", () => {
  it("of a letter is a day, at midnight where the office is", () => {
    const letter = read({ receivedAt: "15:00" });
    expect(letter).toEqual({ receivedAt: new Date("2026-12-27T23:00:00Z"), receivedPrecision: "DAY" });
    expect(letter && receptionWords(letter, zone)).toBe("lundi 28\u00a0décembre 2026");
  });

  it("of a call has an hour when it is given, and none when it is not", () => {
    const at = new Date("2026-12-28T14:05:00Z");
    expect(read({ channel: "PHONE", receivedAt: "15:05" })).toEqual({
      receivedAt: at,
      receivedPrecision: "INSTANT",
    });
    expect(read({ channel: "PHONE" })?.receivedPrecision).toBe("DAY");
  });

  it("is now when somebody is there today", () => {
    expect(read({ channel: "OFFICE", receivedOn: "2027-01-04" })).toEqual({
      receivedAt: now,
      receivedPrecision: "INSTANT",
    });
  });

  it.each([
    { receivedOn: "2027-01-05" },
    { channel: "PHONE" as const, receivedOn: "2027-01-04", receivedAt: "11:01" },
  ])("is never in the future: %o", (given) => expect(read(given)).toBeUndefined());

  it("and the day of registration are two things to say when they differ", () => {
    expect(registeredLater(new Date("2026-12-27T23:00:00Z"), now, zone)).toBe(true);
    expect(registeredLater(new Date("2027-01-03T23:00:00Z"), now, zone)).toBe(false);
  });
});
