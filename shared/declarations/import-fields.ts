import * as z from "zod/mini";
import { folded, wordsOf } from "../mediation/search-text.ts";

/** What a column of a file can be (declarations.md §4.4), with the words of its choice. */
export const importFields = {
  show: "Spectacle",
  date: "Date",
  time: "Heure",
  start: "Date et heure",
  end: "Fin",
  reference: "Référence de la séance",
  category: "Tarif",
  price: "Prix TTC",
  gross: "Total TTC",
  net: "Total HT",
  paid: "Nombre de payants",
  free: "Nombre de gratuits",
  vat: "Taux de TVA",
  place: "Lieu",
  street: "Adresse",
  postalCode: "Code postal",
  city: "Ville",
  capacity: "Jauge",
  audience: "Public",
} as const;
export type ImportField = keyof typeof importFields;
export const importFieldNames = Object.keys(importFields) as [ImportField, ...ImportField[]];

/** Whether a line of the file is a category with its counts, or one ticket. */
export const importModes = ["category", "ticket"] as const;
export type ImportMode = (typeof importModes)[number];

/** Which column of the file is what; a column that is not named is not imported. Columns are counted from 0. */
export const ImportMapping = z.strictObject({
  mode: z.enum(importModes, "Dites ce qu’est une ligne."),
  columns: z.record(
    z.string().check(z.regex(/^\d{1,3}$/)),
    z.enum(importFieldNames, "Choisissez dans la liste."),
  ),
});
export type ImportMapping = z.infer<typeof ImportMapping>;

/** Headers as ticketing programs and people write them, without accents, words only. */
const synonyms: Record<ImportField, readonly string[]> = {
  show: [
    "spectacle",
    "nom",
    "titre",
    "nom du spectacle",
    "titre du spectacle",
    "evenement",
    "manifestation",
    "show",
  ],
  date: ["date", "jour", "date de la seance", "date seance", "date de representation", "date representation"],
  time: ["heure", "horaire", "heure de debut", "heure debut", "heure seance", "heure de la seance"],
  start: ["date et heure", "date heure", "debut", "seance", "representation", "date de debut", "start"],
  end: ["fin", "heure de fin", "date de fin", "heure fin"],
  reference: [
    "reference",
    "ref",
    "reference representation",
    "reference de la seance",
    "reference seance",
    "id seance",
    "id",
    "code seance",
  ],
  category: ["tarif", "formule", "categorie", "type de billet", "type de tarif", "nom du tarif", "billet"],
  price: ["prix ttc", "prix unitaire ttc", "tarif ttc", "montant unitaire ttc", "prix"],
  gross: ["total ttc", "recette ttc", "montant ttc", "recettes ttc", "ca ttc"],
  net: ["total ht", "recette ht", "montant ht", "recettes ht", "ca ht"],
  paid: [
    "nb payants",
    "nombre de payants",
    "payants",
    "payant",
    "vendus",
    "nb vendus",
    "billets vendus",
    "quantite",
    "qte",
    "nb billets",
    "nombre de billets",
    "entrees payantes",
  ],
  free: [
    "nb gratuits",
    "nombre de gratuits",
    "gratuits",
    "gratuit",
    "exo",
    "exoneres",
    "invitations",
    "entrees gratuites",
  ],
  vat: ["tva", "taux tva", "taux de tva", "taux"],
  place: ["lieu", "salle", "nom du lieu"],
  street: ["adresse", "rue", "adresse du lieu"],
  postalCode: ["code postal", "cp"],
  city: ["ville", "commune"],
  capacity: ["jauge", "capacite", "places"],
  audience: ["public", "type de public"],
};

