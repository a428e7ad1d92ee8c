import { describe, expect, it } from "vitest";
import { fileKind, fileState } from "./file-words.ts";

describe("words about files", () => {
  it("names the kind", () => {
    expect(fileKind({ name: "a.pdf", type: "application/pdf" })).toBe("PDF");
    expect(fileKind({ name: "IMG_2041.heic", type: "image/heic" })).toBe("Photo");
    expect(fileKind({ name: "lettre.odt", type: "application/vnd.oasis.opendocument.text" })).toBe("ODT");
    expect(fileKind({ name: "sans-fin", type: "application/octet-stream" })).toBe("Fichier");
  });

  it.each([
    ["kept", "clean", "open"],
    ["kept", "unsupported", "Non analysable\u00a0: protégé ou illisible"],
    ["kept", "pending", "Analyse en cours"],
    ["kept", "threat", "Refusée : virus détecté"],
    ["kept", "failed", "Analyse impossible"],
    ["empty", "clean", "Fichier vide"],
    ["refused_malware", "clean", "Refusée : virus détecté"],
  ] as const)("a file %s and %s: %s", (decision, scan, words) => {
    const state = fileState({ decision, scan });
    expect(state.can === "open" ? "open" : state.why).toBe(words);
  });
});
