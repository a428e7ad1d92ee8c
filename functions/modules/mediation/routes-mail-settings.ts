import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import { MailSettingsView, UpdateMailSettings } from "../../../shared/mail/mail-settings.ts";
import { AskPreview, MailPreview, MailPreviews, TrialSent } from "../../../shared/mediation/mail-previews.ts";
import { body, type HttpEnv, params, query, reply, route } from "../../platform/http.ts";
import { askConfirmation } from "./address-confirmation.ts";
import { listMailPreviews, previewMail, sendMailTrial } from "./mail-previews.ts";
import { changeMailSettings, readMailSettings } from "./mail-settings.ts";
import { agent } from "./who-asks.ts";

const tag = "Médiation, réglages";
const OfOrganisation = z.strictObject({ organisation: z.uuid("Identifiant illisible.") });

/** How mail works for an organisation, for its managers. */
export const mailSettingsRoutes = new Hono<HttpEnv>()
  .get(
    "/api/mediation/mail-settings",
    route({ summary: "Réglages des courriels", action: "mail.settings", tag, answers: MailSettingsView }),
    query(OfOrganisation),
    async (c) => reply(c, await readMailSettings(await agent(c), c.req.valid("query").organisation)),
  )
  .post(
    "/api/mediation/mail-settings",
    route({
      summary: "Changer les réglages des courriels",
      action: "mail.settings",
      tag,
      answers: MailSettingsView,
    }),
    query(OfOrganisation),
    body(UpdateMailSettings),
    async (c) =>
      reply(
        c,
        await changeMailSettings(await agent(c), {
          ...c.req.valid("json"),
          organisationId: c.req.valid("query").organisation,
        }),
      ),
  )
  .get(
    "/api/mediation/mail-previews",
    route({
      summary: "E-mails envoyés au nom de l’organisation",
      action: "mail.settings",
      tag,
      answers: MailPreviews,
    }),
    query(OfOrganisation),
    async (c) => reply(c, await listMailPreviews(await agent(c), c.req.valid("query").organisation)),
  )
  .post(
    "/api/mediation/mail-previews",
    route({ summary: "Aperçu d’un e-mail", action: "mail.settings", tag, answers: MailPreview }),
    query(OfOrganisation),
    body(AskPreview),
    async (c) =>
      reply(
        c,
        await previewMail(await agent(c), {
          ...c.req.valid("json"),
          organisationId: c.req.valid("query").organisation,
        }),
      ),
  )
  .post(
    "/api/mediation/mail-previews/trial",
    route({ summary: "S’envoyer l’essai d’un e-mail", action: "mail.settings", tag, answers: TrialSent }),
    query(OfOrganisation),
    body(AskPreview),
    async (c) =>
      reply(
        c,
        await sendMailTrial(await agent(c), {
          ...c.req.valid("json"),
          organisationId: c.req.valid("query").organisation,
        }),
      ),
  )
  .post(
    "/api/mediation/cases/:id/participants/:participantId/confirmation",
    route({
      summary: "Demander à un participant de confirmer son adresse",
      action: "case.write",
      tag,
      answers: z.object({ sentTo: z.string() }),
    }),
    params(z.object({ id: z.uuid(), participantId: z.uuid() })),
    body(z.strictObject({})),
    async (c) => {
      const { id, participantId } = c.req.valid("param");
      return reply(c, await askConfirmation(await agent(c), { caseId: id, participantId }));
    },
  );