/** Headers that could be two things: the likelier one, to be checked by a person. */
const doubtful: Readonly<Record<string, readonly [field: ImportField, doubt: string]>> = {
  pu: ["price", "HT ou TTC"],
  "prix unitaire": ["price", "HT ou TTC"],
  montant: ["gross", "un prix ou un total"],
  total: ["gross", "HT ou TTC"],
  recette: ["gross", "HT ou TTC"],
  recettes: ["gross", "HT ou TTC"],
  ca: ["gross", "HT ou TTC"],
  entrees: ["paid", "payantes ou toutes"],
  nombre: ["paid", "payants ou tous"],
};

const plain = (header: string): string => wordsOf(header).join(" ");
const byHeader = new Map(
  importFieldNames.flatMap((field) => synonyms[field].map((word) => [word, field] as const)),
);

/** What a column probably is; `doubt` says between what a person has to choose. */
interface ImportGuess {
  field: ImportField;
  doubt?: string;
}

/** Guesses columns by their headers; a field is given once, to the first column that has its name. */
export const guessColumns = (headers: readonly string[]): (ImportGuess | undefined)[] => {
  const taken = new Set<ImportField>();
  const take = (guess: ImportGuess | undefined): ImportGuess | undefined => {
    if (!guess || taken.has(guess.field)) return undefined;
    taken.add(guess.field);
    return guess;
  };
  const sure = headers.map((header) => {
    const field = byHeader.get(plain(header));
    return take(field && { field });
  });
  const guesses = headers.map((header, at) => {
    const [field, doubt] = doubtful[plain(header)] ?? [];
    return sure[at] ?? take(field && doubt ? { field, doubt } : undefined);
  });
  // « Date » alone, without an hour beside it, holds both.
  const date = guesses.findIndex((guess) => guess?.field === "date");
  if (date >= 0 && !taken.has("time") && !taken.has("start")) guesses[date] = { field: "start" };
  return guesses;
};

/** The mapping that guesses propose. A file without any count is a list of tickets. */
export const guessedMapping = (guesses: readonly (ImportGuess | undefined)[]): ImportMapping => {
  const columns = Object.fromEntries(
    guesses.flatMap((guess, at) => (guess ? [[String(at), guess.field] as const] : [])),
  );
  const fields = new Set(Object.values(columns));
  const counts = fields.has("paid") || fields.has("free") || fields.has("gross");
  return { mode: counts || !fields.has("price") ? "category" : "ticket", columns };
};

/** What recognises files of the same form: their headers, in order. */
export const headerSignature = (headers: readonly string[]): string =>
  headers.map((header) => folded(header).trim()).join("\u001f");

/** The line that holds the headers, counted from 0: the first of the beginning with three names we know; else none. */
export const findHeaderRow = (rows: readonly (readonly string[])[]): number | undefined => {
  const found = rows
    .slice(0, 30)
    .findIndex((row) => guessColumns(row).filter((guess) => guess !== undefined).length >= 3);
  return found < 0 ? undefined : found;
};

/** Why a mapping cannot be used yet, in a sentence; undefined when it can. */
export const mappingFault = ({ columns, mode }: ImportMapping): string | undefined => {
  const fields = Object.values(columns);
  const has = (field: ImportField) => fields.includes(field);
  const twice = fields.find((field, at) => fields.indexOf(field) !== at);
  if (twice) return `Deux colonnes donnent «\u00a0${importFields[twice]}\u00a0»\u00a0: gardez-en une.`;
  if (!has("show")) return "Dites quelle colonne donne le spectacle.";
  if (!has("start") && !has("date")) return "Dites quelle colonne donne la date.";
  if (!has("start") && !has("time")) return "Dites quelle colonne donne l’heure.";
  if (mode === "ticket" && !has("price") && !has("gross"))
    return "Dites quelle colonne donne le prix du billet.";
  if (mode === "category" && !has("paid") && !has("free"))
    return "Dites quelle colonne donne le nombre de billets.";
  if (mode === "category" && has("paid") && !has("price") && !has("gross"))
    return "Dites quelle colonne donne le prix ou le total TTC.";
  return undefined;
};
