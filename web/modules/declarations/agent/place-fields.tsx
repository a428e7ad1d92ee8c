import { useQuery } from "@tanstack/react-query";
import { Select } from "../../../ui/select.tsx";
import { emptyPlace, faultsOfPlace, PlaceInputs, type TypedPlace } from "./place-inputs.tsx";
import { placesQuery } from "./show-queries.ts";

/** Where a show is given: nothing yet, one of the organisation's places, or a new one. */
export type PlaceText = { kind: "none" } | { kind: "known"; id: string } | { kind: "new"; typed: TypedPlace };
export const noPlace: PlaceText = { kind: "none" };

/** What is wrong with a new place: its name, postal code and town are needed. */
export const readPlace = (place: PlaceText): Record<string, string> =>
  place.kind === "new"
    ? Object.fromEntries(
        Object.entries(faultsOfPlace(place.typed)).map(([field, fault]) => [`place.${field}`, fault]),
      )
    : {};

/** A place of the organisation, or a new one typed here. */
export function PlaceFields({
  organisationId,
  value,
  onChange,
  faults,
}: {
  organisationId: string;
  value: PlaceText;
  onChange: (value: PlaceText) => void;
  faults: Readonly<Record<string, string>>;
}) {
  const places = useQuery(placesQuery(organisationId)).data?.places ?? [];
  const chosen = value.kind === "known" ? value.id : value.kind;
  return (
    <>
      <Select
        id="lieu"
        label="Lieu"
        hint="Il donne l’heure des séances, et la délégation à qui déclarer"
        placeholder="Choisissez"
        value={chosen}
        onChange={(id) =>
          onChange(
            id === "new"
              ? { kind: "new", typed: emptyPlace }
              : id === "none"
                ? noPlace
                : { kind: "known", id },
          )
        }
        options={[
          ["none", "Je le dirai plus tard"],
          ...places.map(({ id, name, city }) => [id, `${name}, ${city}`] as const),
          ["new", "Un nouveau lieu…"],
        ]}
      />
      {value.kind === "new" && (
        <fieldset className="new-show__place">
          <legend className="fr-sr-only">Nouveau lieu</legend>
          <PlaceInputs
            value={value.typed}
            onChange={(typed) => onChange({ kind: "new", typed })}
            faults={{
              name: faults["place.name"],
              postalCode: faults["place.postalCode"],
              city: faults["place.city"],
            }}
          />
        </fieldset>
      )}
    </>
  );
}
