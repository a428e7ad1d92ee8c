import { expect, it } from "vitest";
import { refusalsByCause, resultWords } from "./bulk-words.ts";

const line = (id: string, why?: string) => ({
  id,
  number: id,
  done: why === undefined,
  ...(why ? { why } : {}),
});

it("says how many of how many, and nothing more when all went well", () => {
  expect(resultWords("assign", [line("1"), line("2")])).toBe("2\u00a0dossiers transférés");
  expect(resultWords("assign", [line("1"), line("2", "Non.")])).toBe("1\u00a0dossier transféré sur 2");
  expect(resultWords("unassign", [line("1")])).toBe("1\u00a0attribution annulée");
});

it("gives each cause once with its cases, by the number on screen where the answer hides it", () => {
  const lines = [line("1", "Clos."), line("2", "Changé."), line("3", "Changé."), line("4")];
  const hidden = { id: "5", number: null, done: false, why: "Changé." };
  expect(refusalsByCause([...lines, hidden], new Map([["5", "2027-00005"]]))).toEqual([
    { why: "Changé.", numbers: ["2", "3", "2027-00005"] },
    { why: "Clos.", numbers: ["1"] },
  ]);
});
