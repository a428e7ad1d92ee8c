import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { htmlOf, isFormatted, parseWritten, plainText, type Written, writeWords } from "./written-words.ts";

const paragraph = (text: string): Written => ({ is: "paragraph", words: [{ text }] });

describe("what an agent writes", () => {
  it("reads paragraphs, a heading, both lists, strong, emphasis and links", () => {
    const source =
      "Madame,\nbonjour\n\n## Pièces\n- le **relevé** ;\n- la _facture_.\n\n1. lire\n2. signer\n\nVoir [la page](https://exemple.example/a_b).";
    expect(parseWritten(source)).toEqual([
      paragraph("Madame,\nbonjour"),
      { is: "heading", words: [{ text: "Pièces" }] },
      {
        is: "list",
        ordered: false,
        items: [
          [{ text: "le " }, { text: "relevé", strong: true }, { text: " ;" }],
          [{ text: "la " }, { text: "facture", emphasis: true }, { text: "." }],
        ],
      },
      { is: "list", ordered: true, items: [[{ text: "lire" }], [{ text: "signer" }]] },
      {
        is: "paragraph",
        words: [{ text: "Voir " }, { text: "la page", href: "https://exemple.example/a_b" }, { text: "." }],
      },
    ]);
    expect(writeWords(parseWritten(source))).toBe(source.replace("Pièces\n-", "Pièces\n\n-"));
    expect(plainText(parseWritten(source))).toContain("- le relevé ;\n- la facture.");
    expect(plainText(parseWritten(source))).toContain("la page (https://exemple.example/a_b)");
  });

  it("leaves words that only look like signs as they are", () => {
    for (const text of [
      "2 ** 3 ** 4",
      "mon_fichier_joint.pdf",
      "**sans fin",
      "[note] vue",
      "le 3. mars",
      "# 12",
      "{{deadline.date}}",
    ]) {
      expect(parseWritten(text)).toEqual([paragraph(text)]);
      expect(isFormatted(parseWritten(text))).toBe(false);
    }
  });

  it("follows no link that a mail program could run", () => {
    for (const href of [
      "javascript:alert(1)",
      "data:text/html,x",
      "//x.example",
      'https://x.example/" onclick="x',
    ]) {
      expect(parseWritten(`[voir](${href})`)[0]).toMatchObject({ is: "paragraph" });
      expect(htmlOf(parseWritten(`[voir](${href})`))).not.toContain("<a ");
    }
    expect(htmlOf(parseWritten("<script>alert(1)</script> & **<b>**"))).toBe(
      "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; <strong>&lt;b&gt;</strong></p>",
    );
  });

  it("writes and reads back the same words, whatever they are", () => {
    const text = fc
      .string({ unit: fc.constantFrom(..."ab1 .-#*_[]()\\éà:\n".split("")), minLength: 1, maxLength: 30 })
      .map((one) => one.replaceAll(/\s+/g, " ").trim())
      .filter((one) => one !== "");
    const words = fc.record({ text, strong: fc.option(fc.constant(true as const), { nil: undefined }) });
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 3 }), (line) => {
        // Neighbours of one look are one run; a space between runs keeps their ends apart.
        const runs = line.flatMap((one, index) => [
          ...(index > 0 ? [{ text: " " }] : []),
          one.strong ? { text: one.text, strong: true as const } : { text: one.text },
        ]);
        const back = parseWritten(writeWords([{ is: "paragraph", words: runs }]));
        expect(plainText(back)).toBe(runs.map((run) => run.text).join(""));
        const strong = (blocks: Written[]) =>
          blocks
            .flatMap((block) => (block.is === "paragraph" ? block.words : []))
            .filter((run) => run.strong);
        expect(
          strong(back)
            .map((run) => run.text)
            .join("|"),
        ).toBe(line.flatMap((one) => (one.strong ? [one.text] : [])).join("|"));
      }),
    );
  });

  it("reads 100,000 hostile characters at once", () => {
    for (const sign of ["[", "**a", "_a ", "\\", "- ", "[a](", "**a_b", "1. x\n"]) {
      const source = sign.repeat(Math.ceil(100_000 / sign.length)).slice(0, 100_000);
      const started = performance.now();
      parseWritten(source);
      expect(performance.now() - started, sign).toBeLessThan(1_000);
    }
  });
});
