import { mediationName, mediatorWords } from "../../../shared/mediation/mediator-words.ts";
import type { Env } from "../../platform/env.ts";
import type { Organisation } from "../access/index.ts";
import { type MailLayout, placeOf } from "../mail/index.ts";

/** « [Dossier 2027-00042] … »: what every mail about a case begins its subject with, 255 characters at most. */
export const caseSubject = (number: string, subject: string): string => {
  const prefix = `[Dossier ${number}] `;
  const bare = subject.replaceAll(/[\r\n\t]+/g, " ").trim();
  return (bare.startsWith(prefix.trim()) ? bare : prefix + bare).slice(0, 255);
};

/** Page of the citizen; the secret travels in the fragment and reaches no log. */
export const followUpUrl = (env: Pick<Env, "appOrigin">, token: string | undefined): string =>
  token ? `${env.appOrigin}/suivi#${token}` : `${env.appOrigin}/suivi`;
/** Page on which somebody confirms their address; the same page as the follow-up, another secret. */
export const confirmUrl = (env: Pick<Env, "appOrigin">, token: string): string =>
  `${env.appOrigin}/suivi#adresse.${token}`;
/** The same page again: to say that one did not ask for the mediation. */
export const objectionUrl = (env: Pick<Env, "appOrigin">, token: string): string =>
  `${env.appOrigin}/suivi#opposition.${token}`;
/** The same page again: confirms the address at which somebody wants to be written to. */
export const newAddressUrl = (env: Pick<Env, "appOrigin">, token: string): string =>
  `${env.appOrigin}/suivi#courriel.${token}`;
/** The survey of a closed case. */
export const surveyUrl = (env: Pick<Env, "appOrigin">, token: string): string =>
  `${env.appOrigin}/avis#${token}`;
/** Page of the agents. */
export const casePageUrl = (
  env: Pick<Env, "appOrigin">,
  organisation: { slug: string },
  caseId: string,
): string => `${env.appOrigin}/espace/${organisation.slug}/mediation/dossiers/${caseId}`;

/** The organisation's mediator with the little words around it. */
export const wordsOf = (organisation: Organisation) =>
  mediatorWords(organisation.settings.mediation?.title ?? "service de médiation");

/** Who writes and where they are, at the foot of every mail to a citizen. */
export const footerOf = (
  env: Pick<Env, "appOrigin">,
  organisation: Organisation,
  why: string,
): MailLayout["footer"] => {
  return [
    [why],
    [
      placeOf(organisation, mediationName(organisation.name)),
      " ",
      { link: "Vos données et vos droits", href: `${env.appOrigin}/donnees-personnelles` },
    ],
  ];
};
