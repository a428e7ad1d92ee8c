import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { type HeldAction, usualAction } from "../../../../shared/mail/quarantine.ts";
import type { HeldMail } from "../../../../shared/mediation/quarantine.ts";
import { reasonOf } from "../../../app/api.ts";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Button } from "../../../ui/button.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { CaseLink } from "./case-link.tsx";
import {
  AttachDialog,
  NewCaseDialog,
  OnClosedCaseDialog,
  ParticipantDialog,
  RejectDialog,
  SpamDialog,
  UndoButton,
} from "./held-dialogs.tsx";
import { discardHeld, refreshHeld, releaseHeld, replayHeld, restoreHeld } from "./held-queries.ts";
import { mayListCases } from "./rights.ts";
import "./quarantine.css";

type Asked = "participant" | "new_case" | "attach" | "on_case" | "reject" | "spam";

const labelOf = (action: HeldAction, held: HeldMail): string => {
  switch (action) {
    case "participant":
      return held.target?.knownAs
        ? `Ajouter au nom de ${held.target.knownAs}…`
        : "Ajouter comme participant…";
    case "on_case":
      return held.target?.closed ? "Ajouter au dossier clos…" : "Ajouter au dossier sans participant";
    case "new_case":
      return "Ouvrir un nouveau dossier…";
    case "attach":
      return held.target ? "Rattacher à un autre dossier…" : "Rattacher à un dossier…";
    case "reject":
      return "Refuser avec réponse…";
    case "spam":
      return "Indésirable…";
    case "delete":
      return "Supprimer";
    case "replay":
      return "Retraiter";
    case "restore":
      return "Remettre à traiter";
  }
};

/** Main ways a mail is settled are buttons, the others links. */
const large: readonly HeldAction[] = ["participant", "on_case", "new_case", "replay", "restore"];

/**
 * What may be done with one held mail; the first button is what its cause mostly calls for. `onSettled` says what became
 * of it. `only` keeps a few, for the place that has little room.
 */
export function HeldActions({
  held,
  space,
  only,
  onSettled,
}: {
  held: HeldMail;
  space: AgentSpace;
  only?: readonly HeldAction[];
  onSettled: (words: string) => void;
}) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const [asking, setAsking] = useState<Asked>();
  const offered = held.allowed.filter(
    (action) => (!only || only.includes(action)) && (action !== "attach" || mayListCases(space)),
  );
  const first = usualAction(held.cause, offered);
  const settle = (words: string, more?: ReactNode) => {
    setAsking(undefined);
    onSettled(words);
    notify(
      <>
        {words} {more}
      </>,
    );
  };
  const placed = (after: HeldMail) => {
    const { release } = after;
    if (release?.is === "failed") {
      setAsking(undefined);
      notify(release.because);
      refreshHeld(client);
    } else if (release?.is === "done") {
      settle(
        `Rangé dans le dossier ${release.caseNumber}.`,
        <CaseLink organisation={space.organisation} id={release.caseId}>
          Ouvrir
        </CaseLink>,
      );
    } else settle("Courriel libéré\u00a0: il arrive dans le dossier.");
  };
  /** A colleague was faster: the list says so. */
  const watch = async <T,>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      if (reasonOf(error) === "already_decided") onSettled(refusalWords(error));
      throw error;
    }
  };
  const failed = (error: unknown) => notify(refusalWords(error));
  const restore = useMutation({
    mutationFn: (version: number) => watch(restoreHeld(held.id, version)),
    onSuccess: () => {
      refreshHeld(client);
      notify("Le courriel est de nouveau à traiter.");
    },
    onError: failed,
  });
  const remove = useMutation({
    mutationFn: () => watch(discardHeld(held.id, { as: "deleted", version: held.version })),
    onSuccess: ({ version }) =>
      settle(
        "Courriel supprimé. Il reste 7\u00a0jours dans «\u00a0Supprimé\u00a0».",
        <UndoButton onUndo={() => restore.mutate(version)} />,
      ),
    onError: failed,
  });
  const place = useMutation({
    mutationFn: () =>
      watch(
        releaseHeld(held.id, {
          to: "case",
          version: held.version,
          caseId: held.target?.id ?? "",
          reopen: false,
        }),
      ),
    onSuccess: placed,
    onError: failed,
  });
  const replay = useMutation({
    mutationFn: () => watch(replayHeld(held.id, held.version)),
    onSuccess: ({ state }) =>
      state === "waiting"
        ? notify("Le traitement est relancé. Revenez dans un instant.")
        : settle("Courriel retraité et rangé."),
    onError: failed,
  });
  const act: Record<HeldAction, () => void> = {
    participant: () => setAsking("participant"),
    on_case: () => (held.target?.closed ? setAsking("on_case") : place.mutate()),
    new_case: () => setAsking("new_case"),
    attach: () => setAsking("attach"),
    reject: () => setAsking("reject"),
    spam: () => setAsking("spam"),
    delete: () => remove.mutate(),
    replay: () => replay.mutate(),
    restore: () => restore.mutate(held.version),
  };
  const busy: Partial<Record<HeldAction, false | string>> = {
    on_case: place.isPending && "Ajout en cours…",
    delete: remove.isPending && "Suppression…",
    replay: replay.isPending && "Traitement en cours…",
    restore: restore.isPending && "Un instant…",
  };
  const dialog = { held, space, onClose: () => setAsking(undefined), watch };
  const buttons = offered.filter((action) => action === first || large.includes(action));
  const links = offered.filter((action) => !buttons.includes(action));
  return (
    <div className="held-actions">
      {[...buttons]
        .sort((a, b) => Number(b === first) - Number(a === first))
        .map((action) => (
          <Button
            key={action}
            size="sm"
            // Among the messages of a case the one primary button is elsewhere.
            look={action === first && !only ? "primary" : "secondary"}
            busy={busy[action] ?? false}
            onClick={act[action]}
          >
            {labelOf(action, held)}
          </Button>
        ))}
      {links.length > 0 && (
        <p className="held-actions__links">
          {links.map((action) => (
            <button
              key={action}
              type="button"
              className="text-button small"
              aria-disabled={busy[action] ? true : undefined}
              onClick={act[action]}
            >
              {labelOf(action, held)}
            </button>
          ))}
        </p>
      )}
      {asking === "participant" && <ParticipantDialog {...dialog} onDone={placed} />}
      {asking === "new_case" && <NewCaseDialog {...dialog} onDone={placed} />}
      {asking === "attach" && <AttachDialog {...dialog} onDone={placed} />}
      {asking === "on_case" && <OnClosedCaseDialog {...dialog} onDone={placed} />}
      {asking === "reject" && (
        <RejectDialog
          {...dialog}
          onDone={({ sent, because }) =>
            settle(sent ? "Refusé. Votre réponse part." : `Refusé. Aucun courriel envoyé\u00a0: ${because}.`)
          }
        />
      )}
      {asking === "spam" && (
        <SpamDialog
          {...dialog}
          onDone={({ version, blocked }) =>
            settle(
              blocked ? "Classé comme indésirable, expéditeur bloqué." : "Classé comme indésirable.",
              <UndoButton onUndo={() => restore.mutate(version)} />,
            )
          }
        />
      )}
    </div>
  );
}
