import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { CaseSummary } from "../../../../shared/mediation/case-lists.ts";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { reasonOf } from "../../../app/api.ts";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { keepCase, takeCase } from "./case-queries.ts";

/** Why a case was not taken. */
export interface TakeRefusal {
  words: string;
  /** Someone else has it: the case left the list. */
  lost: boolean;
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
      const lost = reasonOf(error) === "already_taken";
      if (lost) void client.invalidateQueries({ queryKey: ["mediation"] });
      after.onRefused({ words: refusalWords(error), lost }, found);
    },
  });
}
