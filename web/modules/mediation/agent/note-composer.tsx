import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { AddNote } from "../../../../shared/mediation/compose.ts";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { reasonOf } from "../../../app/api.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Button } from "../../../ui/button.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { keepCase } from "./case-queries.ts";
import { addNote } from "./compose-queries.ts";
import { FieldFault } from "./composer-fields.tsx";
import { colleaguesQuery } from "./day/day-queries.ts";
import { MentionChoice } from "./day/mention-choice.tsx";
import { MentionText } from "./day/mention-text.tsx";
import { mentionedIn, withoutMention } from "./day/mentions.ts";
import { DraftElsewhere, DraftState } from "./draft-state.tsx";
import type { Draft } from "./drafts.ts";
import { useDraft } from "./use-draft.ts";

/** A note between colleagues. Its ground, its edge, its words and its button all say that it is never sent. */
export function NoteComposer({
  found,
  space,
  opened,
  onClose,
  onAgain,
}: {
  found: CaseView;
  space: AgentSpace;
  opened: Draft;
  onClose: () => void;
  onAgain: (draft?: Draft) => void;
}) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const note = useDraft(found, space.me.id, opened);
  const { draft, change } = note;
  const [fault, setFault] = useState<string>();
  const people = useQuery(colleaguesQuery(found.id)).data?.colleagues ?? [];
  const [ticked, setTicked] = useState<string[]>([]);
  const written = mentionedIn(
    draft.text,
    people.filter(({ reads }) => reads),
  );
  const called = [...new Set([...ticked, ...written])];
  const text = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  useEffect(() => {
    text.current?.focus();
    // Under what it quotes, where the note itself is written.
    text.current?.setSelectionRange(text.current.value.length, text.current.value.length);
  }, []);
  const add = useMutation({
    mutationFn: addNote,
    onSuccess: (answer) => {
      note.forget();
      keepCase(client, answer);
      notify("Note ajoutée. Elle ne sera jamais envoyée.");
      onClose();
    },
    onError: (error) => {
      if (reasonOf(error) !== "signed_out") setFault(refusalWords(error));
    },
  });
  const submit = () => {
    if (add.isPending) return;
    const input = AddNote.safeParse({
      caseId: found.id,
      idempotencyKey: draft.messageKey,
      text: draft.text,
      mentions: called,
    });
    if (!input.success) {
      setFault(input.error.issues[0]?.message ?? "Écrivez votre note.");
      text.current?.focus();
      return;
    }
    setFault(undefined);
    add.mutate(input.data);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      submit();
    } else if (event.key === "Escape" && !event.defaultPrevented) onClose();
  };
  return (
    <section className="composer composer--note" aria-label="Note interne" onKeyDown={onKeyDown}>
      <div className="composer__head">
        <h2>
          <Icon name="fr-icon-lock-line" size="xs" /> Note interne, jamais envoyée
        </h2>
        <button type="button" className="text-button small" onClick={onClose}>
          Réduire <kbd>Échap</kbd>
        </button>
      </div>
      <label className="fr-sr-only" htmlFor={`${id}-text`}>
        Votre note, lue par vos collègues seulement
      </label>
      <MentionText
        caseId={found.id}
        field={text}
        id={`${id}-text`}
        faultId={fault ? `${id}-fault` : undefined}
        value={draft.text}
        onChange={(words) => change({ text: words })}
      />
      <FieldFault id={`${id}-fault`} words={fault} />
      <MentionChoice
        people={people}
        chosen={called}
        onChange={(person, cited) => {
          setTicked(cited ? [...ticked, person.id] : ticked.filter((one) => one !== person.id));
          if (!cited) change({ text: withoutMention(draft.text, person.name) });
        }}
      />
      <DraftElsewhere
        kept={note.kept}
        caseId={found.id}
        onKeepMine={note.keepMine}
        onTakeOther={() => {
          note.forget("device");
          onAgain();
        }}
      />
      <div className="composer__bar">
        <Button
          size="sm"
          look="secondary"
          busy={add.isPending && "Ajout…"}
          aria-keyshortcuts="Control+Enter"
          onClick={submit}
        >
          Ajouter la note
        </Button>
        <span className="key-hints" aria-hidden="true">
          <kbd>Ctrl</kbd> <kbd>↵</kbd>
        </span>
        <DraftState kept={note.kept} />
      </div>
    </section>
  );
}
