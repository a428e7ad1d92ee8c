import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { DeclaredPlace } from "../../../../../shared/declarations/declaration.ts";
import type { PlaceView } from "../../../../../shared/declarations/shows.ts";
import { ConfirmDialog } from "../../../../ui/agent/confirm-dialog.tsx";
import { Input } from "../../../../ui/input.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { StreetInput, TownInput } from "../../../mediation/address-inputs.tsx";
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
  const [place, setPlace] = useState({ name: "", street: "", postalCode: "", city: "" });
  const [checked, setChecked] = useState(false);
  const missing = (value: string, words: string) => (checked && value.trim() === "" ? words : undefined);
  const isWhole = [place.name, place.postalCode, place.city].every((value) => value.trim() !== "");
  return (
    <ConfirmDialog
      title="Ajouter un lieu"
      confirm="Ajouter ce lieu"
      busy="Enregistrement…"
      check={() => {
        setChecked(true);
        return isWhole;
      }}
      act={() => savePlace({ organisation: space.organisation.id, ...place })}
      onDone={(saved) => {
        void client.invalidateQueries({ queryKey: ["declarations", "places"] });
        onSaved(placeOf(saved));
      }}
      onClose={onClose}
    >
      <Input
        label="Nom du lieu"
        hint="Par exemple Grande salle"
        maxLength={200}
        value={place.name}
        error={missing(place.name, "Écrivez le nom du lieu.")}
        onChange={(name) => setPlace({ ...place, name })}
      />
      <StreetInput
        id="lieu-adresse"
        label="Adresse"
        hint="Numéro et rue"
        value={place.street}
        onChange={(street) => setPlace({ ...place, street })}
        onPick={({ line1, postalCode, city }) => setPlace({ ...place, street: line1, postalCode, city })}
      />
      <TownInput
        id="lieu-code-postal"
        label="Code postal"
        value={place.postalCode}
        error={missing(place.postalCode, "Écrivez le code postal.")}
        onChange={(postalCode) => setPlace({ ...place, postalCode })}
        onPick={({ postalCode, city }) => setPlace({ ...place, postalCode, city })}
      />
      <Input
        label="Ville"
        maxLength={200}
        value={place.city}
        error={missing(place.city, "Écrivez la ville.")}
        onChange={(city) => setPlace({ ...place, city })}
      />
    </ConfirmDialog>
  );
}
