import { useRef } from "react";
import type { DeclarationView, TransmissionView } from "../../../../../shared/declarations/declaring.ts";
import { showFileLimits } from "../../../../../shared/declarations/shows.ts";
import { ConfirmDialog } from "../../../../ui/agent/confirm-dialog.tsx";
import { FileList } from "../../../../ui/file-list.tsx";
import { FilePicker } from "../../../../ui/file-picker.tsx";
import { isUnderWay, postToStore } from "../../../../ui/uploads.ts";
import { useUploads } from "../../../../ui/use-uploads.ts";
import { askFileUpload, checkFileUpload, recordDeposit } from "./declaring-queries.ts";
import { useDeposit } from "./deposit-fields.tsx";
import "../../../../ui/file-list.css";

/** What was typed in a body's portal: when, under which reference, with what it gave as a proof. */
export function DepositDialog({
  found,
  one,
  onDone,
  onClose,
}: {
  found: DeclarationView;
  one: TransmissionView;
  onDone: (saved: DeclarationView) => void;
  onClose: () => void;
}) {
  const { said, check, checked, fields } = useDeposit();
  const picker = useRef<{ focus: () => void }>(null);
  const { uploads, rows } = useUploads(() => ({
    ticket: (file) => askFileUpload(found.showId, file),
    send: postToStore,
    check: (id) => checkFileUpload(found.showId, id),
    allowance: {
      files: 1,
      fileBytes: showFileLimits.bytes,
      bytes: showFileLimits.bytes,
      advice: "Retirez-le, puis ajoutez celui-ci.",
    },
  }));
  const [file] = rows.flatMap(({ state }) => (state.at === "added" ? [state.id] : []));
  const isSending = rows.some(isUnderWay);
  return (
    <ConfirmDialog
      title={`Noter le dépôt sur le portail ${one.body}`}
      confirm="Noter le dépôt"
      busy="Enregistrement…"
      check={() => check() && !isSending}
      act={() =>
        recordDeposit(one.id, {
          version: one.version,
          ...said,
          ...(file ? { file } : {}),
        })
      }
      onDone={onDone}
      onClose={onClose}
    >
      {fields}
      <div className="telling-new-files">
        <FileList uploads={uploads} rows={rows} focusAfterLast={() => picker.current?.focus()} />
        {rows.length === 0 && (
          <FilePicker ref={picker} describedBy="preuve-limites" onFiles={(files) => uploads.add(files)}>
            Joindre la preuve
          </FilePicker>
        )}
        <p id="preuve-limites" className="small mention">
          {checked && isSending
            ? "Le fichier part encore\u00a0: attendez un instant."
            : "Facultatif\u00a0: l’accusé ou la copie d’écran du portail, 5\u00a0Mo au plus."}
        </p>
      </div>
    </ConfirmDialog>
  );
}
