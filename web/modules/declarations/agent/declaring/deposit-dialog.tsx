import { useRef, useState } from "react";
import type { DeclarationView, TransmissionView } from "../../../../../shared/declarations/declaring.ts";
import { showFileLimits } from "../../../../../shared/declarations/shows.ts";
import { ConfirmDialog } from "../../../../ui/agent/confirm-dialog.tsx";
import { dayOf } from "../../../../ui/agent/relative-dates.ts";
import { FileList } from "../../../../ui/file-list.tsx";
import { FilePicker } from "../../../../ui/file-picker.tsx";
import { Input } from "../../../../ui/input.tsx";
import { isUnderWay, postToStore } from "../../../../ui/uploads.ts";
import { useUploads } from "../../../../ui/use-uploads.ts";
import { askFileUpload, checkFileUpload, recordDeposit } from "./declaring-queries.ts";
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
  const today = dayOf(new Date());
  const [on, setOn] = useState(today);
  const [reference, setReference] = useState("");
  const [checked, setChecked] = useState(false);
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
  const wrong =
    on === "" ? "Indiquez le jour du dépôt." : on > today ? "Ce jour n’est pas encore venu." : undefined;
  return (
    <ConfirmDialog
      title={`Noter le dépôt sur le portail ${one.body}`}
      confirm="Noter le dépôt"
      busy="Enregistrement…"
      check={() => {
        setChecked(true);
        return wrong === undefined && !isSending;
      }}
      act={() =>
        recordDeposit(one.id, {
          version: one.version,
          on,
          ...(reference.trim() === "" ? {} : { reference: reference.trim() }),
          ...(file ? { file } : {}),
        })
      }
      onDone={onDone}
      onClose={onClose}
    >
      <Input
        label="Jour du dépôt"
        type="date"
        width="medium"
        max={today}
        value={on}
        error={checked ? wrong : undefined}
        onChange={setOn}
      />
      <Input
        label="Référence donnée par le portail"
        hint="Facultatif"
        maxLength={100}
        value={reference}
        onChange={setReference}
      />
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
