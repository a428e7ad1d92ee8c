/**
 * Roles of each service (§2 of its domain text), with their French label and one sentence that says what the role may
 * do, for the person who gives it. `administration` is the organisation itself.
 */
interface RoleSpec {
  label: string;
  does: string;
  /** The service cannot be left without an active member who has it, once one had it. */
  keeper?: true;
  /** May give and take the roles of this service in their organisation, those in `above` excepted. */
  managesMembers?: true;
  /** Given and taken by administrators of the organisation only. */
  above?: true;
  /** Given and taken by platform administrators only. */
  fromPlatform?: true;
}

interface ServiceSpec {
  label: string;
  roles: Readonly<Record<string, RoleSpec>>;
}

const specs = {
  administration: {
    label: "Organisation",
    roles: {
      admin: {
        label: "Administrateur de l’organisation",
        does: "Gère les membres et les réglages. Ne voit aucun dossier.",
        keeper: true,
      },
    },
  },
  mediation: {
    label: "Médiation",
    roles: {
      manager: {
        label: "Médiateur principal",
        does: "Traite tous les dossiers, les attribue et règle le service.",
        keeper: true,
      },
      mediator: { label: "Médiateur", does: "Lit les dossiers, prend et traite les siens." },
      assistant: {
        label: "Assistant du médiateur",
        does: "Enregistre les demandes, prépare les brouillons et ajoute des notes.",
      },
      reader: { label: "Lecture seule", does: "Lit les dossiers, sans rien changer." },
      quarantine_keeper: {
        label: "Gestionnaire des courriels retenus",
        does: "Décide des courriels retenus qui ne visent aucun dossier. Ne voit aucun dossier.",
      },
      stats_reader: {
        label: "Lecteur des statistiques",
        does: "Voit les chiffres, jamais un dossier.",
      },
    },
  },
  declarations: {
    label: "Déclarations",
    roles: {
      viewer: { label: "Lecteur", does: "Lit les spectacles, les chiffres et les déclarations." },
      editor: { label: "Préparateur", does: "Corrige les chiffres et prépare les déclarations." },
      declarant: { label: "Déclarant", does: "Prépare et envoie les déclarations." },
      manager: {
        label: "Responsable",
        does: "Prépare, envoie, et relie les comptes de billetterie.",
      },
    },
  },
  appointments: {
    label: "Rendez-vous",
    roles: {
      territory_admin: {
        label: "Administrateur de territoire",
        does: "Règle le territoire et ses organisations. Ne lit aucun rendez-vous.",
        managesMembers: true,
        above: true,
      },
      admin: {
        label: "Administrateur",
        does: "Gère les rendez-vous, les agents et les réglages de l’organisation.",
        keeper: true,
        managesMembers: true,
      },
      agent: { label: "Basique", does: "Gère ses rendez-vous et ceux de ses services." },
      secretary: { label: "Secrétariat", does: "Gère les rendez-vous de toute l’organisation." },
      booker: {
        label: "Prise de rendez-vous",
        does: "Prend et déplace des rendez-vous, sans lire leur contenu.",
      },
      calendar_only: { label: "Intervenant", does: "A un agenda, sans se connecter." },
    },
  },
  resources: {
    label: "Ressources",
    roles: {
      support: {
        label: "Support",
        does: "Aide les utilisateurs de la bibliothèque, avec un motif écrit.",
        fromPlatform: true,
      },
      moderator: {
        label: "Modération",
        does: "Traite les signalements de la bibliothèque.",
        fromPlatform: true,
      },
      library_admin: {
        label: "Administration de la bibliothèque",
        does: "Règle la bibliothèque et ses thèmes.",
        fromPlatform: true,
      },
    },
  },
  followup: {
    label: "Suivi social",
    roles: {
      administrator: {
        label: "Administrateur",
        does: "Gère les structures et les comptes. Ne lit aucun dossier.",
        managesMembers: true,
        above: true,
      },
      manager: {
        label: "Responsable de structure",
        does: "Lit et traite tous les dossiers, gère l’équipe et les réglages.",
        keeper: true,
        managesMembers: true,
      },
      social_worker: { label: "Travailleur social", does: "Lit et traite les dossiers." },
      instructor: { label: "Instructeur", does: "Instruit les demandes d’aide." },
      reception: {
        label: "Agent d’accueil/CNFS",
        does: "Accueille, ouvre un dossier et note ses propres suivis.",
      },
      referent: { label: "Référent", does: "Lit et traite les dossiers dont il est référent." },
    },
  },
} as const satisfies Record<string, ServiceSpec>;

/** What a membership is in: the organisation itself, or one of the five services. */
export type Service = keyof typeof specs;
type RoleOf<S extends Service> = keyof (typeof specs)[S]["roles"] & string;
export type MediationRole = RoleOf<"mediation">;
export type DeclarationRole = RoleOf<"declarations">;

/** The services with their roles, widened to the common shape, for code that walks them all. */
export const services: Readonly<Record<Service, ServiceSpec>> = specs;
export const serviceNames = Object.keys(specs) as readonly Service[];
/** The five an organisation can switch on. */
export type SwitchedService = Exclude<Service, "administration">;
export const switchedServices = serviceNames.filter(
  (name): name is SwitchedService => name !== "administration",
);

export const isService = (name: string): name is Service => name in specs;

/** A role's words; undefined for a role the service does not have. */
export const roleSpec = (service: string, role: string): RoleSpec | undefined =>
  isService(service) ? services[service].roles[role] : undefined;

/** A role in French, or its code for one we no longer know. */
export const roleLabel = (service: string, role: string): string => roleSpec(service, role)?.label ?? role;
