import { and, eq, isNull, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { type Tx, together } from "../../platform/db.ts";
import type { AuditNote, OutboxEvent } from "../../platform/mutate.ts";
import { type MemberWork, membersWithRole, organisationById } from "../access/index.ts";
import { openIntake, queueMail } from "../mail/index.ts";
import { addFact } from "./add-entry.ts";
import { service } from "./case-access.ts";
import { openCase } from "./case-conditions.ts";
import { casesReleasedMail } from "./mail-notice.ts";
import { cases } from "./tables.ts";
import { absence, caseTask } from "./tables-work.ts";

/** Roles in which somebody may have cases in hand. */
const handlers: readonly string[] = ["manager", "mediator"];

/**
 * The cases of members (mediation.md §2 (e), hard case 45): a handler who leaves, or is no longer a mediator, gives
 * back their open cases. These are nobody's from then on, marked « à reprendre », with their whole history; the
 * managers are told by one mail.
 */
export const mediationWork: MemberWork = {
  service,

  openWork: async (on, organisationId) => {
    const rows = await on.execute<{ user_id: string; cases: number }>(
      sql`select user_id, cases from guichet.open_cases(${organisationId})`,
    );
    return new Map(rows.map((row) => [row.user_id, row.cases]));
  },

  release: async (tx, ctx, { organisationId, userId, keeps }) => {
    if (keeps.some((role) => handlers.includes(role))) return { audit: [], events: [] };
    const released = await tx
      .update(cases)
      .set({ assigneeId: null, toResume: true, updatedAt: ctx.now(), version: sql`${cases.version} + 1` })
      .where(and(eq(cases.organisationId, organisationId), eq(cases.assigneeId, userId), openCase))
      .returning({ id: cases.id });
    await letGo(tx, { organisationId, userId, reads: keeps.length > 0 });
    if (released.length === 0) return { audit: [], events: [] };
    const found = released.map(({ id }) => ({ id, organisationId }));
    await together(found.map((one) => addFact(tx, ctx, one, "case.released")));
    return {
      audit: found.map(
        ({ id }): AuditNote => ({
          action: "case.release",
          organisationId,
          target: { kind: "case", id },
          before: { assigneeId: userId },
          after: { assigneeId: null, toResume: true },
        }),
      ),
      events: await tellManagers(tx, ctx, organisationId, userId, released.length),
    };
  },

  opened: async (tx, ctx, { id, slug }) => {
    await openIntake(tx, ctx, { organisationId: id, service, localPart: slug });
  },
};

/**
 * What else a handler had in hand: they act beside nobody and replace nobody any more, their open tasks are for
 * whoever comes next; who may no longer read follows nothing either.
 */
const letGo = async (
  tx: Tx,
  { organisationId, userId, reads }: { organisationId: string; userId: string; reads: boolean },
): Promise<void> => {
  await together([
    tx
      .update(cases)
      .set({ coHandlerIds: sql`array_remove(${cases.coHandlerIds}, ${userId}::uuid)` })
      .where(
        and(eq(cases.organisationId, organisationId), sql`${cases.coHandlerIds} @> array[${userId}::uuid]`),
      )
      .execute(),
    ...(reads
      ? []
      : [
          tx
            .update(cases)
            .set({ watchers: sql`${cases.watchers} - ${userId}::text` })
            .where(and(eq(cases.organisationId, organisationId), sql`${cases.watchers} ? ${userId}::text`))
            .execute(),
        ]),
    tx
      .update(caseTask)
      .set({ assigneeId: null })
      .where(
        and(
          eq(caseTask.organisationId, organisationId),
          eq(caseTask.assigneeId, userId),
          isNull(caseTask.doneAt),
        ),
      )
      .execute(),
    tx
      .update(absence)
      .set({ replacementId: null })
      .where(and(eq(absence.organisationId, organisationId), eq(absence.replacementId, userId)))
      .execute(),
  ]);
};

/** One mail for all the cases together, without a name or a number: the list says which. */
const tellManagers = async (
  tx: Tx,
  ctx: Ctx,
  organisationId: string,
  leaving: string,
  cases: number,
): Promise<OutboxEvent[]> => {
  const actor = ctx.actor.kind === "user" ? ctx.actor.userId : undefined;
  const managers = (await membersWithRole(tx, organisationId, service, "manager")).filter(
    ({ userId }) => userId !== leaving && userId !== actor,
  );
  if (managers.length === 0) return [];
  const organisation = await organisationById(tx, organisationId);
  const { events } = await queueMail(tx, ctx, {
    ...casesReleasedMail(ctx.env, organisation, cases),
    organisationId,
    service,
    targetId: null,
    class: "notice",
    idempotencyKey: `mediation.cases_released:${ctx.newId()}`,
    recipients: managers.map(({ email, name, userId }) => ({ address: email, name, userId })),
  });
  return events;
};
