import type { Context } from "hono";
import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import {
  AskEmailChange,
  ChangeContact,
  ObjectToFiling,
  WithdrawByPage,
} from "../../../shared/mediation/follow-up.ts";
import {
  AskNewLink,
  CheckCode,
  FileLink,
  FollowUpAnswer,
  FollowUpView,
  LinkView,
  OpenByAccessCode,
  OpenLink,
  UploadResult,
  UploadTicket,
} from "../../../shared/mediation/schema.ts";
import { giveCookie, takeCookie } from "../../platform/cookies.ts";
import { body, type HttpEnv, params, problem, reply, route } from "../../platform/http.ts";
import { hashSecret } from "../../platform/ids.ts";
import { done, type Result } from "../../platform/refusal.ts";
import { checkCode, closeLink, type OpenedLink, openLink } from "../access/index.ts";
import { confirmAddress } from "./address-confirmation.ts";
import { checkLinkUpload, requestLinkUpload } from "./agent-uploads.ts";
import { answerByPage } from "./answer-by-page.ts";
import { askOwnEmail, changeOwnContact, confirmNewEmail } from "./change-own-contact.ts";
import { linkToFile } from "./file-link.ts";
import { askNewLink, openByAccessCode, sendCode } from "./follow-up-access.ts";
import { followUpView, linkView } from "./follow-up-view.ts";
import { objectToFiling } from "./object-to-filing.ts";
import { pdfAnswer } from "./pdf-answer.ts";
import { holder } from "./who-asks.ts";
import { withdrawByPage } from "./withdraw-by-page.ts";

const tag = "Suivi";
const Id = z.object({ id: z.uuid() });
const Nothing = z.strictObject({});
const SentFile = z.strictObject({
  name: z.string().check(z.minLength(1), z.maxLength(200)),
  size: z.number().check(z.int(), z.nonnegative()),
});
const Confirmed = z.object({ confirmed: z.literal(true) });
const SentCode = z.object({ sentTo: z.string(), retryAfterSeconds: z.number() });

/** Gives the browser the session just opened and answers what it may see. */
const opened = async (c: Context<HttpEnv>, result: Result<OpenedLink>): Promise<Result<LinkView>> => {
  if (!result.ok) return result;
  const { secret, seconds } = result.value;
  giveCookie(c, c.env.ctx.env, "guichet-link", secret, seconds);
  const { ctx } = c.env;
  return linkView({ ...ctx, credentials: { ...ctx.credentials, linkHash: hashSecret(secret) } });
};

