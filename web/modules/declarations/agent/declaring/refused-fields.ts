import { isSiren } from "../../../../../shared/access/siret.ts";
import { typedCount } from "../../../../../shared/declarations/amount-words.ts";
import type { DeclarationForm } from "../../../../../shared/declarations/declaration.ts";
import type { TransmissionView } from "../../../../../shared/declarations/declaring.ts";
import { withOwn } from "./form-defaults.ts";
import { partsOf } from "./form-points.ts";

/** A value of the form that a body refused, as it is mended where the refusal is read (screens §7). */
export interface RefusedField {
  label: string;
  hint: string;
  isShort: boolean;
  /** As it was sent. */
  text: string;
  /** The form with what is typed instead; what is wrong with it, when it is no value. */
  read: (typed: string) => { form: (form: DeclarationForm) => DeclarationForm } | { fault: string };
}

const sirenField = (producer: NonNullable<DeclarationForm["producer"]>): RefusedField => ({
  label: "SIREN du producteur",
  hint: "9 chiffres",
  isShort: true,
  text: producer.siren ?? "",
  read: (typed) => {
    const siren = typed.replace(/\s/g, "");
    return isSiren(siren)
      ? { form: (form) => ({ ...form, producer: { ...producer, siren } }) }
      : { fault: "Ce SIREN n’est pas valide\u00a0: vérifiez les 9 chiffres." };
  },
});

const producerField = (producer: NonNullable<DeclarationForm["producer"]>): RefusedField => ({
  label: "Nom du producteur",
  hint: "Comme il est connu de l’organisme",
  isShort: false,
  text: producer.name,
  read: (typed) => {
    const name = typed.trim();
    return name === "" || name.length > 200
      ? { fault: "Indiquez le nom du producteur, 200 caractères au plus." }
      : { form: (form) => ({ ...form, producer: { ...producer, name } }) };
  },
});

const capacityField = (form: DeclarationForm, performanceId: string | null): RefusedField => {
  const own = form.performances.find((one) => one.performanceId === performanceId)?.capacity;
  return {
    label: performanceId ? "Jauge de cette séance" : "Jauge",
    hint: "Nombre de places en vente",
    isShort: true,
    text: String(own ?? form.capacity ?? ""),
    read: (typed) => {
      const capacity = typedCount(typed);
      if (!capacity) return { fault: "Écrivez un nombre de places, par exemple 180." };
      return {
        form: (other) =>
          performanceId ? withOwn(other, performanceId, "capacity", capacity) : { ...other, capacity },
      };
    },
  };
};

/** The field of a refusal, when it is one value of the form; amounts, places and figures are mended where they stand. */
export const refusedField = (form: DeclarationForm, path: string | null): RefusedField | undefined => {
  if (path === "form.producer.siren" && form.producer) return sirenField(form.producer);
  if (path === "form.producer.name" && form.producer) return producerField(form.producer);
  if (path === null || partsOf(path).name !== "capacity") return undefined;
  return capacityField(form, partsOf(path).performanceId);
};

type Fault = TransmissionView["errors"][number];
/** A refusal, with every performance it was said of; none = the whole declaration. */
export interface Refusal extends Omit<Fault, "performanceId"> {
  performanceIds: readonly string[];
}

/** The same refusal of several performances is one thing to mend. */
export const refusedTogether = (faults: readonly Fault[]): Refusal[] =>
  [
    ...Map.groupBy(faults, ({ path, field, message }) => JSON.stringify([path, field, message])).values(),
  ].flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    const { performanceId, ...fault } = first;
    return [{ ...fault, performanceIds: same.flatMap((one) => one.performanceId ?? []) }];
  });
