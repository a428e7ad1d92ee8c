import { type ImportView, separators } from "../../../../../shared/declarations/import.ts";
import { type ImportField, importFields } from "../../../../../shared/declarations/import-fields.ts";
import type { ImportFault, ImportFaultCode } from "../../../../../shared/declarations/import-rows.ts";

const months = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(
  " ",
);

/** « le 31 février n’existe pas », where a day and a month can be read. */
const dateWords = (value: string): string => {
  const [, day, month] = /^(\d{1,2})[/.-](\d{1,2})[/.-]\d{4}/.exec(value) ?? [];
  const name = months[Number(month) - 1];
  return day && name && Number(day) <= 31
    ? `le ${Number(day)} ${name} n’existe pas.`
    : "écrivez une date comme 12/03/2026.";
};

const words: Readonly<Record<ImportFaultCode, (value: string) => string>> = {
  required: () => "à remplir.",
  bad_date: dateWords,
  bad_time: (value) =>
    /^\d{1,2}\s*[:h]/.test(value) ? "cette heure n’existe pas ce jour-là." : "écrivez une heure comme 20:30.",
  bad_amount: () => "écrivez un montant en chiffres, par exemple 15,00.",
  bad_integer: () => "écrivez un nombre entier, par exemple 20.",
  bad_rate: () => "écrivez un taux comme 5,5.",
  negative: () => "un nombre ne peut pas être négatif.",
  amount_mismatch: () => "ce n’est pas le prix multiplié par le nombre de payants.",
  net_above_gross: () => "le HT dépasse le TTC.",
  duplicate_row: () => "cette ligne est déjà plus haut dans le fichier.",
  conflicting_performance: () => "cette référence a déjà une autre date plus haut.",
  too_long: () => "200 caractères au plus.",
};

/** « Ligne 5, Date : le 31 février n’existe pas. » */
export const faultWords = (number: number, { column, value, code }: ImportFault): string =>
  `Ligne ${number}, ${importFields[column]}\u00a0: ${words[code](value)}`;

export const linesOf = (count: number): string => `${count}\u00a0ligne${count > 1 ? "s" : ""}`;

/** What was found in the file: « points-virgules, accents lus correctement », « feuille « Mars » ». */
const detectedWords = ({ detected, sheet }: ImportView): string | undefined => {
  if (!detected) return undefined;
  if (detected.kind === "xlsx") return `feuille «\u00a0${sheet}\u00a0»`;
  return `${separators[detected.separator ?? ";"]}, accents lus correctement`;
};

/** Line under the title: what the file is, and how far its rows are. */
export const fileLine = (view: ImportView): string => {
  const { fileName, state, rows, ready } = view;
  if (["uploaded", "parsing", "failed"].includes(state)) return fileName;
  if (state === "mapping") return [fileName, linesOf(rows), detectedWords(view)].filter(Boolean).join(" · ");
  return `${fileName} · ${linesOf(ready)} prête${ready > 1 ? "s" : ""} sur ${rows}`;
};

/** Columns whose values read as numbers: aligned on the right. */
const numbers: ReadonlySet<ImportField> = new Set<ImportField>([
  "price",
  "gross",
  "net",
  "paid",
  "free",
  "vat",
  "capacity",
]);
export const isNumber = (field: ImportField): boolean => numbers.has(field);
