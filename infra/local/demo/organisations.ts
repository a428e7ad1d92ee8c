import type { OrganisationSettings } from "../../../shared/access/organisation.ts";
import type { MediationRole } from "../../../shared/access/roles.ts";

export interface DemoOrganisation {
  slug: string;
  name: string;
  kind: "commune" | "intercommunality" | "department";
  /** Local part of its public address. */
  intake: string;
  /** Domain of its services' addresses. */
  domain: string;
  postalCodes: readonly { code: string; city: string }[];
  settings: OrganisationSettings;
}

const privacy =
  "Vos données servent à traiter votre demande de médiation. Elles sont lues par le médiateur et son équipe, et gardées cinq ans après la fin de la médiation. Vous pouvez les consulter, les corriger ou demander leur effacement en nous écrivant.";

const court = {
  title: "Et le tribunal ?",
  text: "Saisir la médiatrice interrompt le délai pour aller devant le tribunal administratif. Ce délai repart lorsque la médiation est déclarée terminée.",
  source:
    "Articles L. 1112-24 du code général des collectivités territoriales et L. 213-6 du code de justice administrative.",
};

export const organisations = [
  {
    slug: "valbrune",
    name: "Ville de Valbrune",
    kind: "commune",
    intake: "valbrune.mediation",
    domain: "valbrune.example",
    postalCodes: [
      { code: "18990", city: "Valbrune" },
      { code: "18991", city: "Valbrune-les-Bains" },
    ],
    settings: {
      senderName: "Médiation – Ville de Valbrune",
      shortName: "Ville de Valbrune",
      logo: "/logos/valbrune.svg",
      phone: "02 61 91 01 42",
      phoneHours: "du lundi au vendredi de 9 h à 12 h",
      address: ["Médiatrice de la ville", "4 place du Marché", "18990 Valbrune"],
      counterHours: "Mardi et jeudi, de 14 h à 17 h, à la même adresse. Accessible en fauteuil.",
      mediation: {
        title: "médiatrice",
        intro:
          "Vous êtes en désaccord avec un service de la ville ? La médiatrice vous écoute, cherche une solution avec le service et vous répond.",
        accepts: [
          "vous contestez une facture de cantine, de crèche ou d’eau",
          "la ville n’a pas répondu à votre courrier",
          "vous ne comprenez pas un refus ou une décision de la ville",
        ],
        refers: [
          { text: "un conflit entre voisins", who: "le conciliateur de justice" },
          { text: "la CAF, l’assurance maladie, les impôts", who: "leur propre médiateur" },
          { text: "une affaire déjà jugée", who: "un point-justice, pour un conseil gratuit" },
        ],
        answerDelay: "en général sous 10 jours",
        legalParagraph: court,
        privacy,
        dueDays: 60,
      },
    },
  },
  {
    slug: "trois-rives",
    name: "Communauté d’agglomération des Trois-Rives",
    kind: "intercommunality",
    intake: "trois-rives.mediation",
    domain: "trois-rives.example",
    postalCodes: [
      { code: "18992", city: "Saint-Aubrin" },
      { code: "18993", city: "Port-Lavergne" },
      { code: "18994", city: "Montreuil-sur-Avre-Neuve" },
    ],
    settings: {
      senderName: "Médiation – Agglomération des Trois-Rives",
      shortName: "Agglomération des Trois-Rives",
      logo: "/logos/trois-rives.svg",
      phone: "02 61 91 02 10",
      phoneHours: "le lundi et le mercredi de 9 h à 16 h",
      address: ["Médiateur de l’agglomération", "27 quai des Lamaneurs", "18993 Port-Lavergne"],
      mediation: {
        title: "médiateur",
        intro:
          "Un désaccord avec l’agglomération au sujet de l’eau, des déchets, des transports ou des équipements ? Le médiateur écoute les deux côtés et cherche une solution.",
        accepts: [
          "vous contestez une facture d’eau ou d’enlèvement des déchets",
          "vous avez reçu une amende de transport que vous jugez injuste",
          "l’agglomération ne vous a pas répondu",
        ],
        refers: [
          { text: "un conflit avec votre commune", who: "le médiateur de votre commune, ou le maire" },
          { text: "un conflit entre voisins", who: "le conciliateur de justice" },
        ],
        legalParagraph: { ...court, text: court.text.replace("la médiatrice", "le médiateur") },
        privacy,
        dueDays: 60,
      },
    },
  },
  {
    slug: "haute-brenelle",
    name: "Département de la Haute-Brenelle",
    kind: "department",
    intake: "haute-brenelle.mediation",
    domain: "haute-brenelle.example",
    postalCodes: [
      { code: "18995", city: "Brenelle" },
      { code: "18996", city: "Castelnau-d’Orme" },
      { code: "18997", city: "La Ferté-Vaucourt" },
    ],
    settings: {
      senderName: "Médiation – Département de la Haute-Brenelle",
      shortName: "Département de la Haute-Brenelle",
      logo: "/logos/haute-brenelle.svg",
      phone: "02 61 91 03 55",
      phoneHours: "du lundi au jeudi de 13 h 30 à 17 h",
      address: ["Service de médiation", "Hôtel du département", "1 cours des Tisserands", "18995 Brenelle"],
      mediation: {
        title: "service de médiation",
        intro:
          "Vous contestez une décision du département sur une aide, une allocation ou une route ? Le service de médiation l’examine avec vous, gratuitement.",
        accepts: [
          "on vous refuse ou on vous retire une aide du département",
          "vous devez rembourser une somme que vous ne comprenez pas",
          "une route ou un chantier du département vous a causé un dommage",
        ],
        refers: [
          { text: "une décision de la CAF", who: "le médiateur de la CAF" },
          { text: "un conflit avec un employeur ou un bailleur", who: "un point-justice" },
        ],
        answerDelay: "en général sous 15 jours",
        privacy,
        dueDays: 90,
      },
    },
  },
] as const satisfies readonly DemoOrganisation[];
export type DemoSlug = (typeof organisations)[number]["slug"];

