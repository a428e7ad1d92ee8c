import { Input } from "../../../ui/input.tsx";

type NameField = "firstName" | "lastName";
/** The part of `useForm` these fields need. */
interface NameForm {
  values: Partial<Record<NameField, string>>;
  fault: (field: NameField) => string | undefined;
  set: (field: NameField) => (value: string) => void;
}

/** First and last name, as password managers and browsers know them. */
export function NameFields({ of: form, your = false }: { of: NameForm; your?: boolean }) {
  return (
    <>
      <Input
        label={your ? "Votre prénom" : "Prénom"}
        name="firstName"
        autoComplete="given-name"
        value={form.values.firstName ?? ""}
        error={form.fault("firstName")}
        onChange={form.set("firstName")}
      />
      <Input
        label={your ? "Votre nom" : "Nom"}
        name="lastName"
        autoComplete="family-name"
        value={form.values.lastName ?? ""}
        error={form.fault("lastName")}
        onChange={form.set("lastName")}
      />
    </>
  );
}
