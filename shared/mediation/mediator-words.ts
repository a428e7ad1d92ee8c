/** How an organisation calls its mediator. */
type MediatorTitle = "médiatrice" | "médiateur" | "service de médiation";

/** The title with the little words French needs around it. */
export interface MediatorWords {
  /** « la médiatrice » */
  the: string;
  /** « La médiatrice », at the beginning of a sentence */
  The: string;
  /** « de la médiatrice », « du médiateur » */
  of: string;
  /** « à la médiatrice », « au médiateur » */
  to: string;
  /** « Médiatrice », as a label */
  label: string;
  /** « elle » or « il », and « Elle », « Il » */
  pronoun: string;
  Pronoun: string;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** Words for a title of the organisation's settings; an unknown one is « le service de médiation ». */
export const mediatorWords = (title: string): MediatorWords => {
  const known: MediatorTitle =
    title === "médiatrice" || title === "médiateur" ? title : "service de médiation";
  const feminine = known === "médiatrice";
  const pronoun = feminine ? "elle" : "il";
  return {
    the: feminine ? `la ${known}` : `le ${known}`,
    The: feminine ? `La ${known}` : `Le ${known}`,
    of: feminine ? `de la ${known}` : `du ${known}`,
    to: feminine ? `à la ${known}` : `au ${known}`,
    label: capital(known),
    pronoun,
    Pronoun: capital(pronoun),
  };
};

const feminine = /^(ville|commune|communauté|métropole|région|collectivité|mairie|préfecture)$/;
const masculine = /^(département|conseil|syndicat|centre|service|pays|pôle)$/;
const elided = /^(agglomération|eurométropole|établissement|office|université|académie|union)$/;

/**
 * « Médiation de la ville de Valbrune » for « Ville de Valbrune ». A first word without a known gender is left
 * as it is: « Médiation – Valbrune ».
 */
export const mediationName = (organisation: string): string => {
  const [first = "", ...rest] = organisation.trim().split(/\s+/);
  const word = first.toLowerCase();
  const name = [word, ...rest].join(" ");
  if (feminine.test(word)) return `Médiation de la ${name}`;
  if (masculine.test(word)) return `Médiation du ${name}`;
  if (elided.test(word)) return `Médiation de l’${name}`;
  return `Médiation – ${organisation.trim()}`;
};
