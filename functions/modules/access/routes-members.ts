import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import {
  ChangeRoles,
  CorrectInvitation,
  InvitationView,
  Invite,
  Invited,
  ListMembers,
  Member,
  MemberPage,
} from "../../../shared/access/members.ts";
import { AcceptInvitation, Me, SignedIn, WithToken } from "../../../shared/access/schema.ts";
import { giveCookie } from "../../platform/cookies.ts";
import { enter } from "../../platform/enter.ts";
import { body, type HttpEnv, params, query, reply, route } from "../../platform/http.ts";
import { done } from "../../platform/refusal.ts";
import { acceptInvitation, joinByInvitation } from "./invitation-accept.ts";
import { cancelInvitation, correctInvitation, resendInvitation } from "./invitation-settle.ts";
import { inviteMember } from "./invite-member.ts";
import { changeRoles } from "./member-change-roles.ts";
import { listMembers } from "./member-list.ts";
import { leaveOrganisation, removeMember } from "./member-remove.ts";
import { resetMemberSecondFactor } from "./member-reset-second-factor.ts";
import type { LoadMemberWork } from "./member-work.ts";
import { sessionSeconds } from "./session-open.ts";

const tag = "Membres et invitations";
const Nothing = z.strictObject({});
const Id = z.object({ id: z.uuid() });
const OneMember = z.object({ id: z.uuid(), userId: z.uuid() });

/** Who belongs to an organisation, and as what. `load` gives the services whose work follows their members. */
export const memberRoutes = (load: LoadMemberWork) =>
  new Hono<HttpEnv>()
    .post(
      "/api/access/invitations/accept",
      route({
        summary: "Accepter une invitation et créer son compte",
        action: "public",
        tag,
        answers: SignedIn,
      }),
      body(AcceptInvitation),
      async (c) => {
        const { ctx } = c.env;
        const opened = await acceptInvitation(ctx, c.req.valid("json"));
        if (opened.ok) giveCookie(c, ctx.env, "guichet", opened.value.secret, sessionSeconds);
        return reply(c, opened.ok ? done(opened.value.signedIn) : opened);
      },
    )
    .post(
      "/api/access/invitations/join",
      route({ summary: "Accepter une invitation avec son compte", action: "self.write", tag, answers: Me }),
      body(WithToken),
      async (c) => reply(c, await joinByInvitation(await enter(c.env.ctx), c.req.valid("json").token)),
    )
    .post(
      "/api/access/invitations/:id/resend",
      route({ summary: "Renvoyer une invitation", action: "member.invite", tag, answers: InvitationView }),
      params(Id),
      body(Nothing),
      async (c) => reply(c, await resendInvitation(await enter(c.env.ctx), c.req.valid("param").id)),
    )
    .post(
      "/api/access/invitations/:id/cancel",
      route({ summary: "Annuler une invitation", action: "member.invite", tag, answers: InvitationView }),
      params(Id),
      body(Nothing),
      async (c) => reply(c, await cancelInvitation(await enter(c.env.ctx), c.req.valid("param").id)),
    )
    .post(
      "/api/access/invitations/:id/correct",
      route({
        summary: "Corriger l’adresse d’une invitation",
        action: "member.invite",
        tag,
        answers: InvitationView,
      }),
      params(Id),
      body(CorrectInvitation),
      async (c) =>
        reply(
          c,
          await correctInvitation(await enter(c.env.ctx), {
            invitationId: c.req.valid("param").id,
            email: c.req.valid("json").email,
          }),
        ),
    )
    .get(
      "/api/access/organisations/:id/members",
      route({ summary: "Membres et invitations", action: "member.list", tag, answers: MemberPage }),
      params(Id),
      query(ListMembers),
      async (c) =>
        reply(
          c,
          await listMembers(await enter(c.env.ctx), c.req.valid("param").id, c.req.valid("query"), load),
        ),
    )
    .post(
      "/api/access/organisations/:id/invitations",
      route({ summary: "Inviter une personne", action: "member.invite", tag, answers: Invited }),
      params(Id),
      body(Invite),
      async (c) =>
        reply(
          c,
          await inviteMember(await enter(c.env.ctx), {
            ...c.req.valid("json"),
            organisationId: c.req.valid("param").id,
          }),
        ),
    )
    .post(
      "/api/access/organisations/:id/members/:userId/roles",
      route({ summary: "Changer les rôles d’un membre", action: "member.change", tag, answers: Member }),
      params(OneMember),
      body(ChangeRoles),
      async (c) => {
        const { id, userId } = c.req.valid("param");
        const input = { ...c.req.valid("json"), organisationId: id, userId };
        return reply(c, await changeRoles(await enter(c.env.ctx), input, load));
      },
    )
    .post(
      "/api/access/organisations/:id/members/:userId/remove",
      route({ summary: "Retirer un membre", action: "member.remove", tag, answers: Nothing }),
      params(OneMember),
      body(Nothing),
      async (c) => {
        const { id, userId } = c.req.valid("param");
        return reply(c, await removeMember(await enter(c.env.ctx), { organisationId: id, userId }, load));
      },
    )
    .post(
      "/api/access/organisations/:id/members/:userId/reset-second-factor",
      route({
        summary: "Retirer la vérification en deux étapes d’un membre qui l’a perdue",
        action: "member.reset_second_factor",
        tag,
        answers: Member,
      }),
      params(OneMember),
      body(Nothing),
      async (c) => {
        const { id, userId } = c.req.valid("param");
        const asked = { organisationId: id, userId };
        return reply(c, await resetMemberSecondFactor(await enter(c.env.ctx), asked, load));
      },
    )
    .post(
      "/api/access/organisations/:id/leave",
      route({ summary: "Quitter une organisation", action: "organisation.leave", tag, answers: Nothing }),
      params(Id),
      body(Nothing),
      async (c) => reply(c, await leaveOrganisation(await enter(c.env.ctx), c.req.valid("param").id, load)),
    );
