import { mediationName } from "../../../shared/mediation/mediator-words.ts";
import type { Env } from "../../platform/env.ts";
import type { Organisation } from "../access/index.ts";
import { type ComposedMessage, identityOf, layoutMail, placeOf } from "../mail/index.ts";

interface OfficeWords {
  /** `count` is how many cases it is about; nothing else is ever said of them. */
  subject: (count: number) => string;
  sentences: (count: number) => string[];
  button: string;
  /** Page of the mediation it leads to. */
  path: string;
  why: string;
}

/** What agents are told of that is about no case in particular (mediation.md §6 rows 18 and 19). */
export const officeNotices = {
  export_ready: {
    subject: () => "Votre fichier est prêt",
    sentences: () => [
      "Le fichier que vous avez demandé est prêt. Vous seul pouvez l’ouvrir, et il est gardé 24\u00a0heures.",
    ],
    button: "Voir mes fichiers",
    path: "/mes-fichiers",
    why: "Vous recevez cet e-mail parce que vous avez demandé un fichier.",
  },
  retention: {
    subject: (count) =>
      count === 1
        ? "Un dossier clos sera bientôt anonymisé"
        : `${count}\u00a0dossiers clos seront bientôt anonymisés`,
    sentences: (count) => [
      count === 1
        ? "Dans les 30\u00a0jours, les noms, messages, notes et documents d’un dossier clos seront effacés. Il ne restera que ses chiffres."
        : `Dans les 30\u00a0jours, les noms, messages, notes et documents de ${count}\u00a0dossiers clos seront effacés. Il ne restera que leurs chiffres.`,
      "Vous devez garder un dossier plus longtemps\u00a0? Ouvrez-le et choisissez «\u00a0Retenir légalement\u00a0».",
    ],
    button: "Voir les dossiers clos",
    path: "/clos",
    why: "Vous recevez cet e-mail parce que vous êtes médiateur principal de cette organisation.",
  },
} as const satisfies Record<string, OfficeWords>;
export type OfficeNotice = keyof typeof officeNotices;

/** Address of the page such a notice leads to. */
export const officePageUrl = (
  env: Pick<Env, "appOrigin">,
  { slug }: Pick<Organisation, "slug">,
  notice: OfficeNotice,
): string => `${env.appOrigin}/espace/${slug}/mediation${officeNotices[notice].path}`;

/** The notice in words, without a name or a number of a case. */
export const officeNoticeMail = (
  env: Pick<Env, "appOrigin">,
  organisation: Organisation,
  notice: OfficeNotice,
  count = 1,
): Pick<ComposedMessage, "subject" | "text" | "html" | "senderName" | "template"> => {
  const words: OfficeWords = officeNotices[notice];
  const subject = words.subject(count);
  const [first = "", ...others] = words.sentences(count);
  const laid = layoutMail({
    title: subject,
    preview: first,
    ...identityOf(env, organisation),
    blocks: [
      { is: "heading", text: subject },
      { is: "paragraph", content: [`${organisation.name}, médiation.`] },
      ...[first, ...others].map((sentence) => ({ is: "paragraph" as const, content: [sentence] })),
      { is: "button", label: words.button, href: officePageUrl(env, organisation, notice) },
    ],
    footer: [[words.why], [placeOf(organisation, mediationName(organisation.name))]],
  });
  return {
    ...laid,
    template: `mediation.${notice}@1`,
    senderName: organisation.settings.senderName,
    subject,
  };
};
