import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import {
  OrganisationView,
  UpdateMediationTexts,
  UpdateOrganisation,
  UploadLogo,
} from "../../../shared/access/organisation.ts";
import { enter } from "../../platform/enter.ts";
import { body, type HttpEnv, params, reply, route } from "../../platform/http.ts";
import { removeLogo, setLogo } from "./organisation-logo.ts";
import { updateMediationTexts } from "./organisation-mediation-texts.ts";
import { updateOrganisation } from "./organisation-settings.ts";
import { readOrganisation } from "./organisation-view.ts";

const tag = "Organisation";
const Nothing = z.strictObject({});
const Id = z.object({ id: z.uuid() });
const answers = OrganisationView;

/** What an organisation says of itself and asks of its members. */
export const organisationRoutes = new Hono<HttpEnv>()
  .get(
    "/api/access/organisations/:id",
    route({ summary: "Une organisation et ses réglages", action: "organisation.read", tag, answers }),
    params(Id),
    async (c) => reply(c, await readOrganisation(await enter(c.env.ctx), c.req.valid("param").id)),
  )
  .post(
    "/api/access/organisations/:id/settings",
    route({ summary: "Changer les réglages", action: "organisation.change", tag, answers }),
    params(Id),
    body(UpdateOrganisation),
    async (c) => {
      const input = { ...c.req.valid("json"), organisationId: c.req.valid("param").id };
      return reply(c, await updateOrganisation(await enter(c.env.ctx), input));
    },
  )
  .post(
    "/api/access/organisations/:id/texts/mediation",
    route({
      summary: "Changer les textes publics de la médiation",
      action: "organisation.texts",
      tag,
      answers,
    }),
    params(Id),
    body(UpdateMediationTexts),
    async (c) => {
      const input = { ...c.req.valid("json"), organisationId: c.req.valid("param").id };
      return reply(c, await updateMediationTexts(await enter(c.env.ctx), input));
    },
  )
  .post(
    "/api/access/organisations/:id/logo",
    route({ summary: "Choisir le logo", action: "organisation.change", tag, answers }),
    params(Id),
    body(UploadLogo),
    async (c) => {
      const input = { ...c.req.valid("json"), organisationId: c.req.valid("param").id };
      return reply(c, await setLogo(await enter(c.env.ctx), input));
    },
  )
  .post(
    "/api/access/organisations/:id/logo/remove",
    route({ summary: "Retirer le logo", action: "organisation.change", tag, answers }),
    params(Id),
    body(Nothing),
    async (c) => reply(c, await removeLogo(await enter(c.env.ctx), c.req.valid("param").id)),
  );
