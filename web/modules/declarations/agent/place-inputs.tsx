import { Input } from "../../../ui/input.tsx";
import { StreetInput, TownInput } from "../../mediation/address-inputs.tsx";

/** A place as it is typed. */
export interface TypedPlace {
  name: string;
  street: string;
  postalCode: string;
  city: string;
}
export const emptyPlace: TypedPlace = { name: "", street: "", postalCode: "", city: "" };

/** What is missing: a place has a name, a postal code and a town; a village may have no street. */
export const faultsOfPlace = ({
  name,
  postalCode,
  city,
}: TypedPlace): Partial<Record<keyof TypedPlace, string>> => ({
  ...(name.trim() === "" ? { name: "Écrivez le nom du lieu." } : {}),
  ...(postalCode.trim() === "" ? { postalCode: "Écrivez le code postal." } : {}),
  ...(city.trim() === "" ? { city: "Écrivez la ville." } : {}),
});

/** Name and address of a place; the national address service completes what is typed, and may be down. */
export function PlaceInputs({
  value,
  onChange,
  faults,
}: {
  value: TypedPlace;
  onChange: (value: TypedPlace) => void;
  faults: { [Field in keyof TypedPlace]?: string | undefined };
}) {
  return (
    <>
      <Input
        label="Nom du lieu"
        value={value.name}
        onChange={(name) => onChange({ ...value, name })}
        error={faults.name}
        maxLength={200}
        autoComplete="off"
      />
      <StreetInput
        id="lieu-adresse"
        label="Adresse"
        value={value.street}
        onChange={(street) => onChange({ ...value, street })}
        onPick={({ line1, postalCode, city }) => onChange({ ...value, street: line1, postalCode, city })}
        autoComplete="off"
      />
      <TownInput
        id="lieu-code-postal"
        label="Code postal"
        value={value.postalCode}
        onChange={(postalCode) => onChange({ ...value, postalCode })}
        onPick={({ postalCode, city }) => onChange({ ...value, postalCode, city })}
        error={faults.postalCode}
        autoComplete="off"
      />
      <Input
        label="Ville"
        value={value.city}
        onChange={(city) => onChange({ ...value, city })}
        error={faults.city}
        maxLength={200}
        autoComplete="off"
      />
    </>
  );
}
