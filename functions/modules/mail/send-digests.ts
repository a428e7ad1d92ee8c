import { and, eq, isNull, lt } from "drizzle-orm";
import { isBusinessDay } from "../../../shared/mediation/business-days.ts";
import type { HolidayZone } from "../../../shared/mediation/settings.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { memberNow, organisationById, timeZonesOf } from "../access/index.ts";
import { type DigestLine, digestMail } from "./digest-mail.ts";
import { queueMail } from "./queue-mail.ts";
import { waitingNotice } from "./tables.ts";

type Row = typeof waitingNotice.$inferSelect;

/** What a service says of its targets in a digest; one that is gone, or not theirs to see any more, has no line. */
export interface DigestWriter {
  readonly service: string;
  linesOf(
    tx: Tx,
    ctx: Ctx,
    about: { organisationId: string; userId: string; notices: readonly Pick<Row, "targetId" | "notice">[] },
  ): Promise<DigestLine[]>;
}

/** 07:30 of each person's own day (settled.md §7). */
const digestMinute = 7 * 60 + 30;

/**
 * The last 07:30 of a working day in a zone, when it was today: what waited by then leaves now. Undefined before that
 * hour, at weekends and on public holidays, whose notices wait for the next working day.
 */
export const digestOf = (
  now: Date,
  timeZone: string,
  holidayZone: HolidayZone = "metropole",
): Date | undefined => {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat("en-GB", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
    })
      .formatToParts(now)
      .map(({ type, value }) => [type, value]),
  );
  const since = Number(parts.hour) * 60 + Number(parts.minute) - digestMinute;
  if (since < 0 || !isBusinessDay(`${parts.year}-${parts.month}-${parts.day}`, holidayZone)) return undefined;
  return new Date(Math.floor(now.getTime() / 60_000 - since) * 60_000);
};

/**
 * Sends each agent whose morning it is one mail per organisation with what waited for it. The rows are claimed in the
 * transaction that queues the mail: run twice, killed or late, nothing is told twice. One person's failure stops nobody
 * else's digest.
 */
export async function sendDigests(ctx: Ctx, writers: readonly DigestWriter[]): Promise<void> {
  const waiting = await ctx.db
    .selectDistinct({ userId: waitingNotice.userId, organisationId: waitingNotice.organisationId })
    .from(waitingNotice)
    .where(isNull(waitingNotice.sentAt));
  const zones = await timeZonesOf(
    ctx.db,
    waiting.map(({ userId }) => userId),
  );
  const failures: unknown[] = [];
  for (const whose of waiting) {
    const until = digestOf(ctx.now(), zones.get(whose.userId) ?? "Europe/Paris");
    if (until === undefined) continue;
    try {
      await sendDigest(ctx, writers, { ...whose, until });
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} digests failed`);
}

const sendDigest = (
  ctx: Ctx,
  writers: readonly DigestWriter[],
  { userId, organisationId, until }: { userId: string; organisationId: string; until: Date },
) =>
  mutate(ctx, async (tx) => {
    const claimed = await tx
      .update(waitingNotice)
      .set({ sentAt: ctx.now() })
      .where(
        and(
          eq(waitingNotice.userId, userId),
          eq(waitingNotice.organisationId, organisationId),
          isNull(waitingNotice.sentAt),
          lt(waitingNotice.at, until),
        ),
      )
      .returning();
    const nothing = { result: undefined, permission: permit(true), audit: [], events: [] };
    const lines: DigestLine[] = [];
    let email: string | undefined;
    for (const [service, notices] of Map.groupBy(claimed, (row) => row.service)) {
      // Who left, or lost the role, is told nothing more.
      const member = await memberNow(tx, organisationId, service, userId);
      const writer = writers.find((one) => one.service === service);
      if (!member || !writer) continue;
      email = member.email;
      lines.push(...(await writer.linesOf(tx, ctx, { organisationId, userId, notices })));
    }
    if (email === undefined || lines.length === 0) return nothing;
    const queued = await queueMail(tx, ctx, {
      ...digestMail(ctx.env, await organisationById(tx, organisationId), lines),
      organisationId,
      service: "mail",
      targetId: null,
      class: "digest",
      idempotencyKey: `mail.digest:${ctx.newId()}`,
      recipients: [{ address: email }],
    });
    return { ...nothing, events: queued.events };
  });
