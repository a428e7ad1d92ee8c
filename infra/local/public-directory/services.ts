/** Public services of the local directory, invented like the rest: addresses end in `.example`. */
export interface LocalService {
  name: string;
  siret: string;
  /** Its kind, as the directory writes it: `mairie`, `epci`, `cg` (département), `cr` (région), or any other service. */
  kind: string;
  /** Empty when none is published. */
  email: string;
}

export const services: readonly LocalService[] = [
  // One SIRET has several services: only the town hall speaks for the town.
  {
    name: "Médiathèque - Port-Lavergne",
    siret: "00985201300011",
    kind: "bibliotheque",
    email: "lire@port-lavergne.example",
  },
  {
    name: "Mairie déléguée - Le Vieux-Port",
    siret: "00985201300011",
    kind: "mairie",
    email: "vieux-port@port-lavergne.example",
  },
  {
    name: "Mairie - Port-Lavergne",
    siret: "00985201300011",
    kind: "mairie",
    email: "mairie@port-lavergne.example",
  },
  { name: "Mairie - Saint-Aubrin", siret: "00985311000014", kind: "mairie", email: "" },
];
