import type { Organisation } from "../access/index.ts";
import { identityOf, placeOf } from "./brand.ts";
import { type Block, layoutMail } from "./layout.ts";
import type { ComposedMessage } from "./queue-mail.ts";

/** One thing to know of a morning: a figure, or a case's number and its news, with its page. Never a name, an address or a text. */
export interface DigestLine {
  words: string;
  href: string;
}

/** What one organisation has to say. */
export interface DigestSection {
  organisation: Organisation;
  lines: readonly DigestLine[];
}

/** What waits for one agent this morning, organisation by organisation: numbers and links (mediation.md §6 row 17). */
export const digestMail = (
  env: { appOrigin: string },
  sections: readonly DigestSection[],
): Pick<ComposedMessage, "subject" | "text" | "html" | "senderName" | "template"> => {
  const title = "Votre résumé du matin";
  const [only, ...others] = sections.map(({ organisation }) => organisation);
  const names = sections.map(({ organisation }) => organisation.name).join(", ");
  const blocks = sections.flatMap(({ organisation, lines }): Block[] => [
    { is: "subheading", text: organisation.name },
    { is: "list", items: lines.map(({ words, href }) => [{ link: words, href }]) },
    { is: "button", label: "Ouvrir mon espace", href: `${env.appOrigin}/espace/${organisation.slug}` },
  ]);
  const laid = layoutMail({
    title,
    preview: names,
    ...(only && others.length === 0 ? identityOf(env, only) : {}),
    blocks: [{ is: "heading", text: title }, ...blocks],
    footer: [
      [
        "Vous recevez ce résumé les jours ouvrés où quelque chose vous attend. Pour ne plus le recevoir, choisissez «\u00a0Se désabonner\u00a0» dans votre messagerie.",
      ],
      ...sections.map(({ organisation }) => [placeOf(organisation)]),
    ],
  });
  return {
    ...laid,
    template: "mail.digest@2",
    senderName: only && others.length === 0 ? only.settings.senderName : "Guichet",
    subject: `${names}\u00a0: votre résumé du matin`.slice(0, 255),
  };
};
