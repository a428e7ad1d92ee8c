import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import { Invited } from "../../../shared/access/members.ts";
import {
  Administrators,
  ChangeOrganisation,
  CreateOrganisation,
  ListAccounts,
  ListOrganisations,
  PlatformAccount,
  PlatformAccountPage,
  PlatformOrganisation,
  PlatformOrganisationPage,
} from "../../../shared/access/platform.ts";
import { AskByEmail } from "../../../shared/access/schema.ts";
import { enter } from "../../platform/enter.ts";
import { body, type HttpEnv, params, query, reply, route } from "../../platform/http.ts";
import { done } from "../../platform/refusal.ts";
import { cancelInvitation } from "./invitation-settle.ts";
import type { LoadMemberWork } from "./member-work.ts";
import {
  disableAccount,
  enableAccount,
  endAccountSessions,
  resetAccountSecondFactor,
} from "./platform-account-change.ts";
import { listAccounts } from "./platform-accounts.ts";
import { inviteAdministrator, listAdministrators, removeAdministrator } from "./platform-administrators.ts";
import { changeServices, closeOrganisation, reopenOrganisation } from "./platform-organisation-change.ts";
import { createOrganisation, inviteOrganisationAdministrator } from "./platform-organisation-create.ts";
import { listOrganisations } from "./platform-organisations.ts";

const tag = "Plateforme";
const Nothing = z.strictObject({});
const Id = z.object({ id: z.uuid() });
const OneUser = z.object({ userId: z.uuid() });

const read = <S extends z.ZodMiniType>(summary: string, answers: S) =>
  route({ summary, action: "platform.read", tag, answers });
const change = <S extends z.ZodMiniType>(summary: string, answers: S) =>
  route({ summary, action: "platform.change", tag, answers });

/** Organisations, accounts and administrators, for the platform: never a case, a letter or a text of a citizen. */
export const platformRoutes = (load: LoadMemberWork) =>
  new Hono<HttpEnv>()
    .get(
      "/api/platform/organisations",
      read("Toutes les organisations", PlatformOrganisationPage),
      query(ListOrganisations),
      async (c) => reply(c, await listOrganisations(await enter(c.env.ctx), c.req.valid("query"))),
    )
    .post(
      "/api/platform/organisations",
      change("Créer une organisation et inviter son administrateur", PlatformOrganisation),
      body(CreateOrganisation),
      async (c) => reply(c, await createOrganisation(await enter(c.env.ctx), c.req.valid("json"), load)),
    )
    .post(
      "/api/platform/organisations/:id",
      change("Changer le nom, le type et les services d’une organisation", PlatformOrganisation),
      params(Id),
      body(ChangeOrganisation),
      async (c) => {
        const input = { ...c.req.valid("json"), organisationId: c.req.valid("param").id };
        return reply(c, await changeServices(await enter(c.env.ctx), input, load));
      },
    )
    .post(
      "/api/platform/organisations/:id/close",
      change("Fermer une organisation", PlatformOrganisation),
      params(Id),
      body(Nothing),
      async (c) => reply(c, await closeOrganisation(await enter(c.env.ctx), c.req.valid("param").id)),
    )
    .post(
      "/api/platform/organisations/:id/reopen",
      change("Rouvrir une organisation", PlatformOrganisation),
      params(Id),
      body(Nothing),
      async (c) => reply(c, await reopenOrganisation(await enter(c.env.ctx), c.req.valid("param").id)),
    )
    .post(
      "/api/platform/organisations/:id/administrators",
      change("Inviter un administrateur dans une organisation", Invited),
      params(Id),
      body(AskByEmail),
      async (c) => {
        const input = { ...c.req.valid("json"), organisationId: c.req.valid("param").id };
        return reply(c, await inviteOrganisationAdministrator(await enter(c.env.ctx), input));
      },
    )
    .get(
      "/api/platform/administrators",
      read("Administrateurs de la plateforme", Administrators),
      async (c) => reply(c, await listAdministrators(await enter(c.env.ctx))),
    )
    .post(
      "/api/platform/administrators",
      change("Inviter un administrateur de la plateforme", Invited),
      body(AskByEmail),
      async (c) => reply(c, await inviteAdministrator(await enter(c.env.ctx), c.req.valid("json"))),
    )
    .post(
      "/api/platform/administrators/:userId/remove",
      change("Retirer un administrateur de la plateforme", Nothing),
      params(OneUser),
      body(Nothing),
      async (c) => reply(c, await removeAdministrator(await enter(c.env.ctx), c.req.valid("param").userId)),
    )
    .post(
      "/api/platform/administrators/invitations/:id/cancel",
      change("Annuler l’invitation d’un administrateur", Nothing),
      params(Id),
      body(Nothing),
      async (c) => {
        const cancelled = await cancelInvitation(await enter(c.env.ctx), c.req.valid("param").id);
        return reply(c, cancelled.ok ? done({}) : cancelled);
      },
    )
    .get(
      "/api/platform/accounts",
      read("Tous les comptes", PlatformAccountPage),
      query(ListAccounts),
      async (c) => reply(c, await listAccounts(await enter(c.env.ctx), c.req.valid("query"))),
    )
    .post(
      "/api/platform/accounts/:id/disable",
      change("Désactiver un compte", PlatformAccount),
      params(Id),
      body(Nothing),
      async (c) => reply(c, await disableAccount(await enter(c.env.ctx), c.req.valid("param").id)),
    )
    .post(
      "/api/platform/accounts/:id/enable",
      change("Réactiver un compte", PlatformAccount),
      params(Id),
      body(Nothing),
      async (c) => reply(c, await enableAccount(await enter(c.env.ctx), c.req.valid("param").id)),
    )
    .post(
      "/api/platform/accounts/:id/end-sessions",
      change("Fermer les sessions d’un compte", PlatformAccount),
      params(Id),
      body(Nothing),
      async (c) => reply(c, await endAccountSessions(await enter(c.env.ctx), c.req.valid("param").id)),
    )
    .post(
      "/api/platform/accounts/:id/reset-second-factor",
      change("Retirer la vérification en deux étapes d’un compte", PlatformAccount),
      params(Id),
      body(Nothing),
      async (c) => reply(c, await resetAccountSecondFactor(await enter(c.env.ctx), c.req.valid("param").id)),
    );
