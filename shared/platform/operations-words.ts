/**
 * What runs without anyone looking, in the words of administrators. The same names and periods as the catalogue
 * (infra/catalogue.ts): infra/operations-words.test.ts compares them.
 */
export const jobWords: Readonly<Record<string, { does: string; everyMinutes: number }>> = {
  "dispatch-sync": {
    does: "Lance les lectures de billetteries prévues et reprend celles qui se sont arrêtées.",
    everyMinutes: 15,
  },
  "rescan-files": {
    does: "Fait analyser à nouveau les fichiers dont l’antivirus n’a encore rien dit.",
    everyMinutes: 60,
  },
  "sweep-outbox": {
    does: "Envoie ce qu’une panne a laissé en attente et relance les courriels à réessayer.",
    everyMinutes: 1,
  },
  "reconcile-mail": {
    does: "Retrouve les courriels reçus qui n’ont pas été traités et les remet en file.",
    everyMinutes: 10,
  },
  "tend-quarantine": {
    does: "Rappelle les courriels retenus à leurs responsables et efface ceux dont le délai est passé.",
    everyMinutes: 60,
  },
  "forget-mail": {
    does: "Efface les originaux, les détails de remise et les fichiers dont le délai est passé.",
    everyMinutes: 1440,
  },
  "check-mail": {
    does: "Vérifie les réglages du domaine de courriel et envoie un courriel d’essai aller et retour.",
    everyMinutes: 15,
  },
  "send-digests": {
    does: "Envoie à chaque agent, le matin, les nouvelles du jour en un seul courriel.",
    everyMinutes: 15,
  },
  "forget-accounts": {
    does: "Efface ce que les comptes laissent derrière eux\u00a0: sessions, liens et invitations finis depuis longtemps.",
    everyMinutes: 1440,
  },
  "tend-declarations": {
    does: "Rappelle les échéances des déclarations, signale les billetteries qui ne sont plus lues et efface ce dont le délai est passé.",
    everyMinutes: 15,
  },
  "tend-cases": {
    does: "Fait avancer les dossiers avec le calendrier\u00a0: rappels, échéances, absence de réponse, questionnaires.",
    everyMinutes: 15,
  },
  "forget-cases": {
    does: "Anonymise et efface les dossiers dont le délai est passé, vide la corbeille et en garde la preuve.",
    everyMinutes: 60,
  },
};

export const queueWords: Readonly<Record<string, { keeps: string }>> = {
  "mail-inbound": { keeps: "Courriels reçus, à ranger" },
  "mail-outbound": { keeps: "Courriels à envoyer" },
  "mail-relay": { keeps: "Courriels à envoyer par le second fournisseur" },
  "mail-events": { keeps: "Nouvelles des courriels envoyés" },
  "account-mails": { keeps: "Courriels de comptes, à écrire" },
  "case-letters": { keeps: "Courriers des dossiers, à écrire" },
  "file-scans": { keeps: "Résultats de l’analyse antivirus" },
  "case-jobs": { keeps: "Travaux longs demandés par les agents" },
  "ticketing-fetch": { keeps: "Comptes de billetterie à interroger" },
  "ticketing-sync": { keeps: "Lectures de billetterie à poursuivre" },
  "declaration-jobs": { keeps: "Déclarations, imports et fichiers à préparer" },
  sacd: { keeps: "Déclarations à transmettre à la SACD" },
  "publish-pages": { keeps: "Pages publiques à mettre à jour" },
};

/** The longest a stage may space its schedules (the setting `quiet`), in minutes. */
const quietMinutes = 60;

/**
 * Whether a job has not been heard of for three times its period. Its real pace counts when it is slower on purpose:
 * `previous` is the start before the last one. A job that never ran is silent.
 */
export const isSilent = (
  everyMinutes: number,
  { now, last, previous }: { now: Date; last: Date | null; previous: Date | null },
): boolean => {
  if (!last) return true;
  const pace = previous ? (last.getTime() - previous.getTime()) / 60_000 : 0;
  const period = Math.max(everyMinutes, Math.min(pace, quietMinutes));
  return now.getTime() - last.getTime() > 3 * period * 60_000;
};

/** Why an address is not written to any more. */
export const suppressionReasons: Readonly<Record<string, string>> = {
  hard_bounce: "L’adresse n’existe pas",
  complaint: "Signalé comme indésirable",
  manual: "Décision d’un administrateur",
};
