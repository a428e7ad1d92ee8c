import { describe, expect, it } from "vitest";
import {
  type Fingerprint,
  rankSimilar,
  reasonWords,
  similarity,
  trigramSimilarity,
  unknownNames,
} from "./similar.ts";

const of = (changed: Partial<Fingerprint> = {}): Fingerprint => ({
  firstName: null,
  lastName: null,
  legalName: null,
  emailCanonical: null,
  phoneE164: null,
  postalCode: null,
  contestedDecisionOn: null,
  description: null,
  ...changed,
});
const jean = of({ firstName: "Jean", lastName: "DUPONT", postalCode: "01000" });

describe("similar cases", () => {
  it("counts « DUPONT Jean » and « Jean Dupont » of one postal code for 50", () => {
    expect(similarity(jean, of({ lastName: "Jean Dupont", postalCode: "01 000" }))).toEqual({
      score: 50,
      reasons: ["name", "postal_code"],
    });
  });

  it("does not show the same name spelt « Dupond » with the same postal code: 30", () => {
    const dupond = of({ firstName: "Jean", lastName: "Dupond", postalCode: "01000" });
    expect(similarity(jean, dupond)).toEqual({ score: 30, reasons: ["near_name", "postal_code"] });
    expect(rankSimilar(jean, [{ fingerprint: dupond, receivedAt: new Date() }])).toEqual([]);
  });

  it.each([
    ["an address alone", { emailCanonical: "a@b.example" }, 60],
    ["a phone alone", { phoneE164: "+33611223344" }, 40],
    ["a decision and a postal code", { contestedDecisionOn: "2027-01-05", postalCode: "01000" }, 20],
    [
      "the same words",
      { description: "La facture de mars compte des repas qui n’ont pas été pris par ma fille." },
      20,
    ],
  ])("counts %s", (_what, same, score) => {
    expect(similarity(of(same), of(same)).score).toBe(score);
  });

  it("reads accents, hyphens, apostrophes and glued names alike", () => {
    const anne = of({ firstName: "Anne-Lise", lastName: "Le Fèvre" });
    expect(similarity(anne, of({ firstName: "anne lise", lastName: "LEFEVRE" })).reasons).toEqual(["name"]);
    expect(similarity(anne, of({ firstName: "Anne Lise", lastName: "L’Efèvre" })).reasons).toEqual(["name"]);
  });

  it("takes nothing in common for a likeness: two empty or unknown requesters are not one", () => {
    expect(similarity(of(), of()).score).toBe(0);
    const unknown = of({ lastName: unknownNames.registered });
    expect(similarity(unknown, unknown).score).toBe(0);
  });

  it("shows the ten best, the newest first among equals", () => {
    const candidates = Array.from({ length: 12 }, (_, at) => ({
      at,
      fingerprint: at === 3 ? of({ ...jean, emailCanonical: "j@d.example" }) : jean,
      receivedAt: new Date(Date.UTC(2027, 0, 1 + at)),
    }));
    const shown = rankSimilar(of({ ...jean, emailCanonical: "j@d.example" }), candidates);
    expect(shown.map(({ at }) => at)).toEqual([3, 11, 10, 9, 8, 7, 6, 5, 4, 2]);
  });

  it("measures as PostgreSQL does", () => {
    expect(trigramSimilarity("Dupont Jean", "Dupond Jean")).toBeCloseTo(10 / 14, 6);
    expect(trigramSimilarity("word", "two words")).toBeCloseTo(0.363636, 5);
  });

  it("says why in words", () => {
    expect(reasonWords(["email", "name"])).toBe("Même e-mail, même nom");
  });
});
