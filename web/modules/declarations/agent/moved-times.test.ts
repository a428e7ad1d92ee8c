import { expect, it } from "vitest";
import { localStart, movedTo } from "./moved-times.ts";

const evening = { startAt: "2026-03-28T19:30:00Z", endAt: "2026-03-28T21:00:00Z", timeZone: "Europe/Paris" };

it("reads a start on the clock of its place", () => {
  expect(localStart(evening)).toEqual({ day: "2026-03-28", time: "20:30" });
});

it("lasts as long on another day, a change of clocks between them", () => {
  const moved = movedTo(evening, localStart(evening), { day: "2026-03-29", time: "18:00" });
  expect(moved).toEqual({ startAt: "2026-03-29T18:00", endAt: "2026-03-29T19:30" });
});

it("ends after midnight when it starts late", () => {
  const moved = movedTo(evening, localStart(evening), { day: "2026-03-28", time: "23:15" });
  expect(moved.endAt).toBe("2026-03-29T00:45");
});

it("has no end to move where none is known", () => {
  const to = { day: "2026-03-30", time: "20:00" };
  expect(movedTo({ ...evening, endAt: null }, localStart(evening), to)).toEqual({
    startAt: "2026-03-30T20:00",
  });
});
