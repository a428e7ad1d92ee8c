import { expect, test } from "vitest";
import { openedPdf } from "../../platform/test-kit/opened-pdf.ts";
import { aForm, aFrozen, aPerformance, taxed } from "./declared-samples.ts";
import { sacemDocument } from "./sacem-document.ts";

const nuitDesContes = aFrozen({
  performances: [
    aPerformance(1, "2026-03-07T19:30:00.000Z", {
      ...{ paid: 4, free: 2, gross: 5202, net: 4874, vat: null },
      lines: [
        { category: "Plein", unitPrice: 1800, vat: 550, paid: 3, free: 1, gross: 4702, net: 4457 },
        { category: "Livret", unitPrice: 500, vat: 2000, paid: 1, free: 0, gross: 500, net: 417 },
      ],
      consumptions: taxed(12000, 10000, 2000),
      programSales: taxed(1200, 1000, 2000),
    }),
  ],
});

test("the document of SACEM is right to the cent, tax by tax, tagged and titled (declarations.md §6.1)", async () => {
  const opened = await openedPdf(await sacemDocument(nuitDesContes, "5e1a90c4".repeat(8)));
  const words = opened.words.replaceAll("\u00a0", " ");
  expect(words).toContain("48,74 €");
  expect(words).toContain("52,02 €");
  expect(words).toMatch(/dont TVA 5,5 %\s+2,45 €/);
  expect(words).toMatch(/dont TVA 20 %\s+0,83 €/);
  expect(words).toMatch(/Hors billetterie\s+110,00 €\s+132,00 €/);
  expect(words).toMatch(/Dépenses\s+6 000,00 €\s+6 330,00 €/);
  expect(words).toContain("0048217");
  expect(words).toContain("988 123 451 00011");
  expect(words).toContain("Je certifie exactes");
  expect(opened.language).toBe("fr-FR");
  expect(opened.title).toBe("Déclaration SACEM, Le Pain des étoiles");
  expect(opened.tags).toContain("H1");
  expect(opened.tags).toContain("Table");
  expect(opened.pages).toBe(2);
});

test("thousands are grouped by spaces the font can draw, and a long run goes on over lying pages", async () => {
  const performances = Array.from({ length: 30 }, (_, n) =>
    aPerformance(n + 1, new Date(Date.UTC(2027, 0, 1 + n, 19)).toISOString(), { gross: 182400, paid: 115 }),
  );
  const opened = await openedPdf(
    await sacemDocument(aFrozen({ performances, form: aForm() }), "a".repeat(64)),
  );
  expect(opened.words.replaceAll("\u00a0", " ")).toContain("1 824,00");
  // 30 × 1 824.00, 30 × 1 728.91
  expect(opened.words.replaceAll("\u00a0", " ")).toContain("54 720,00");
  expect(opened.words.replaceAll("\u00a0", " ")).toContain("51 867,30");
  expect(opened.pages).toBeGreaterThan(2);
});

test("the same declaration gives the same bytes", async () => {
  const [one, other] = await Promise.all([
    sacemDocument(nuitDesContes, "b".repeat(64)),
    sacemDocument(nuitDesContes, "b".repeat(64)),
  ]);
  expect(Buffer.from(one).equals(Buffer.from(other))).toBe(true);
});

test("the document reminds of the deadline that was frozen with it, else of the one before there were settings", async () => {
  const said = async (given: Parameters<typeof aFrozen>[0]) =>
    (await openedPdf(await sacemDocument(aFrozen(given), "c".repeat(64)))).words.replaceAll("\u00a0", " ");
  expect(await said({ sacemDeadline: { kind: "days_after", count: 45 } })).toContain(
    "au plus tard 45 jours après la dernière représentation",
  );
  expect(await said({})).toContain("le dernier jour du mois qui suit la dernière représentation");
});
