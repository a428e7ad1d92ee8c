import { accountLetterSamples } from "../access/index.ts";
import { accountLetterMail } from "../mail/index.ts";
import type { MailTemplate } from "./mail-template.ts";

/** Names of the mails about accounts, by their code. */
const accountNames: Readonly<Record<string, readonly [name: string, to: string, when: string]>> = {
  "access.invitation": ["Invitation", "personne invitée", "à l’invitation, et à son renvoi"],
  "access.invited_existing": ["Nouvel accès", "titulaire du compte", "à l’invitation d’un compte existant"],
  "access.password_forgotten": ["Mot de passe oublié", "titulaire du compte", "sur sa demande"],
  "access.password_changed": ["Mot de passe changé", "titulaire du compte", "tout de suite"],
  "access.magic_link": ["Lien de connexion", "administrateur de la plateforme", "sur sa demande"],
  "access.second_factor_changed": [
    "Vérification en deux étapes changée",
    "titulaire du compte",
    "tout de suite",
  ],
  "access.email_change_old": ["Changement d’adresse, ancienne", "ancienne adresse", "sur sa demande"],
  "access.email_change_new": ["Changement d’adresse, nouvelle", "nouvelle adresse", "sur sa demande"],
  "access.email_changed": ["Adresse changée", "ancienne adresse", "tout de suite"],
  "access.membership_ended": ["Accès fermé", "titulaire du compte", "tout de suite"],
  "access.registration": ["Inscription d’une entreprise", "personne qui l’inscrit", "sur sa demande"],
  "access.join_requested": ["Demande à rejoindre", "administrateurs de l’organisation", "tout de suite"],
  "access.join_unanswered": [
    "Demande sans réponse",
    "administrateurs de la plateforme",
    "après 30\u00a0jours",
  ],
  "access.claim_code": [
    "Code pour un SIRET",
    "adresse publiée par l’annuaire du service public",
    "à la demande de l’organisation",
  ],
  "access.claim_decided": [
    "Vérification d’une entreprise",
    "administrateurs de l’organisation",
    "à la décision",
  ],
};

export const mailsOfAccounts: readonly MailTemplate[] = Object.entries(accountNames).map(
  ([code, [name, to, when]]) => ({
    code,
    name,
    to,
    when,
    sample: (env, organisation) => {
      const sample = accountLetterSamples(env.appOrigin, organisation).find(
        ({ template }) => template === `${code}@1`,
      );
      if (!sample) throw new Error(`no sample of ${code}`);
      return accountLetterMail(env, sample);
    },
  }),
);
