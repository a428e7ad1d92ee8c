import { isSiren } from "../../../../../shared/access/siret.ts";
import { typedAmount, typedCount } from "../../../../../shared/declarations/amount-words.ts";
import type { DeclarationForm } from "../../../../../shared/declarations/declaration.ts";
import type { BodyView } from "../../../../../shared/declarations/declaring.ts";
import type { Body } from "../../../../../shared/declarations/enums.ts";
import { formFaults } from "../../../../../shared/declarations/form-checks.ts";
import { readPair } from "./pair-words.ts";

/** Names of the amounts of a form, as its links and messages say them. */
export const amountNames: Readonly<Record<string, string>> = {
  expenses: "Total des dépenses",
  introductionFees: "Frais d’approche",
  circusExpenses: "Frais de cirque",
  consumptions: "Consommations",
  catering: "Restauration",
  programSales: "Programmes",
  otherRevenues: "Autres recettes",
  capacity: "Jauge",
  cessionPrice: "Prix de cession",
  producer: "Producteur",
  place: "Lieu",
  vat: "TVA",
  audience: "Public",
  performanceType: "Genre",
  bodies: "Organismes",
  expenseLines: "Détail des dépenses",
  note: "Note",
  gross: "Billets TTC",
  net: "Billets HT",
  paid: "Entrées payantes",
  free: "Entrées gratuites",
  start: "Date et heure",
  end: "Fin de la séance",
};

/** Something to take up again before a body can be told: a link to its field. */
export interface Point {
  /** Of the field: `form.expenses.net`. */
  path: string;
  performanceId: string | null;
  label: string;
  /** What is wrong; absent = nothing is written yet. */
  fault?: string;
}

/** `form.performances.<id>.consumptions.net` in its parts. */
export const partsOf = (path: string) => {
  const [, performanceId = null, name = "", half = null] =
    /^form\.(?:performances\.([^.]+)\.)?([^.]+)(?:\.(\w+))?$/.exec(path) ?? [];
  return { performanceId, name, half };
};

const halves: Readonly<Record<string, string>> = { gross: ", TTC", net: ", HT", siren: ", SIREN" };
/** « Consommations, HT » */
export const labelOf = (path: string): string => {
  const { name, half } = partsOf(path);
  return `${amountNames[name] ?? name}${halves[half ?? ""] ?? ""}`;
};

/** Texts of the two halves of an amount: those typed, else those of the form. */
const pairTexts = (texts: Readonly<Record<string, string>>, pair: string) => ({
  gross: texts[`${pair}.gross`] ?? "",
  net: texts[`${pair}.net`] ?? "",
});

/** What is wrong with a text that is alone: a SIREN, a price, a number of seats. */
const faultOfText = (path: string, text: string): string | undefined => {
  if (path.endsWith(".siren"))
    return isSiren(text.replace(/\s/g, ""))
      ? undefined
      : "Ce SIREN n’est pas valide\u00a0: vérifiez les 9 chiffres.";
  if (path.endsWith(".cessionPrice"))
    return (typedAmount(text) ?? -1) < 0 ? "Écrivez un montant, par exemple 120,00." : undefined;
  return typedCount(text) ? undefined : "Écrivez un nombre de places, par exemple 180.";
};

/** What is wrong in texts that are no value of the form yet. */
export const textFaults = (texts: Readonly<Record<string, string>>): Point[] => {
  const faults = new Map<string, Point>();
  for (const [path, text] of Object.entries(texts)) {
    const { performanceId, half } = partsOf(path);
    if (half === "gross" || half === "net") {
      const pair = path.replace(/\.(gross|net)$/, "");
      const read = readPair(pairTexts(texts, pair), null);
      if (read.ok) continue;
      const at = `${pair}.${read.fault.at}`;
      faults.set(at, { path: at, performanceId, label: labelOf(at), fault: read.fault.message });
      continue;
    }
    const fault = text.trim() === "" ? undefined : faultOfText(path, text);
    if (fault) faults.set(path, { path, performanceId, label: labelOf(path), fault });
  }
  return [...faults.values()];
};

const revenues = ["consumptions", "catering", "programSales", "otherRevenues"];
/** Whom a field is for. */
const concerns = (body: Body, path: string): boolean => {
  const { name } = partsOf(path);
  if (revenues.includes(name)) return body === "SACEM";
  if (name === "circusExpenses") return body === "SACD";
  if (name === "expenses" || name === "introductionFees" || name === "producer")
    return body === "SACEM" || body === "SACD";
  return true;
};

/** What one body waits for: what is wrong first, then what is missing; a field that is both is said once. */
export const pointsOf = (
  { body, missing }: Pick<BodyView, "body" | "missing">,
  form: DeclarationForm,
  texts: Readonly<Record<string, string>>,
): Point[] => {
  const wrong = [
    ...textFaults(texts),
    ...formFaults(form).map(({ path, message }) => ({
      path,
      performanceId: partsOf(path).performanceId,
      label: labelOf(path),
      fault: message,
    })),
  ].filter(({ path }) => concerns(body, path));
  const isWrong = (path: string) => wrong.some((one) => one.path === path || one.path.startsWith(`${path}.`));
  return [...wrong, ...missing.filter(({ path }) => !isWrong(path))];
};
