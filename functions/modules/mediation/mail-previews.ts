import type { MailPreview, MailPreviews, TrialSent } from "../../../shared/mediation/mail-previews.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Queries, together } from "../../platform/db.ts";
import type { Env } from "../../platform/env.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { takeToken, tooMany } from "../../platform/rate-limit.ts";
import { done, notFound, type Result, refuse, refused, signedOut } from "../../platform/refusal.ts";
import { memberNow, organisationById } from "../access/index.ts";
import { frameLink, type Mailbox, mailSettingsOf, queueMail } from "../mail/index.ts";
import { asUser, caseActor, service } from "./case-access.ts";
import { mailCatalogue } from "./mail-catalogue.ts";
import type { MailTemplate } from "./mail-template.ts";

const verdictOf = (ctx: Ctx, organisationId: string) =>
  ctx.actor.kind === "user" ? may(caseActor(ctx.actor, organisationId), "mail.settings") : signedOut;

/** Every mail sent in the organisation's name: who receives it and when. For its managers. */
export const listMailPreviews = async (ctx: Ctx, organisationId: string): Promise<Result<MailPreviews>> => {
  const verdict = verdictOf(ctx, organisationId);
  if (verdict !== true) return refused(verdict);
  return done({
    mails: mailCatalogue.map(({ code, name, to, when, limit }) => ({
      code,
      name,
      to,
      when,
      limit: limit ?? null,
    })),
  });
};

/** One of them with invented people and the organisation's own face. */
export const previewMail = async (
  ctx: Ctx,
  { organisationId, template }: { organisationId: string; template: string },
): Promise<Result<MailPreview>> => {
  const verdict = verdictOf(ctx, organisationId);
  if (verdict !== true) return refused(verdict);
  const mail = mailCatalogue.find(({ code }) => code === template);
  if (!mail) return refused(notFound);
  const { senderName, subject, text } = await sampleOf(ctx.db, ctx.env, organisationId, mail);
  const frame = frameLink(ctx, previews, `${organisationId} ${template}`);
  return frame.ok ? done({ senderName, subject, text, url: frame.value.url }) : frame;
};

const trials = { name: "mail_trial", burst: 10, perHour: 10 };

/** Sends one to whoever asks, at the address of their account and nowhere else; ten an hour. */
export const sendMailTrial = (
  ctx: Ctx,
  { organisationId, template }: { organisationId: string; template: string },
): Promise<Result<TrialSent>> =>
  mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const permission = permit(verdictOf(ctx, organisationId));
    const mail = mailCatalogue.find(({ code }) => code === template) ?? refuse(notFound);
    const wait = await takeToken(tx, trials, userId);
    if (wait > 0) refuse(tooMany(wait, (time) => `Assez d’essais pour l’instant. Réessayez dans ${time}.`));
    const [sample, asker] = await together([
      sampleOf(tx, ctx.env, organisationId, mail),
      memberNow(tx, organisationId, service, userId),
    ]);
    if (!asker) return refuse(notFound);
    const queued = await queueMail(tx, ctx, {
      ...sample,
      organisationId,
      service,
      targetId: null,
      class: "notice",
      template: "mediation.trial@1",
      subject: `[Essai] ${sample.subject}`.slice(0, 255),
      idempotencyKey: `mediation.trial:${ctx.newId()}`,
      recipients: [{ address: asker.email, name: asker.name }],
    });
    return {
      result: { to: asker.email },
      permission,
      audit: {
        action: "mail.trial",
        organisationId,
        target: { kind: "organisation", id: organisationId },
        after: { template: mail.name },
      },
      events: queued.events,
    };
  });

const sampleOf = async (
  on: Queries,
  env: Pick<Env, "appOrigin">,
  organisationId: string,
  mail: MailTemplate,
) => {
  const [organisation, own] = await together([
    organisationById(on, organisationId),
    mailSettingsOf(on, organisationId, service),
  ]);
  return mail.sample(env, organisation, own);
};

const previews = "mediation-previews";

/**
 * The pages of previews, for the frame on the files origin. Invented people, and of the organisation what it tells
 * the public; its own words come only with the right to read its settings, which row-level security looks at.
 */
export const mailPreviews = (env: Pick<Env, "appOrigin">): Pick<Mailbox, "service" | "displayed"> => ({
  service: previews,
  displayed: async (db, id) => {
    const [organisationId = "", template] = id.split(" ");
    const mail = mailCatalogue.find(({ code }) => code === template);
    if (!mail) return undefined;
    const { html } = await sampleOf(db, env, organisationId, mail);
    return { title: mail.name, html, images: [], page: { images: env.appOrigin } };
  },
});
