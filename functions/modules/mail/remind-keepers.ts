import { and, count, eq, isNotNull, isNull, lte, or } from "drizzle-orm";
import { dayIn } from "../../../shared/mediation/dates.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { membersWithRole, organisationById } from "../access/index.ts";
import { heldMail } from "./held-mail.ts";
import { type Mailbox, type Mailboxes, mailboxOf } from "./mailbox.ts";
import { queueMail } from "./queue-mail.ts";
import { digestOf } from "./send-digests.ts";
import { quarantine } from "./tables.ts";

const dayMs = 24 * 3600 * 1000;
/** A mail is recalled once it waited this long, and again this long before it goes. */
const waitedMs = dayMs;
const endsMs = 5 * dayMs;

/**
 * Tells who keeps the quarantine of each organisation, in one mail of the working day's morning: how many mails wait,
 * by cause, and how many end soon. Nothing of what they say. A mail is recalled twice at most (mail.md §5.7, §6), in
 * the transaction that queues the recall: run twice, nothing is told twice.
 */
export async function remindKeepers(ctx: Ctx, mailboxes: Mailboxes): Promise<void> {
  const late = await ctx.db
    .selectDistinct({ organisationId: quarantine.organisationId, service: quarantine.service })
    .from(quarantine)
    .where(and(isDue(ctx.now()), isNotNull(quarantine.organisationId)));
  const failures: unknown[] = [];
  for (const { organisationId, service } of late) {
    // A mail whose service could not be told is shown by the first.
    const mailbox = service === null ? mailboxes[0] : mailboxOf(mailboxes, service);
    if (organisationId === null || mailbox === undefined) continue;
    try {
      await remind(ctx, mailbox, organisationId);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} recalls failed`);
}

const waitedLong = (at: Date) =>
  and(isNull(quarantine.remindedAt), lte(quarantine.receivedAt, new Date(at.getTime() - waitedMs)));
const endsSoon = (at: Date) =>
  and(isNull(quarantine.endRemindedAt), lte(quarantine.expiresAt, new Date(at.getTime() + endsMs)));
const isDue = (at: Date) => and(eq(quarantine.state, "waiting"), or(waitedLong(at), endsSoon(at)));

const remind = async (ctx: Ctx, mailbox: Mailbox, organisationId: string): Promise<void> => {
  const result = await mutate(ctx, async (tx) => {
    const nothing = { result: undefined, permission: permit(true), audit: [], events: [] };
    const organisation = await organisationById(tx, organisationId);
    const morning = digestOf(ctx.now(), organisation.timeZone);
    if (morning === undefined) return nothing;
    const own = and(
      eq(quarantine.organisationId, organisationId),
      or(eq(quarantine.service, mailbox.service), isNull(quarantine.service)),
      eq(quarantine.state, "waiting"),
    );
    const told = await tx
      .update(quarantine)
      .set({ remindedAt: ctx.now() })
      .where(and(own, waitedLong(morning)))
      .returning({ id: quarantine.id });
    const ending = await tx
      .update(quarantine)
      .set({ remindedAt: ctx.now(), endRemindedAt: ctx.now() })
      .where(and(own, endsSoon(morning)))
      .returning({ id: quarantine.id });
    if (told.length + ending.length === 0) return nothing;
    const keepers = await keepersOf(tx, mailbox, organisationId);
    if (keepers.length === 0) return nothing;
    const causes = await tx
      .select({ cause: quarantine.cause, waiting: count() })
      .from(quarantine)
      .where(own)
      .groupBy(quarantine.cause);
    const queued = await queueMail(tx, ctx, {
      ...heldMail(ctx.env, organisation, { service: mailbox.service, causes, ending: ending.length }),
      organisationId,
      service: mailbox.service,
      targetId: null,
      class: "digest",
      idempotencyKey: `mail.held:${organisationId}:${mailbox.service}:${dayIn(organisation.timeZone, ctx.now())}`,
      recipients: keepers.map(({ email, name, userId }) => ({ address: email, name, userId })),
    });
    return { ...nothing, events: queued.events };
  });
  if (!result.ok) throw new Error(`a recall was refused: ${result.refusal.reason}`);
};

/** Each once, whatever their roles. */
const keepersOf = async (tx: Tx, mailbox: Mailbox, organisationId: string) => {
  const found = await Promise.all(
    mailbox.heldKeepers.map((role) => membersWithRole(tx, organisationId, mailbox.service, role)),
  );
  return [...new Map(found.flat().map((member) => [member.userId, member])).values()];
};
