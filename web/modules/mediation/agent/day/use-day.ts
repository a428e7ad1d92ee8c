import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { CaseView } from "../../../../../shared/mediation/schema.ts";
import { useNotices } from "../../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../../ui/agent/refusal-words.ts";
import { keepDay } from "./day-queries.ts";

/** An act whose answer is the case as it is then; a refusal is said under the top bar. */
export const useDayAct = <Input>(act: (input: Input) => Promise<CaseView>, said?: string) => {
  const client = useQueryClient();
  const { notify } = useNotices();
  return useMutation({
    mutationFn: act,
    onSuccess: (found) => {
      keepDay(client, found);
      if (said) notify(said);
    },
    onError: (error) => notify(refusalWords(error)),
  });
};
