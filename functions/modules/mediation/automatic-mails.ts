import { type AutomaticAnswer, answerMail, refusalMail } from "../mail/index.ts";
import type { MailTemplate } from "./mail-template.ts";

const perDay = "un par expéditeur et par jour, cinq par adresse, jamais à une machine";
const automatic: Readonly<Record<AutomaticAnswer, { name: string; to: string; when: string }>> = {
  files_refused: {
    name: "Pièces jointes non gardées",
    to: "expéditeur authentifié",
    when: "tout de suite, une fois par courriel",
  },
  noreply: {
    name: "Adresse sans réponse",
    to: "expéditeur authentifié",
    when: "tout de suite",
  },
  intake_closed: {
    name: "Adresse de contact fermée",
    to: "expéditeur authentifié",
    when: "tout de suite",
  },
  address_ended: {
    name: "Adresse de réponse qui n’est plus valable",
    to: "expéditeur authentifié",
    when: "tout de suite",
  },
  right_lost: {
    name: "Courriel d’agent non enregistré",
    to: "agent qui n’a plus accès au dossier, authentifié",
    when: "tout de suite, une fois par courriel",
  },
};

const refusal: MailTemplate = {
  code: "mail.refusal",
  name: "Refus d’un courriel retenu",
  to: "expéditeur authentifié d’un courriel en quarantaine",
  when: "sur décision, avec le texte de l’agent",
  limit: "une fois par courriel",
  sample: (_env, organisation) =>
    refusalMail(organisation, {
      subject: "Ma facture",
      text: "Bonjour,\n\nVotre courriel ne concerne pas la médiation. Vous pouvez écrire au service des écoles.",
    }),
};

const answers: readonly MailTemplate[] = (Object.keys(automatic) as AutomaticAnswer[]).map((kind) => ({
  code: `mail.${kind}`,
  ...automatic[kind],
  limit: perDay,
  sample: (env, organisation) =>
    answerMail(env, organisation, kind, {
      refusedFiles: [{ name: "programme.exe", why: "Type de fichier refusé" }],
    }),
}));

/** What the mail service answers by itself, and what refuses a held mail. */
export const automaticMails: readonly MailTemplate[] = [refusal, ...answers];
