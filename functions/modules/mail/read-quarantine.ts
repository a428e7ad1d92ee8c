import { and, asc, count, desc, eq, inArray, sql } from "drizzle-orm";
import { type Db, prepared, type Queries } from "../../platform/db.ts";
import type { Cursor } from "../../platform/keyset.ts";
import { mailAttachment, quarantine } from "./tables.ts";

/** A mail that waits for a person's decision. Its text is plain; a virus shows nothing of its content. */
export interface HeldMail {
  id: string;
  caseId: string | null;
  from: string | null;
  claimedName: string | null;
  subject: string | null;
  receivedAt: Date;
  cause: string;
  text: string | null;
  expiresAt: Date;
  inboundTargetId: string;
}

const columns = {
  id: quarantine.id,
  caseId: quarantine.caseId,
  from: quarantine.fromAddress,
  claimedName: quarantine.fromNameClaimed,
  subject: quarantine.subject,
  receivedAt: quarantine.receivedAt,
  cause: quarantine.cause,
  text: quarantine.text,
  expiresAt: quarantine.expiresAt,
  inboundTargetId: quarantine.inboundTargetId,
};

/** Of a virus only the date, the cause and the sender's domain are shown (screens/agent.md §6). */
const masked = (row: HeldMail): HeldMail =>
  row.cause === "virus"
    ? { ...row, from: row.from?.replace(/^.*@/, "") ?? null, claimedName: null, subject: null, text: null }
    : row;

const heldOnCase = prepared((db) =>
  db
    .select(columns)
    .from(quarantine)
    .where(and(eq(quarantine.caseId, sql.placeholder("caseId")), eq(quarantine.state, "waiting")))
    .orderBy(asc(quarantine.receivedAt))
    .prepare("held_on_case"),
);

/** Mails held on one case, oldest first. */
export const heldMails = async (db: Db, caseId: string): Promise<HeldMail[]> =>
  (await heldOnCase(db).execute({ caseId })).map(masked);

/** How many mails are held on each of these cases; cases without any are left out. */
export const heldCounts = async (on: Queries, caseIds: readonly string[]): Promise<Map<string, number>> => {
  if (caseIds.length === 0) return new Map();
  const rows = await on
    .select({ caseId: quarantine.caseId, held: count() })
    .from(quarantine)
    .where(and(inArray(quarantine.caseId, [...caseIds]), eq(quarantine.state, "waiting")))
    .groupBy(quarantine.caseId);
  return new Map(rows.flatMap(({ caseId, held }) => (caseId ? [[caseId, held] as const] : [])));
};

const waitingIn = (organisationId: string) =>
  and(eq(quarantine.organisationId, organisationId), eq(quarantine.state, "waiting"));

/** How many mails of the organisation wait for a decision. */
export const heldTotal = async (on: Queries, organisationId: string): Promise<number> => {
  const [row] = await on.select({ held: count() }).from(quarantine).where(waitingIn(organisationId));
  return row?.held ?? 0;
};

/** Waiting mails of an organisation, newest first, `limit` at most, after a cursor. */
export const quarantineRows = async (
  on: Queries,
  organisationId: string,
  after: Cursor | undefined,
  limit: number,
): Promise<Array<HeldMail & { attachments: { name: string; size: number }[] }>> => {
  const rows = await on
    .select(columns)
    .from(quarantine)
    .where(
      and(
        waitingIn(organisationId),
        after &&
          sql`(${quarantine.receivedAt}, ${quarantine.id}) < (${after.at.toISOString()}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(quarantine.receivedAt), desc(quarantine.id))
    .limit(limit);
  const files = rows.length
    ? await on
        .select({
          inboundTargetId: mailAttachment.inboundTargetId,
          name: mailAttachment.nameSafe,
          size: mailAttachment.size,
        })
        .from(mailAttachment)
        .where(
          inArray(
            mailAttachment.inboundTargetId,
            rows.map((row) => row.inboundTargetId),
          ),
        )
        .orderBy(asc(mailAttachment.position))
    : [];
  return rows.map((row) => ({
    ...masked(row),
    attachments:
      row.cause === "virus"
        ? []
        : files
            .filter((file) => file.inboundTargetId === row.inboundTargetId)
            .map(({ name, size }) => ({ name, size })),
  }));
};
