import { type AuditWords, labelled, type Shown } from "../platform/audit-words.ts";
import { eurosWords, rateWords } from "./amount-words.ts";
import { audiences, bodies, performanceTypes } from "./enums.ts";
import { expenseKinds } from "./show.ts";
import { fileTypes } from "./shows.ts";

const change = (does: string) => ({ kind: "change", does }) as const;

const euros: Shown = (value) => (typeof value === "number" ? eurosWords(value) : String(value));
const rate: Shown = (value) => (typeof value === "number" ? rateWords(value) : String(value));
const field = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
const amount = (value: unknown) =>
  `${eurosWords(Number(field(value, "gross") ?? 0))} TTC, ${eurosWords(Number(field(value, "net") ?? 0))} HT`;
const pair: Shown = amount;
const expenses: Shown = (value) =>
  [value]
    .flat()
    .map((line) => `${labelOf(String(field(line, "kind")))}\u00a0: ${amount(line)}`)
    .join(", ");
const labelOf = (kind: string) => (expenseKinds as Readonly<Record<string, string>>)[kind] ?? kind;
const instant: Shown = (value) =>
  new Intl.DateTimeFormat("fr-FR", {
    dateStyle: "long",
    timeStyle: "short",
    timeZone: "Europe/Paris",
  }).format(new Date(String(value)));

/** The journal of shows, figures, places, files and what is set aside, in French. */
export const showAuditWords: AuditWords = {
  actions: {
    "show.create": change("a saisi le spectacle"),
    "show.rename": change("a renommé le spectacle"),
    "show.change": change("a décrit le spectacle"),
    "show.defaults": change("a changé les valeurs de toutes les séances"),
    "show.hide": change("a masqué le spectacle"),
    "show.unhide": change("a affiché à nouveau le spectacle"),
    "show.merge": change("a regroupé des spectacles sous celui-ci"),
    "show.unmerge": change("a séparé un spectacle de celui-ci"),
    "show.delete": change("a supprimé le spectacle"),
    "show.restore": change("a rétabli le spectacle"),
    "show.erase": change("a effacé un spectacle supprimé depuis trente jours"),
    "performance.add": change("a ajouté des séances"),
    "performance.retype": change("a réécrit une séance"),
    "performance.change": change("a changé les valeurs d’une séance"),
    "performance.remove": change("a retiré une séance"),
    "performance.bring_back": change("a rétabli une séance retirée"),
    "performance.erase": change("a effacé des séances retirées depuis trente jours"),
    "figure.correct": change("a corrigé des chiffres"),
    "figure.restore": change("a rétabli les chiffres de la billetterie"),
    "figure.revive": change("a repris des corrections"),
    "figure.keep": change("a gardé ses corrections"),
    "aside.decide": change("a décidé de ventes mises de côté"),
    "aside.reopen": change("a rouvert des ventes mises de côté"),
    "place.create": change("a ajouté un lieu"),
    "place.change": change("a corrigé un lieu"),
    "place.forget": change("a effacé des lieux qui ne servent plus"),
    "show_file.add": change("a joint un document"),
    "show_file.change": change("a changé le type d’un document"),
    "show_file.detach": change("a retiré un document"),
    "show_file.attach": change("a remis un document"),
    "show_file.refused": change("a refusé un document qui contient un virus"),
    "show_file.read": { kind: "reading", does: "a ouvert un document" },
  },
  fields: {
    name: { label: "Nom" },
    showState: {
      label: "État",
      shown: labelled({ visible: "Affiché", hidden: "Masqué", merged: "Regroupé", deleted: "Supprimé" }),
    },
    performanceType: { label: "Esthétique", shown: labelled(performanceTypes) },
    mergedShows: { label: "Spectacles" },
    producerName: { label: "Producteur" },
    producerSiren: { label: "SIREN du producteur" },
    producerCountry: { label: "Pays du producteur" },
    expectedBodies: { label: "Organismes", shown: labelled(bodies) },
    expenses: { label: "Dépenses", shown: pair },
    introductionFees: { label: "Frais d’approche", shown: pair },
    circusExpenses: { label: "Frais spécifiques cirque", shown: pair },
    expenseLines: { label: "Détail des dépenses", shown: expenses },
    performancesAdded: { label: "Séances ajoutées" },
    performancesChanged: { label: "Séances changées" },
    performancesAbsent: { label: "Séances disparues" },
    performances: { label: "Séances" },
    placeId: { label: "Lieu", shown: "hidden" },
    place: { label: "Lieu" },
    places: { label: "Lieux" },
    street: { label: "Adresse" },
    postalCode: { label: "Code postal" },
    city: { label: "Ville" },
    country: { label: "Pays" },
    capacity: { label: "Jauge" },
    audience: { label: "Public", shown: labelled(audiences) },
    startAt: { label: "Début", shown: instant },
    endAt: { label: "Fin", shown: instant },
    paid: { label: "Entrées payantes" },
    free: { label: "Entrées gratuites" },
    gross: { label: "Recette TTC", shown: euros },
    net: { label: "Recette HT", shown: euros },
    vat: { label: "TVA", shown: rate },
    lines: { label: "Tarifs" },
    consumptions: { label: "Consommations", shown: pair },
    catering: { label: "Restauration", shown: pair },
    programSales: { label: "Vente de programmes", shown: pair },
    otherRevenues: { label: "Autres recettes", shown: pair },
    why: { label: "Raison" },
    decision: { label: "Décision" },
    records: { label: "Ventes mises de côté" },
    document: { label: "Document" },
    fileType: { label: "Type de document", shown: labelled(fileTypes) },
  },
};
