import {
  type Body,
  type ConnectionFault,
  type Provider,
  providers,
} from "../../../shared/declarations/enums.ts";
import type { NewsTopic } from "../../../shared/declarations/news.ts";
import { type TransmissionState, transmissionStates } from "../../../shared/declarations/transmission.ts";
import { longCalendarDay } from "../../../shared/mediation/date-words.ts";
import type { Env } from "../../platform/env.ts";
import type { Organisation } from "../access/index.ts";
import { type ComposedMessage, identityOf, layoutMail, placeOf } from "../mail/index.ts";

/** What members are told in a mail: names of shows and numbers, never an amount, a person or a code (declarations.md §7). */
export interface NewsWords {
  topic: NewsTopic;
  subject: string;
  sentences: readonly string[];
  list?: readonly string[];
  button: string;
  /** Page of the service it leads to, under /espace/<slug>/declarations. */
  path: string;
  why: string;
}

type Mail = Pick<ComposedMessage, "subject" | "text" | "html" | "senderName" | "template">;

/** News as a mail in the organisation's dress. */
export const newsMail = (
  env: Pick<Env, "appOrigin">,
  organisation: Organisation,
  words: NewsWords,
): Mail => ({
  ...dressed(words, identityOf(env, organisation), placeOf(organisation), {
    intro: `${organisation.name}, déclarations.`,
    href: newsPage(env, organisation, words.path),
  }),
  template: `declarations.${words.topic}@1`,
  senderName: organisation.settings.senderName,
});

/** Address of a page of the service. */
export const newsPage = (env: Pick<Env, "appOrigin">, { slug }: Pick<Organisation, "slug">, path: string) =>
  `${env.appOrigin}/espace/${slug}/declarations${path}`;

const dressed = (
  { subject, sentences, list, button, why }: Omit<NewsWords, "topic" | "path">,
  identity: ReturnType<typeof identityOf> | Record<string, never>,
  place: ReturnType<typeof placeOf> | undefined,
  { intro, href }: { intro: string; href: string },
): Pick<Mail, "subject" | "text" | "html"> => ({
  ...layoutMail({
    title: subject,
    preview: sentences[0] ?? subject,
    ...identity,
    blocks: [
      { is: "heading", text: subject },
      { is: "paragraph", content: [intro] },
      ...sentences.map((sentence) => ({ is: "paragraph" as const, content: [sentence] })),
      ...(list ? [{ is: "list" as const, items: list.map((item) => [item]) }] : []),
      { is: "button", label: button, href },
    ],
    footer: [[why], ...(place ? [[place]] : [])],
  }),
  subject: subject.replaceAll(/[\r\n\t]+/g, " ").slice(0, 255),
});

const declarants =
  "Vous recevez cet e-mail parce que vous pouvez envoyer les déclarations de cette organisation.";

/** What a vendor's refusal means for whoever keeps the connection. */
const causes: Record<ConnectionFault, string> = {
  invalid_credentials: "La billetterie refuse les codes enregistrés. Donnez-lui de nouveaux codes.",
  insufficient_rights: "La clé ne voit pas tous vos événements. Cochez-les tous chez la billetterie.",
  firewall: "La billetterie nous demande d’attendre. Rien à faire pour l’instant.",
  rate_limited: "La billetterie nous demande d’attendre. Rien à faire pour l’instant.",
  unreachable_host: "L’adresse de votre boutique ne répond pas. Vérifiez-la.",
  forbidden_host: "L’adresse de votre boutique n’est pas acceptée. Vérifiez-la.",
  multiple_accounts: "La clé ouvre plusieurs organisations. Créez une clé pour une seule.",
  unexpected_answer:
    "La billetterie a répondu autre chose que prévu. Vous pouvez importer un fichier en attendant.",
  too_much_data: "Ce compte contient trop de billets pour être lu. Vous pouvez importer un fichier.",
};

/** A ticketing account is not read any more. */
export const syncTroubleNews = (account: {
  label: string;
  provider: Provider;
  fault: ConnectionFault | null;
}): NewsWords => ({
  topic: "sync_trouble",
  subject: `Synchronisation ${account.label}\u00a0: à vérifier`,
  sentences: [
    `Guichet n’arrive plus à lire «\u00a0${account.label}\u00a0» (${providers[account.provider]}).`,
    account.fault ? causes[account.fault] : "La lecture a échoué plusieurs fois de suite.",
    "Vos spectacles, vos corrections et vos autres billetteries ne sont pas touchés.",
  ],
  button: "Voir les connexions",
  path: "/connexions",
  why: "Vous recevez cet e-mail parce que vous gérez les connexions aux billetteries de cette organisation.",
});

/** One declaration that is due. */
export interface DueDeclaration {
  showId: string;
  show: string;
  body: Body;
  /** A draft was begun. */
  begun: boolean;
  /** Records that wait for a decision. */
  aside: number;
}

const dueLine = ({ show, body, begun, aside }: DueDeclaration): string => {
  const ready =
    aside > 0
      ? "des ventes sont à décider avant l’envoi"
      : begun
        ? "le brouillon est commencé"
        : "rien n’est commencé";
  return `${show}, ${body}\u00a0: ${ready}`;
};

