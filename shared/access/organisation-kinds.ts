/** Kinds of organisations, with their French labels. */
const kinds = {
  commune: "Commune",
  intercommunality: "Intercommunalité",
  department: "Département",
  region: "Région",
  state: "Service de l’État",
  company: "Entreprise du spectacle",
  association: "Association",
  ccas: "CCAS",
  cias: "CIAS",
  ministry: "Ministère",
  operator: "Opérateur de la plateforme",
  other: "Autre",
} as const;
export type OrganisationKind = keyof typeof kinds;
export const organisationKinds: Readonly<Record<string, string>> = kinds;
export const organisationKindCodes = Object.keys(kinds) as [OrganisationKind, ...OrganisationKind[]];
