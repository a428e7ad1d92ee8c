import type { GivenRoles } from "../../../shared/access/members.ts";
import type { AccentColours } from "../../../shared/access/organisation.ts";
import { isService, roleLabel, services } from "../../../shared/access/roles.ts";
import { siretWords } from "../../../shared/access/siret.ts";
import { plainDay } from "../../../shared/mediation/date-words.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import type { OutboxEvent } from "../../platform/mutate.ts";
import type { AccountMailKind } from "./account-mail.ts";

/** A mail about an account, in words: what the post lays out and queues. */
export interface AccountLetter {
  /** The same key is queued once. */
  key: string;
  template: string;
  /** Whose delivery news it is: the invitation; null when nobody waits for them. */
  targetId: string | null;
  senderName: string;
  /** Path on the front, and the name it stands for. */
  logo?: { path: string; alt: string };
  /** The organisation's colour. */
  accent?: AccentColours | undefined;
  to: string;
  subject: string;
  paragraphs: readonly string[];
  button?: { label: string; href: string };
  /** Under the button: how long the link lives, what it is not. */
  after: readonly string[];
  footer: readonly string[];
}

/** Lays a letter out and queues it in the caller's transaction; the mail module is one, an entry hands it over. */
export type AccountPost = (tx: Tx, ctx: Ctx, letter: AccountLetter) => Promise<OutboxEvent[]>;

/** What the words of a letter may say. */
export interface LetterFacts {
  origin: string;
  /** Path of the page with the link's token in its fragment; absent when the mail carries no link. */
  token?: string;
  /** « Claire Vasseur », when the account is known. */
  name?: string;
  organisation?: { name: string; slug: string; timeZone: string };
  invitation?: { roles: GivenRoles; invitedBy: string | null; expiresAt: Date };
  newEmail?: string;
  factors?: { totp: boolean; passkeys: number; recoveryCodes: number };
  claim?: { siret: string; status: string; reason: string | null };
  /** Six digits for a SIRET, and who asked for them. */
  claimCode?: { code: string; siret: string; askedBy: string };
  /** Who registers which company, or asks to join it. */
  registration?: { firstName: string; lastName: string; email: string; name: string; siret: string };
}

interface Words extends Pick<AccountLetter, "subject" | "paragraphs" | "button"> {
  after?: readonly string[];
  /** Why it came, or what to do when one did not ask. */
  footer: string;
}

const notAsked =
  "Vous n’avez rien demandé\u00a0? Ne faites rien\u00a0: sans ce lien, personne ne peut agir sur votre compte.";
const yourAccount = "Vous recevez cet e-mail parce qu’il concerne la sécurité de votre compte Guichet.";
const notYou =
  "Ce n’était pas vous\u00a0? Choisissez tout de suite un nouveau mot de passe avec «\u00a0Mot de passe oublié\u00a0?\u00a0», puis prévenez l’administrateur de votre organisation.";
const once = (life: string) => `Ce lien sert une seule fois et fonctionne pendant ${life}.`;

const page = ({ origin, token }: LetterFacts, path: string) =>
  `${origin}${path}${token === undefined ? "" : `#${token}`}`;

const rolesInWords = (roles: GivenRoles): string =>
  roles
    .map(({ service, roles: names }) => {
      const label = isService(service) ? services[service].label : service;
      return `${label}\u00a0: ${names.map((name) => roleLabel(service, name)).join(", ")}`;
    })
    .join("\u00a0; ");

const factorsInWords = ({ totp, passkeys, recoveryCodes }: NonNullable<LetterFacts["factors"]>): string => {
  const kept = [
    totp ? "une application de codes" : undefined,
    passkeys > 0 ? (passkeys === 1 ? "une clé de sécurité" : `${passkeys} clés de sécurité`) : undefined,
    recoveryCodes > 0
      ? recoveryCodes === 1
        ? "un seul code de secours"
        : `${recoveryCodes} codes de secours`
      : undefined,
  ].filter((one) => one !== undefined);
  return kept.length > 0
    ? `Il vous reste maintenant\u00a0: ${kept.join(", ")}.`
    : "Votre compte n’a plus de vérification en deux étapes.";
};

