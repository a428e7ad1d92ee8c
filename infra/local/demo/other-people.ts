import type { OrganisationSettings } from "../../../shared/access/organisation.ts";
import type { OrganisationKind } from "../../../shared/access/organisation-kinds.ts";

/** Organisations of the demo without cases: they show what accounts and rights can be. */
export interface OtherOrganisation {
  slug: string;
  name: string;
  kind: OrganisationKind;
  services: readonly string[];
  settings: OrganisationSettings;
  requireSecondFactor?: true;
  /** A company's number, invented like all of it (infra/local/company-directory knows it), and its claim. */
  siret?: string;
  /** Days since ProConnect proved that number, or nothing done about it yet; absent = it waits for a decision. */
  provenDaysAgo?: number | "not yet";
  /** Since when it exists; absent = as long as the others. */
  openedDaysAgo?: number;
  intake?: string;
}

export const otherOrganisations: readonly OtherOrganisation[] = [
  {
    slug: "saint-aubrin",
    name: "Ville de Saint-Aubrin",
    kind: "commune",
    services: ["mediation"],
    requireSecondFactor: true,
    intake: "saint-aubrin.mediation",
    settings: {
      senderName: "Médiation – Ville de Saint-Aubrin",
      shortName: "Ville de Saint-Aubrin",
      phone: "02 61 91 04 70",
      address: ["Service de médiation", "2 place des Capucines", "18992 Saint-Aubrin"],
      mediation: {
        title: "service de médiation",
        intro:
          "Un désaccord avec un service de la ville ? Le service de médiation vous écoute et cherche une solution.",
        accepts: ["vous contestez une facture de la ville", "la ville ne vous a pas répondu"],
        refers: [{ text: "un conflit entre voisins", who: "le conciliateur de justice" }],
        privacy:
          "Vos données servent à traiter votre demande de médiation. Elles sont lues par le service de médiation, et gardées cinq ans après la fin de la médiation.",
        dueDays: 60,
      },
    },
  },
  {
    slug: "compagnie-du-tricycle",
    name: "Compagnie du Tricycle",
    kind: "company",
    services: ["declarations"],
    siret: "00987923000010",
    openedDaysAgo: 6,
    settings: {
      senderName: "Compagnie du Tricycle",
      shortName: "Compagnie du Tricycle",
      address: ["8 place des Capucines", "18992 Saint-Aubrin"],
    },
  },
  {
    slug: "theatre-de-la-lanterne",
    name: "Théâtre de la Lanterne",
    kind: "company",
    services: ["declarations"],
    siret: "00984100800015",
    provenDaysAgo: 79,
    openedDaysAgo: 80,
    settings: {
      senderName: "Théâtre de la Lanterne",
      shortName: "La Lanterne",
      address: ["14 rue des Halles", "18990 Valbrune"],
    },
  },
  {
    // infra/local/public-directory publishes an address for its number: a code sent there proves it.
    slug: "port-lavergne",
    name: "Ville de Port-Lavergne",
    kind: "commune",
    services: ["declarations"],
    siret: "00985201300011",
    provenDaysAgo: "not yet",
    openedDaysAgo: 3,
    settings: {
      senderName: "Ville de Port-Lavergne",
      shortName: "Port-Lavergne",
      address: ["1 place du Port", "18993 Port-Lavergne"],
    },
  },
];

/** Someone who signs in, or did, besides the twelve agents. */
export interface OtherPerson {
  firstName: string;
  lastName: string;
  email: string;
  memberships: ReadonlyArray<{ organisation: string; service: string; roles: readonly string[] }>;
  /** Administers the platform. */
  platform?: true;
  /** Secret of their code generator, base32: the page /codes of the mailbox plays their telephone. */
  totp?: string;
  /** Days since they left; absent = a member. */
  leftDaysAgo?: number;
}

