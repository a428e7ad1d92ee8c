import { expect, it } from "vitest";
import { parseWritten, writeWords } from "../../../../shared/mail/written-words.ts";
import { fromDocument, toDocument } from "./written-document.ts";

const there = (text: string) => writeWords(fromDocument(toDocument(parseWritten(text))));

it("goes to the editor and comes back the same", () => {
  const text =
    "Madame,\nj’ai **bien** _reçu_ vos pièces\n\n### Suite\n\n- le [relevé](https://regie.example/releve)\n- la facture\n\n1. lire\n2. signer";
  expect(parseWritten(there(text))).toEqual(parseWritten(text));
  expect(there("Prix \\*hors taxe\\* du fichier\\_a")).toBe("Prix \\*hors taxe\\* du fichier\\_a");
  expect(there("")).toBe("");
  // Marks inside marks settle at once.
  expect(there(there("**bien _reçu_ vos** pièces"))).toBe(there("**bien _reçu_ vos** pièces"));
});

it("keeps a bold run over a line break, and words that look like signs", () => {
  const document = toDocument([
    { is: "paragraph", words: [{ text: "un\ndeux", strong: true }] },
    { is: "paragraph", words: [{ text: "- pas une liste" }] },
  ]);
  expect(parseWritten(writeWords(fromDocument(document))).map(({ is }) => is)).toEqual([
    "paragraph",
    "paragraph",
  ]);
});

it("drops what a message may not hold", () => {
  expect(fromDocument({ type: "doc", content: [{ type: "image", attrs: { src: "x" } }] })).toEqual([]);
});
