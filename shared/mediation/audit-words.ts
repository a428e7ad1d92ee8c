import { authorships, mailClasses, quarantineCauses, recipientStates } from "../mail/schema.ts";
import { type AuditWords, labelled } from "../platform/audit-words.ts";
import { caseStatuses, channels, outcomes } from "./enums.ts";

const labelsOf = (words: Readonly<Record<string, { label: string }>>) =>
  Object.fromEntries(Object.entries(words).map(([code, { label }]) => [code, label]));

/** The journal of cases and of their letters, in French. */
export const mediationAuditWords: AuditWords = {
  actions: {
    "case.file": { kind: "change", does: "a enregistré la demande" },
    "case.read": { kind: "reading", does: "a consulté le dossier" },
    "case.take": { kind: "change", does: "a pris le dossier" },
    "case.release": { kind: "change", does: "a rendu le dossier" },
    "case.close": { kind: "change", does: "a clos le dossier" },
    "entry.process": { kind: "change", does: "a marqué un message comme traité" },
    "file.read": { kind: "reading", does: "a téléchargé un document" },
    "participant.verified": { kind: "change", does: "a vérifié l’adresse d’un participant" },
    "message.send": { kind: "message", does: "a envoyé un message" },
    "follow_up.answer": { kind: "message", does: "a répondu depuis la page de suivi" },
    "link.open": { kind: "access", does: "a ouvert la page de suivi" },
    "link.code": { kind: "access", does: "a demandé un code pour la page de suivi" },
    "link.verify": { kind: "access", does: "a donné le code reçu par e-mail" },
    "link.send": { kind: "access", does: "a demandé un nouveau lien de suivi" },
    "mail.post": { kind: "message", does: "a rangé un courriel reçu dans le dossier" },
    "mail.failed": { kind: "message", does: "a signalé un message non remis" },
    "mail.held": { kind: "message", does: "a retenu un courriel" },
    "mail.report": { kind: "message", does: "a noté un rapport de la messagerie" },
    "mail.receipt_withheld": {
      kind: "message",
      does: "n’a pas envoyé de récépissé, l’expéditeur n’étant pas authentifié",
    },
    "mail.original_read": { kind: "reading", does: "a consulté l’original d’un courriel" },
    "mail.original_keep": { kind: "change", does: "a conservé l’original d’un courriel" },
    "mail.reprocess": { kind: "change", does: "a demandé de relire un courriel" },
    "mail.reread": { kind: "message", does: "a relu un courriel" },
    "mail.replay": { kind: "message", does: "a relancé le traitement d’un courriel" },
  },
  fields: {
    assigneeId: { label: "Intervenant", shown: "person" },
    dueOn: { label: "Échéance", shown: "day" },
    status: { label: "Avancement", shown: labelled(caseStatuses) },
    outcome: { label: "Type de clôture", shown: labelled(outcomes) },
    endedOn: { label: "Fin de la médiation", shown: "day" },
    told: { label: "Personnes prévenues" },
    toResume: { label: "À reprendre", shown: "flag" },
    toProcess: { label: "À traiter", shown: "flag" },
    number: { label: "Numéro" },
    channel: { label: "Mode de saisine", shown: labelled(channels) },
    files: { label: "Pièces jointes" },
    recipients: { label: "Destinataires" },
    continues: { label: "Suite d’un autre dossier", shown: () => "Oui" },
    by: { label: "Preuve", shown: () => "Réponse authentifiée à un de nos courriels" },
    authorship: { label: "Auteur", shown: labelled(authorships) },
    class: { label: "Nature", shown: labelled(mailClasses) },
    state: { label: "Remise", shown: labelled(labelsOf(recipientStates)) },
    cause: { label: "Cause", shown: labelled(labelsOf(quarantineCauses)) },
  },
};
