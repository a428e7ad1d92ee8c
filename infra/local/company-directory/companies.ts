/** Companies of the local directory. All invented: their numbers have a right key and nobody has them. */
export interface LocalCompany {
  name: string;
  /** Head office first. */
  establishments: ReadonlyArray<{ siret: string; address: string; closed?: true }>;
  /** Asked not to be published. */
  masked?: true;
  /** Has ceased. */
  ceased?: true;
}

export const companies: readonly LocalCompany[] = [
  {
    name: "LA TROUPE DU HALAGE",
    establishments: [
      { siret: "00987512100015", address: "12 CHEMIN DE HALAGE 18993 PORT-LAVERGNE" },
      { siret: "00987512100023", address: "3 RUE DES FORGES 18990 VALBRUNE" },
    ],
  },
  {
    name: "COMPAGNIE DU TRICYCLE",
    establishments: [{ siret: "00987923000010", address: "8 PLACE DES CAPUCINES 18992 SAINT-AUBRIN" }],
  },
  {
    name: "COMMUNE DE PORT-LAVERGNE",
    establishments: [{ siret: "00985201300011", address: "1 PLACE DU PORT 18993 PORT-LAVERGNE" }],
  },
  {
    name: "[NON-DIFFUSIBLE]",
    masked: true,
    establishments: [{ siret: "00987649100011", address: "[NON-DIFFUSIBLE] 18995 BRENELLE" }],
  },
  {
    name: "THEATRE DE LA LANTERNE",
    ceased: true,
    establishments: [{ siret: "00987786100014", address: "1 RUE DU LAVOIR 18990 VALBRUNE", closed: true }],
  },
  {
    name: "LES OMBRES DE BRENELLE",
    establishments: [
      { siret: "00988060000029", address: "44 AVENUE DES TILLEULS 18995 BRENELLE" },
      { siret: "00988060000011", address: "2 IMPASSE DU MOULIN 18995 BRENELLE", closed: true },
    ],
  },
];
