import { eq, sql } from "drizzle-orm";
import type { CaseAfter, InviteWatcher, Watch } from "../../../shared/mediation/hands.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import type { Change, Permission } from "../../platform/mutate.ts";
import type { Result } from "../../platform/refusal.ts";
import { asUser, type CaseRow, caseForUpdate, permitOn } from "./case-access.ts";
import { colleague, readingRoles } from "./case-hands.ts";
import { onCase } from "./change-case.ts";
import { cases } from "./tables.ts";
import { tell } from "./tell.ts";

/** Follows a case, or no longer: whoever reads it may. It is nobody else's business, so no version is asked. */
export const watchCase = (ctx: Ctx, asked: Watch & { caseId: string }): Promise<Result<CaseAfter>> =>
  onCase(ctx, asked.caseId, (tx) => watching(tx, ctx, asked));

/** The same in a transaction of its caller's. */
export const watching = async (
  tx: Tx,
  ctx: Ctx,
  { caseId, events }: Watch & { caseId: string },
): Promise<Change<null>> => {
  const { userId } = asUser(ctx);
  const found = await caseForUpdate(tx, caseId);
  return follow(tx, found, "case.watch", permitOn(ctx, "case.watch", found), userId, events);
};

/** Has a colleague follow a case, or no longer. On a restricted one, following is what lets them read it. */
export const inviteWatcher = (
  ctx: Ctx,
  asked: InviteWatcher & { caseId: string },
): Promise<Result<CaseAfter>> => onCase(ctx, asked.caseId, (tx) => inviting(tx, ctx, asked));

const inviting = async (
  tx: Tx,
  ctx: Ctx,
  { caseId, userId, events }: InviteWatcher & { caseId: string },
): Promise<Change<null>> => {
  asUser(ctx);
  const found = await caseForUpdate(tx, caseId);
  const permission = permitOn(ctx, "case.invite_watcher", found);
  if (events) {
    await colleague(tx, found.organisationId, userId, readingRoles);
    if (!found.watchers[userId]) {
      const { organisationId } = found;
      await tell(tx, ctx, { organisationId, userIds: [userId], caseId, kind: "watcher_invited" });
    }
  }
  return follow(tx, found, "case.invite_watcher", permission, userId, events);
};

const follow = async (
  tx: Tx,
  found: CaseRow,
  action: string,
  permission: Permission,
  userId: string,
  events: Watch["events"],
): Promise<Change<null>> => {
  const before = found.watchers[userId] ?? null;
  if (before === events) return { result: null, permission, audit: [], events: [] };
  const watchers = events
    ? sql`${cases.watchers} || ${JSON.stringify({ [userId]: events })}::jsonb`
    : sql`${cases.watchers} - ${userId}::text`;
  await tx.update(cases).set({ watchers }).where(eq(cases.id, found.id));
  const whose = action === "case.watch" ? {} : { watcherId: userId };
  return {
    result: null,
    permission,
    audit: {
      action,
      organisationId: found.organisationId,
      target: { kind: "case", id: found.id },
      before: { watches: before },
      after: { ...whose, watches: events },
    },
    events: [],
  };
};