const signInButton = (facts: LetterFacts) => ({
  label: "Se connecter",
  href: `${facts.origin}/connexion`,
});

const claimSentences: Readonly<Record<string, string>> = {
  verified: "Votre entreprise est vérifiée. Vous pouvez déclarer en son nom.",
  refused: "Nous n’avons pas pu vérifier votre entreprise.",
  disputed: "Une autre organisation utilise déjà ce SIRET. Nous examinons les deux demandes.",
};

/** Each kind of mail in plain French (screens/public.md §6; followup.md §6 for invitations and sign-in links). */
const wordsOf: Record<AccountMailKind, (facts: LetterFacts) => Words> = {
  password_forgotten: (facts) => ({
    subject: "Choisir un nouveau mot de passe",
    paragraphs: ["Vous avez demandé un nouveau mot de passe pour votre compte Guichet."],
    button: { label: "Choisir un mot de passe", href: page(facts, "/mot-de-passe") },
    after: [`${once("une heure")} Votre mot de passe actuel reste valable jusque-là.`],
    footer: notAsked,
  }),
  magic_link: (facts) => ({
    subject: "Votre lien de connexion",
    paragraphs: ["Vous avez demandé à vous connecter à l’administration de Guichet."],
    button: { label: "Se connecter", href: page(facts, "/connexion/lien") },
    after: [`${once("15\u00a0minutes")} La vérification en deux étapes vous sera ensuite demandée.`],
    footer: notAsked,
  }),
  invitation: (facts) => {
    const { organisation, invitation } = facts;
    const by = invitation?.invitedBy ? `${invitation.invitedBy} vous invite` : "Vous êtes invité";
    return {
      subject: organisation
        ? `Invitation à rejoindre ${organisation.name} sur Guichet`
        : "Invitation à administrer la plateforme Guichet",
      paragraphs: [
        organisation
          ? `${by} à rejoindre ${organisation.name} sur Guichet.`
          : `${by} à administrer la plateforme Guichet.`,
        ...(organisation && invitation ? [`Votre rôle. ${rolesInWords(invitation.roles)}.`] : []),
      ],
      button: { label: "Accepter l’invitation", href: page(facts, "/invitation") },
      after: invitation
        ? [
            `Cette invitation est personnelle. Elle est valable jusqu’au ${plainDay(invitation.expiresAt, organisation?.timeZone ?? "Europe/Paris")}.`,
          ]
        : [],
      footer:
        "Vous ne connaissez pas cette organisation\u00a0? Ignorez cet e-mail\u00a0: aucun compte n’est créé sans vous.",
    };
  },
  invited_existing: (facts) => ({
    subject: facts.organisation
      ? `Vous avez accès à ${facts.organisation.name}`
      : "Vous administrez la plateforme Guichet",
    paragraphs: [
      facts.organisation
        ? `Un nouvel accès à ${facts.organisation.name} est ouvert pour votre compte Guichet.`
        : "Votre compte Guichet peut maintenant administrer la plateforme, avec la vérification en deux étapes.",
      ...(facts.organisation && facts.invitation
        ? [`Votre rôle. ${rolesInWords(facts.invitation.roles)}.`]
        : []),
    ],
    button: facts.organisation
      ? { label: "Ouvrir mon espace", href: `${facts.origin}/espace/${facts.organisation.slug}` }
      : { label: "Ouvrir l’administration", href: `${facts.origin}/plateforme` },
    footer: yourAccount,
  }),
  email_change_old: (facts) => ({
    subject: "Confirmez votre changement d’adresse",
    paragraphs: [
      facts.newEmail
        ? `Votre compte Guichet doit passer à l’adresse ${facts.newEmail}.`
        : "Votre compte Guichet doit changer d’adresse.",
      "Pour votre sécurité, l’ancienne et la nouvelle adresse doivent toutes deux confirmer.",
    ],
    button: { label: "Confirmer le changement", href: page(facts, "/adresse-e-mail") },
    after: [once("24\u00a0heures")],
    footer: `Vous n’avez rien demandé\u00a0? Ne suivez pas le lien\u00a0: l’adresse ne changera pas. ${notYou}`,
  }),
  email_change_new: (facts) =>
    facts.token
      ? {
          subject: "Confirmez votre nouvelle adresse",
          paragraphs: [
            "Cette adresse doit devenir celle d’un compte Guichet.",
            "Confirmez qu’elle est la vôtre. L’ancienne adresse doit confirmer aussi.",
          ],
          button: { label: "Confirmer cette adresse", href: page(facts, "/adresse-e-mail") },
          after: [once("24\u00a0heures")],
          footer: "Vous n’avez rien demandé\u00a0? Ignorez cet e-mail\u00a0: rien ne changera.",
        }
      : {
          subject: "Votre adresse a déjà un compte",
          paragraphs: [
            "Quelqu’un a voulu donner votre adresse à un autre compte Guichet. Elle a déjà le sien\u00a0: rien n’a changé.",
            "C’était vous\u00a0? Connectez-vous avec cette adresse.",
          ],
          button: signInButton(facts),
          footer: "Ce n’était pas vous\u00a0? Ignorez cet e-mail.",
        },
  email_changed: (facts) => ({
    subject: "L’adresse de votre compte a changé",
    paragraphs: [
      facts.newEmail
        ? `Votre compte Guichet utilise maintenant l’adresse ${facts.newEmail}. Celle-ci ne permet plus de se connecter.`
        : "Votre compte Guichet utilise maintenant une autre adresse. Celle-ci ne permet plus de se connecter.",
      "Vos autres sessions sont fermées.",
    ],
    footer: "Ce n’était pas vous\u00a0? Prévenez tout de suite l’administrateur de votre organisation.",
  }),
  password_changed: () => ({
    subject: "Votre mot de passe a changé",
    paragraphs: [
      "Le mot de passe de votre compte Guichet vient de changer. Vos autres sessions sont fermées.",
    ],
    footer: notYou,
  }),
  second_factor_changed: ({ factors }) => ({
    subject: "La vérification en deux étapes de votre compte a changé",
    paragraphs: [
      "Un moyen de confirmer votre identité a été ajouté, retiré ou utilisé sur votre compte Guichet.",
      ...(factors ? [factorsInWords(factors)] : []),
    ],
    footer: notYou,
  }),
  registration: (facts) =>
    facts.token
      ? {
          subject: "Terminez l’inscription de votre entreprise",
          paragraphs: [
            `Vous avez commencé l’inscription de ${facts.registration?.name ?? "votre entreprise"} sur Guichet.`,
          ],
          button: { label: "Terminer l’inscription", href: page(facts, "/inscription") },
          after: [once("24\u00a0heures")],
          footer:
            "Vous n’avez rien demandé\u00a0? Ignorez cet e-mail\u00a0: aucun compte n’est créé sans vous.",
        }
      : {
          subject: "Votre adresse a déjà un compte",
          paragraphs: [
            "Vous avez commencé l’inscription d’une entreprise sur Guichet, et votre adresse y a déjà un compte.",
            "Connectez-vous, puis ajoutez l’entreprise depuis votre compte.",
          ],
          button: signInButton(facts),
          footer: "Vous n’avez rien demandé\u00a0? Ignorez cet e-mail.",
        },
  join_requested: ({ registration, organisation, origin }) => ({
    subject: registration
      ? `${registration.firstName} ${registration.lastName} demande à rejoindre ${organisation?.name ?? registration.name}`
      : "Une personne demande à rejoindre votre organisation",
    paragraphs: [
      ...(registration
        ? [
            `${registration.firstName} ${registration.lastName} (${registration.email}) demande à rejoindre ${organisation?.name ?? registration.name} sur Guichet.`,
            "Si vous connaissez cette personne, invitez-la à cette adresse et choisissez son rôle. Sinon, ne faites rien\u00a0: elle n’a accès à rien.",
          ]
        : []),
    ],
    ...(organisation
      ? { button: { label: "Ouvrir les membres", href: `${origin}/espace/${organisation.slug}/membres` } }
      : {}),
    footer: "Vous recevez cet e-mail parce que vous administrez cette organisation sur Guichet.",
  }),
  join_unanswered: ({ registration, organisation, origin }) => ({
    subject: `Demande sans réponse\u00a0: rejoindre ${organisation?.name ?? "une organisation"}`,
    paragraphs: [
      ...(registration
        ? [
            `${registration.firstName} ${registration.lastName} (${registration.email}) a demandé il y a 30\u00a0jours à rejoindre ${organisation?.name ?? registration.name} (SIRET ${registration.siret}) sur Guichet. Personne n’a répondu.`,
            "Vous pouvez prévenir les administrateurs de cette organisation, ou en inviter un autre. Vérifiez d’abord qui fait la demande.",
          ]
        : []),
    ],
    button: { label: "Ouvrir les organisations", href: `${origin}/plateforme/organisations` },
    footer: "Vous recevez cet e-mail parce que vous administrez la plateforme Guichet.",
  }),
  membership_ended: ({ organisation }) => ({
    subject: organisation ? `Votre accès à ${organisation.name} est fermé` : "Votre accès a été fermé",
    paragraphs: [
      organisation
        ? `Votre compte Guichet n’a plus accès à ${organisation.name}.`
        : "Votre compte Guichet n’administre plus la plateforme.",
      "Une question\u00a0? Écrivez à l’administrateur de l’organisation.",
    ],
    footer: yourAccount,
  }),
  claim_decided: (facts) => ({
    subject: "Vérification de votre entreprise",
    paragraphs: [
      ...(facts.claim
        ? [
            `${claimSentences[facts.claim.status] ?? "La vérification de votre entreprise avance."} SIRET ${facts.claim.siret}.`,
          ]
        : []),
      ...(facts.claim?.reason ? [facts.claim.reason] : []),
    ],
    ...(facts.organisation
      ? {
          button: {
            label: "Ouvrir mon espace",
            href: `${facts.origin}/espace/${facts.organisation.slug}/organisation`,
          },
        }
      : {}),
    footer: "Vous recevez cet e-mail parce que vous administrez cette organisation sur Guichet.",
  }),
  claim_code: ({ claimCode, organisation }) => ({
    subject: `Un code pour ${organisation?.name ?? "une organisation"} sur Guichet`,
    paragraphs: claimCode
      ? [
          `${claimCode.askedBy} administre ${organisation?.name ?? "une organisation"} sur Guichet et demande à prouver que le SIRET ${siretWords(claimCode.siret)} est le sien. L’annuaire du service public publie votre adresse pour ce numéro.`,
          "Si vous connaissez cette personne et que ce numéro est bien le vôtre, donnez-lui ce code.",
          `Code\u00a0: ${claimCode.code.slice(0, 3)}\u00a0${claimCode.code.slice(3)}`,
        ]
      : [],
    after: ["Ce code sert une seule fois et fonctionne pendant 30\u00a0minutes."],
    footer:
      "Vous ne connaissez pas cette personne\u00a0? Ne donnez ce code à personne\u00a0: sans lui, rien ne change.",
  }),
};

/** The words of one mail: subject, sentences, button, and what to do if one did not ask. */
export const accountWords = (
  kind: AccountMailKind,
  facts: LetterFacts,
): Pick<AccountLetter, "subject" | "paragraphs" | "button" | "after" | "footer"> => {
  const { footer, after = [], paragraphs, ...words } = wordsOf[kind](facts);
  return {
    ...words,
    paragraphs: [facts.name ? `Bonjour ${facts.name},` : "Bonjour,", ...paragraphs],
    after,
    footer: [
      footer,
      "N’envoyez ce lien à personne. Guichet ne vous demandera jamais votre mot de passe.",
    ].slice(0, words.button && facts.token ? 2 : 1),
  };
};
