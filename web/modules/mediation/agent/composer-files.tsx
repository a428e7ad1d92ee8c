import { useId, useState } from "react";
import type { DraftFile } from "../../../../shared/mediation/compose.ts";
import type { DocumentView } from "../../../../shared/mediation/documents.ts";
import { type Side, sides } from "../../../../shared/mediation/enums.ts";
import { fileVisibilities, mayBeSentTo } from "../../../../shared/mediation/file-visibility.ts";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { fileSize } from "../../../../shared/mediation/uploads.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { Modal } from "../../../ui/agent/modal.tsx";
import { Button } from "../../../ui/button.tsx";

/** The files of a case that can go with a message, newest first. */
const sendableFiles = (found: CaseView): DocumentView[] =>
  found.documents.filter(({ decision, scan, hidden }) => decision === "kept" && scan !== "threat" && !hidden);
const documentOf = (found: CaseView, id: string) => found.documents.find((one) => one.id === id);

/** Files chosen that a side is not meant to have, and for which nobody said why yet. */
export const keptFrom = (
  found: CaseView,
  chosen: readonly DraftFile[],
  side: Side | undefined,
): DraftFile[] =>
  side === undefined
    ? []
    : chosen.filter(({ id, reason }) => {
        const file = documentOf(found, id);
        return file !== undefined && !mayBeSentTo(file.visibility, side) && !reason;
      });

/** The files of the case that go with the message, and the question asked before one goes to the wrong side. */
export function ComposerFiles({
  found,
  chosen,
  side,
  readers,
  onChange,
}: {
  found: CaseView;
  chosen: readonly DraftFile[];
  side: Side | undefined;
  /** Names of who will be able to read them. */
  readers: string;
  onChange: (chosen: DraftFile[]) => void;
}) {
  const asked = keptFrom(found, chosen, side)[0];
  const without = (id: string) => onChange(chosen.filter((one) => one.id !== id));
  return (
    <>
      {chosen.length > 0 && (
        <ul className="composer__case-files" aria-label="Pièces du dossier jointes">
          {chosen.map(({ id, name, size }) => (
            <li key={id}>
              <Icon name="fr-icon-attachment-line" size="xs" />
              <span className="grow break-anywhere">
                {name} <span className="small mention">{fileSize(size)}, déjà au dossier</span>
              </span>
              <button type="button" className="text-button small" onClick={() => without(id)}>
                Retirer<span className="fr-sr-only"> {name}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {asked && side && (
        <WrongSide
          key={asked.id}
          file={asked}
          found={found}
          readers={readers}
          onRemove={() => without(asked.id)}
          onKeep={(reason) => onChange(chosen.map((one) => (one.id === asked.id ? { ...one, reason } : one)))}
        />
      )}
    </>
  );
}

/** A file kept for one side is about to go to another: take it off, or say why. */
function WrongSide({
  file,
  found,
  readers,
  onRemove,
  onKeep,
}: {
  file: DraftFile;
  found: CaseView;
  readers: string;
  onRemove: () => void;
  onKeep: (reason: string) => void;
}) {
  const [reason, setReason] = useState("");
  const [wrong, setWrong] = useState(false);
  const id = useId();
  const visibility = documentOf(found, file.id)?.visibility ?? "INTERNAL";
  return (
    <div className="banner banner--error composer__guard" role="alert">
      <Icon name="fr-icon-lock-line" tone="error" />
      <div>
        <p>
          <strong>
            «&nbsp;{file.name}&nbsp;» : {fileVisibilities[visibility].toLowerCase()}.
          </strong>{" "}
          {readers} pourra le lire.
        </p>
        <label htmlFor={id}>Pourquoi l’envoyer&nbsp;? (obligatoire, inscrit à l’historique)</label>
        <input
          id={id}
          className="fr-input"
          maxLength={500}
          value={reason}
          aria-invalid={wrong}
          aria-describedby={wrong ? `${id}-error` : undefined}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {wrong && (
          <p id={`${id}-error`} className="composer__fault">
            Dites en quelques mots pourquoi, ou retirez la pièce.
          </p>
        )}
        <div className="row row--wrap">
          <Button size="sm" onClick={onRemove}>
            Retirer la pièce
          </Button>
          <Button
            size="sm"
            look="secondary"
            onClick={() => (reason.trim().length < 5 ? setWrong(true) : onKeep(reason.trim()))}
          >
            L’envoyer quand même
          </Button>
        </div>
      </div>
    </div>
  );
}

/** Chooses among the files that are on the case already. */
export function CaseFilesDialog({
  found,
  chosen,
  onChoose,
  onClose,
}: {
  found: CaseView;
  chosen: readonly DraftFile[];
  onChoose: (file: DraftFile) => void;
  onClose: () => void;
}) {
  const offered = sendableFiles(found).filter(({ id }) => !chosen.some((one) => one.id === id));
  return (
    <Modal title="Joindre une pièce du dossier" onClose={onClose}>
      {offered.length === 0 && <p className="mention">Toutes les pièces du dossier sont déjà jointes.</p>}
      <ul className="choice-list">
        {offered.map(({ id, name, size, visibility }) => (
          <li key={id}>
            <button type="button" onClick={() => onChoose({ id, name, size, onCase: true })}>
              <Icon name="fr-icon-file-line" />
              <span className="break-anywhere">
                {name}
                <span className="small mention">
                  {fileSize(size)} · {fileVisibilities[visibility]}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Modal>
  );
}

/** « Hélène Dorval et la régie », or the side when nobody is chosen yet. */
export const readersOf = (names: readonly string[], side: Side | undefined): string =>
  names.length > 0 ? new Intl.ListFormat("fr").format(names) : side ? sides[side] : "Le destinataire";
