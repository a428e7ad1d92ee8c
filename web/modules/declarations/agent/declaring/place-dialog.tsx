import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { DeclaredPlace } from "../../../../../shared/declarations/declaration.ts";
import type { PlaceView } from "../../../../../shared/declarations/shows.ts";
import { ConfirmDialog } from "../../../../ui/agent/confirm-dialog.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { emptyPlace, faultsOfPlace, PlaceInputs } from "../place-inputs.tsx";
import { savePlace } from "../show-queries.ts";

/** A place as a form tells it. */
export const placeOf = ({
  id,
  name,
  street,
  postalCode,
  city,
  country,
  timeZone,
}: PlaceView): DeclaredPlace => ({
  id,
  name,
  street,
  postalCode,
  city,
  country,
  timeZone,
});

/** A place that the organisation did not have yet; one that reads the same already is that one. */
export function PlaceDialog({
  space,
  onSaved,
  onClose,
}: {
  space: AgentSpace;
  onSaved: (place: DeclaredPlace) => void;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const [place, setPlace] = useState(emptyPlace);
  const [checked, setChecked] = useState(false);
  const faults = faultsOfPlace(place);
  return (
    <ConfirmDialog
      title="Ajouter un lieu"
      confirm="Ajouter ce lieu"
      busy="Enregistrement…"
      check={() => {
        setChecked(true);
        return Object.keys(faults).length === 0;
      }}
      act={() => savePlace({ organisation: space.organisation.id, ...place })}
      onDone={(saved) => {
        void client.invalidateQueries({ queryKey: ["declarations", "places"] });
        onSaved(placeOf(saved));
      }}
      onClose={onClose}
    >
      <PlaceInputs value={place} onChange={setPlace} faults={checked ? faults : {}} />
    </ConfirmDialog>
  );
}
