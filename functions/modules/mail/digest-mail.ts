import type { Organisation } from "../access/index.ts";
import { identityOf, placeOf } from "./brand.ts";
import { layoutMail } from "./layout.ts";
import type { ComposedMessage } from "./queue-mail.ts";

/** One target of a digest: its number and how much happened, with its page. Never a name, an address or a text. */
export interface DigestLine {
  words: string;
  href: string;
}

/** What waits for one agent in one organisation since the last digest: numbers and links (mail.md §6). */
export const digestMail = (
  env: { appOrigin: string },
  organisation: Organisation,
  lines: readonly DigestLine[],
): Pick<ComposedMessage, "subject" | "text" | "html" | "senderName" | "template"> => {
  const title = lines.length > 1 ? `${lines.length} dossiers ont du nouveau` : "Un dossier a du nouveau";
  const laid = layoutMail({
    title,
    preview: organisation.name,
    ...identityOf(env, organisation),
    blocks: [
      { is: "heading", text: title },
      { is: "paragraph", content: [`${organisation.name}, depuis le dernier résumé\u00a0:`] },
      { is: "list", items: lines.map(({ words, href }) => [{ link: words, href }]) },
      {
        is: "button",
        label: "Ouvrir mon espace",
        href: `${env.appOrigin}/espace/${organisation.slug}`,
      },
    ],
    footer: [
      [
        "Vous recevez ce résumé les jours ouvrés où quelque chose vous attend. Pour ne plus le recevoir, choisissez «\u00a0Se désabonner\u00a0» dans votre messagerie.",
      ],
      [placeOf(organisation)],
    ],
  });
  return {
    ...laid,
    template: "mail.digest@1",
    senderName: organisation.settings.senderName,
    subject: `${organisation.name}\u00a0: ${title.charAt(0).toLowerCase()}${title.slice(1)}`.slice(0, 255),
  };
};
