import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { type CaseStatus, openStatuses } from "../../../../shared/mediation/enums.ts";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { ConfirmDialog } from "../../../ui/agent/confirm-dialog.tsx";
import { Menu } from "../../../ui/agent/menu.tsx";
import { DueDay } from "../../../ui/agent/moment.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Input } from "../../../ui/input.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { caseQuery } from "./case-queries.ts";
import { actOnCase } from "./hand-queries.ts";
import { Status } from "./status-mark.tsx";
import { useStatusWords } from "./status-words.tsx";
import { useCaseAfter } from "./use-case-after.ts";
import "./hands.css";

const isOpenStatus = (status: CaseStatus) => (openStatuses as readonly string[]).includes(status);
/** Closing and merging have acts of their own, and end what is decided from the header. */
const mayDecide = (found: CaseView) => found.allowed.includes("case.decide") && isOpenStatus(found.status);

/** The status of a case; whoever may decide changes it where it stands. */
export function StatusInPlace({ found, space }: { found: CaseView; space: AgentSpace }) {
  const client = useQueryClient();
  const after = useCaseAfter(space, found);
  const { notify } = useNotices();
  const words = useStatusWords();
  const change = useMutation({
    mutationFn: (status: CaseStatus) => actOnCase(found.id, "status", { version: found.version, status }),
    onSuccess: (answer, status) => after(answer, `Statut : ${words.label(status)}.`),
    onError: (error) => {
      notify(refusalWords(error));
      void client.invalidateQueries(caseQuery(found.id));
    },
  });
  if (!mayDecide(found)) return <Status status={found.status} />;
  return (
    <Menu
      className="in-place"
      shortcut="s"
      label={`Statut : ${words.label(found.status)}. Changer`}
      button={<Status status={change.isPending ? change.variables : found.status} />}
    >
      <ul>
        {words.offered(found.status).map((status) => (
          <li key={status}>
            <button
              type="button"
              aria-pressed={status === found.status}
              onClick={() => status !== found.status && change.mutate(status)}
            >
              <Status status={status} />
            </button>
          </li>
        ))}
      </ul>
    </Menu>
  );
}

/** The due day of an open case, changed where it stands; « Fixer une échéance » when it has none. */
export function DueInPlace({ found, space }: { found: CaseView; space: AgentSpace }) {
  const [editing, setEditing] = useState(false);
  if (!mayDecide(found)) return <DueDay on={found.dueOn} />;
  return (
    <>
      <button type="button" className="in-place__button" onClick={() => setEditing(true)}>
        {found.dueOn ? <DueDay on={found.dueOn} /> : "Fixer"}
        <span className="fr-sr-only">. Changer l’échéance</span>
      </button>
      {editing && <DueDialog found={found} space={space} onClose={() => setEditing(false)} />}
    </>
  );
}

function DueDialog({ found, space, onClose }: { found: CaseView; space: AgentSpace; onClose: () => void }) {
  const id = useId();
  const after = useCaseAfter(space, found);
  const [dueOn, setDueOn] = useState(found.dueOn ?? "");
  return (
    <ConfirmDialog
      title={
        <>
          Échéance du dossier <span className="nowrap">{found.number}</span>
        </>
      }
      confirm={dueOn ? "Fixer l’échéance" : "Retirer l’échéance"}
      busy="Enregistrement…"
      act={() => actOnCase(found.id, "due-date", { version: found.version, dueOn: dueOn || null })}
      onDone={(answer) => {
        after(answer, dueOn ? "Échéance changée." : "Ce dossier n’a plus d’échéance.");
        onClose();
      }}
      onClose={onClose}
    >
      <Input
        id={`${id}-due`}
        type="date"
        label="Échéance"
        hint="Laissez vide pour qu’il n’y en ait pas."
        value={dueOn}
        onChange={setDueOn}
      />
    </ConfirmDialog>
  );
}
