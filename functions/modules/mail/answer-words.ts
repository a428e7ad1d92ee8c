import type { Organisation } from "../access/index.ts";
import { identityOf, placeOf } from "./brand.ts";
import { type Block, layoutMail } from "./layout.ts";
import type { ComposedMessage } from "./queue-mail.ts";
import type { AnswerKind } from "./route.ts";

/** What the automatic answers of mail.md §6 say: where to write, and nothing of any case. */

export type AutomaticAnswer = AnswerKind | "files_refused";
interface Origin {
  appOrigin: string;
}
interface AnswerFacts {
  refusedFiles: ReadonlyArray<{ name: string; why: string }>;
}
interface Words {
  subject: string;
  preview: string;
  blocks: Block[];
}

/** One automatic answer, laid out with the face of the organisation, or Guichet's own when the mail was nobody's. */
export const answerMail = (
  env: Origin,
  organisation: Organisation | undefined,
  kind: AutomaticAnswer,
  facts: AnswerFacts,
): Pick<ComposedMessage, "subject" | "text" | "html" | "senderName" | "template"> => {
  const { subject, preview, blocks } = answers[kind](env, organisation, facts);
  const laid = layoutMail({
    title: subject,
    preview,
    ...(organisation ? identityOf(env, organisation) : {}),
    blocks: [{ is: "heading", text: subject }, ...blocks],
    footer: [
      ["Ce message est automatique\u00a0: il répond à un courriel que vous venez d’envoyer."],
      ...(organisation ? [[placeOf(organisation)]] : []),
    ],
  });
  return {
    ...laid,
    template: `mail.${kind}@1`,
    senderName: organisation?.settings.senderName ?? "Guichet",
    subject,
  };
};

const paragraph = (...content: Extract<Block, { is: "paragraph" }>["content"]): Block => ({
  is: "paragraph",
  content,
});
const where = (env: Origin, organisation: Organisation | undefined) =>
  organisation === undefined ? env.appOrigin : `${env.appOrigin}/mediation/${organisation.slug}`;

const answers: Record<
  AutomaticAnswer,
  (env: Origin, organisation: Organisation | undefined, facts: AnswerFacts) => Words
> = {
  files_refused: (_env, _organisation, { refusedFiles }) => ({
    subject: "Certaines pièces jointes n’ont pas été gardées",
    preview: "Votre message est bien arrivé, sans ces fichiers.",
    blocks: [
      paragraph("Bonjour,"),
      paragraph("Votre message est bien arrivé. Ces fichiers n’ont pas été gardés\u00a0:"),
      {
        is: "list",
        items: refusedFiles.slice(0, 20).map(({ name, why }) => [`${name} – ${why}`]),
      },
      paragraph(
        "Vous pouvez les renvoyer en PDF ou en image, en répondant au dernier message de votre dossier.",
      ),
    ],
  }),
  noreply: (env, organisation) => ({
    subject: "Votre courriel n’a pas été transmis",
    preview: "Cette adresse ne reçoit pas de réponses.",
    blocks: [
      paragraph("Bonjour,"),
      paragraph("Vous avez écrit à une adresse qui ne reçoit pas de réponses. Personne ne lira ce courriel."),
      paragraph(
        "Pour écrire sur votre dossier, répondez au dernier message reçu de votre interlocuteur, ou passez par ",
        { link: "le site", href: where(env, organisation) },
        ".",
      ),
    ],
  }),
  intake_closed: (env, organisation) => ({
    subject: "Votre courriel n’a pas ouvert de dossier",
    preview: "Cette adresse de contact est fermée.",
    blocks: [
      paragraph("Bonjour,"),
      paragraph("Cette adresse de contact est fermée\u00a0: votre courriel n’a pas ouvert de dossier."),
      paragraph(
        "Pour faire une demande, utilisez ",
        { link: "le formulaire en ligne", href: where(env, organisation) },
        ".",
      ),
    ],
  }),
  address_ended: (env, organisation) => ({
    subject: "Votre courriel n’a pas été transmis",
    preview: "L’adresse à laquelle vous avez répondu n’est plus valable.",
    blocks: [
      paragraph("Bonjour,"),
      paragraph(
        "L’adresse à laquelle vous avez répondu n’est plus valable\u00a0: votre courriel n’a été ajouté à aucun dossier.",
      ),
      paragraph(
        "Pour écrire au service, passez par ",
        { link: "le site", href: where(env, organisation) },
        ".",
      ),
    ],
  }),
  right_lost: (env) => ({
    subject: "Votre courriel n’a pas été enregistré",
    preview: "Vous n’avez plus accès au dossier visé.",
    blocks: [
      paragraph("Bonjour,"),
      paragraph(
        "Vous n’avez plus accès au dossier auquel ce courriel répond\u00a0: il n’y a pas été ajouté.",
      ),
      paragraph(
        "Adressez-vous au responsable du service, ou connectez-vous à ",
        {
          link: "votre espace",
          href: `${env.appOrigin}/espace`,
        },
        ".",
      ),
    ],
  }),
};
