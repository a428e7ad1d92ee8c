import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import type { CaseEntryView } from "../../../../shared/mediation/thread.ts";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { useShortcuts } from "../../../ui/agent/shortcuts.ts";
import { Button } from "../../../ui/button.tsx";
import { waitingEntries } from "./case-flags.ts";
import { keepCase, markProcessed } from "./case-queries.ts";

/** Says that a message needs nothing more. E does it for the first one that waits. */
export function MarkProcessed({ found, entry, who }: { found: CaseView; entry: CaseEntryView; who: string }) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const mark = useMutation({
    mutationFn: () => markProcessed(found.id, entry.id),
    onSuccess: (answer) => {
      keepCase(client, answer);
      // The button goes: the focus stays on its message.
      document.getElementById(`echange-${entry.id}`)?.focus({ preventScroll: true });
      notify("Message marqué comme traité.");
    },
    onError: (error) => notify(refusalWords(error)),
  });
  const first = waitingEntries(found)[0]?.id === entry.id;
  useShortcuts({ e: first ? () => mark.mutate() : undefined });
  return (
    <span className="message__action">
      <Button size="sm" look="tertiary" busy={mark.isPending && "Un instant…"} onClick={() => mark.mutate()}>
        Marquer comme traité<span className="fr-sr-only"> le message de {who}</span>
      </Button>
    </span>
  );
}
