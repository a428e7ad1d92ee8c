import { type AuditWords, labelled } from "../platform/audit-words.ts";
import { rateWords } from "./amount-words.ts";
import { DeadlineRule } from "./body-settings.ts";
import { deadlineWords } from "./deadlines.ts";
import { proofKinds } from "./declaring.ts";
import { bodies } from "./enums.ts";
import { territories } from "./territory.ts";
import { transmissionStates } from "./transmission.ts";

/** The journal of declarations and of what is sent to bodies, in French. */
export const declaringAuditWords: AuditWords = {
  actions: {
    "declaration.open": { kind: "change", does: "a commencé une déclaration" },
    "declaration.edit": { kind: "change", does: "a modifié la déclaration" },
    "declaration.edit_again": { kind: "change", does: "a ouvert une nouvelle version pour corriger" },
    "declaration.rectify": { kind: "change", does: "a préparé une rectification" },
    "declaration.split": { kind: "change", does: "a découpé la déclaration par lieu" },
    "declaration.cancel": { kind: "change", does: "a abandonné le brouillon" },
    "declaration.download_proofs": { kind: "reading", does: "a téléchargé toutes les preuves" },
    "transmission.ask": { kind: "change", does: "a envoyé la déclaration" },
    "transmission.prepare": { kind: "change", does: "a préparé la fiche à recopier" },
    "transmission.body_sent": { kind: "change", does: "a transmis la déclaration" },
    "transmission.body_accepted": { kind: "change", does: "a reçu l’accord de l’organisme" },
    "transmission.body_rejected": { kind: "change", does: "a reçu le refus de l’organisme" },
    "transmission.not_sent": { kind: "change", does: "n’a pas pu envoyer\u00a0: rien n’est parti" },
    "transmission.no_answer": { kind: "change", does: "n’a pas reçu la réponse de l’organisme" },
    "transmission.bounced": { kind: "change", does: "a reçu l’e-mail en retour" },
    "transmission.record_accepted": { kind: "change", does: "a noté l’accord de l’organisme" },
    "transmission.record_deposit": { kind: "change", does: "a noté le dépôt sur le portail" },
    "transmission.retry": { kind: "change", does: "a renvoyé la déclaration" },
    "transmission.send_again": { kind: "change", does: "a décidé de renvoyer ce qui était peut-être arrivé" },
    "transmission.cancel": { kind: "change", does: "a abandonné un envoi" },
    "transmission.files_sent": { kind: "change", does: "a envoyé les pièces" },
    "transmission.files_failed": { kind: "change", does: "n’a pas pu envoyer les pièces" },
    "transmission.resend_files": { kind: "change", does: "a renvoyé les pièces" },
    "transmission.download": { kind: "reading", does: "a téléchargé une preuve" },
    "sibil.record_deposit": { kind: "change", does: "a noté le dépôt de la feuille SIBIL" },
    "profile.edit": { kind: "change", does: "a modifié les numéros de l’organisation" },
    "agencies.load": { kind: "change", does: "a chargé un annuaire d’agences" },
    "body_settings.deadline": { kind: "change", does: "a changé l’échéance d’un organisme" },
    "body_settings.rates": { kind: "change", does: "a changé les taux usuels d’un territoire" },
  },
  fields: {
    body: { label: "Organisme", shown: labelled(bodies) },
    toBodies: { label: "Organismes", shown: labelled(bodies) },
    formParts: {
      label: "Parties changées",
      shown: labelled({
        bodies: "organismes",
        performanceType: "genre",
        producer: "producteur",
        place: "lieu",
        capacity: "jauge",
        audience: "public",
        vat: "TVA",
        expenses: "dépenses",
        introductionFees: "frais d’approche",
        circusExpenses: "frais de cirque",
        expenseLines: "détail des dépenses",
        cessionPrice: "prix de cession",
        note: "note",
        performances: "séances",
      }),
    },
    state: { label: "État", shown: labelled(transmissionStates) },
    number: { label: "Version" },
    proof: { label: "Preuve", shown: labelled(proofKinds) },
    quarterTold: { label: "Trimestre" },
    reference: { label: "Référence" },
    on: { label: "Date du dépôt", shown: "day" },
    note: { label: "Note" },
    sacemClientNumber: { label: "Numéro client SACEM" },
    sacdDeclarantId: { label: "Identifiant SACD" },
    licenceNumbers: { label: "Licences" },
    signatory: { label: "Signataire" },
    defaultVat: { label: "TVA habituelle" },
    directoryVersion: { label: "Version de l’annuaire" },
    deadlineRule: {
      label: "Échéance",
      shown: (value) => {
        const read = DeadlineRule.safeParse(value);
        return read.success ? deadlineWords(read.data) : "";
      },
    },
    territory: { label: "Territoire", shown: labelled(territories) },
    usualRates: {
      label: "Taux usuels",
      shown: (value) =>
        [value]
          .flat()
          .map((rate) => rateWords(Number(rate)))
          .join(", "),
    },
  },
};
