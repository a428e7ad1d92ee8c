import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useRef, useState } from "react";
import type { NoteView } from "../../../../../shared/mediation/notes.ts";
import type { CaseView } from "../../../../../shared/mediation/schema.ts";
import type { CaseEntryView } from "../../../../../shared/mediation/thread.ts";
import { ConfirmDialog } from "../../../../ui/agent/confirm-dialog.tsx";
import { Icon } from "../../../../ui/agent/icon.tsx";
import { Moment } from "../../../../ui/agent/moment.tsx";
import { Button } from "../../../../ui/button.tsx";
import { Input } from "../../../../ui/input.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { Composer } from "../composer.tsx";
import { useComposing } from "../composing.tsx";
import { colleaguesQuery, deleteNote, editNote, keepDay, pinNote, revisionsQuery } from "./day-queries.ts";
import { MentionText } from "./mention-text.tsx";
import { mentionedIn } from "./mentions.ts";
import { useDayAct } from "./use-day.ts";
import { WrittenText } from "./written-text.tsx";
import "./day.css";

type Note = CaseEntryView & { note: NoteView };
const isNote = (entry: CaseEntryView): entry is Note => entry.kind === "note" && entry.note !== undefined;

/** Notes: those that are pinned, then the newest first. */
export function NotesTab({ found, space }: { found: CaseView; space: AgentSpace }) {
  const { open } = useComposing();
  const notes = found.entries
    .filter(isNote)
    .sort((a, b) => Number(b.note.pinned) - Number(a.note.pinned) || b.at.localeCompare(a.at));
  return (
    <section className="day-tab" aria-labelledby="notes-title">
      <div className="day-tab__head">
        <h2 id="notes-title">Notes internes</h2>
        {found.allowed.includes("case.note") && (
          <Button size="sm" onClick={() => open("note")}>
            Ajouter une note
          </Button>
        )}
      </div>
      {notes.length === 0 && <p className="empty-line">Aucune note sur ce dossier.</p>}
      <ul className="notes">
        {notes.map((note) => (
          <li key={note.id}>
            <NoteCard note={note} found={found} />
          </li>
        ))}
      </ul>
      <Composer found={found} space={space} />
    </section>
  );
}

function NoteCard({ note, found }: { note: Note; found: CaseView }) {
  const [editing, setEditing] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const pin = useDayAct(pinNote);
  const { pinned, editedAt, mayEdit, mayDelete, mentions } = note.note;
  const people =
    useQuery({ ...colleaguesQuery(found.id), enabled: mentions.length > 0 }).data?.colleagues ?? [];
  const named = people.filter(({ id }) => mentions.includes(id)).map(({ name }) => name);
  const about = <span className="fr-sr-only"> la note de {note.author ?? "Guichet"}</span>;
  return (
    <article className="note-card">
      <p className="note-card__head small">
        <span className="strong">{note.mine ? "Vous" : (note.author ?? "Guichet")}</span>
        <span className="mention">
          <Moment at={note.at} as="thread" />
          {editedAt && ", modifiée"}
        </span>
        {pinned && (
          <span className="flag small">
            <Icon name="fr-icon-bookmark-fill" size="xs" /> Épinglée
          </span>
        )}
      </p>
      {editing ? (
        <NoteEditor note={note} caseId={found.id} onDone={() => setEditing(false)} />
      ) : (
        <WrittenText source={note.text ?? ""} />
      )}
      {named.length > 0 && <p className="small mention">Cite {named.join(", ")}</p>}
      {editedAt && <Revisions entryId={note.id} />}
      {!editing && (
        <p className="note-card__acts">
          {found.allowed.includes("case.note") && (
            <button
              type="button"
              className="text-button small"
              onClick={() => pin.mutate({ entryId: note.id, pinned: !pinned })}
            >
              {pinned ? "Détacher" : "Épingler"}
              {about}
            </button>
          )}
          {mayEdit && (
            <button type="button" className="text-button small" onClick={() => setEditing(true)}>
              Modifier{about}
            </button>
          )}
          {mayDelete !== "no" && (
            <button type="button" className="text-button small" onClick={() => setDeleting(true)}>
              Supprimer{about}
            </button>
          )}
        </p>
      )}
      {deleting && <DeleteDialog note={note} onClose={() => setDeleting(false)} />}
    </article>
  );
}

function NoteEditor({ note, caseId, onDone }: { note: Note; caseId: string; onDone: () => void }) {
  const id = useId();
  const [text, setText] = useState(note.text ?? "");
  const field = useRef<HTMLTextAreaElement>(null);
  const people = useQuery(colleaguesQuery(caseId)).data?.colleagues ?? [];
  const edit = useDayAct(editNote, "Note modifiée. Son texte d’avant reste lisible.");
  const save = () => {
    if (!text.trim()) return;
    const called = mentionedIn(
      text,
      people.filter(({ reads }) => reads),
    );
    const mentions = [...new Set([...note.note.mentions, ...called])];
    edit.mutate({ entryId: note.id, text, mentions }, { onSuccess: onDone });
  };
  return (
    <div className="note-card__editor">
      <label className="fr-label" htmlFor={id}>
        Votre note
      </label>
      <MentionText caseId={caseId} field={field} id={id} value={text} onChange={setText} look="fr-input" />
      <div className="task-form__acts">
        <Button size="sm" busy={edit.isPending && "Enregistrement…"} onClick={save}>
          Enregistrer la note
        </Button>
        <Button size="sm" look="secondary" onClick={onDone}>
          Annuler
        </Button>
      </div>
    </div>
  );
}

/** What the note said before, on demand. */
function Revisions({ entryId }: { entryId: string }) {
  const [open, setOpen] = useState(false);
  const revisions = useQuery({ ...revisionsQuery(entryId), enabled: open }).data?.revisions ?? [];
  return (
    <details className="fold" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="small">Versions précédentes</summary>
      {revisions.map(({ text, at, by }) => (
        <div key={at} className="note-card__before">
          <p className="small mention">
            Jusqu’à <Moment at={at} as="thread" />
            {by && `, changée par ${by}`}
          </p>
          <WrittenText source={text} />
        </div>
      ))}
    </details>
  );
}

function DeleteDialog({ note, onClose }: { note: Note; onClose: () => void }) {
  const client = useQueryClient();
  const [reason, setReason] = useState("");
  const [fault, setFault] = useState<string>();
  const asks = note.note.mayDelete === "reason";
  return (
    <ConfirmDialog
      title="Supprimer cette note ?"
      confirm="Supprimer la note"
      busy="Suppression…"
      check={() => {
        const short = asks && reason.trim().length < 5;
        setFault(short ? "Dites pourquoi, en 5\u00a0caractères au moins." : undefined);
        return !short;
      }}
      act={() => deleteNote({ entryId: note.id, ...(reason.trim() ? { reason } : {}) })}
      onDone={(found) => {
        keepDay(client, found);
        onClose();
      }}
      onClose={onClose}
    >
      <p>Elle quitte le dossier. Son texte reste dans l’historique gardé par Guichet.</p>
      {asks && <Input label="Pourquoi la supprimer ?" value={reason} onChange={setReason} error={fault} />}
    </ConfirmDialog>
  );
}
