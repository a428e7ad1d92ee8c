import type { CreateOrganisation, PlatformOrganisation } from "../../../shared/access/platform.ts";
import { may } from "../../../shared/access/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { invalid, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { invite } from "./invite-member.ts";
import type { LoadMemberWork } from "./member-work.ts";
import { lockAdministrators, lockOrganisation } from "./membership-lock.ts";
import { pagesOf } from "./organisation-change.ts";
import { beginServices, knownServices } from "./platform-organisation-change.ts";
import { platformView } from "./platform-organisations.ts";
import { organisation } from "./tables.ts";

/** A first administrator, who invites the others. */
const administrator = [{ service: "administration", roles: ["admin"] }];

/**
 * Creates an organisation with its first services and invites its first administrator. It says nothing of itself yet:
 * its public pages appear once its texts are written. Refuses a public address that is taken.
 */
export const createOrganisation = (
  ctx: Ctx,
  input: CreateOrganisation,
  load: LoadMemberWork,
): Promise<Result<PlatformOrganisation>> =>
  mutate(ctx, async (tx) => {
    const { actor } = await lockAdministrators(tx, ctx);
    const permission = permit(may(actor, "platform.change"));
    const { name, slug, kind } = input;
    const services = knownServices(input.services);
    const id = ctx.newId();
    const short = name.slice(0, 60);
    const created = await tx
      .insert(organisation)
      .values({
        id,
        slug,
        name,
        kind,
        services,
        settings: { senderName: short, shortName: short, address: [] },
        createdAt: ctx.now(),
      })
      .onConflictDoNothing()
      .returning({ id: organisation.id });
    if (created.length === 0) refuse(slugTaken);
    await beginServices(tx, ctx, load, { id, slug }, services);
    const locked = await lockOrganisation(tx, ctx, id);
    const invited = await invite(tx, ctx, {
      organisation: locked.organisation,
      actor: locked.actor,
      email: input.administratorEmail,
      roles: administrator,
    });
    return {
      result: await platformView(tx, id),
      permission,
      audit: [
        {
          action: "organisation.create",
          organisationId: id,
          target: { kind: "organisation", id },
          after: { name, slug, kind, services },
        },
        invited.audit,
      ].flat(),
      events: [pagesOf(id), ...invited.events],
    };
  });

/** Invites one more administrator into an organisation; a member of it gets the role beside those they hold. */
export const inviteOrganisationAdministrator = (
  ctx: Ctx,
  input: { organisationId: string; email: string },
): Promise<Result<{ state: "sent" | "joined" }>> =>
  mutate(ctx, async (tx) => {
    const { organisation: found, actor } = await lockOrganisation(tx, ctx, input.organisationId);
    permit(may(actor, "platform.change"));
    return invite(tx, ctx, {
      organisation: found,
      actor,
      email: input.email,
      roles: administrator,
      addsToMembers: true,
    });
  });

const slugTaken: Refusal = {
  ...invalid([{ path: "slug", message: "Cette adresse est déjà prise." }]),
  reason: "slug_taken",
};
