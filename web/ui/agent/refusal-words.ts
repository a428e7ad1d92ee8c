import { ConnectionLost, ProblemError } from "../../app/api.ts";

/** Why something was not done, in one sentence for a person. */
export function refusalWords(error: unknown): string {
  if (error instanceof ConnectionLost)
    return "La connexion est coupée. Rien n’est perdu\u00a0: réessayez quand elle revient.";
  if (error instanceof ProblemError) return error.problem.detail;
  return "Le service ne répond pas pour le moment. Rien n’a été modifié.";
}

/** What the API says at each field, by its path, when it says so. */
export const fieldFaults = (error: unknown): Record<string, string> =>
  error instanceof ProblemError
    ? Object.fromEntries((error.problem.fields ?? []).map(({ path, message }) => [path, message]))
    : {};
