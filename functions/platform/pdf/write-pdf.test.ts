import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";
import { expect, test } from "vitest";
import { type PdfOptions, type PdfWriter, pdfBytes } from "./write-pdf.ts";

const options: PdfOptions = { title: "Synthèse du dossier 2026-00042", at: new Date("2026-11-02T10:00:00Z") };

/** What an independent reader makes of the document. */
const read = async (write: (pdf: PdfWriter) => void | Promise<void>, more: Partial<PdfOptions> = {}) => {
  const opened = await getDocument({ data: await pdfBytes({ ...options, ...more }, write), verbosity: 0 })
    .promise;
  const pages = await Promise.all(
    Array.from({ length: opened.numPages }, async (_, n) => {
      const page = await opened.getPage(n + 1);
      const [text, tree] = await Promise.all([page.getTextContent(), page.getStructTree()]);
      return { text: text.items.map((item) => ("str" in item ? item.str : "")).join("\n"), tree };
    }),
  );
  return { opened, pages, tags: pages.flatMap(({ tree }) => tagsOf(tree)) };
};

const tagsOf = (node: unknown): string[] => {
  if (typeof node !== "object" || node === null) return [];
  const role = "role" in node && typeof node.role === "string" && node.role !== "Root" ? [node.role] : [];
  const children = "children" in node && Array.isArray(node.children) ? node.children.flatMap(tagsOf) : [];
  return [...role, ...children];
};

/** Bytes as a PDF writes them between brackets. */
const escaped = (bytes: Buffer) => bytes.toString("latin1").replace(/[\\()]/g, "\\$&");

const logo = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

test("a document says its title, its language and that it is tagged", async () => {
  const { opened } = await read((pdf) => pdf.heading(1, "Synthèse"));
  const { info, metadata } = await opened.getMetadata();
  expect(info).toMatchObject({ Title: options.title, Language: "fr-FR" });
  expect(await opened.getMarkInfo()).toEqual(
    new Map([
      ["Marked", true],
      ["UserProperties", false],
      ["Suspects", false],
    ]),
  );
  expect(await opened.getViewerPreferences()).toEqual(new Map([["DisplayDocTitle", true]]));
  expect(metadata?.get("pdfuaid:part")).toBe("1");
});

test("headings, paragraphs, lists, tables and figures are what they look like to a screen reader", async () => {
  const { tags, pages } = await read(
    (pdf) => {
      pdf.heading(1, "Synthèse");
      pdf.paragraph("Reçu le 2 novembre : 12 € à l’œuvre.");
      pdf.list(["une pièce", "une autre"]);
      pdf.heading(2, "Dates");
      pdf.keyValues([["Réception", "2 novembre 2026"]]);
      pdf.table({
        caption: "Chiffres",
        columns: [
          { label: "Mois", rowHead: true },
          { label: "Reçus", align: "right" },
        ],
        rows: [["Janvier", "12"]],
      });
      pdf.figure({
        alt: "12 dossiers en janvier",
        height: 40,
        draw: (kit) => kit.rect(0, 0, 40, 40).fill("#000091"),
      });
    },
    { logo: { content: logo, alt: "Ville d’Exemple" } },
  );
  expect(tags).toEqual([
    ...["Document", "Figure", "H1", "P", "L", "LI", "Lbl", "LBody", "LI", "Lbl", "LBody", "H2"],
    ...["Table", "TBody", "TR", "TH", "TD"],
    ...["Table", "Caption", "THead", "TR", "TH", "TH", "TBody", "TR", "TH", "TD", "Figure"],
  ]);
  expect(JSON.stringify(pages[0]?.tree)).toContain("12 dossiers en janvier");
  expect(pages[0]?.text).toContain("Reçu le 2 novembre : 12 € à l’œuvre.");
});

test("each page says its number and how many there are, and a long text loses nothing between them", async () => {
  const words = Array.from({ length: 3000 }, (_, n) => `mot${n}`);
  const { pages } = await read((pdf) => pdf.paragraph(words.join(" ")));
  expect(pages.length).toBeGreaterThan(2);
  for (const [n, { text }] of pages.entries()) expect(text).toContain(`page ${n + 1} / ${pages.length}`);
  const all = pages.map(({ text }) => text).join(" ");
  expect(words.filter((word) => !all.includes(word))).toEqual([]);
});

test("the heads of a table come again on each page for the eye, once for the ear", async () => {
  const rows = Array.from({ length: 120 }, (_, n) => [`Ligne ${n}`, String(n)]);
  const { pages } = await read((pdf) =>
    pdf.table({ columns: [{ label: "Libellé", rowHead: true }, { label: "Nombre" }], rows }),
  );
  expect(pages.length).toBeGreaterThan(1);
  for (const { text } of pages) expect(text).toContain("Libellé");
  const heads = pages.flatMap(
    ({ tree }) => JSON.stringify(tree).match(/"children":\[\{[^[]*"scope":"Column"/g) ?? [],
  );
  expect(heads).toHaveLength(2);
});

test("a row taller than a page goes on with the next one", async () => {
  const words = Array.from({ length: 2500 }, (_, n) => `m${n}`);
  const { pages } = await read((pdf) =>
    pdf.table({ columns: [{ label: "Date" }, { label: "Texte" }], rows: [["2 mars", words.join(" ")]] }),
  );
  const all = pages.map(({ text }) => text).join(" ");
  expect(words.filter((word) => !all.includes(word))).toEqual([]);
});

test("letters the font lacks are marked for the eye and kept for who listens", async () => {
  const content = await pdfBytes(options, (pdf) => pdf.paragraph("Merci 🙂 \u0007Łódź, Ελλάδα"));
  const { pages } = await read((pdf) => pdf.paragraph("Merci 🙂 \u0007Łódź, Ελλάδα"));
  expect(pages[0]?.text).toContain("Merci \ufffd Łódź, Ελλάδα");
  const actual = Buffer.from("\ufeffMerci 🙂 Łódź, Ελλάδα", "utf16le").swap16();
  expect(Buffer.from(content).toString("latin1")).toContain(escaped(actual));
});

test("what fails while writing fails the document", async () => {
  await expect(
    pdfBytes(options, () => {
      throw new Error("no more rows");
    }),
  ).rejects.toThrow("no more rows");
});
