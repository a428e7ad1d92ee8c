import { useQuery } from "@tanstack/react-query";
import { Input } from "../../../ui/input.tsx";
import { Select } from "../../../ui/select.tsx";
import { placesQuery } from "./show-queries.ts";

interface TypedPlace {
  name: string;
  street: string;
  postalCode: string;
  city: string;
}
/** Where a show is given: nothing yet, one of the organisation's places, or a new one. */
export type PlaceText = { kind: "none" } | { kind: "known"; id: string } | { kind: "new"; typed: TypedPlace };
export const noPlace: PlaceText = { kind: "none" };
const emptyPlace: TypedPlace = { name: "", street: "", postalCode: "", city: "" };

/** What is wrong with a new place: its name, postal code and town are needed. */
export const readPlace = (place: PlaceText): Record<string, string> => {
  if (place.kind !== "new") return {};
  const { name, postalCode, city } = place.typed;
  return {
    ...(name.trim() === "" ? { "place.name": "Écrivez le nom du lieu." } : {}),
    ...(postalCode.trim() === "" ? { "place.postalCode": "Écrivez le code postal." } : {}),
    ...(city.trim() === "" ? { "place.city": "Écrivez la ville." } : {}),
  };
};

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
          <Input
            label="Nom du lieu"
            value={value.typed.name}
            onChange={(name) => onChange({ kind: "new", typed: { ...value.typed, name } })}
            error={faults["place.name"]}
            maxLength={200}
            autoComplete="off"
          />
          <Input
            label="Adresse"
            value={value.typed.street}
            onChange={(street) => onChange({ kind: "new", typed: { ...value.typed, street } })}
            maxLength={200}
            autoComplete="off"
          />
          <Input
            label="Code postal"
            value={value.typed.postalCode}
            onChange={(postalCode) => onChange({ kind: "new", typed: { ...value.typed, postalCode } })}
            error={faults["place.postalCode"]}
            maxLength={20}
            inputMode="numeric"
            autoComplete="off"
          />
          <Input
            label="Ville"
            value={value.typed.city}
            onChange={(city) => onChange({ kind: "new", typed: { ...value.typed, city } })}
            error={faults["place.city"]}
            maxLength={200}
            autoComplete="off"
          />
        </fieldset>
      )}
    </>
  );
}
