import { useState } from "react";
import type { DeclarationView, TransmissionView } from "../../../../../shared/declarations/declaring.ts";
import { ConfirmDialog } from "../../../../ui/agent/confirm-dialog.tsx";
import { dayOf } from "../../../../ui/agent/relative-dates.ts";
import { Input } from "../../../../ui/input.tsx";
import { recordDeposit } from "./declaring-queries.ts";

/** What was typed in a body's portal: when, and under which reference. */
export function DepositDialog({
  one,
  onDone,
  onClose,
}: {
  one: TransmissionView;
  onDone: (saved: DeclarationView) => void;
  onClose: () => void;
}) {
  const today = dayOf(new Date());
  const [on, setOn] = useState(today);
  const [reference, setReference] = useState("");
  const [checked, setChecked] = useState(false);
  const wrong =
    on === "" ? "Indiquez le jour du dépôt." : on > today ? "Ce jour n’est pas encore venu." : undefined;
  return (
    <ConfirmDialog
      title={`Noter le dépôt sur le portail ${one.body}`}
      confirm="Noter le dépôt"
      busy="Enregistrement…"
      check={() => {
        setChecked(true);
        return wrong === undefined;
      }}
      act={() =>
        recordDeposit(one.id, {
          version: one.version,
          on,
          ...(reference.trim() === "" ? {} : { reference: reference.trim() }),
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
    </ConfirmDialog>
  );
}
