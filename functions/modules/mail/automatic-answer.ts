import { eq } from "drizzle-orm";
import { domainOf } from "../../../shared/mail/address.ts";
import { attachmentDecisions } from "../../../shared/mail/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { takeToken } from "../../platform/rate-limit.ts";
import { organisationById } from "../access/index.ts";
import { suppressionKey } from "./apply-delivery.ts";
import { suppressesAnswers } from "./classify.ts";
import { type Block, layoutMail } from "./layout.ts";
import type { Traces } from "./mailbox.ts";
import { queueMail } from "./queue-mail.ts";
import type { AnswerKind, Place } from "./route.ts";
import type { ReceivedMail } from "./route-facts.ts";
import { suppression } from "./tables.ts";

/** Answers that no person wrote: to whom they may go, how often, and what they say (mail.md §5.4, §5.8, §6). */

/**
 * Whether any automatic answer may leave: a person, at an authenticated address that is not ours, who did not ask to
 * be spared, and whose address takes mail. Everything else could answer a machine or a forged address.
 */
export async function mayAnswer(tx: Tx, ctx: Ctx, received: ReceivedMail): Promise<boolean> {
  const { event, mail } = received;
  if (received.class !== "human" || event.envelopeFrom === null || event.verdicts.dmarc !== "PASS")
    return false;
  if (mail.sender.is === "malformed" || suppressesAnswers(mail.headers)) return false;
  if (isOurs(ctx, mail.sender.address) || isOurs(ctx, event.envelopeFrom)) return false;
  const [blocked] = await tx
    .select({ reason: suppression.reason })
    .from(suppression)
    .where(eq(suppression.addressHash, suppressionKey(mail.sender.address)));
  return blocked === undefined;
}

/** At our receiving domain, or at the sending domain above it. */
function isOurs(ctx: Ctx, address: string): boolean {
  const domain = domainOf(address);
  const { mailDomain } = ctx.env;
  return domain === mailDomain || domain === mailDomain.slice(mailDomain.indexOf(".") + 1);
}

const onePerDay = { name: "answer_kind", burst: 1, perHour: 1 / 24 };
const perRefusal = { name: "answer_refused", burst: 3, perHour: 3 / 24 };
const perAddress = { name: "answer_address", burst: 5, perHour: 5 / 24 };

/** Queues one answer, unless this sender had one of the kind within a day. The counters rise with the outbox row. */
export async function answerAutomatically(
  tx: Tx,
  ctx: Ctx,
  received: ReceivedMail,
  place: Place,
  kind: AnswerKind | "files_refused",
): Promise<Traces> {
  const { mail } = received;
  const nothing: Traces = { audit: [], events: [] };
  if (mail.sender.is === "malformed" || !(await mayAnswer(tx, ctx, received))) return nothing;
  const { address } = mail.sender;
  const perKind = kind === "files_refused" ? perRefusal : onePerDay;
  const asked = `${kind} ${place.organisationId ?? ""} ${address}`;
  if ((await takeToken(tx, perKind, asked)) > 0) return nothing;
  if ((await takeToken(tx, perAddress, address)) > 0) return nothing;
  const organisation =
    place.organisationId === null ? undefined : await organisationById(tx, place.organisationId);
  const words = answers[kind](ctx, organisation, received);
  const laid = layoutMail({
    title: words.subject,
    preview: words.preview,
    blocks: words.blocks,
    footer: [["Ce message est automatique : il répond à un courriel que vous venez d’envoyer."]],
  });
  const queued = await queueMail(tx, ctx, {
    ...laid,
    organisationId: place.organisationId,
    service: "mail",
    targetId: null,
    class: "acknowledgement",
    template: `mail.${kind}@1`,
    senderName: organisation?.settings.senderName ?? "Guichet",
    subject: words.subject,
    idempotencyKey: `answer:${kind}:${mail.messageId}:${place.key}`,
    answers: { messageId: mail.messageId, references: mail.references },
    recipients: [{ address }],
  });
  return { audit: [], events: queued.events };
}

type Organisation = Awaited<ReturnType<typeof organisationById>>;
interface Words {
  subject: string;
  preview: string;
  blocks: Block[];
}

const paragraph = (...content: Extract<Block, { is: "paragraph" }>["content"]): Block => ({
  is: "paragraph",
  content,
});
const where = (ctx: Ctx, organisation: Organisation | undefined) =>
  organisation === undefined ? ctx.env.appOrigin : `${ctx.env.appOrigin}/mediation/${organisation.slug}`;

const answers: Record<
  AnswerKind | "files_refused",
  (ctx: Ctx, organisation: Organisation | undefined, received: ReceivedMail) => Words
> = {
  files_refused: (_ctx, _organisation, { mail }) => ({
    subject: "Certaines pièces jointes n’ont pas été gardées",
    preview: "Votre message est bien arrivé, sans ces fichiers.",
    blocks: [
      paragraph("Bonjour,"),
      paragraph("Votre message est bien arrivé. Ces fichiers n’ont pas été gardés\u00a0:"),
      {
        is: "list",
        items: mail.files
          .filter((file) => file.decision.startsWith("refused"))
          .slice(0, 20)
          .map((file) => [`${file.nameSafe} – ${attachmentDecisions[file.decision]}`]),
      },
      paragraph(
        "Vous pouvez les renvoyer en PDF ou en image, en répondant au dernier message de votre dossier.",
      ),
    ],
  }),
  noreply: (ctx, organisation) => ({
    subject: "Votre courriel n’a pas été transmis",
    preview: "Cette adresse ne reçoit pas de réponses.",
    blocks: [
      paragraph("Bonjour,"),
      paragraph("Vous avez écrit à une adresse qui ne reçoit pas de réponses. Personne ne lira ce courriel."),
      paragraph(
        "Pour écrire sur votre dossier, répondez au dernier message reçu de votre interlocuteur, ou passez par ",
        { link: "le site", href: where(ctx, organisation) },
        ".",
      ),
    ],
  }),
  intake_closed: (ctx, organisation) => ({
    subject: "Votre courriel n’a pas ouvert de dossier",
    preview: "Cette adresse de contact est fermée.",
    blocks: [
      paragraph("Bonjour,"),
      paragraph("Cette adresse de contact est fermée : votre courriel n’a pas ouvert de dossier."),
      paragraph(
        "Pour faire une demande, utilisez ",
        { link: "le formulaire en ligne", href: where(ctx, organisation) },
        ".",
      ),
    ],
  }),
  right_lost: (ctx) => ({
    subject: "Votre courriel n’a pas été enregistré",
    preview: "Vous n’avez plus accès au dossier visé.",
    blocks: [
      paragraph("Bonjour,"),
      paragraph("Vous n’avez plus accès au dossier auquel ce courriel répond : il n’y a pas été ajouté."),
      paragraph(
        "Adressez-vous au responsable du service, ou connectez-vous à ",
        {
          link: "votre espace",
          href: `${ctx.env.appOrigin}/espace`,
        },
        ".",
      ),
    ],
  }),
};
