import { longDay } from "../../../shared/mediation/date-words.ts";
import { fileSize } from "../../../shared/mediation/uploads.ts";
import type { LinkInCopy } from "./file-links.ts";
import { type Block, withBlocks } from "./layout.ts";

/** The finished mail, with the files it could not carry under its words: one link each, in text and HTML alike. */
export function withFileLinks(
  mail: { text: string; html: string },
  links: readonly LinkInCopy[],
): { text: string; html: string } {
  const [first] = links;
  if (first === undefined) return mail;
  const several = links.length > 1;
  const until = longDay(first.endsAt, "Europe/Paris");
  const blocks: Block[] = [
    { is: "subheading", text: several ? "Fichiers à télécharger" : "Fichier à télécharger" },
    {
      is: "list",
      items: links.map(({ name, size, url }) => [{ link: name, href: url }, ` (${fileSize(size)})`]),
    },
    {
      is: "paragraph",
      content: [
        several
          ? `Ces fichiers sont trop lourds pour un e-mail. Leurs liens sont personnels et s’ouvrent jusqu’au ${until}, avec un code que nous enverrons à cette adresse.`
          : `Ce fichier est trop lourd pour un e-mail. Son lien est personnel et s’ouvre jusqu’au ${until}, avec un code que nous enverrons à cette adresse.`,
      ],
    },
  ];
  return withBlocks(mail, blocks);
}
