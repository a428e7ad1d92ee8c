import { describe, expect, it } from "vitest";
import { readUpload } from "./upload-content.ts";

const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(
    parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from(part))),
  );
const pdf = bytes("%PDF-1.7\n%âãÏÓ\n1 0 obj\n<<>>\nendobj\n%%EOF");
const jpeg = bytes([0xff, 0xd8, 0xff, 0xe0, 0, 16], "JFIF", [0, 1, 1, 0, 0, 1, 0, 1, 0, 0]);
const heic = bytes([0, 0, 0, 24], "ftypheic", [0, 0, 0, 0], "mif1heic", [0, 0, 0, 8], "meta");
const zip = bytes("PK", [3, 4, 20, 0, 0, 0, 8, 0], "xxxxxxxxxxxxxxxxxxxxxxxxx");
const exe = bytes("MZ", [0x90, 0, 3, 0, 0, 0, 4, 0], "This program cannot be run in DOS mode");

describe("what a sent file really is", () => {
  it.each([
    ["facture.pdf", pdf, "application/pdf"],
    ["IMG_2041.HEIC", heic, "image/heic"],
    ["photo.png", jpeg, "image/jpeg"],
    ["notes.txt", bytes("Bonjour"), "text/plain"],
    ["releve.csv", bytes("date;montant\n"), "text/csv"],
  ])("mediation#49 %s is taken, whatever type was declared", async (name, content, type) => {
    expect(await readUpload(content, name)).toEqual({ type });
  });

  it.each<[string, Uint8Array, string]>([
    ["vide.pdf", bytes(""), "ce fichier est vide."],
    [
      "gros.pdf",
      Buffer.alloc(20 * 1024 * 1024 + 1),
      "ce fichier pèse 21\u00a0Mo, le maximum est 20\u00a0Mo.",
    ],
    ["programme.pdf", exe, "ce fichier n’est pas vraiment un PDF."],
    ["scan.pdf", jpeg, "ce fichier n’est pas vraiment un PDF."],
    ["logo.svg", bytes("<svg xmlns='x'/>"), "ce type de fichier (.svg) n’est pas accepté."],
    ["page.html", bytes("<!doctype html>"), "ce type de fichier (.html) n’est pas accepté."],
    ["page.txt", bytes("<!DOCTYPE html><script>"), "ce type de fichier (.html) n’est pas accepté."],
    ["dossier.zip", zip, "les dossiers compressés (.zip) ne sont pas acceptés."],
    ["dossier.jpg", zip, "les dossiers compressés (.zip) ne sont pas acceptés."],
    ["photo.jpg", bytes("n’importe quoi"), "ce fichier n’est pas vraiment un .jpg, ou il est abîmé."],
    ["sans-extension", pdf, "ce type de fichier n’est pas accepté."],
  ])("mediation#49 %s is refused, with the cause and what to do", async (name, content, cause) => {
    expect(await readUpload(content, name)).toEqual({ refusal: { cause, advice: expect.any(String) } });
  });

  it("refuses a virus whatever it pretends to be", async () => {
    const eicar = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR", "-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].join("");
    expect(await readUpload(bytes("%PDF-1.7\n", eicar), "facture.pdf")).toMatchObject({
      refusal: { cause: "ce fichier est dangereux (virus)." },
    });
  });
});
