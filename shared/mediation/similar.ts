import { wordsOf } from "./search-text.ts";

/** What two cases are compared by: their requesters, the decision they contest and what they tell. */
export interface Fingerprint {
  firstName: string | null;
  lastName: string | null;
  legalName: string | null;
  emailCanonical: string | null;
  phoneE164: string | null;
  postalCode: string | null;
  /** `2027-03-16`. */
  contestedDecisionOn: string | null;
  description: string | null;
}

/** Why two cases look alike, what each reason counts for (mediation.md §5.3), and how a screen says it. */
export const similarReasons = {
  email: { points: 60, label: "même e-mail" },
  phone: { points: 40, label: "même téléphone" },
  name: { points: 40, label: "même nom" },
  near_name: { points: 20, label: "nom proche" },
  postal_code: { points: 10, label: "même code postal" },
  decision: { points: 10, label: "même décision contestée" },
  text: { points: 20, label: "texte proche" },
} as const;
export type SimilarReason = keyof typeof similarReasons;

/** From how many points on a case is shown as perhaps the same. */
const similarEnough = 40;
/** How many are shown. */
const similarShown = 10;
const nearName = 0.6;
const nearText = 0.5;
/** Characters of a description that are compared: two accounts of one dispute look alike from the start. */
const comparedText = 2000;

/** Names given to a requester nobody knows yet: two of them are not one person. */
export const unknownNames = { registered: "Requérant inconnu", byMail: "Requérant à confirmer" } as const;
const isUnknown = (name: string | null) => (Object.values(unknownNames) as (string | null)[]).includes(name);

/** Trigrams of a text as PostgreSQL's pg_trgm makes them: each word behind two spaces and before one. */
const trigramsOf = (text: string): Set<string> => {
  const found = new Set<string>();
  for (const word of wordsOf(text)) {
    const padded = `  ${word} `;
    for (let at = 0; at + 3 <= padded.length; at++) found.add(padded.slice(at, at + 3));
  }
  return found;
};

/** Share of trigrams two texts have in common, 0 to 1, as pg_trgm's `similarity`. */
export const trigramSimilarity = (one: string, other: string): number => {
  const a = trigramsOf(one);
  const b = trigramsOf(other);
  if (a.size === 0 || b.size === 0) return 0;
  let common = 0;
  for (const trigram of a) if (b.has(trigram)) common++;
  return common / (a.size + b.size - common);
};

const fullName = ({ firstName, lastName, legalName }: Fingerprint): string =>
  isUnknown(lastName) ? "" : (legalName ?? [firstName, lastName].filter(Boolean).join(" "));

/** A name without spaces, accents or hyphens, begun at each of its words: « Jean Dupont » and « DUPONT Jean » meet. */
const nameForms = (name: string): string[] => {
  const words = wordsOf(name);
  return words.map((_, at) => [...words.slice(at), ...words.slice(0, at)].join(""));
};

/** Whether two names are the same, in either order. */
export const sameName = (one: string, other: string): boolean => {
  const forms = nameForms(one);
  return nameForms(other).some((form) => forms.includes(form));
};

const sameText = (one: string | null, other: string | null): boolean =>
  Boolean(one && other) && wordsOf(one ?? "").join("") === wordsOf(other ?? "").join("");

/** How far two cases look alike, and why, strongest reason first. */
export const similarity = (
  one: Fingerprint,
  other: Fingerprint,
): { score: number; reasons: SimilarReason[] } => {
  const [name, otherName] = [fullName(one), fullName(other)];
  const isSameName = sameName(name, otherName);
  const holds: Record<SimilarReason, boolean> = {
    email: one.emailCanonical !== null && one.emailCanonical === other.emailCanonical,
    phone: one.phoneE164 !== null && one.phoneE164 === other.phoneE164,
    name: isSameName,
    near_name: !isSameName && trigramSimilarity(name, otherName) >= nearName,
    postal_code: sameText(one.postalCode, other.postalCode),
    decision: one.contestedDecisionOn !== null && one.contestedDecisionOn === other.contestedDecisionOn,
    text:
      trigramSimilarity(
        one.description?.slice(0, comparedText) ?? "",
        other.description?.slice(0, comparedText) ?? "",
      ) >= nearText,
  };
  const reasons = (Object.keys(similarReasons) as SimilarReason[]).filter((reason) => holds[reason]);
  return { score: reasons.reduce((sum, reason) => sum + similarReasons[reason].points, 0), reasons };
};

/** The cases alike enough, best first, the newest first among equals; ten at most. */
export const rankSimilar = <C extends { fingerprint: Fingerprint; receivedAt: Date }>(
  probe: Fingerprint,
  candidates: readonly C[],
): (C & { score: number; reasons: SimilarReason[] })[] =>
  candidates
    .map((one) => ({ ...one, ...similarity(probe, one.fingerprint) }))
    .filter(({ score }) => score >= similarEnough)
    .toSorted((a, b) => b.score - a.score || b.receivedAt.getTime() - a.receivedAt.getTime())
    .slice(0, similarShown);

/** « Même e-mail, même nom ». */
export const reasonWords = (reasons: readonly SimilarReason[]): string => {
  const words = reasons.map((reason) => similarReasons[reason].label).join(", ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};
