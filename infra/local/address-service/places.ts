/** Places of the local address service. All invented: real postal and INSEE codes, towns and streets nobody has. */
export interface LocalTown {
  name: string;
  postcode: string;
  citycode: string;
  /** Département and region, as the national base tells them. */
  context: string;
}

const beginnings = ["Val", "Mont", "Roche", "Font", "Bel", "Clair", "Haute", "Vieil", "Neuve", "Grand"];
const endings = [
  "brune",
  "orlon",
  "aubier",
  "mesnil",
  "sorbier",
  "lavergne",
  "tanne",
  "halage",
  "moulin",
  "brenelle",
];

/** Ten beginnings by ten endings, twice: 200 towns with the demo's, in every part of France. */
const generated: LocalTown[] = Array.from({ length: 190 }, (_, at) => {
  const department = String(10 + (at % 80)).padStart(2, "0");
  const beginning = beginnings[at % 10] ?? "";
  const ending = endings[Math.floor(at / 10) % 10] ?? "";
  const far = at >= 100 ? "-le-Haut" : "";
  return {
    name: `${beginning}${ending}${far}`,
    postcode: `${department}${String(900 + Math.floor(at / 80)).padStart(3, "0")}`,
    citycode: `${department}${String(900 + at).slice(-3)}`,
    context: `${department}, Département ${department}`,
  };
});

export const towns: readonly LocalTown[] = [
  { name: "Valbrune", postcode: "18990", citycode: "18990", context: "18, Cher" },
  { name: "Saint-Aubrin", postcode: "18992", citycode: "18992", context: "18, Cher" },
  { name: "Port-Lavergne", postcode: "18993", citycode: "18993", context: "18, Cher" },
  { name: "Brenelle", postcode: "18995", citycode: "18995", context: "18, Cher" },
  // Two towns share a code, and the code begins with a zero.
  { name: "Bourg-sur-Reyssole", postcode: "01000", citycode: "01998", context: "01, Ain" },
  { name: "Saint-Denis-les-Reyssole", postcode: "01000", citycode: "01999", context: "01, Ain" },
  // A code of INSEE with a letter.
  { name: "Porto-Vallone", postcode: "20000", citycode: "2A004", context: "2A, Corse-du-Sud" },
  { name: "L’Île-Rossa", postcode: "20220", citycode: "2B134", context: "2B, Haute-Corse" },
  { name: "Saint-Philibert-de-la-Réunion", postcode: "97400", citycode: "97411", context: "974, La Réunion" },
  { name: "Le Morne-Doré", postcode: "97200", citycode: "97209", context: "972, Martinique" },
  ...generated,
];

export const streets: readonly string[] = [
  "Rue des Tanneurs",
  "Place du Marché",
  "Avenue des Tilleuls",
  "Chemin de Halage",
  "Impasse du Moulin",
  "Rue de l’Église",
  "Boulevard Élise-Marchand",
];
