import { describe, expect, test } from "vitest";
import { readCount, readDay, readDayAndTime, readMoney, readRate, readTime } from "./import-cells.ts";

const bad = { fault: "bad" };

describe("cells of an imported file", () => {
  test.each([
    ["12/03/2026", "2026-03-12"],
    ["1/3/2026", "2026-03-01"],
    ["2026-03-12", "2026-03-12"],
    ["46093", "2026-03-12"],
    ["29/02/2028", "2028-02-29"],
    ["31/02/2026", undefined],
    ["12/03/26", undefined],
    ["12/13/2026", undefined],
    ["12/03/1999", undefined],
    ["hier", undefined],
  ])("day %s", (typed, day) => {
    expect(readDay(typed)).toEqual(day ? { value: day } : bad);
  });
  test.each([
    ["20:30", "20:30"],
    ["20h30", "20:30"],
    ["20h", "20:00"],
    ["9 h 05", "09:05"],
    ["20:30:00", "20:30"],
    ["0.8541666666666666", "20:30"],
    ["24:00", undefined],
    ["20", undefined],
    ["20:75", undefined],
  ])("hour %s", (typed, time) => {
    expect(readTime(typed)).toEqual(time ? { value: time } : bad);
  });
  test.each([
    ["12/03/2026 20:30", { day: "2026-03-12", time: "20:30" }],
    ["12/03/2026 à 20h30", { day: "2026-03-12", time: "20:30" }],
    ["2026-03-12T20:30:00", { day: "2026-03-12", time: "20:30" }],
    ["46093,8541666667", { day: "2026-03-12", time: "20:30" }],
    ["46093.9999999", { day: "2026-03-13", time: "00:00" }],
    ["12/03/2026", undefined],
  ])("day and hour %s", (typed, value) => {
    expect(readDayAndTime(typed)).toEqual(value ? { value } : bad);
  });
  test.each([
    ["15", 1500],
    ["15,5", 1550],
    ["15.00 €", 1500],
    ["1 234,50", 123_450],
    ["1\u202f234,50\u00a0€", 123_450],
    ["1.234,50", 123_450],
    ["1,234.50", 123_450],
    ["0", 0],
    ["1,234", undefined],
    ["1.000", undefined],
    ["12,34,56", undefined],
    ["quinze", undefined],
    ["10000000,01", undefined],
  ])("amount %s", (typed, cents) => {
    expect(readMoney(typed)).toEqual(cents === undefined ? bad : { value: cents });
  });
  test("an amount below 0 says so; what a formula computed is rounded where that is allowed", () => {
    expect(readMoney("-3,00")).toEqual({ fault: "negative" });
    expect(readMoney("14,2180094786", { rounded: true })).toEqual({ value: 1422 });
    expect(readMoney("14,215", { rounded: true })).toEqual({ value: 1422 });
  });
  test.each([
    ["20", 20],
    ["1 200", 1200],
    ["20,0", 20],
    ["20,5", undefined],
    ["", undefined],
  ])("count %s", (typed, count) => {
    expect(readCount(typed)).toEqual(count === undefined ? bad : { value: count });
  });
  test.each([
    ["5,5", 550],
    ["5.5 %", 550],
    ["0,055", 550],
    ["20", 2000],
    ["0,2", 2000],
    ["0,9", 90],
    ["2,1 %", 210],
    ["0,5 %", 50],
    ["0", 0],
    ["0,5", undefined],
    ["120", undefined],
    ["normal", undefined],
  ])("rate %s", (typed, rate) => {
    expect(readRate(typed)).toEqual(rate === undefined ? bad : { value: rate });
  });
});
