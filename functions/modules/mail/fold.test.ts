import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { foldText } from "./fold.ts";

/** What stays visible once folded, blank lines dropped. */
function visible(text: string, subject?: string): string {
  let out = "";
  let at = 0;
  for (const fold of foldText(text, subject)) {
    out += text.slice(at, fold.from);
    at = fold.to;
  }
  return (out + text.slice(at))
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n");
}

const quoted = "> Bonjour,\n>\n> Quelle est la date du repas ?\n";

describe("replies: what the person wrote stays, the rest folds", () => {
  test.each<[string, string, string]>([
    [
      "mail#48 Gmail in French",
      `C'est le 4 mars.\n\nLe lun. 3 mars 2025 à 09:12, Médiation – Valbrune <r-x@r.example> a\nécrit :\n\n${quoted}`,
      "C'est le 4 mars.",
    ],
    [
      "mail#52 attribution on three lines with a hard space before the colon",
      `D'accord.\n\nLe lundi 3 mars 2025 à 09:12,\nMédiation de la ville de Valbrune\n<r-x@r.example> a écrit\u00a0:\n${quoted}`,
      "D'accord.",
    ],
    ["Thunderbird", `Oui.\n\nLe 03/03/2025 à 09:12, Claire Vasseur a écrit :\n${quoted}`, "Oui."],
    ["Apple Mail", `Oui.\n\n> Le 3 mars 2025 à 09:12, Claire <c@v.example> a écrit :\n> \n${quoted}`, "Oui."],
    [
      "iPhone",
      `Oui.\n\nEnvoyé de mon iPhone\n\n> Le 3 mars 2025 à 09:12, C <c@v.example> a écrit :\n${quoted}`,
      "Oui.",
    ],
    [
      "mail#51 Outlook block under a line",
      "Voici.\n\n________________________________\nDe : Médiation <r-x@r.example>\nEnvoyé : lundi 3 mars 2025 09:12\nÀ : anna@x.example\nObjet : Votre demande\n\nBonjour,\n",
      "Voici.",
    ],
    ["Outlook, old words", "Voici.\n\n-----Message d'origine-----\nDe : M\nEnvoyé : hier\nBonjour", "Voici."],
    ["Zimbra", 'Voici.\n\n----- Mail original -----\nDe: "M" <m@v.example>\nBonjour', "Voici."],
    ["Orange", "Voici.\n\n-------- Message original --------\nDe : M\nBonjour", "Voici."],
    ["English", `Yes.\n\nOn Mon, Mar 3, 2025 at 9:12 AM Anna <a@x.example> wrote:\n${quoted}`, "Yes."],
    ["German", `Ja.\n\nAm 03.03.2025 um 09:12 schrieb Anna <a@x.example>:\n${quoted}`, "Ja."],
    ["signature mark", "Merci.\n\n-- \nAnna\nTél. 01\n", "Merci."],
    ["Outlook mobile", "Merci.\nTélécharger Outlook pour Android\n", "Merci."],
    [
      "legal notice",
      "Merci.\n\nCe message et ses pièces jointes sont confidentiels.\nImprimez peu.\n",
      "Merci.",
    ],
    ["our own line", "Merci.\n— Merci de répondre au-dessus de cette ligne —\nVotre dossier\n", "Merci."],
  ])("%s", (_, text, expected) => {
    expect(visible(text)).toBe(expected);
  });

  test("mail#50 answers between quoted lines are all visible", () => {
    const text = `Le 3 mars 2025 à 09:12, C <c@v.example> a écrit :\n> Quelle date ?\nLe 4 mars.\n> Quelle école ?\n>\n> Et la classe ?\nLes Tilleuls, CP.\n`;
    expect(visible(text)).toBe("Le 4 mars.\nLes Tilleuls, CP.");
  });
});

describe("what is not folded", () => {
  test("mail#49 a Gmail forward stays open", () => {
    const text =
      "Pour vous.\n\n---------- Message transféré ---------\nDe : A <a@x.example>\nDate : lun.\nObjet : Facture\n\nBonjour";
    expect(foldText(text)).toEqual([]);
  });
  test("mail#51 an Outlook block under TR: without own text stays open", () => {
    const text = "De : A\nEnvoyé : hier\nÀ : B\nObjet : Facture\n\nBonjour";
    expect(foldText(text, "TR: Facture")).toEqual([]);
    expect(visible(`Voyez.\n\n${text}`, "RE: Facture")).toBe("Voyez.");
  });
  test("mail#53 a mail that is only a quote is shown whole", () => {
    expect(foldText(`Le 3 mars 2025 à 09:12, C <c@v.example> a écrit :\n${quoted}`)).toEqual([]);
  });
  test.each([
    "Mme Petit a écrit au service le 3 mars 2025.\nElle attend.\n",
    "Le 3 mars 2025, la mairie m'a écrit :\nvotre dossier est refusé.\nJe conteste.\n",
    "De : la gare\nje suis venu à pied.\n",
    "",
    "\n\n",
  ])("a sentence that only looks like an attribution: %j", (text) => {
    expect(foldText(text)).toEqual([]);
  });
});

test("ranges are inside the text, in order, apart, for any text", () => {
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom(
      "> x",
      "-- ",
      "De : A",
      "Envoyé : B",
      "Objet : C",
      "",
      "Le 3 mars 2025 à 09:12, C a écrit :",
    ),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
      const text = lines.join("\n");
      let end = 0;
      for (const fold of foldText(text)) {
        expect(fold.from).toBeGreaterThanOrEqual(end);
        expect(fold.to).toBeGreaterThan(fold.from);
        end = fold.to;
      }
      expect(end).toBeLessThanOrEqual(text.length);
    }),
  );
});

test("time grows with the length, not faster", () => {
  const hostile = "Le ".repeat(40) + "a écrit\n".repeat(3);
  const time = (copies: number) => {
    const text = hostile.repeat(copies);
    const start = performance.now();
    foldText(text);
    return performance.now() - start;
  };
  time(500);
  expect(time(4000)).toBeLessThan(Math.max(40, time(2000) * 4));
});
