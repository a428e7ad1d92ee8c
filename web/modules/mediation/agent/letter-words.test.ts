import { expect, it } from "vitest";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { begunLetter, closingLetter } from "./letter-words.ts";

const addressedTo = (title: "FEMALE" | null) => ({ requester: { title } }) as CaseView["synthesis"];

it("a letter greets somebody by their title, or by both when it is not known", () => {
  expect(begunLetter({ synthesis: addressedTo("FEMALE") }, "Bien reçu.")).toBe(
    "Madame,\n\nBien reçu.\n\nJe vous prie d’agréer, Madame, l’expression de ma considération distinguée.",
  );
  expect(begunLetter({ synthesis: addressedTo(null) })).toMatch(/^Madame, Monsieur,\n\n\n\n/);
});

it("the letter of a closing bears the mediator's words, the number and the dated end", () => {
  const { subject, text } = closingLetter({
    synthesis: addressedTo(null),
    number: "2027-00042",
    closingWords: "La régie retire la majoration.",
    mediationEndedOn: "2027-03-01",
  });
  expect(subject).toBe("Conclusion de la médiation");
  expect(text).toContain("La régie retire la majoration.");
  expect(text).toContain("2027-00042 est clos. La médiation a pris fin le 1er\u00a0mars 2027.");
});