export interface DemoAgent {
  firstName: string;
  lastName: string;
  email: string;
  memberships: readonly {
    organisation: DemoSlug;
    mediation?: readonly MediationRole[];
    administration?: true;
  }[];
}

const agent = (
  firstName: string,
  lastName: string,
  email: string,
  ...memberships: DemoAgent["memberships"]
) => ({
  firstName,
  lastName,
  email,
  memberships,
});

/** Twelve agents who between them hold every role; one works for two organisations. */
export const agents: readonly DemoAgent[] = [
  agent("Samira", "Benali", "s.benali@valbrune.example", {
    organisation: "valbrune",
    mediation: ["manager"],
    administration: true,
  }),
  agent(
    "Claire",
    "Vasseur",
    "c.vasseur@valbrune.example",
    { organisation: "valbrune", mediation: ["mediator"] },
    { organisation: "trois-rives", mediation: ["mediator"] },
  ),
  agent("Hugo", "Lemarchand", "h.lemarchand@valbrune.example", {
    organisation: "valbrune",
    mediation: ["mediator"],
  }),
  agent("Paul", "Castaing", "p.castaing@valbrune.example", {
    organisation: "valbrune",
    mediation: ["assistant"],
  }),
  agent("Inès", "Rocher", "i.rocher@valbrune.example", { organisation: "valbrune", mediation: ["reader"] }),
  agent("Maëlle", "Drouhin", "m.drouhin@valbrune.example", {
    organisation: "valbrune",
    administration: true,
  }),
  agent("Olivier", "Tessandier", "o.tessandier@trois-rives.example", {
    organisation: "trois-rives",
    mediation: ["manager"],
    administration: true,
  }),
  agent("Nora", "Belkaïdi", "n.belkaidi@trois-rives.example", {
    organisation: "trois-rives",
    mediation: ["mediator"],
  }),
  agent("Étienne", "Quérolle", "e.querolle@trois-rives.example", {
    organisation: "trois-rives",
    mediation: ["stats_reader"],
  }),
  agent("Judith", "Marchelier", "j.marchelier@haute-brenelle.example", {
    organisation: "haute-brenelle",
    mediation: ["manager", "mediator"],
    administration: true,
  }),
  agent("Bastien", "Oulmière", "b.oulmiere@haute-brenelle.example", {
    organisation: "haute-brenelle",
    mediation: ["mediator"],
  }),
  agent("Solène", "Vaucourt", "s.vaucourt@haute-brenelle.example", {
    organisation: "haute-brenelle",
    mediation: ["assistant"],
  }),
];

/** One password for all demo accounts: they exist on the loopback address only, and the panel shows it. */
export const demoPassword = "guichet-demonstration";
