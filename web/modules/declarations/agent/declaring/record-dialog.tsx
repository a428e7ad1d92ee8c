import { useState } from "react";
import type { DeclarationView, TransmissionView } from "../../../../../shared/declarations/declaring.ts";
import { ConfirmDialog } from "../../../../ui/agent/confirm-dialog.tsx";
import { Input } from "../../../../ui/input.tsx";
import { TextArea } from "../../../../ui/text-area.tsx";
import { bodyWords } from "./body-words.ts";
import { recordAccepted } from "./declaring-queries.ts";

/** A body agreed by mail, letter or telephone: a person writes it down. */
export function RecordDialog({
  one,
  onDone,
  onClose,
}: {
  one: TransmissionView;
  onDone: (saved: DeclarationView) => void;
  onClose: () => void;
}) {
  const [reference, setReference] = useState("");
  const [note, setNote] = useState("");
  return (
    <ConfirmDialog
      title={`Noter l’accord ${bodyWords[one.body].of}`}
      confirm="Noter «\u00a0Acceptée\u00a0»"
      busy="Enregistrement…"
      act={() =>
        recordAccepted(one.id, {
          version: one.version,
          ...(reference.trim() === "" ? {} : { reference: reference.trim() }),
          ...(note.trim() === "" ? {} : { note: note.trim() }),
        })
      }
      onDone={onDone}
      onClose={onClose}
    >
      <p>La déclaration passe à «&nbsp;Acceptée&nbsp;», avec votre nom et l’heure.</p>
      <Input
        label="Leur référence"
        hint="Facultatif"
        maxLength={100}
        value={reference}
        onChange={setReference}
      />
      <TextArea
        id={`note-${one.id}`}
        label="Ce qu’ils ont répondu"
        hint="Facultatif"
        rows={3}
        value={note}
        onChange={setNote}
      />
    </ConfirmDialog>
  );
}
