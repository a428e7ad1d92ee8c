import { useMutation, useQueryClient } from "@tanstack/react-query";
import { reasonOf } from "../../../app/api.ts";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { rereadAccounts, startRun } from "./connection-queries.ts";

/** Reads an account now; where a reading is open already, it is the one that is shown. */
export function useReadNow() {
  const client = useQueryClient();
  const { notify } = useNotices();
  return useMutation({
    mutationFn: (asked: string | { connectionId: string; showId: string }) =>
      typeof asked === "string" ? startRun(asked) : startRun(asked.connectionId, asked.showId),
    onSettled: () => rereadAccounts(client),
    onError: (error) => {
      if (reasonOf(error) !== "sync_already_running") notify(refusalWords(error));
    },
  });
}
