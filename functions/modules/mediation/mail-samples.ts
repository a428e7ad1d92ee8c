import type { ReceiptFacts } from "./mail-receipt.ts";

// Invented people and their case, for samples of mails.
export const number = "2027-00042";
export const token = "exemple";
export const greeting = "Bonjour Madame Thibaudot,";
export const at = new Date("2027-03-16T09:42:00Z");
export const files = [{ name: "facture-mars.pdf", size: 184_320 }];
export const found: ReceiptFacts["found"] & { id: string; year: number; seq: number } = {
  id: "00000000-0000-7000-8000-000000000042",
  year: 2027,
  seq: 42,
  channel: "WEB",
  receivedAt: at,
  receivedPrecision: "INSTANT",
  registeredAt: at,
  description: "La facture de cantine de mars compte douze repas. Ma fille n’y a pas mangé ce mois-là.",
  expectation: "Une facture corrigée.",
  contestedDecisionOn: "2027-03-02",
  priorComplaint: "YES",
  priorComplaintOn: "2027-03-05",
  priorAnswer: "NO",
  courtPending: "UNKNOWN",
  customAnswers: [
    { question: "quartier", kind: "single", label: "Dans quel quartier\u00a0?", values: ["Les Tanneries"] },
  ],
};
export const requester = {
  title: "FEMALE",
  firstName: "Nadège",
  lastName: "Thibaudot",
  legalName: null,
  kind: "NATURAL",
} as const;
export const filer = {
  title: "MALE",
  firstName: "Hugo",
  lastName: "Lemarchand",
  legalName: null,
  kind: "NATURAL",
} as const;
export const authorName = "Claire Vasseur";
export const letter =
  "Bonjour Madame Thibaudot,\n\nJ’ai bien reçu votre demande. Pour avancer, il me faut deux documents :\n- la facture de mars ;\n- la lettre que vous avez envoyée au service.\n\nUne photo lisible suffit.";
export const closing = {
  found,
  number,
  authorName,
  outcome: "FAVORABLE_TO_CITIZEN",
  sayOutcome: true,
  endedOn: "2027-05-12",
  closingWords: "Le service a corrigé la facture. Vous recevrez la nouvelle sous dix jours.",
} as const;
