import { ConnectionLost, ProblemError } from "./api.ts";

/** One sentence under a short form for whatever kept it from being sent. */
export const failureWords = (error: unknown): string => {
  if (error instanceof ConnectionLost) return "La connexion est coupée. Réessayez quand elle revient.";
  if (!(error instanceof ProblemError)) throw error;
  const { problem } = error;
  if (problem.status >= 500)
    return "Le service ne répond pas pour le moment. Réessayez dans quelques minutes.";
  return problem.detail;
};

/** What is said of a code that did not open the page, with the telephone to call when there is one. */
export const codeFailure = (error: unknown, phone: string | undefined): string => {
  if (!(error instanceof ProblemError)) return failureWords(error);
  const { reason, facts } = error.problem;
  if (reason === "code_wrong") {
    const left = Number(facts?.triesLeft);
    const tries = left > 0 ? ` Il vous reste ${left} essai${left > 1 ? "s" : ""}.` : "";
    return `Ce code ne correspond pas. Vérifiez que c’est le dernier e-mail reçu.${tries}`;
  }
  if (reason === "code_expired") return "Ce code a expiré. Demandez-en un nouveau.";
  if (reason === "code_locked") {
    return `Trop d’essais. Pour protéger vos échanges, réessayez dans 1 heure${phone ? `, ou appelez le ${phone}` : ""}.`;
  }
  return failureWords(error);
};
