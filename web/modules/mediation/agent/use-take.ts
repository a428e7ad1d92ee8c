import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { CaseSummary, CaseView } from "../../../../shared/mediation/schema.ts";
import { ConnectionLost, ProblemError } from "../../../app/api.ts";
import { keepCase, takeCase } from "./case-queries.ts";

/** What became of taking a case, in words. */
export interface TakeRefusal {
  words: string;
  /** Someone else has it: the case left the list. */
  lost: boolean;
}

/** Why a case could not be taken: the race is told with the winner's name. */
export function takeRefusal(error: unknown): TakeRefusal {
  if (error instanceof ProblemError && error.problem.reason === "already_taken") {
    const by = error.problem.facts?.by;
    return { words: by ? `Déjà pris par ${by}` : "Déjà pris par un collègue", lost: true };
  }
  if (error instanceof ConnectionLost)
    return { words: "La connexion est coupée. Le dossier n’est pas encore à vous.", lost: false };
  return {
    words: error instanceof ProblemError ? error.problem.detail : "Le service ne répond pas pour le moment.",
    lost: false,
  };
}

/** Takes a case: one of two agents wins, the other is told who. */
export function useTake(after: {
  onTaken: (found: CaseView) => void;
  onRefused: (refusal: TakeRefusal, found: Pick<CaseSummary, "id" | "number">) => void;
}) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (found: Pick<CaseSummary, "id" | "number">) => takeCase(found.id),
    onSuccess: (taken) => {
      keepCase(client, taken);
      after.onTaken(taken);
    },
    onError: (error, found) => {
      const refusal = takeRefusal(error);
      if (refusal.lost) void client.invalidateQueries({ queryKey: ["mediation"] });
      after.onRefused(refusal, found);
    },
  });
}
