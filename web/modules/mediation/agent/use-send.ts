import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type CaseView, SendMessage } from "../../../../shared/mediation/schema.ts";
import { ProblemError, reasonOf } from "../../../app/api.ts";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import type { AgentSpace } from "../../access/agent/session.ts";
import { caseQuery, keepCase, sendMessage } from "./case-queries.ts";
import { type Faults, faultField } from "./composer-fields.tsx";
import type { Draft } from "./drafts.ts";
import { useUndoSend } from "./undo-send.tsx";

/** Sends a message, and says at each field what stops it. A message that cannot leave stays as it is. */
export function useSend(
  found: CaseView,
  space: AgentSpace,
  {
    undoSeconds,
    onSent,
    onNewer,
  }: { undoSeconds: number; onSent: (answer: CaseView) => void; onNewer: () => void },
) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const showUndo = useUndoSend(space);
  const [faults, setFaults] = useState<Faults>({});
  const mutation = useMutation({
    mutationFn: ({ input }: { input: SendMessage; draft: Draft }) => sendMessage(input),
    onSuccess: (answer, { input, draft }) => {
      keepCase(client, answer);
      const to = new Intl.ListFormat("fr").format(
        found.participants.filter(({ id }) => input.recipients.includes(id)).map(({ name }) => name),
      );
      const entryId = sentEntry(found, answer);
      if (undoSeconds > 0 && entryId) {
        showUndo({ entryId, caseId: found.id, to, until: Date.now() + undoSeconds * 1_000 - 500, draft });
      } else notify(`Votre message part à ${to}.`);
      onSent(answer);
    },
    onError: async (error) => {
      const reason = reasonOf(error);
      if (reason === "newer_entry") {
        await client.invalidateQueries(caseQuery(found.id));
        onNewer();
      } else if (reason !== "signed_out") setFaults(faultsOf(error));
    },
  });
  return {
    faults,
    setFaults,
    isSending: mutation.isPending,
    send: (draft: Draft, input: unknown) => {
      const checked = SendMessage.safeParse(input);
      if (!checked.success) {
        return setFaults(
          Object.fromEntries(
            checked.error.issues
              .map(({ path, message }) => [faultField(path.join(".")), message])
              .toReversed(),
          ),
        );
      }
      setFaults({});
      mutation.mutate({ input: checked.data, draft });
    },
  };
}

const faultsOf = (error: unknown): Faults => {
  const fields = error instanceof ProblemError ? (error.problem.fields ?? []) : [];
  if (fields.length === 0) return { form: refusalWords(error) };
  return Object.fromEntries(fields.map(({ path, message }) => [faultField(path), message]).toReversed());
};

/** The entry that this sending made: the newest of one's own that was not there before. */
const sentEntry = (before: CaseView, after: CaseView): string | undefined =>
  after.entries
    .filter(
      ({ id, kind, direction, mine }) =>
        kind === "message" && direction === "OUT" && mine && !before.entries.some((known) => known.id === id),
    )
    .toSorted((a, b) => a.at.localeCompare(b.at))
    .at(-1)?.id;
