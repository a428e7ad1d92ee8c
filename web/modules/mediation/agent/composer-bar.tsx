import type { Ref } from "react";
import type { CaseStatus } from "../../../../shared/mediation/enums.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { Button } from "../../../ui/button.tsx";
import { FilePicker } from "../../../ui/file-picker.tsx";
import { DraftState } from "./draft-state.tsx";
import { useStatusWords } from "./status-words.tsx";
import type { Kept } from "./use-draft.ts";

/** Under a message: send it, add to it, say what comes next. */
export function ComposerBar({
  busy,
  secondary,
  nextStatus,
  toFill,
  kept,
  picker,
  onSend,
  onFiles,
  onTemplates,
  onCaseFiles,
  onStatus,
  onToFill,
}: {
  busy: boolean;
  /** Another button of the composer is the one to press first. */
  secondary: boolean;
  nextStatus: CaseStatus;
  toFill: number;
  kept: Kept | undefined;
  picker: Ref<{ focus: () => void }>;
  onSend: () => void;
  onFiles: (files: File[]) => void;
  onTemplates: () => void;
  onCaseFiles: (() => void) | undefined;
  onStatus: (status: CaseStatus) => void;
  onToFill: () => void;
}) {
  const statuses = useStatusWords();
  return (
    <div className="composer__bar">
      <Button
        size="sm"
        look={secondary ? "secondary" : "primary"}
        busy={busy && "Envoi…"}
        aria-keyshortcuts="Control+Enter"
        onClick={onSend}
      >
        Envoyer
      </Button>
      <span className="key-hints" aria-hidden="true">
        <kbd>Ctrl</kbd> <kbd>↵</kbd>
      </span>
      <Button size="sm" look="quiet" icon="fr-icon-article-line" onClick={onTemplates}>
        Modèles
      </Button>
      <FilePicker ref={picker} look="tertiary" onFiles={onFiles}>
        Joindre
      </FilePicker>
      {onCaseFiles && (
        <Button size="sm" look="quiet" icon="fr-icon-folder-2-line" onClick={onCaseFiles}>
          Pièce du dossier
        </Button>
      )}
      <label className="composer__status small">
        Puis
        <select value={nextStatus} onChange={(event) => onStatus(event.currentTarget.value as CaseStatus)}>
          {statuses.offered(nextStatus).map((status) => (
            <option key={status} value={status}>
              {statuses.label(status)}
            </option>
          ))}
        </select>
        <Icon name="fr-icon-arrow-down-s-line" size="xs" />
      </label>
      {toFill > 0 && (
        <button type="button" className="composer__to-fill text-button small" onClick={onToFill}>
          <Icon name="fr-icon-edit-line" size="xs" tone="warning" />
          {toFill === 1 ? "1\u00a0variable à remplir" : `${toFill}\u00a0variables à remplir`}
        </button>
      )}
      <DraftState kept={kept} />
    </div>
  );
}
