import { and, eq, gte, isNull, lt } from "drizzle-orm";
import { isBusinessDay } from "../../../shared/mediation/business-days.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import type { HolidayZone } from "../../../shared/mediation/settings.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries, Tx } from "../../platform/db.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { memberNow, membersEverywhere, organisationById } from "../access/index.ts";
import { type DigestLine, type DigestSection, digestMail } from "./digest-mail.ts";
import { queueMail } from "./queue-mail.ts";
import { digestDay, waitingNotice } from "./tables.ts";

type Row = typeof waitingNotice.$inferSelect;

/** What a service says to somebody in the morning; nothing to say has no line. */
export interface DigestWriter {
  readonly service: string;
  /** Which public holidays an organisation keeps. */
  holidayZoneOf(on: Queries, organisationId: string): Promise<HolidayZone>;
  /** What waits for this person today, then the news that waited for the digest, as far as they may still see it. */
  linesOf(
    tx: Tx,
    ctx: Ctx,
    about: {
      organisationId: string;
      userId: string;
      roles: readonly string[];
      notices: readonly Pick<Row, "targetId" | "notice">[];
    },
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

/** Notices of who left wait for nobody: a fortnight is longer than any series of holidays. */
const keptMs = 14 * 86_400_000;

interface Reader {
  userId: string;
  timeZone: string;
  /** Where they work today, and up to when what waited there leaves now. */
  places: { writer: DigestWriter; organisationId: string; until: Date }[];
}

/**
 * Sends each agent whose morning it is one mail, with a section for each of their organisations that works today and
 * has something to say. The day is claimed in the transaction that queues the mail: run twice, killed or late, nothing
 * is told twice. One person's failure stops nobody else's digest.
 */
export async function sendDigests(ctx: Ctx, writers: readonly DigestWriter[]): Promise<void> {
  await ctx.db
    .update(waitingNotice)
    .set({ sentAt: ctx.now() })
    .where(and(isNull(waitingNotice.sentAt), lt(waitingNotice.at, new Date(ctx.now().getTime() - keptMs))));
  const failures: unknown[] = [];
  for (const reader of await readersNow(ctx, writers)) {
    try {
      await sendDigest(ctx, reader);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} digests failed`);
}

/** Whose morning it is, and was not served yet. */
const readersNow = async (ctx: Ctx, writers: readonly DigestWriter[]): Promise<Reader[]> => {
  const zones = new Map<string, HolidayZone>();
  const readers = new Map<string, Reader>();
  for (const writer of writers) {
    for (const { userId, organisationId, timeZone } of await membersEverywhere(ctx.db, writer.service)) {
      const key = `${writer.service} ${organisationId}`;
      const zone = zones.get(key) ?? (await writer.holidayZoneOf(ctx.db, organisationId));
      zones.set(key, zone);
      const until = digestOf(ctx.now(), timeZone, zone);
      if (until === undefined) continue;
      const reader = readers.get(userId) ?? { userId, timeZone, places: [] };
      reader.places.push({ writer, organisationId, until });
      readers.set(userId, reader);
    }
  }
  const served = await ctx.db
    .select()
    .from(digestDay)
    .where(gte(digestDay.day, new Date(ctx.now().getTime() - 2 * 86_400_000).toISOString().slice(0, 10)));
  const done = new Set(served.map(({ userId, day }) => `${userId} ${day}`));
  return [...readers.values()].filter(
    ({ userId, timeZone }) => !done.has(`${userId} ${dayIn(timeZone, ctx.now())}`),
  );
};

const sendDigest = (ctx: Ctx, { userId, timeZone, places }: Reader) =>
  mutate(ctx, async (tx) => {
    const nothing = { result: undefined, permission: permit(true), audit: [], events: [] };
    const day = dayIn(timeZone, ctx.now());
    const claimed = await tx.insert(digestDay).values({ userId, day }).onConflictDoNothing().returning();
    if (claimed.length === 0) return nothing;
    const sections: DigestSection[] = [];
    let email: string | undefined;
    for (const { writer, organisationId, until } of places) {
      const member = await memberNow(tx, organisationId, writer.service, userId);
      const notices = await tx
        .update(waitingNotice)
        .set({ sentAt: ctx.now() })
        .where(
          and(
            eq(waitingNotice.userId, userId),
            eq(waitingNotice.organisationId, organisationId),
            eq(waitingNotice.service, writer.service),
            isNull(waitingNotice.sentAt),
            lt(waitingNotice.at, until),
          ),
        )
        .returning();
      // Who left, or lost the role, is told nothing more.
      if (!member) continue;
      email = member.email;
      const { roles } = member;
      const lines = await writer.linesOf(tx, ctx, { organisationId, userId, roles, notices });
      if (lines.length > 0)
        sections.push({ organisation: await organisationById(tx, organisationId), lines });
    }
    const [first] = sections;
    if (email === undefined || first === undefined) return nothing;
    const queued = await queueMail(tx, ctx, {
      ...digestMail(ctx.env, sections),
      // A mail of several organisations is nobody's own.
      organisationId: sections.length === 1 ? first.organisation.id : null,
      service: "mail",
      targetId: null,
      class: "digest",
      idempotencyKey: `mail.digest:${userId}:${day}`,
      recipients: [{ address: email }],
    });
    return { ...nothing, events: queued.events };
  });
