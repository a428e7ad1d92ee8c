/** People who can sign in at the local identity provider, as ProConnect would describe them. All invented. */
export interface Person {
  /** ProConnect's `sub`: stable for a person and a service. */
  sub: string;
  givenName: string;
  usualName: string;
  email: string;
  siret: string;
  /** Level ProConnect vouches for. */
  acr: string;
  amr: readonly string[];
  /** Who this is, for whoever chooses on the page. */
  note: string;
}

/** Establishments of the demo's employers; none exists. */
const sirets: Record<string, string> = {
  "valbrune.example": "00987101300018",
  "trois-rives.example": "00987238300014",
  "haute-brenelle.example": "00987375300017",
  "tricycle.example": "00987923000010",
};

/** Provider whose people these are: ProConnect says it as `idp_id`. */
export const idpId = "b61f4c6e-0a2d-4c56-9a58-2f4d3a0f7c11";

const fromAgent = (
  agent: { email: string; firstName: string; lastName: string },
  strong: boolean,
): Person => ({
  sub: `local-${agent.email}`,
  givenName: agent.firstName,
  usualName: agent.lastName,
  email: agent.email,
  siret: sirets[agent.email.split("@")[1] ?? ""] ?? "00987101300018",
  acr: strong ? "eidas2" : "eidas1",
  amr: strong ? ["pwd", "mfa"] : ["pwd"],
  note: strong ? "a un compte ; avec un second facteur" : "a un compte",
});

/** Everyone on the page: the demo's agents, then those who show what else may happen. */
export const peopleOf = (
  agents: ReadonlyArray<{ email: string; firstName: string; lastName: string }>,
): Person[] => [
  ...agents.map((agent, index) => fromAgent(agent, index === 0)),
  {
    sub: "local-invited",
    givenName: "Yvonne",
    usualName: "Ferrandis",
    email: "y.ferrandis@valbrune.example",
    siret: "00987101300018",
    acr: "eidas1",
    amr: ["pwd"],
    note: "est invitée à Valbrune, sans compte encore",
  },
  {
    sub: "local-stranger",
    givenName: "Margaux",
    usualName: "Delattre",
    email: "m.delattre@ailleurs.example",
    siret: "00987649100011",
    acr: "eidas1",
    amr: ["pwd"],
    note: "n’est invitée nulle part",
  },
  {
    sub: "local-company",
    givenName: "Yanis",
    usualName: "Corbière",
    email: "y.corbiere@troupe-du-halage.example",
    siret: "00987512100015",
    acr: "eidas1",
    amr: ["pwd"],
    note: "travaille pour La Troupe du Halage",
  },
  {
    sub: "local-declared",
    givenName: "Robin",
    usualName: "Aubervault",
    email: "r.aubervault@ailleurs.example",
    siret: "00987649100011",
    acr: "eidas0",
    amr: ["pwd"],
    note: "compte déclaratif, jamais vérifié",
  },
];
