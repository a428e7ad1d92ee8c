import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useRef, useState } from "react";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { ProblemError } from "../../../app/api.ts";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { useShortcuts } from "../../../ui/agent/shortcuts.ts";
import type { AgentSpace } from "../../access/agent/session.ts";
import { keepCase } from "./case-queries.ts";
import { cancelMessage } from "./compose-queries.ts";
import { setTakenBack } from "./composing.tsx";
import { type Draft, keepDraft } from "./drafts.ts";

/** A message that waits before it leaves. */
interface Leaving {
  entryId: string;
  caseId: string;
  /** « Hélène Dorval » */
  to: string;
  /** Milliseconds since 1970. */
  until: number;
  draft: Draft;
}

/**
 * Shows that a message is about to leave, on whatever screen, and takes it back when asked: its words then come back in
 * the composer of its case. Closing the tab lets it leave.
 */
export function useUndoSend(space: AgentSpace) {
  const { notify } = useNotices();
  return useCallback(
    (leaving: Leaving) => {
      const left = leaving.until - Date.now();
      // The notice outlives the wait a little, to say how it ended.
      const dismiss = notify(
        <UndoSend leaving={leaving} space={space} dismiss={() => dismiss()} />,
        left + 4_000,
      );
    },
    [notify, space],
  );
}

function UndoSend({ leaving, space, dismiss }: { leaving: Leaving; space: AgentSpace; dismiss: () => void }) {
  const { entryId, caseId, to, until, draft } = leaving;
  const client = useQueryClient();
  const navigate = useNavigate();
  const { notify } = useNotices();
  const seconds = useSecondsUntil(until);
  const [asking, setAsking] = useState(false);
  const asked = useRef(false);
  const takeBack = async () => {
    if (asked.current) return;
    asked.current = true;
    setAsking(true);
    try {
      const found = await cancelMessage(entryId);
      keepCase(client, found);
      // A new message with the same words: the one taken back stays in the thread, as such.
      keepDraft(space.me.id, caseId, {
        ...draft,
        messageKey: crypto.randomUUID(),
        basedOn: null,
        lastSeenEntryId: lastOf(found) ?? draft.lastSeenEntryId,
        savedAt: Date.now(),
      });
      dismiss();
      notify(`Envoi annulé. Votre message à ${to} est de nouveau dans la zone de réponse.`);
      await navigate({
        to: "/espace/$organisation/mediation/dossiers/$caseId",
        params: { organisation: space.organisation.slug, caseId },
      });
      setTakenBack(caseId);
    } catch (error) {
      dismiss();
      notify(error instanceof ProblemError ? error.problem.detail : refusalWords(error));
    }
  };
  useShortcuts({ z: seconds > 0 ? () => void takeBack() : undefined });
  if (seconds === 0) return <>Message à {to}&nbsp;: il est parti.</>;
  return (
    <span className="undo-send">
      <span>
        Message à {to}&nbsp;: envoi dans{" "}
        {/* Read once: a figure that changes each second would be read each second. */}
        <span className="figures" aria-hidden="true">
          {seconds}
        </span>
        <span className="fr-sr-only">quelques</span> {seconds > 1 ? "secondes" : "seconde"}.
      </span>
      <button
        type="button"
        className="undo-send__button"
        aria-keyshortcuts="Z"
        aria-disabled={asking}
        onClick={() => void takeBack()}
      >
        Annuler l’envoi
      </button>
    </span>
  );
}

const lastOf = (found: CaseView): string | undefined =>
  found.entries.toSorted((a, b) => a.at.localeCompare(b.at)).at(-1)?.id;

function useSecondsUntil(until: number): number {
  const [now, setNow] = useState(Date.now);
  const left = Math.max(0, Math.ceil((until - now) / 1_000));
  useEffect(() => {
    if (left === 0) return;
    const timer = setTimeout(() => setNow(Date.now()), 250);
    return () => clearTimeout(timer);
  });
  return left;
}
