import { sql } from "drizzle-orm";
import type * as z from "zod/mini";
import type { AssignUnplaced, UnplacedMails } from "../../../shared/mail/quarantine.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { together } from "../../platform/db.ts";
import { decodeCursor, pageOf } from "../../platform/keyset.ts";
import { type AuditNote, mutate } from "../../platform/mutate.ts";
import { done, notFound, type Result, refuse } from "../../platform/refusal.ts";
import { permitPlatform } from "../access/index.ts";

const pageSize = 50;

/**
 * Mails held without organisation (an address that leads nowhere, postmaster), newest first: cause, date, domain and
 * size, all that administrators of the platform may know (mail.md §2). Only definer functions reach these rows.
 */
export const listUnplaced = async (ctx: Ctx, after: string | undefined): Promise<Result<UnplacedMails>> => {
  permitPlatform(ctx, "platform.read");
  const cursor = decodeCursor(after);
  const [rows, [total]] = await together([
    ctx.db.execute<{
      id: string;
      cause: string;
      received_at: string | Date;
      sender_domain: string | null;
      size: string | null;
      expires_at: string | Date;
    }>(
      sql`select * from guichet.unplaced_mails(${cursor?.at.toISOString() ?? null}::timestamptz, ${cursor?.id ?? null}::uuid, ${pageSize + 1})`,
    ),
    ctx.db.execute<{ waiting: number }>(sql`select guichet.unplaced_count() as waiting`),
  ]);
  const mails = [...rows].map((row) => ({ ...row, receivedAt: new Date(row.received_at) }));
  const { page, next } = pageOf(mails, pageSize, ({ receivedAt, id }) => ({ at: receivedAt, id }));
  return done({
    mails: page.map((row) => ({
      id: row.id,
      cause: row.cause,
      receivedAt: row.receivedAt.toISOString(),
      senderDomain: row.sender_domain,
      size: row.size === null ? null : Number(row.size),
      expiresAt: new Date(row.expires_at).toISOString(),
    })),
    next,
    waiting: total?.waiting ?? 0,
  });
};

/** Deletes one, unread: it goes for good seven days later. */
export const dropUnplaced = (ctx: Ctx, id: string) =>
  change(ctx, sql`guichet.drop_unplaced(${id}, ${ctx.now().toISOString()}::timestamptz)`, {
    action: "held_mail.drop",
    organisationId: null,
    target: { kind: "quarantine", id },
  });

/** Gives one, unread, to an organisation: those who keep its quarantine see it from then on. */
export const assignUnplaced = (ctx: Ctx, id: string, { organisation }: z.infer<typeof AssignUnplaced>) =>
  change(ctx, sql`guichet.assign_unplaced(${id}, ${organisation})`, {
    action: "held_mail.assign",
    organisationId: organisation,
    target: { kind: "quarantine", id },
  });

const change = (
  ctx: Ctx,
  act: ReturnType<typeof sql>,
  audit: AuditNote,
): Promise<Result<Record<string, never>>> =>
  mutate(ctx, async (tx) => {
    const permission = permitPlatform(ctx, "platform.change");
    const [row] = await tx.execute<{ done: boolean }>(sql`select ${act} as done`);
    // Somebody decided about it meanwhile, or there is no such mail or organisation.
    if (!row?.done) return refuse(notFound);
    return { result: {}, permission, audit, events: [] };
  });