/** What the holder of a case's secret link may do; content needs the code first. */
export const followUpRoutes = new Hono<HttpEnv>()
  .post(
    "/api/public/suivi/open",
    route({ summary: "Ouvrir une page de suivi par son lien", action: "public", tag, answers: LinkView }),
    body(OpenLink),
    async (c) => reply(c, await opened(c, await openLink(c.env.ctx, c.req.valid("json").token))),
  )
  .post(
    "/api/public/suivi/confirm-address",
    route({ summary: "Confirmer son adresse e-mail", action: "public", tag, answers: Confirmed }),
    body(OpenLink),
    async (c) => reply(c, await confirmAddress(c.env.ctx, c.req.valid("json").token)),
  )
  .post(
    "/api/public/suivi/open-by-code",
    route({
      summary: "Ouvrir une page de suivi par numéro et code d’accès",
      action: "public",
      tag,
      answers: LinkView,
    }),
    body(OpenByAccessCode),
    async (c) => reply(c, await opened(c, await openByAccessCode(c.env.ctx, c.req.valid("json")))),
  )
  .post(
    "/api/public/suivi/new-link",
    route({
      summary: "Recevoir à nouveau son lien",
      action: "public",
      tag,
      answers: Nothing,
      limit: "mail-asking",
    }),
    body(AskNewLink),
    async (c) => reply(c, await askNewLink(c.env.ctx, c.req.valid("json"))),
  )
  .get(
    "/api/public/suivi",
    route({ summary: "Ce que le lien seul montre", action: "link", tag, answers: LinkView }),
    async (c) => reply(c, await linkView(c.env.ctx)),
  )
  .post(
    "/api/public/suivi/code",
    route({
      summary: "Recevoir un code par e-mail",
      action: "link",
      tag,
      answers: SentCode,
      limit: "mail-asking",
    }),
    body(Nothing),
    async (c) => reply(c, await sendCode(await holder(c))),
  )
  .post(
    "/api/public/suivi/code/check",
    route({ summary: "Donner le code reçu", action: "link", tag, answers: LinkView }),
    body(CheckCode),
    async (c) => {
      const checked = await checkCode(await holder(c), c.req.valid("json").code);
      return reply(c, checked.ok ? await linkView(c.env.ctx) : checked);
    },
  )
  .get(
    "/api/public/suivi/case",
    route({ summary: "La page de suivi", action: "follow_up.read", tag, answers: FollowUpView }),
    async (c) => reply(c, await followUpView(c.env.ctx)),
  )
  .post(
    "/api/public/suivi/uploads",
    route({
      summary: "Préparer l’envoi d’un document",
      action: "follow_up.answer",
      tag,
      answers: UploadTicket,
      limit: "upload",
    }),
    body(SentFile),
    async (c) => reply(c, await requestLinkUpload(await holder(c), c.req.valid("json"))),
  )
  .post(
    "/api/public/suivi/uploads/:id/check",
    route({
      summary: "Vérifier un document envoyé",
      action: "follow_up.answer",
      tag,
      answers: UploadResult,
      limit: "upload",
    }),
    params(Id),
    body(Nothing),
    async (c) => reply(c, await checkLinkUpload(await holder(c), c.req.valid("param").id)),
  )
  .post(
    "/api/public/suivi/messages",
    route({ summary: "Répondre à la médiation", action: "follow_up.answer", tag, answers: FollowUpView }),
    body(FollowUpAnswer),
    async (c) => reply(c, await answerByPage(await holder(c), c.req.valid("json"))),
  )
  .post(
    "/api/public/suivi/withdrawal",
    route({ summary: "Retirer sa demande", action: "follow_up.withdraw", tag, answers: FollowUpView }),
    body(WithdrawByPage),
    async (c) => reply(c, await withdrawByPage(await holder(c), c.req.valid("json"))),
  )
  .post(
    "/api/public/suivi/contact",
    route({
      summary: "Corriger son téléphone et son adresse",
      action: "follow_up.contact",
      tag,
      answers: FollowUpView,
    }),
    body(ChangeContact),
    async (c) => reply(c, await changeOwnContact(await holder(c), c.req.valid("json"))),
  )
  .post(
    "/api/public/suivi/email",
    route({
      summary: "Demander à être écrit à une autre adresse",
      action: "follow_up.contact",
      tag,
      answers: FollowUpView,
      limit: "mail-asking",
    }),
    body(AskEmailChange),
    async (c) => reply(c, await askOwnEmail(await holder(c), c.req.valid("json"))),
  )
  .post(
    "/api/public/suivi/confirm-email",
    route({ summary: "Confirmer sa nouvelle adresse", action: "public", tag, answers: Confirmed }),
    body(OpenLink),
    async (c) => reply(c, await confirmNewEmail(c.env.ctx, c.req.valid("json").token)),
  )
  .post(
    "/api/public/suivi/objection",
    route({
      summary: "Dire qu’on n’a pas demandé cette médiation",
      action: "public",
      tag,
      answers: z.object({ noted: z.literal(true) }),
    }),
    body(ObjectToFiling),
    async (c) => reply(c, await objectToFiling(c.env.ctx, c.req.valid("json"))),
  )
  .get(
    "/api/public/suivi/receipt.pdf",
    route({ summary: "Récépissé (PDF)", action: "follow_up.read", tag, answers: z.string() }),
    async (c) => {
      const { receiptByPage } = await import("./receipt-pdf.ts");
      const made = await receiptByPage(await holder(c));
      return made.ok ? pdfAnswer(c, made.value) : problem(c, made.refusal);
    },
  )
  .post(
    "/api/public/suivi/files/:id/link",
    route({ summary: "Lien vers un document", action: "follow_up.read", tag, answers: FileLink }),
    params(Id),
    body(Nothing),
    async (c) => reply(c, await linkToFile(await holder(c), c.req.valid("param").id)),
  )
  .post(
    "/api/public/suivi/close-page",
    route({ summary: "Fermer la page", action: "public", tag, answers: Nothing }),
    body(Nothing),
    async (c) => {
      const closed = await closeLink(await holder(c));
      takeCookie(c, c.env.ctx.env, "guichet-link");
      return reply(c, closed.ok ? done({}) : closed);
    },
  );
