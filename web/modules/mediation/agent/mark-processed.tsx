import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import type { CaseEntryView } from "../../../../shared/mediation/thread.ts";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { useShortcuts } from "../../../ui/agent/shortcuts.ts";
import { Button } from "../../../ui/button.tsx";
import { waitingEntries } from "./case-flags.ts";
import { keepCase, markProcessed } from "./case-queries.ts";
import { entryElement, focusedEntry } from "./focused-entry.ts";

/** Says that a message needs nothing more. E does it for the one that has the focus, else the first that waits. */
export function MarkProcessed({ found, entry, who }: { found: CaseView; entry: CaseEntryView; who: string }) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const mark = useMutation({
    mutationFn: (entryId: string) => markProcessed(found.id, entryId),
    onSuccess: (answer, entryId) => {
      keepCase(client, answer);
      // The button goes: the focus stays on its message.
      document.getElementById(entryElement(entryId))?.focus({ preventScroll: true });
      notify("Message marqué comme traité.");
    },
    onError: (error) => notify(refusalWords(error)),
  });
  const waiting = waitingEntries(found);
  // One listener for all: the one that has the focus may be any of them.
  const first = waiting[0]?.id === entry.id;
  useShortcuts({
    e: first ? () => mark.mutate(focusedEntry(waiting)?.id ?? entry.id) : undefined,
  });
  return (
    <span className="message__action">
      <Button
        size="sm"
        look="tertiary"
        busy={mark.isPending && "Un instant…"}
        onClick={() => mark.mutate(entry.id)}
      >
        Marquer comme traité<span className="fr-sr-only"> le message de {who}</span>
      </Button>
    </span>
  );
}
