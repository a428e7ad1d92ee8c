import type { RuleRefusal } from "../platform/verdict.ts";
import { plainCalendarDay } from "./date-words.ts";

/** Days somebody is away, both included (`2027-03-16`), and who acts for them. */
export interface Away {
  id?: string;
  userId: string;
  fromOn: string;
  toOn: string;
  replacementId: string | null;
}

const overlap = (a: Away, b: Away) => a.fromOn <= b.toOn && b.fromOn <= a.toOn;
const at = (path: string, message: string): RuleRefusal => ({
  code: "invalid",
  reason: "invalid_input",
  detail: "Certaines réponses sont à corriger.",
  fields: [{ path, message }],
});
const between = ({ fromOn, toOn }: Away) =>
  fromOn === toOn
    ? `le ${plainCalendarDay(fromOn)}`
    : `du ${plainCalendarDay(fromOn)} au ${plainCalendarDay(toOn)}`;

/**
 * Whether an absence may be declared beside the others of the organisation (mediation.md §4.12): its days follow each
 * other and are not all past, nobody is away twice, and whoever replaces is another person who is there meanwhile. So
 * no two people replace each other, and no replacement is replaced.
 */
export const absenceVerdict = (wanted: Away, others: readonly Away[], today: string): true | RuleRefusal => {
  if (wanted.toOn < wanted.fromOn) return at("toOn", "Le dernier jour ne peut pas précéder le premier.");
  if (wanted.toOn < today) return at("toOn", "Cette absence est déjà passée.");
  const meanwhile = others.filter((one) => one.id !== wanted.id && overlap(one, wanted));
  const twice = meanwhile.find(({ userId }) => userId === wanted.userId);
  if (twice) return at("fromOn", `Une absence est déjà déclarée ${between(twice)}.`);
  if (wanted.replacementId === null) return true;
  if (wanted.replacementId === wanted.userId) {
    return at("replacementId", "Choisissez quelqu’un d’autre que la personne absente.");
  }
  const away = meanwhile.find(({ userId }) => userId === wanted.replacementId);
  if (away) return at("replacementId", `Cette personne est elle-même absente ${between(away)}.`);
  return true;
};

/** Absences of these days whose replacement is this person: left without one when that person is away too. */
export const leftWithoutReplacement = (wanted: Away, others: readonly Away[]): Away[] =>
  others.filter((one) => one.replacementId === wanted.userId && one.id !== wanted.id && overlap(one, wanted));
