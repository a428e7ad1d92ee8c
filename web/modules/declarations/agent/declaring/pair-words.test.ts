import { describe, expect, test } from "vitest";
import { proposalWords, proposedNet, readPair } from "./pair-words.ts";

const said = (net: string, gross: string) => {
  const read = readPair({ gross, net }, 550);
  return read.ok ? read.amount : `${read.fault.at}: ${read.fault.message.replaceAll("\u00a0", " ")}`;
};

describe("an amount with and without tax", () => {
  test.each([
    ["", "", null],
    ["20", "20", { gross: 2_000, net: 2_000, vat: 550 }],
    ["0", "0", { gross: 0, net: 0, vat: 550 }],
    ["20", "", "gross: Il manque le TTC."],
    ["", "20", "net: Il manque le HT."],
    ["0", "20", "net: Le TTC est rempli, le HT vaut 0."],
    ["20", "0", "gross: Le HT est rempli, le TTC vaut 0."],
    ["20", "19", "net: Le HT (20,00 €) dépasse le TTC (19,00 €)."],
    ["165", "156,00", "net: Le HT (165,00 €) dépasse le TTC (156,00 €)."],
    ["quinze", "20", "net: Écrivez un montant, par exemple 120,00."],
    ["1", "-2", "gross: Le TTC ne peut pas être négatif."],
  ])("declarations#1 HT « %s », TTC « %s »", (net, gross, expected) =>
    expect(said(net, gross)).toEqual(expected),
  );

  test("a net is proposed from the gross and the rate, unless it is the one written", () => {
    expect(proposedNet({ gross: "6 330,00", net: "" }, 550)).toBe(600_000);
    expect(proposedNet({ gross: "6 330,00", net: "6000" }, 550)).toBeUndefined();
    expect(proposedNet({ gross: "156", net: "165" }, 2_000)).toBe(13_000);
    expect(proposedNet({ gross: "", net: "" }, 550)).toBeUndefined();
    expect(proposalWords(600_000, 550).replaceAll("\u00a0", " ")).toBe(
      "Avec une TVA de 5,5 %, ce serait 6 000,00 €.",
    );
  });
});
