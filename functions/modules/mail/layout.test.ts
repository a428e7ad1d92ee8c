import { describe, expect, test } from "vitest";
import { type Block, layoutMail, wordsToBlocks } from "./layout.ts";

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
      "Votre demande est enregistrée\n\nNuméro de votre dossier\u00a0: 2027-00042\n\nFichiers reçus\u00a0: a.pdf\n  b.heic\n\nSuivre mon dossier\u00a0:\nhttps://guichet.example/suivi#x?a=1&b=2\n\nOu écrivez-nous (mailto:a@x.example).\nMerci <3\n\nEt le tribunal\u00a0?\nLe délai est interrompu.\n\n-- \nVille de Valbrune\n",
    );
  });
  test("every word is escaped once", () => {
    expect(mail.html).toContain("Merci &lt;3");
    expect(mail.html).toContain('href="https://guichet.example/suivi#x?a=1&amp;b=2"');
    const hostile = '"><script>x</script>';
    const html = layoutMail({
      title: hostile,
      preview: hostile,
      logo: { src: hostile, alt: hostile, width: 1, height: 1 },
      blocks: [{ is: "button", label: hostile, href: hostile }, ...wordsToBlocks(hostile)],
      footer: [[{ link: hostile, href: hostile }]],
    }).html;
    expect(html).not.toContain("<script");
  });
  test("the organisation's colour is a line over the card, only where it chose one", () => {
    const card = { title: "Reçu", preview: "", blocks, footer: [] };
    expect(layoutMail({ ...card, accent: "#297254" }).html).toContain('bgcolor="#297254"');
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
