import { plainDay } from "../../../../shared/mediation/date-words.ts";
import type { CaseView } from "../../../../shared/mediation/schema.ts";

/** What a letter is begun with. */
export interface LetterDraft {
  subject: string;
  text: string;
}

const salutations: Readonly<Record<string, string>> = { MALE: "Monsieur", FEMALE: "Madame" };

/** The greeting and its polite end, around what will be written. */
export const begunLetter = (found: Pick<CaseView, "synthesis">, ...paragraphs: string[]): string => {
  const who = salutations[found.synthesis.requester?.title ?? ""] ?? "Madame, Monsieur";
  return [
    `${who},`,
    ...(paragraphs.length > 0 ? paragraphs : [""]),
    `Je vous prie d’agréer, ${who}, l’expression de ma considération distinguée.`,
  ].join("\n\n");
};

/** The letter that tells somebody without e-mail that their case is closed; read again before it is made. */
export const closingLetter = (
  found: Pick<CaseView, "synthesis" | "number" | "closingWords" | "mediationEndedOn">,
): LetterDraft => ({
  subject: "Conclusion de la médiation",
  text: begunLetter(
    found,
    found.closingWords || "La médiation que vous aviez demandée est terminée.",
    found.mediationEndedOn
      ? `Votre dossier ${found.number} est clos. La médiation a pris fin le ${plainDay(new Date(`${found.mediationEndedOn}T12:00Z`), "UTC")}.`
      : `Votre dossier ${found.number} est clos.`,
  ),
});
