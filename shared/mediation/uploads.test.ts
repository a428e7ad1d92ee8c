import { expect, it } from "vitest";
import { limits } from "./schema.ts";
import { fileSize, messageFiles, percent, refuseFile } from "./uploads.ts";

const mega = 1024 * 1024;
const cause = (name: string, size: number, already?: { count: number; bytes: number }) =>
  refuseFile({ name, size }, already)?.cause ?? null;

it.each([
  ["facture.pdf", 184_000, null],
  ["IMG_2041.HEIC", 6_000_000, null],
  ["limite.pdf", limits.fileBytes, null],
  ["limite.pdf", limits.fileBytes + 1, "ce fichier pèse 21 Mo, le maximum est 20 Mo."],
  ["film.pdf", 31 * mega, "ce fichier pèse 31 Mo, le maximum est 20 Mo."],
  ["echanges-mairie.zip", 10, "les dossiers compressés (.zip) ne sont pas acceptés."],
  ["logo.svg", 10, "ce type de fichier (.svg) n’est pas accepté."],
  ["page.html", 10, "ce type de fichier (.html) n’est pas accepté."],
  ["facture.pdf.exe", 10, "ce type de fichier (.exe) n’est pas accepté."],
  ["sans-extension", 10, "ce type de fichier n’est pas accepté."],
  ["vide.pdf", 0, "ce fichier est vide."],
])("mediation#49 %s of %i bytes → %s", (name, size, expected) => {
  expect(cause(name, size)).toBe(expected);
});

it("the eleventh file and the file over the total are refused", () => {
  expect(cause("a.pdf", 1, { count: 10, bytes: 10 })).toBe("vous avez déjà 10 fichiers.");
  expect(cause("a.pdf", mega, { count: 3, bytes: limits.filesBytes - mega + 1 })).toBe(
    "vos fichiers dépassent 60 Mo au total.",
  );
});

it.each([
  [1, "1 octet"],
  [512, "512 octets"],
  [188_416, "184 Ko"],
  [6_186_598, "5,9 Mo"],
  [31 * mega, "31 Mo"],
])("%i bytes read %s", (bytes, text) => {
  expect(fileSize(bytes)).toBe(text);
});

it("an agent's message takes twenty files and 40 MB, and says so in its own words", () => {
  const refusal = (count: number, bytes: number) =>
    refuseFile({ name: "a.pdf", size: 1 }, { count, bytes }, messageFiles);
  expect(refusal(19, 10)).toBeNull();
  expect(refusal(20, 10)?.cause).toContain("20");
  expect(refusal(3, 40 * mega)?.cause).toContain("40");
  expect(refusal(20, 10)?.advice).toContain("autre message");
});

it("a sending is complete only when all of it is", () => {
  expect(percent(999, 1000)).toBe(99);
  expect(percent(1000, 1000)).toBe(100);
});
