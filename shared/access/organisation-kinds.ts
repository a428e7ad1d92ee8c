/** Kinds of organisations, with their French labels. */
export const organisationKinds: Readonly<Record<string, string>> = {
  commune: "Commune",
  intercommunality: "Intercommunalité",
  department: "Département",
  region: "Région",
  state: "Service de l’État",
};
