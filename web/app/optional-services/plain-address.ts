/** Every word that addresses of our pages are made of. Whatever else stands in one is a name, a number or a mistake. */
const words = new Set([
  ...[
    "accessibilite",
    "mentions-legales",
    "donnees-personnelles",
    "suivi",
    "avis",
    "fichier",
    "mediation",
    "demande",
  ],
  ...["connexion", "lien", "verification", "mot-de-passe", "mot-de-passe-oublie", "adresse-e-mail"],
  ...["invitation", "inscription", "compte", "securite"],
  ...["espace", "membres", "organisation", "journal"],
  ...["a-prendre", "mes-dossiers", "dossiers", "clos", "historique", "quarantaine", "modeles"],
  ...[
    "abonnements",
    "corbeille",
    "contacts",
    "equipe",
    "taches",
    "calendrier",
    "nouvelles",
    "mes-fichiers",
    "nouveau",
  ],
  ...["synthese", "documents", "notes", "liens", "recepisse", "statistiques", "rapport-annuel"],
  ...["reglages", "formulaire", "regles", "listes", "premiers-pas", "listes-de-mediation", "chiffres"],
  ...["courriels", "courriels-en-chiffres"],
  ...["declarations", "spectacles", "pieces", "declarer", "apercu", "envois", "a-decider", "lieux"],
  ...["connexions", "nouvelle", "importer", "echeances", "sibil", "numeros", "fichiers", "mes-alertes"],
  ...[
    "plateforme",
    "organisations",
    "comptes",
    "administrateurs",
    "entreprises",
    "travaux",
    "adresses-bloquees",
    "courriels-sans-destination",
    "courriel",
    "annuaires",
    "organismes",
  ],
]);

/** `/espace/<here>/…` and `/mediation/<here>/…` name an organisation, whatever its name is. */
const namesOrganisation = (segments: readonly string[], index: number) =>
  index === 1 && (segments[0] === "espace" || segments[0] === "mediation");

/**
 * The path of a page without anything that tells of whom or of what it is: `/espace/:organisation/mediation/dossiers/:id`.
 * Takes a path alone; a query and a fragment never come here.
 */
export const plainAddress = (pathname: string): string => {
  const segments = pathname.split("/").filter((segment) => segment !== "");
  return `/${segments
    .map((segment, index) => {
      if (namesOrganisation(segments, index)) return ":organisation";
      return words.has(segment) ? segment : ":id";
    })
    .join("/")}`;
};

/** Pages that a secret link opens: they hold what the secret protects. */
const secretPages = new Set([
  ...[
    "/suivi",
    "/avis",
    "/fichier",
    "/courriels",
    "/connexion/lien",
    "/mot-de-passe",
    "/invitation",
    "/adresse-e-mail",
    "/inscription",
  ],
]);
export const openedBySecret = (pathname: string): boolean => secretPages.has(plainAddress(pathname));
