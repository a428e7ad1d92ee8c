import type { Body } from "../../../../../shared/declarations/enums.ts";
import type { TransmissionState } from "../../../../../shared/declarations/transmission.ts";
import type { Tone } from "../../../../ui/agent/icon.tsx";

/** How sentences name a body, and how it is told. */
interface BodyWords {
  /** « la SACEM », « le CNM » */
  the: string;
  /** « à la SACEM », « au CNM » */
  to: string;
  /** « de la SACEM », « du CNM » */
  of: string;
  /** What it protects or collects. */
  about: string;
  /** How it is told. */
  way: string;
}

const feminine = (name: string, about: string, way: string): BodyWords => ({
  the: `la ${name}`,
  to: `à la ${name}`,
  of: `de la ${name}`,
  about,
  way,
});

export const bodyWords: Readonly<Record<Body, BodyWords>> = {
  SACEM: feminine("SACEM", "musique protégée", "PDF par e-mail"),
  SACD: feminine("SACD", "texte, scénario ou chorégraphie", "données en ligne"),
  ASTP: {
    the: "l’ASTP",
    to: "à l’ASTP",
    of: "de l’ASTP",
    about: "taxe sur le théâtre",
    way: "à recopier",
  },
  CNM: {
    the: "le CNM",
    to: "au CNM",
    of: "du CNM",
    about: "variétés et musiques actuelles",
    way: "à recopier",
  },
  SIBIL: {
    the: "SIBIL",
    to: "dans SIBIL",
    of: "de SIBIL",
    about: "feuille du trimestre",
    way: "à recopier",
  },
};

/** Bodies that a form is for: SIBIL has one sheet per quarter for the whole organisation. */
export const formBodies = ["SACEM", "SACD", "ASTP", "CNM"] as const satisfies readonly Body[];
/** Bodies that Guichet sends to; figures of the others are copied by a person. */
export const isSentTo = (body: Body): boolean => body === "SACEM" || body === "SACD";

interface StateLook {
  icon: `fr-icon-${string}`;
  tone: Tone;
}
/** Shape and colour of each state; its word is in `transmissionStates`. */
export const stateLooks: Readonly<Record<TransmissionState, StateLook>> = {
  draft: { icon: "fr-icon-draft-line", tone: "mention" },
  queued: { icon: "fr-icon-refresh-line", tone: "info" },
  sent: { icon: "fr-icon-send-plane-line", tone: "info" },
  accepted: { icon: "fr-icon-checkbox-circle-fill", tone: "success" },
  rejected: { icon: "fr-icon-close-circle-fill", tone: "error" },
  failed: { icon: "fr-icon-error-warning-fill", tone: "error" },
  uncertain: { icon: "fr-icon-question-fill", tone: "warning" },
  corrected: { icon: "fr-icon-arrow-go-back-line", tone: "mention" },
  to_deposit: { icon: "fr-icon-arrow-right-circle-line", tone: "info" },
  deposited: { icon: "fr-icon-checkbox-circle-line", tone: "success" },
  cancelled: { icon: "fr-icon-close-circle-line", tone: "mention" },
};

const order: readonly TransmissionState[] = [
  "rejected",
  "uncertain",
  "failed",
  "to_deposit",
  "queued",
  "draft",
  "sent",
  "accepted",
  "deposited",
  "corrected",
  "cancelled",
];
/** What needs a person comes first (screens §7). */
export const byNeed = (one: TransmissionState, other: TransmissionState): number =>
  order.indexOf(one) - order.indexOf(other);

const many = (count: number, one: string, several: string) => `${count}\u00a0${count === 1 ? one : several}`;

/** « 1 envoi accepté, 1 à corriger »: what became of a declaration, the worst last said first (screens §7). */
export const resultWords = (states: readonly TransmissionState[]): string => {
  const count = (...wanted: TransmissionState[]) => states.filter((state) => wanted.includes(state)).length;
  const parts: readonly (readonly [number, string, string])[] = [
    [count("accepted"), "envoi accepté", "envois acceptés"],
    [count("sent"), "envoi transmis", "envois transmis"],
    [count("deposited"), "dépôt noté", "dépôts notés"],
    [count("queued"), "envoi en cours", "envois en cours"],
    [count("rejected"), "à corriger", "à corriger"],
    [count("failed"), "envoi échoué", "envois échoués"],
    [count("uncertain"), "réponse inconnue", "réponses inconnues"],
    [count("to_deposit"), "à déposer", "à déposer"],
  ];
  const said = parts.filter(([found]) => found > 0).map(([found, one, several]) => many(found, one, several));
  return said.length > 0 ? said.join(", ") : "rien n’est envoyé";
};

/** « 1 séance », « 4 séances » */
export const performancesWords = (count: number): string => many(count, "séance", "séances");
