import type { Outcome } from "./enums.ts";

/** How a decision of the organisation is told to a citizen: « La ville vous donne raison ». */
const authorities: Readonly<Record<string, string>> = {
  commune: "La ville",
  intercommunality: "L’intercommunalité",
  department: "Le département",
  region: "La région",
  state: "L’administration",
  other: "L’administration",
};

/** The outcome in plain words, as the closing mail's title (screens/public.md §6). `kind` is the organisation's. */
export const outcomeInWords = (outcome: Outcome, kind: string): string => {
  const authority = authorities[kind] ?? "L’administration";
  const words: Record<Outcome, string> = {
    FAVORABLE_TO_CITIZEN: `${authority} vous donne raison`,
    PARTIAL: `${authority} vous donne raison sur une partie de votre demande`,
    FAVORABLE_TO_ADMINISTRATION: `${authority} maintient sa décision`,
    INTERNAL_FORWARD: "Votre demande est transmise au bon service",
    EXTERNAL_FORWARD: "Une autre institution peut vous aider",
    CITIZEN_WAIVER: "Vous avez retiré votre demande",
    CITIZEN_INACTIVITY: "Sans réponse de votre part, le dossier est clos",
    INADMISSIBLE: "Nous ne pouvons pas traiter cette demande",
    ADMINISTRATION_REFUSAL: "Le service n’a pas souhaité de médiation",
    OTHER: "Votre dossier est clos",
  };
  return words[outcome];
};
