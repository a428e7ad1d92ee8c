import { useState } from "react";
import { dayOf } from "../../../../ui/agent/relative-dates.ts";
import { Input } from "../../../../ui/input.tsx";

/** When something was typed in a portal, and under which reference: what both deposits ask. */
export const useDeposit = (given: { on?: string; reference?: string | null } = {}) => {
  const today = dayOf(new Date());
  const [on, setOn] = useState(given.on ?? today);
  const [reference, setReference] = useState(given.reference ?? "");
  const [checked, setChecked] = useState(false);
  const wrong =
    on === "" ? "Indiquez le jour du dépôt." : on > today ? "Ce jour n’est pas encore venu." : undefined;
  return {
    checked,
    /** As the routes ask for it. */
    said: { on, ...(reference.trim() === "" ? {} : { reference: reference.trim() }) },
    /** Says what is wrong at the fields; true when nothing is. */
    check: (): boolean => {
      setChecked(true);
      return wrong === undefined;
    },
    fields: (
      <>
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
      </>
    ),
  };
};
