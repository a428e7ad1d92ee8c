import { describe, expect, it } from "vitest";
import { caseNumber, readCaseNumber } from "./case-number.ts";
import { readSearch, searchText } from "./search-text.ts";

const finds = (typed: string, ...names: string[]) => {
  const { words } = readSearch(typed);
  const text = searchText(...names);
  return words.length > 0 && words.every((word) => text.includes(word));
};

describe("searching by name", () => {
  it.each([
    ["Jean Dupont", ["Jean", "Dupont"]],
    ["dupont jean", ["Jean", "Dupont"]],
    ["dup", ["Jean", "Dupont"]],
    ["elodie", ["Élodie", "Martin"]],
    ["Élodie", ["Elodie", "Martin"]],
    ["lefevre", ["Anne", "Le Fèvre"]],
    ["jean-pierre", ["Jean Pierre", "Roux"]],
    ["d'arc", ["Jeanne", "d’Arc"]],
    ["coeur", ["Jacques", "Cœur"]],
  ])("« %s » finds %s", (typed, names) => {
    expect(finds(typed, ...names)).toBe(true);
  });
  it("does not find the middle of a word, nor a name that lacks one of the words", () => {
    expect(finds("pont", "Jean", "Dupont")).toBe(false);
    expect(finds("jean durand", "Jean", "Dupont")).toBe(false);
  });
  it("mediation#33 takes special characters as plain text", () => {
    expect(readSearch("l'été (test) & : ! %_\\").words).toEqual([" l", " ete", " test"]);
    expect(readSearch("&&& %% ''")).toEqual({ words: [], year: undefined, seq: undefined });
  });
  it("reads an address and a number for what they are", () => {
    expect(readSearch(" Anna@Ex.example ").words).toEqual([" anna@ex.example"]);
    expect(readSearch("anna@").words).toEqual([" anna@"]);
    expect(readSearch("42")).toEqual({ seq: 42, year: undefined, words: [] });
    expect(readSearch("2027-00042")).toEqual({ year: 2027, seq: 42, words: [] });
    expect(readSearch("01000")).toEqual({ seq: 1000, year: undefined, words: [" 01000"] });
  });
  it.each([
    ["06 11 22 33 44", " 0611223344"],
    ["06.11.22", " 061122"],
    ["+33 6 11 22 33 44", " 33611223344"],
    ["+33 (0)6-11-22-33-44", " 33611223344"],
    ["0033611223344", " 33611223344"],
    ["0611223344", " 0611223344"],
  ])("reads the phone « %s » as its digits", (typed, word) => {
    expect(readSearch(typed).words).toEqual([word]);
  });
});

describe("the number of a case", () => {
  it("has five digits, and more when needed", () => {
    expect(caseNumber(2027, 42)).toBe("2027-00042");
    expect(caseNumber(2027, 123_456)).toBe("2027-123456");
  });
  it.each([
    ["42", { year: undefined, seq: 42 }],
    ["n° 2027-42", { year: 2027, seq: 42 }],
    ["2027/00042", { year: 2027, seq: 42 }],
    ["Dupont", undefined],
    ["12 rue des Lilas", undefined],
  ])("is read from « %s »", (typed, expected) => {
    expect(readCaseNumber(typed)).toEqual(expected);
  });
});
