import { and, eq, type SQL, sql } from "drizzle-orm";
import type { ListMembers, MemberPage } from "../../../shared/access/members.ts";
import { allowedActions, grantableRoles, may } from "../../../shared/access/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries } from "../../platform/db.ts";
import { done, notFound, type Result, refused } from "../../platform/refusal.ts";
import { accessActor, asUser } from "./access-actor.ts";
import { invitationsOf } from "./invitation-view.ts";
import { peopleByName } from "./lists-by-name.ts";
import { memberViews } from "./member-view.ts";
import type { LoadMemberWork } from "./member-work.ts";
import { membership, organisation, userAccount } from "./tables.ts";

const pageSize = 50;

/**
 * One page of an organisation's members by name, with what whoever manages them should know before acting: when they
 * were last seen, what is in their hands, which role nobody else has; and the invitations that wait.
 */
export const listMembers = async (
  ctx: Ctx,
  organisationId: string,
  asked: ListMembers,
  load: LoadMemberWork,
): Promise<Result<MemberPage>> => {
  asUser(ctx);
  const actor = accessActor(ctx.actor);
  const verdict = may(actor, "member.list", { organisationId });
  if (verdict !== true) return refused(verdict);
  const [found] = await ctx.db.select().from(organisation).where(eq(organisation.id, organisationId));
  if (!found) return refused(notFound);

  const rows = await ctx.db
    .select()
    .from(userAccount)
    .where(
      and(
        asked.state === "former" ? former(organisationId) : liveHere(organisationId, asked),
        peopleByName.like(asked.search),
        unseenFor(ctx, organisationId, asked.unseenDays),
        peopleByName.after(asked.after),
      ),
    )
    .orderBy(...peopleByName.order)
    .limit(pageSize + 1);
  const { page, next } = peopleByName.page(rows, pageSize);
  const invitations = await invitationsOf(ctx.db, ctx, actor, organisationId);
  return done({
    members: await memberViews(ctx.db, actor, found, page, load),
    next,
    counts: { ...(await countMembers(ctx.db, organisationId)), invitations: invitations.length },
    invitations,
    grantable: grantableRoles(actor, organisationId, found.services),
    allowed: allowedActions(actor, ["member.list", "member.invite"], { organisationId }),
  });
};

const hereOf = (organisationId: string) =>
  sql`${membership.userId} = ${userAccount.id} and ${membership.organisationId} = ${organisationId}`;

const liveHere = (organisationId: string, { service, role }: ListMembers): SQL =>
  sql`exists (select from ${membership} where ${hereOf(organisationId)} and ${membership.endedAt} is null
    ${service === undefined ? sql`` : sql`and ${membership.service} = ${service}`}
    ${role === undefined ? sql`` : sql`and ${membership.roles} @> array[${role}]::text[]`})`;

const former = (organisationId: string): SQL =>
  sql`exists (select from ${membership} where ${hereOf(organisationId)})
    and not exists (select from ${membership} where ${hereOf(organisationId)} and ${membership.endedAt} is null)`;

const unseenFor = (ctx: Ctx, organisationId: string, days: number | undefined): SQL | undefined => {
  if (days === undefined) return undefined;
  const since = new Date(ctx.now().getTime() - days * 86_400_000).toISOString();
  return sql`exists (select from guichet.member_facts(${organisationId}) as facts
    where facts.user_id = ${userAccount.id} and coalesce(facts.last_seen_at, ${userAccount.createdAt}) < ${since}::timestamptz)`;
};

const countMembers = async (
  on: Queries,
  organisationId: string,
): Promise<{ current: number; former: number }> => {
  const [row] = await on.execute<{ current: number; former: number }>(
    sql`select count(*) filter (where live)::int as current, count(*) filter (where not live)::int as former
      from (select bool_or(ended_at is null) as live from membership
        where organisation_id = ${organisationId} group by user_id) people`,
  );
  return row ?? { current: 0, former: 0 };
};