export const otherPeople: readonly OtherPerson[] = [
  {
    firstName: "Adèle",
    lastName: "Vernois",
    email: "a.vernois@guichet.example",
    memberships: [],
    platform: true,
    totp: "GUICHETDEMOVERNOISAAAAAAAAAAAAAA",
  },
  {
    firstName: "Basile",
    lastName: "Ormerac",
    email: "b.ormerac@guichet.example",
    memberships: [],
    platform: true,
    totp: "GUICHETDEMOORMERACAAAAAAAAAAAAAA",
  },
  {
    firstName: "Irène",
    lastName: "Castagnol",
    email: "i.castagnol@saint-aubrin.example",
    memberships: [
      { organisation: "saint-aubrin", service: "mediation", roles: ["manager"] },
      { organisation: "saint-aubrin", service: "administration", roles: ["admin"] },
    ],
    totp: "GUICHETDEMOCASTAGNOLAAAAAAAAAAAA",
  },
  {
    firstName: "Loïc",
    lastName: "Fauvernier",
    email: "l.fauvernier@saint-aubrin.example",
    memberships: [
      { organisation: "saint-aubrin", service: "mediation", roles: ["mediator", "quarantine_keeper"] },
    ],
  },
  {
    firstName: "Gaspard",
    lastName: "Nolleau",
    email: "g.nolleau@tricycle.example",
    memberships: [
      { organisation: "compagnie-du-tricycle", service: "declarations", roles: ["manager"] },
      { organisation: "compagnie-du-tricycle", service: "administration", roles: ["admin"] },
    ],
  },
  {
    firstName: "Nora",
    lastName: "Delmas",
    email: "n.delmas@lanterne.example",
    memberships: [
      { organisation: "theatre-de-la-lanterne", service: "declarations", roles: ["manager"] },
      { organisation: "theatre-de-la-lanterne", service: "administration", roles: ["admin"] },
    ],
  },
  {
    firstName: "Paul",
    lastName: "Itier",
    email: "p.itier@lanterne.example",
    memberships: [{ organisation: "theatre-de-la-lanterne", service: "declarations", roles: ["editor"] }],
  },
  {
    firstName: "Solène",
    lastName: "Marquenterre",
    email: "s.marquenterre@port-lavergne.example",
    memberships: [
      { organisation: "port-lavergne", service: "declarations", roles: ["manager"] },
      { organisation: "port-lavergne", service: "administration", roles: ["admin"] },
    ],
  },
  {
    firstName: "Régis",
    lastName: "Montbrial",
    email: "r.montbrial@valbrune.example",
    memberships: [{ organisation: "valbrune", service: "mediation", roles: ["mediator"] }],
    leftDaysAgo: 40,
  },
];

/** Invitations that wait in Valbrune, one in each state. */
export const waitingInvitations = [
  {
    email: "y.ferrandis@valbrune.example",
    roles: [{ service: "mediation", roles: ["mediator"] }],
    by: "s.benali@valbrune.example",
    sentDaysAgo: 5,
    delivery: { state: "delivered" },
  },
  {
    email: "c.lhermite@valbrun.example",
    roles: [{ service: "mediation", roles: ["assistant"] }],
    by: "m.drouhin@valbrune.example",
    sentDaysAgo: 1,
    delivery: { state: "hard_bounced", cause: "Le domaine « valbrun.example » n’existe pas." },
  },
  {
    email: "t.bourdois@valbrune.example",
    roles: [{ service: "mediation", roles: ["reader"] }],
    by: "m.drouhin@valbrune.example",
    sentDaysAgo: 20,
    delivery: { state: "delivered" },
  },
] as const;

/** Days since someone was last seen, when that is worth a remark; the others came lately. */
export const lastSeenDaysAgo: Readonly<Record<string, number>> = { "i.rocher@valbrune.example": 124 };

/** Accounts whose codes the mailbox shows, since nobody has their telephone. */
export const accountsWithCodes = otherPeople.flatMap(({ firstName, lastName, email, totp }) =>
  totp ? [{ name: `${firstName} ${lastName}`, email, secret: totp }] : [],
);
