import { describe, expect, test } from "vitest";
import {
  amountWords,
  countWords,
  differenceWords,
  eurosWords,
  rateWords,
  rawAmount,
  typedAmount,
  typedCount,
  typedRates,
  wholeEuros,
} from "./amount-words.ts";

const plain = (text: string) => text.replaceAll("\u00a0", " ");

describe("amounts and rates in words", () => {
  test.each([
    [483_600, "4 836,00"],
    [5, "0,05"],
    [0, "0,00"],
    [123_456_789, "1 234 567,89"],
    [-1_500, "−15,00"],
  ])("%i cents read %s", (cents, words) => expect(plain(amountWords(cents))).toBe(words));

  test("euros, differences, counts and rates", () => {
    expect(plain(eurosWords(180_500))).toBe("1 805,00 €");
    expect([1_200, -1_422, 0].map(differenceWords).map(plain)).toEqual(["+12,00 €", "−14,22 €", "="]);
    expect(plain(countWords(12_345))).toBe("12 345");
    expect([550, 2_000, 210, 0, null].map(rateWords).map(plain)).toEqual([
      "5,5 %",
      "20 %",
      "2,1 %",
      "0 %",
      "TVA multiple",
    ]);
  });

  test("what is copied for a portal has no space, and its whole euros are rounded", () => {
    expect(rawAmount(458_390)).toBe("4583,90");
    expect(rawAmount(-5)).toBe("-0,05");
    expect([458_390, 458_349, 50].map(wholeEuros).map(plain)).toEqual(["4 584", "4 583", "1"]);
  });
});

describe("what people type and paste", () => {
  test.each([
    ["1 234,50", 123_450],
    ["1\u202f234.5", 123_450],
    ["1234,50 €", 123_450],
    ["12", 1_200],
    [",5", 50],
    ["12,", 1_200],
    ["-3", -300],
    ["−3,00", -300],
  ])("%s is an amount", (text, cents) => expect(typedAmount(text)).toBe(cents));

  test.each(["", "quinze", "1,234", "1.234,50", "12,345", "1e3"])("%s is none", (text) =>
    expect(typedAmount(text)).toBeUndefined(),
  );

  test("counts are whole and never negative", () => {
    expect(["12", " 1 200 ", "1,5", "-1", "x", ""].map(typedCount)).toEqual([
      12,
      1_200,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

test("a list of rates is read as people write it, and the word that is no rate is said", () => {
  expect(typedRates("0 ; 2,1 ; 5.5 % ;10; 20,")).toEqual({ rates: [0, 210, 550, 1000, 2000] });
  expect(typedRates(" ")).toEqual({ rates: [] });
  expect(typedRates("5,5 ; vingt")).toEqual({ wrong: "vingt" });
  expect(typedRates("5,555")).toEqual({ wrong: "5,555" });
});
