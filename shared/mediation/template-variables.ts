/** The variables of message templates (mediation.md §4.6), with what each stands for. No other exists. */
export const templateVariables = {
  "requester.salutation": { label: "Formule d’appel du requérant", example: "Madame Thibaudot" },
  "requester.name": { label: "Nom du requérant", example: "Nadège Thibaudot" },
  "case.number": { label: "Numéro du dossier", example: "2027-00042" },
  "case.received_on": { label: "Date de la saisine", example: "16\u00a0mars 2027" },
  "case.subject": { label: "Objet du dossier", example: "Facture de cantine de mars" },
  "case.domain": { label: "Domaine du dossier", example: "Restauration scolaire" },
  "third_party.name": { label: "Nom du tiers", example: "Défenseur des droits" },
  "third_party.guidance": {
    label: "Comment joindre le tiers",
    example: "Vous pouvez le saisir en ligne ou par courrier, gratuitement.",
  },
  "mediator.name": { label: "Votre nom", example: "Claire Vasseur" },
  "organisation.name": { label: "Nom de l’organisation", example: "Ville de Valbrune" },
  "deadline.date": { label: "Échéance du dossier", example: "15\u00a0mai 2027" },
  "followup.link": { label: "Adresse de la page de suivi", example: "https://guichet.example/suivi" },
  signature: {
    label: "Votre nom et la signature",
    example: "Claire Vasseur\nMédiation de la ville de Valbrune",
  },
} as const;
export type TemplateVariable = keyof typeof templateVariables;
export type TemplateValues = Readonly<Partial<Record<TemplateVariable, string>>>;

const isVariable = (name: string): name is TemplateVariable => Object.hasOwn(templateVariables, name);

/** `{{ name }}` anywhere; the name is whatever stands between, so that a slip is told by what was typed. */
const braces = /\{\{([^{}]{0,80})\}\}/g;

/** What stands between braces in a text and is no variable, once each; `{{` left open counts as typed. */
export const unknownVariables = (text: string): string[] => {
  const names = [...text.matchAll(braces)].map(([, name = ""]) => name.trim());
  const rest = text.replaceAll(braces, "");
  const open = [...rest.matchAll(/\{\{.{0,20}|.{0,20}\}\}/g)].map(([part]) => part.trim());
  return [...new Set([...names.filter((name) => !isVariable(name)), ...open])];
};

/**
 * A text with its variables replaced. One without value stays between its braces, and is named in `empty`: it blocks
 * sending until somebody fills it (mediation#42).
 */
export const fillTemplate = (
  text: string,
  values: TemplateValues,
): { text: string; empty: TemplateVariable[] } => {
  const empty = new Set<TemplateVariable>();
  const filled = text.replaceAll(braces, (whole, typed: string) => {
    const name = typed.trim();
    if (!isVariable(name)) return whole;
    const value = values[name];
    if (value) return value;
    empty.add(name);
    return `{{${name}}}`;
  });
  return { text: filled, empty: [...empty] };
};

/** What every variable stands for in an invented case, for previews. */
export const exampleValues: TemplateValues = Object.fromEntries(
  Object.entries(templateVariables).map(([name, { example }]) => [name, example]),
);
