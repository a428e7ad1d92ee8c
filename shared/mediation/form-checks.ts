import type { FormConfig } from "./form-config.ts";
import { conditionAnswers } from "./form-rules.ts";

/** A fault of a form being configured: `questions.2.choices`. */
export interface FormFault {
  path: string;
  message: string;
}

/** What keeps a form from being published: choices that miss, a condition on a later or unknown question, twice one name. */
export const formFaults = ({ questions }: FormConfig): FormFault[] => {
  const faults: FormFault[] = [];
  questions.forEach((question, at) => {
    const wrong = (field: string, message: string) =>
      void faults.push({ path: `questions.${at}.${field}`, message });
    const earlier = questions.slice(0, at);
    if (earlier.some(({ id }) => id === question.id)) wrong("id", "Cette question est là deux fois.");
    const choices = question.choices ?? [];
    if (question.kind === "single" || question.kind === "multiple") {
      if (choices.length < 2) wrong("choices", "Proposez au moins deux réponses.");
      if (new Set(choices.map((choice) => choice.trim().toLowerCase())).size < choices.length)
        wrong("choices", "Deux réponses sont identiques.");
    }
    const { onlyIf } = question;
    if (!onlyIf) return;
    const condition = earlier.find(({ id }) => id === onlyIf.question);
    if (!condition) wrong("onlyIf", "La condition porte sur une question qui n’est pas posée avant.");
    else if (!conditionAnswers(condition).includes(onlyIf.answer))
      wrong("onlyIf", "La réponse attendue n’est plus proposée par la question de la condition.");
  });
  return faults;
};

const sensitive: ReadonlyArray<readonly [about: string, words: RegExp]> = [
  [
    "la santé",
    /\b(?:sante|malad\w*|medic\w*|handicap\w*|traitement|hospital\w*|invalid\w*|grossesse|enceinte)\b/,
  ],
  ["la religion", /\b(?:religi\w*|confession\w*|croyan\w*|culte)\b/],
  ["les opinions politiques", /\b(?:politique\w*|parti politique|electeur\w*|vote[sz]?)\b/],
  ["l’appartenance syndicale", /\bsyndi[cq]\w*\b/],
  ["l’origine", /\b(?:ethni\w*|race|origine ethnique|nationalite)\b/],
  ["l’orientation ou la vie sexuelle", /\b(?:sexuel\w*|orientation)\b/],
  ["les condamnations", /\b(?:condamn\w*|casier|penal\w*|infraction\w*)\b/],
  ["le numéro de sécurité sociale", /\b(?:securite sociale|nir|numero national)\b/],
  ["la date de naissance", /\b(?:date de naissance|ne\(e\) le|age)\b/],
];

const plain = (text: string) => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();

/** What a question seems to ask that is protected or not needed (mediation.md §9); the configurer is told, and decides. */
export const sensitiveSubjects = (...texts: readonly (string | undefined)[]): string[] => {
  const text = plain(texts.filter(Boolean).join(" "));
  return sensitive.flatMap(([about, words]) => (words.test(text) ? [about] : []));
};
