import { useEffect, useRef, useState } from "react";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { clockTime } from "../../../ui/agent/relative-dates.ts";
import { useShortcuts } from "../../../ui/agent/shortcuts.ts";
import type { AgentSpace } from "../../access/agent/session.ts";
import { requesterOf } from "./case-flags.ts";
import { readDraft } from "./drafts.ts";
import { firstRecipients, isBlocked } from "./message-sides.ts";
import { OpenComposer } from "./open-composer.tsx";
import "./composer.css";

/** At rest one docked line; open, the whole message. What is typed stays on the device until it is sent. */
export function Composer({ found, space }: { found: CaseView; space: AgentSpace }) {
  const [open, setOpen] = useState(false);
  const [closedOnce, setClosedOnce] = useState(false);
  const dock = useRef<HTMLButtonElement>(null);
  const mayWrite = found.allowed.includes("case.write");
  const reachable = found.participants.some((participant) => !isBlocked(participant));
  useShortcuts({ r: mayWrite && reachable && !open ? () => setOpen(true) : undefined });
  useEffect(() => {
    if (!open && closedOnce) dock.current?.focus({ preventScroll: true });
  }, [open, closedOnce]);
  if (!mayWrite) return <ReadingOnly found={found} />;
  if (!reachable) return <NobodyToWriteTo found={found} />;
  if (open) {
    return (
      <OpenComposer
        found={found}
        space={space}
        onClose={() => {
          setOpen(false);
          setClosedOnce(true);
        }}
      />
    );
  }
  const draft = readDraft(space.me.id, found.id, Date.now());
  const to = found.participants.find(
    ({ id }) => id === firstRecipients(found.participants, found.entries)[0],
  );
  return (
    <div className="composer-dock">
      <button
        ref={dock}
        type="button"
        className="composer-dock__button"
        aria-keyshortcuts="R"
        onClick={() => setOpen(true)}
      >
        <Icon name="fr-icon-reply-line" />
        <span className="grow ellipsis">
          {draft
            ? `Reprendre votre brouillon de ${clockTime(new Date(draft.savedAt))}`
            : to
              ? `Répondre à ${to.name}…`
              : "Écrire un message…"}
        </span>
        <kbd>R</kbd>
      </button>
    </div>
  );
}

/** Not allowed to write: the action is absent, and one line says who can. */
function ReadingOnly({ found }: { found: CaseView }) {
  const open = found.status !== "CLOSED" && found.status !== "MERGED";
  return (
    <p className="composer-dock composer-dock--reading">
      <Icon name="fr-icon-eye-line" />
      <span>
        {!open && "Ce dossier est clos. "}
        {open && found.allowed.includes("case.take") && "Prenez le dossier pour répondre."}
        {open && !found.allowed.includes("case.take") && "Vous lisez ce dossier. "}
        {open && found.assignee && `${found.assignee.name} en a la charge.`}
      </span>
    </p>
  );
}

/** Nobody on the case has an address that mail reaches. */
function NobodyToWriteTo({ found }: { found: CaseView }) {
  const phone = requesterOf(found)?.phone;
  return (
    <p className="composer-dock composer-dock--reading">
      <Icon name="fr-icon-mail-close-line" tone="warning" />
      <span>
        {found.participants.length === 0
          ? "Aucune adresse e-mail sur ce dossier."
          : "Les adresses e-mail de ce dossier sont bloquées : leurs messages sont revenus."}{" "}
        {phone ? `Appelez le ${phone} ou écrivez par courrier.` : "Écrivez par courrier."}
      </span>
    </p>
  );
}
