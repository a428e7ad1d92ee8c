import { titles } from "../../../shared/mediation/enums.ts";
import type { party } from "./tables.ts";

/** What a name is made of. */
export type Named = Pick<
  typeof party.$inferSelect,
  "title" | "firstName" | "lastName" | "legalName" | "kind"
>;

/** « Amina Ferrand », or the body's name. */
export const partyName = (who: Omit<Named, "title">): string =>
  who.kind === "LEGAL" && who.legalName
    ? who.legalName
    : [who.firstName, who.lastName].filter(Boolean).join(" ");

/** « Mme Amina Ferrand » as a proof writes it. */
export const titledName = (who: Named): string =>
  [who.title ? titles[who.title] : "", [who.firstName, who.lastName].filter(Boolean).join(" ")]
    .filter(Boolean)
    .join(" ");

/** « Bonjour Madame Ferrand, »; without title the name as the person gave it. */
export const greeting = (who: Named): string => {
  if (who.title === "MALE") return `Bonjour Monsieur ${who.lastName},`;
  if (who.title === "FEMALE") return `Bonjour Madame ${who.lastName},`;
  return `Bonjour ${[who.firstName, who.lastName].filter(Boolean).join(" ")},`;
};
