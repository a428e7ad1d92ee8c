import { describe, expect, test } from "vitest";
import { accentColour, accents } from "../../../shared/access/organisation.ts";
import { type Block, grounds, layoutMail, wordsToBlocks } from "./layout.ts";

const blocks: Block[] = [
  { is: "heading", text: "Votre demande est enregistrée" },
  { is: "figure", label: "Numéro de votre dossier", value: "2027-00042" },
  { is: "facts", rows: [{ label: "Fichiers reçus", values: ["a.pdf", "b.heic"] }] },
  { is: "button", label: "Suivre mon dossier", href: "https://guichet.example/suivi#x?a=1&b=2" },
  { is: "paragraph", content: ["Ou ", { link: "écrivez-nous", href: "mailto:a@x.example" }, ".\nMerci <3"] },
  { is: "note", title: "Et le tribunal\u00a0?", content: [{ strong: "Le délai" }, " est interrompu."] },
];
const mail = layoutMail({
  title: "Reçu",
  preview: "Gardez ce numéro.",
  blocks,
  footer: [["Ville de Valbrune"]],
});

describe("one layout", () => {
  test("the text says the same in the same order, complete by itself", () => {
    expect(mail.text).toBe(
      "Votre demande est enregistrée\n\nNuméro de votre dossier\u00a0: 2027-00042\n\nFichiers reçus\u00a0: a.pdf\n  b.heic\n\nSuivre mon dossier\u00a0:\nhttps://guichet.example/suivi#x?a=1&b=2\n\nOu écrivez-nous (a@x.example).\nMerci <3\n\nEt le tribunal\u00a0?\nLe délai est interrompu.\n\n-- \nVille de Valbrune\n",
    );
  });
  test("every word is escaped once", () => {
    expect(mail.html).toContain("Merci &lt;3");
    expect(mail.html).toContain('href="https://guichet.example/suivi#x?a=1&amp;b=2"');
    const hostile = '"><script>x</script>';
    const html = layoutMail({
      title: hostile,
      preview: hostile,
      logo: { src: hostile, alt: hostile },
      blocks: [{ is: "button", label: hostile, href: hostile }, ...wordsToBlocks(hostile)],
      footer: [[{ link: hostile, href: hostile }]],
    }).html;
    expect(html).not.toContain("<script");
  });
  test("the organisation's colour is a line over the card, links and buttons; without one there is no line", () => {
    const card = { title: "Reçu", preview: "", blocks, footer: [] };
    const green = layoutMail({ ...card, accent: { light: "#297254", dark: "#34cb6a" } }).html;
    expect(green.match(/background-color:#297254/g)).toHaveLength(2);
    expect(green).toContain(".a{color:#34cb6a!important}");
    expect(green).not.toContain("#000091");
    expect(layoutMail(card).html).not.toContain('height="4"');
  });
  test("language, dark and narrow are declared, and a letter has no logo", () => {
    expect(mail.html).toContain('<html lang="fr">');
    expect(mail.html).toContain("prefers-color-scheme:dark");
    expect(mail.html).toContain("max-width:480px");
    expect(mail.html).not.toContain("<img");
  });
});

test("an agent's words become paragraphs and lists", () => {
  expect(
    wordsToBlocks("Bonjour,\r\n\r\nIl me faut :\n- la date ;\n- le lieu.\nMerci\n\n\nClaire\nMédiatrice"),
  ).toEqual([
    { is: "paragraph", content: ["Bonjour,"] },
    { is: "paragraph", content: ["Il me faut :"] },
    { is: "list", items: [["la date ;"], ["le lieu."]] },
    { is: "paragraph", content: ["Merci"] },
    { is: "paragraph", content: ["Claire\nMédiatrice"] },
  ]);
});

/** Relative luminance and contrast of WCAG 2.2. */
const luminance = (colour: string) =>
  [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, at) => sum + part * ([0.2126, 0.7152, 0.0722][at] ?? 0), 0);
const contrast = (one: string, other: string) => {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
};

describe.each(["light", "dark"] as const)("in the %s", (mode) => {
  test.each(Object.keys(accents))("links and buttons in %s are read at 4.5:1 or more", (name) => {
    const colour = accentColour(name)?.[mode] ?? "";
    const { card, page, onButton } = grounds[mode];
    for (const ground of [card, page, onButton])
      expect(contrast(colour, ground), `${colour} and ${ground}`).toBeGreaterThanOrEqual(4.5);
  });
});
