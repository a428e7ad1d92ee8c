import { isSiren } from "../access/siret.ts";
import { faultOfExpenses, faultOfPair, isOwnNet } from "./amounts.ts";
import type { DeclarationForm } from "./declaration.ts";
import type { Missing } from "./declaring.ts";
import type { Body } from "./enums.ts";
import type { RetainedPerformance } from "./freeze.ts";

/** A mistake of the form, at its field: a draft may be incomplete, never wrong (declarations.md §4.5). */
export interface FormFault {
  path: string;
  message: string;
}

const revenues = {
  consumptions: "Consommations",
  catering: "Restauration",
  programSales: "Vente de programmes",
  otherRevenues: "Autres recettes",
} as const;
const expenses = {
  expenses: "Total des dépenses",
  introductionFees: "Frais d’approche",
  circusExpenses: "Frais de cirque",
} as const;

/** Everything that is wrong in a form, by field. */
export const formFaults = (form: DeclarationForm): FormFault[] => {
  const faults: FormFault[] = [];
  for (const name of Object.keys(expenses) as (keyof typeof expenses)[]) {
    const fault = form[name] && faultOfPair(form[name]);
    if (fault) faults.push({ path: `form.${name}.${fault.at}`, message: fault.message });
  }
  const total = faultOfExpenses(form);
  if (total) faults.push({ path: `form.expenses.${total.at}`, message: total.message });
  if (form.producer?.siren && !isSiren(form.producer.siren))
    faults.push({
      path: "form.producer.siren",
      message: "Ce SIREN n’est pas valide\u00a0: vérifiez les 9 chiffres.",
    });
  if (form.producer && form.producer.name.trim() === "" && (form.producer.siren || form.producer.country))
    faults.push({ path: "form.producer.name", message: "Écrivez le nom du producteur." });
  const places = [
    { path: "form.place", place: form.place },
    ...form.performances.map(({ performanceId, place }) => ({
      path: `form.performances.${performanceId}.place`,
      place,
    })),
  ];
  for (const { path, place } of places) {
    const hasAddress = place && `${place.street}${place.postalCode}${place.city}`.trim() !== "";
    if (place && (place.name.trim() === "") === Boolean(hasAddress))
      faults.push({ path, message: "Écrivez le nom du lieu et son adresse, ou ni l’un ni l’autre." });
  }
  for (const own of form.performances) {
    for (const name of Object.keys(revenues) as (keyof typeof revenues)[]) {
      const fault = own[name] && faultOfPair(own[name]);
      if (fault)
        faults.push({
          path: `form.performances.${own.performanceId}.${name}.${fault.at}`,
          message: fault.message,
        });
    }
  }
  return faults;
};

/** Nets that are not what their rate gives: to acknowledge, never a hindrance. */
export const formWarnings = (form: DeclarationForm): FormFault[] => {
  const at: [string, DeclarationForm["expenses"]][] = [
    ...(Object.keys(expenses) as (keyof typeof expenses)[]).map(
      (name): [string, DeclarationForm["expenses"]] => [`form.${name}.net`, form[name]],
    ),
    ...form.performances.flatMap((own) =>
      (Object.keys(revenues) as (keyof typeof revenues)[]).map(
        (name): [string, DeclarationForm["expenses"]] => [
          `form.performances.${own.performanceId}.${name}.net`,
          own[name],
        ],
      ),
    ),
  ];
  return at.flatMap(([path, amount]) =>
    amount && isOwnNet(amount)
      ? [{ path, message: "Ce HT n’est pas celui que donne le taux\u00a0: vérifiez-le." }]
      : [],
  );
};

/** What is checked besides the form. */
export interface CheckedFacts {
  profile: { sacemClientNumber: string | null; sacdDeclarantId: string | null };
  siret: string | null;
  performances: readonly RetainedPerformance[];
}

/** What a body still wants, each with the place where it is given (declarations.md §6.1 to §6.3). */
export const missingFor = (body: Body, form: DeclarationForm, facts: CheckedFacts): Missing[] => {
  const missing: Missing[] = [];
  const want = (isThere: unknown, path: string, label: string, performanceId: string | null = null) => {
    if (isThere === null || isThere === undefined || isThere === "" || isThere === false)
      missing.push({ path, performanceId, label });
  };
  want(facts.siret, "organisation.siret", "SIRET de l’organisation");
  want(form.performances.length > 0, "form.performances", "Au moins une séance");
  const isSacd = body === "SACD";
  if (body === "SACEM")
    want(facts.profile.sacemClientNumber, "profile.sacemClientNumber", "Numéro client SACEM");
  if (isSacd) want(facts.profile.sacdDeclarantId, "profile.sacdDeclarantId", "Identifiant SACD");
  if (body === "SACEM" || isSacd) {
    want(form.performanceType, "form.performanceType", "Genre du spectacle");
    want(form.expenses, "form.expenses", "Total des dépenses");
    want(form.introductionFees, "form.introductionFees", "Frais d’approche");
  }
  if (isSacd) {
    want(form.circusExpenses, "form.circusExpenses", "Frais de cirque (0 si aucun)");
    want(form.producer?.name, "form.producer.name", "Producteur");
    if (form.producer?.name)
      want(
        form.producer.siren ?? form.producer.country,
        "form.producer.siren",
        "SIREN du producteur, ou son pays",
      );
  }
  // A free show is taxed on the price of its sale of rights.
  const chosen = facts.performances.filter(({ id }) =>
    form.performances.some((own) => own.performanceId === id),
  );
  if ((body === "ASTP" || body === "CNM") && chosen.length > 0 && chosen.every(({ gross }) => gross === 0))
    want(form.cessionPrice, "form.cessionPrice", "Prix de cession HT (spectacle gratuit)");
  if (body !== "ASTP" && body !== "CNM") wantPlaces(form, want, body !== "SIBIL");
  return missing;
};

/** A default that no performance needs is not asked; one that all need is asked once. */
const wantPlaces = (
  form: DeclarationForm,
  want: (isThere: unknown, path: string, label: string, performanceId?: string | null) => void,
  withCapacity: boolean,
) => {
  const placed = (place: DeclarationForm["place"]) => Boolean(place?.name && place.postalCode && place.city);
  const askEach = (
    isThere: (own: DeclarationForm["performances"][number]) => boolean,
    name: string,
    label: string,
  ) => {
    const bare = form.performances.filter((own) => !isThere(own));
    if (bare.length === form.performances.length && bare.length > 0) want(false, `form.${name}`, label);
    else
      for (const { performanceId } of bare)
        want(false, `form.performances.${performanceId}.${name}`, label, performanceId);
  };
  askEach((own) => placed(own.place ?? form.place), "place", "Lieu, avec son adresse");
  if (withCapacity) askEach((own) => (own.capacity ?? form.capacity) !== null, "capacity", "Jauge");
};
