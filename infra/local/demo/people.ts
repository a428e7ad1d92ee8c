import type { Random } from "./random.ts";

const women = [
  "Amina",
  "Nadège",
  "Lucienne",
  "Mireille",
  "Olga",
  "Yvonne",
  "Sandrine",
  "Fatou",
  "Maude",
  "Élodie",
  "Corinne",
  "Ludivine",
  "Sofia",
  "Thérèse",
  "Magali",
  "Aïcha",
  "Bérénice",
  "Josiane",
  "Violette",
  "Rosalie",
  "Manon",
  "Hanane",
];
const men = [
  "Karim",
  "Théo",
  "Jean-Baptiste",
  "Gaston",
  "Mehdi",
  "Rémi",
  "Fabrice",
  "Yannick",
  "Ousmane",
  "Bertrand",
  "Loïc",
  "Antonin",
  "Sylvain",
  "Marcel",
  "Idriss",
  "Guénolé",
  "Raymond",
  "Tristan",
  "Paolo",
  "Émile",
  "Franck",
  "Anselme",
];
const families = [
  "Ferrand",
  "Thibaudot",
  "Oubrahim",
  "Parmentière",
  "Castanié",
  "Gaillardet",
  "Auvray-Lenoir",
  "Kerdoncuff",
  "Bonnafous",
  "Delacombe",
  "Marsollier",
  "Traoret",
  "Lavigerie",
  "Pontécaille",
  "Rousselin",
  "Hadjadi",
  "Vermorelle",
  "Quintard",
  "Sauvageot",
  "Belmontel",
  "Chassagneul",
  "Duvergier",
  "Escarbel",
  "Fontvieille",
  "Guillerault",
  "Hautbois",
  "Izardel",
  "Jaubertie",
  "Lespinasset",
  "Maurincourt",
  "Nouvellon",
  "Orsolani",
  "Peyregrand",
  "Ravinel",
  "Sénéchault",
  "Tournebise",
  "Urbaneix",
  "Vaissade",
  "Wattrelin",
  "Zanettini",
  "Abellanet",
  "Brossardin",
  "Courtemanche",
  "Dieudegard",
];
const bodies = [
  "Association Le Fil des Aînés",
  "SCI Les Trois Charmes",
  "SARL Fleur de Sel",
  "Collectif de la place Haute",
  "Association Les Ateliers du Lavoir",
  "SAS Boulangerie du Pont",
  "Copropriété Les Glycines",
  "Amicale des pêcheurs de l’Avre",
];
const streets = [
  "rue des Lavandières",
  "rue des Tanneurs",
  "place Haute",
  "impasse du Verger",
  "avenue de la Gare",
  "chemin des Vignes",
  "rue du Puits-Neuf",
  "allée des Platanes",
  "quai aux Osiers",
  "rue de l’Ancienne-Poste",
  "boulevard des Moulins",
  "rue Basse",
];
const providers = ["courriel.example", "boite.example", "messagerie.example", "lettre.example"];

/** Letters of an address: no accent, no space. */
const plain = (name: string) =>
  name
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");

export interface DemoPerson {
  kind: "NATURAL" | "LEGAL";
  title: "MALE" | "FEMALE";
  firstName: string;
  lastName: string;
  legalName: string | null;
  greeting: string;
  name: string;
  email: string;
  phone: string;
  line1: string;
}

interface Named {
  title?: string | null;
  firstName?: string | null;
  lastName?: string | null;
  legalName?: string | null;
}
/** Name in lists: the body's, or first and last. */
export const nameOf = ({ legalName, firstName, lastName }: Named): string =>
  legalName ?? `${firstName} ${lastName}`;
/** How a message greets: `Madame Ferrand`. */
export const greetingOf = ({ title, lastName }: Named): string =>
  `${title === "FEMALE" ? "Madame" : "Monsieur"} ${lastName}`;

/** An invented person; numbers come from the ranges kept for fiction by the regulator (06 39 98 xx xx). */
export const somebody = (random: Random): DemoPerson => {
  const female = random.chance(0.56);
  const firstName = random.pick(female ? women : men);
  const lastName = random.pick(families);
  const legalName = random.chance(0.09) ? random.pick(bodies) : null;
  const pair = () => String(random.between(0, 99)).padStart(2, "0");
  const mailbox = legalName ? `contact@${plain(legalName)}.example` : undefined;
  const named = { title: female ? "FEMALE" : "MALE", firstName, lastName, legalName } as const;
  return {
    kind: legalName ? "LEGAL" : "NATURAL",
    ...named,
    greeting: greetingOf(named),
    name: nameOf(named),
    email:
      mailbox ?? `${plain(firstName)}.${plain(lastName)}${random.between(1, 89)}@${random.pick(providers)}`,
    phone: `06 39 98 ${pair()} ${pair()}`,
    line1: `${random.between(1, 128)} ${random.pick(streets)}`,
  };
};
