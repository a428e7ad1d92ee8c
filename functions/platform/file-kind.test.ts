import { describe, expect, it } from "vitest";
import { fileKind } from "./file-kind.ts";
import { scanContent } from "./scan.ts";

const text = (content: string) => new TextEncoder().encode(content);
const zip = Uint8Array.from([0x50, 0x4b, 3, 4, ...new Array(60).fill(0)]);

describe("what a file is", () => {
  it.each([
    ["a PDF whatever its name", text("%PDF-1.7\n"), "facture.exe", "application/pdf", "pdf"],
    ["a program named as a PDF", text("MZ\x90\0"), "facture.pdf", "application/x-msdownload", "exe"],
    ["a Linux program", text("\x7fELF\x02"), "photo.jpg", "application/x-elf", "elf"],
    ["a script", text("#!/bin/sh\n"), "note.txt", "application/x-executable", "exe"],
    ["a page named as text", text("<!DOCTYPE html><p>"), "note.txt", "text/html", "html"],
    ["a drawing that can run", text('<svg onload="x">'), "logo.png", "image/svg+xml", "svg"],
    ["plain text", text("bonjour"), "note.txt", "text/plain", "txt"],
    ["a name without extension", text("bonjour"), "note", "application/octet-stream", ""],
    ["a bare archive", zip, "dossier.zip", "application/zip", "zip"],
  ])("knows %s", async (_, content, name, type, extension) => {
    expect(await fileKind(content, name)).toMatchObject({ type, extension });
  });
});

describe("scanning", () => {
  const testVirus = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE!$H+H*"].join("");
  it("knows the test virus wherever it hides, and nothing else", () => {
    expect(scanContent(text(`avant ${testVirus} après`))).toBe("threat");
    expect(scanContent(text("une facture"))).toBe("clean");
  });
});