/** Declarations that are due the same day. */
export const deadlineNews = (dueOn: string, due: readonly DueDeclaration[]): NewsWords => {
  const [only, ...others] = due;
  const what = only && others.length === 0 ? `${only.show} (${only.body})` : `${due.length} déclarations`;
  return {
    topic: "deadline",
    subject: `À déclarer avant le ${longCalendarDay(dueOn)}\u00a0: ${what}`,
    sentences: [
      "C’est un rappel\u00a0: Guichet ne bloque jamais un envoi tardif.",
      only && others.length === 0
        ? "Il reste à déclarer\u00a0:"
        : "Il reste à déclarer, pour ce jour-là\u00a0:",
    ],
    list: due.map(dueLine),
    button: "Préparer mes déclarations",
    path: only && others.length === 0 ? `/spectacles/${only.showId}` : "",
    why: declarants,
  };
};

const outcomes: Partial<Record<TransmissionState, readonly string[]>> = {
  sent: ["La déclaration est partie. Vous retrouvez ce qui a été envoyé, et la réponse, sur sa page."],
  accepted: ["La déclaration est acceptée. Le reçu est gardé dix ans sur sa page."],
  rejected: [
    "L’organisme refuse la déclaration. Ses raisons sont sur la page, avec les champs à corriger.",
    "Les autres organismes ne sont pas touchés.",
  ],
  failed: ["Rien n’est parti. Vous pouvez renvoyer la déclaration telle quelle."],
  uncertain: [
    "L’organisme n’a pas répondu clairement. Guichet ne renvoie rien tout seul, pour ne pas déclarer deux fois.",
    "Dites-nous si l’organisme l’a reçue.",
  ],
};

/** What became of a transmission; undefined in a state nobody is told of. */
export const transmissionNews = (told: {
  declarationId: string;
  number: string;
  show: string;
  body: Body;
  state: TransmissionState;
  reference: string | null;
}): NewsWords | undefined => {
  const sentences = outcomes[told.state];
  if (!sentences) return undefined;
  const state = transmissionStates[told.state];
  return {
    topic: "transmission",
    subject: `Déclaration ${told.number} ${state.toLowerCase()}\u00a0: ${told.body}`,
    sentences: [
      `${told.show}, ${told.body}\u00a0: ${state.toLowerCase()}.`,
      ...(told.reference ? [`Référence donnée par l’organisme\u00a0: ${told.reference}.`] : []),
      ...sentences,
    ],
    button: "Ouvrir la déclaration",
    path: `/declarations/${told.declarationId}`,
    why: declarants,
  };
};

/** A result that is unknown for days, and that nobody looked into. */
export const uncertainNews = (told: {
  declarationId: string;
  number: string;
  show: string;
  body: Body;
  days: number;
}): NewsWords => ({
  topic: "transmission",
  subject: `Déclaration ${told.number}, résultat inconnu depuis ${told.days} jours\u00a0: ${told.body}`,
  sentences: [
    `${told.show}, ${told.body}\u00a0: l’organisme n’a pas répondu clairement, et personne n’a dit ce qu’il en est.`,
    `Regardez dans votre espace ${told.body} si elle y figure, puis dites-le sur sa page. Guichet ne renvoie rien tout seul.`,
  ],
  button: "Dire ce qu’il en est",
  path: `/declarations/${told.declarationId}`,
  why: declarants,
});

/** A file somebody asked for is there. */
export const fileReadyNews = (): NewsWords => ({
  topic: "file_ready",
  subject: "Votre fichier est prêt",
  sentences: [
    "Le fichier que vous avez demandé est prêt. Vous seul pouvez l’ouvrir, et il est gardé 24\u00a0heures.",
  ],
  button: "Voir mes fichiers",
  path: "/fichiers",
  why: "Vous recevez cet e-mail parce que vous avez demandé un fichier.",
});

/** Tells the platform that no agency answers for a postal code; nothing of who declares. */
export const agencyMissingMail = (
  env: Pick<Env, "appOrigin">,
  { body, postalCode }: { body: Body; postalCode: string },
): Mail => ({
  ...dressed(
    {
      subject: `Aucune délégation ${body} pour ${postalCode}`,
      sentences: [
        `Une déclaration attend\u00a0: l’annuaire de ${body} ne donne aucune adresse pour le code postal ${postalCode}.`,
        "Rien n’a été envoyé. Le brouillon est gardé et partira dès que l’annuaire sera complété.",
      ],
      button: "Compléter l’annuaire",
      why: "Vous recevez cet e-mail parce que vous administrez la plateforme.",
    },
    {},
    undefined,
    { intro: "Annuaire des délégations.", href: `${env.appOrigin}/plateforme/declarations` },
  ),
  template: "declarations.agency_missing@1",
  senderName: "Guichet",
});

/** Warns members that nobody came for a year, and of what is erased on a day if nobody comes. */
export const quietMail = (
  env: Pick<Env, "appOrigin">,
  organisation: Organisation,
  erasedOn: string,
): Mail => ({
  ...dressed(
    {
      subject: `Vos spectacles seront effacés le ${longCalendarDay(erasedOn)}`,
      sentences: [
        "Personne n’est venu dans cet espace depuis un an.",
        `Sans visite d’ici là, Guichet effacera le ${longCalendarDay(erasedOn)} vos spectacles, leurs chiffres et l’accès à vos billetteries.`,
        "Les déclarations envoyées aux organismes et leurs reçus restent gardés dix ans.",
        "Il suffit de vous connecter une fois pour tout garder.",
      ],
      button: "Ouvrir mon espace",
      why: "Vous recevez cet e-mail parce que vous êtes membre de cette organisation.",
    },
    identityOf(env, organisation),
    placeOf(organisation),
    { intro: `${organisation.name}, déclarations.`, href: newsPage(env, organisation, "") },
  ),
  template: "declarations.quiet@1",
  senderName: organisation.settings.senderName,
});
