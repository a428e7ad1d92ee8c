import { layoutMail } from "./layout.ts";
import type { ComposedMessage } from "./queue-mail.ts";

/** The six digits that open the page of a file sent as a link: the code and nothing of the case. */
export const fileCodeMail = (
  senderName: string,
  code: string,
): Pick<ComposedMessage, "subject" | "text" | "html" | "senderName" | "template"> => ({
  ...layoutMail({
    title: "Votre code",
    preview: "Il est valable 10\u00a0minutes.",
    blocks: [
      { is: "heading", text: "Votre code pour télécharger un fichier" },
      { is: "figure", label: "Votre code", value: `${code.slice(0, 3)} ${code.slice(3)}` },
      {
        is: "paragraph",
        content: [
          "Il est valable 10\u00a0minutes et ne sert qu’une fois. Saisissez-le sur la page du fichier.",
        ],
      },
      {
        is: "note",
        title: "Vous n’avez pas demandé de code\u00a0?",
        content: ["Ne faites rien. Ne donnez ce code à personne."],
      },
    ],
    footer: [[`Vous recevez cet e-mail parce que ${senderName} vous a envoyé un fichier.`]],
  }),
  template: "mail.file_code@1",
  senderName,
  subject: "Votre code pour télécharger un fichier",
});
