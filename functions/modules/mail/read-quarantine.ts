import {
  type AnyColumn,
  and,
  asc,
  count,
  desc,
  eq,
  gte,
  inArray,
  isNull,
  lt,
  or,
  type SQL,
  sql,
} from "drizzle-orm";
import { deletedDays, type QuarantineState } from "../../../shared/mail/quarantine.ts";
import { type Db, prepared, type Queries } from "../../platform/db.ts";
import type { Cursor } from "../../platform/keyset.ts";
import { nameOf } from "../access/index.ts";
import { quarantine } from "./tables.ts";

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

/** The sender's domain, also once the address is gone. */
export function senderDomain() {
  return sql<
    string | null
  >`coalesce(${quarantine.fromDomain}, substring(${quarantine.fromAddress} from '@([^@]*)$'))`;
}

/** Of a virus only the date, the cause and the sender's domain are shown (screens/agent.md §6). */
export const masked = <Row extends HeldMail>(row: Row): Row =>
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

/** Calendar days of reception, both included, as they were in a zone. */
export interface ReceivedDays {
  from: string | undefined;
  to: string | undefined;
  timeZone: string;
}

export const receivedIn = ({ from, to, timeZone }: ReceivedDays) =>
  and(
    from ? gte(quarantine.receivedAt, sql`(${from}::date::timestamp at time zone ${timeZone})`) : undefined,
    to ? lt(quarantine.receivedAt, sql`((${to}::date + 1)::timestamp at time zone ${timeZone})`) : undefined,
  );

/** Which held mails are asked for; all conditions hold together. */
export interface HeldFilter {
  organisationId: string;
  service: string;
  /** Only those that came for no target: who decides about these may not see the others. */
  withoutTarget: boolean;
  state: QuarantineState;
  cause?: string | undefined;
  caseId?: string | undefined;
  received?: ReceivedDays | undefined;
  /** An address, or a domain. */
  sender?: string | undefined;
  /** Words of the sender, the subject or the text; accents and case do not count. */
  words?: string | undefined;
  after?: Cursor | undefined;
}

const plain = (text: SQL | AnyColumn | string) => sql`lower(unaccent(${text}))`;
/** What may be searched of the sender: of a virus, the domain alone is shown. */
const shownSender = sql`case when ${quarantine.cause} = 'virus' then ${senderDomain()} else ${quarantine.fromAddress} end`;

const held = (filter: Omit<HeldFilter, "after">) =>
  and(
    eq(quarantine.organisationId, filter.organisationId),
    or(isNull(quarantine.service), eq(quarantine.service, filter.service)),
    filter.withoutTarget ? isNull(quarantine.caseId) : undefined,
    eq(quarantine.state, filter.state),
    filter.cause ? eq(quarantine.cause, filter.cause) : undefined,
    filter.caseId ? eq(quarantine.caseId, filter.caseId) : undefined,
    filter.received && receivedIn(filter.received),
    filter.sender
      ? sql`(${shownSender} = ${filter.sender} or ${senderDomain()} = ${filter.sender.replace(/^@/, "")})`
      : undefined,
    filter.words
      ? and(
          ...filter.words
            .split(/\s+/)
            .filter((word) => word !== "")
            .slice(0, 10)
            .map(
              (word) =>
                sql`strpos(${plain(sql`concat_ws(' ', ${shownSender}, ${quarantine.subject}, ${quarantine.text})`)}, ${plain(word)}) > 0`,
            ),
        )
      : undefined,
  );

const listed = {
  ...columns,
  state: quarantine.state,
  version: quarantine.version,
  decidedBy: nameOf(quarantine.decidedBy),
  decidedAt: quarantine.decidedAt,
  // Named in full: a query on one table writes its columns without it, and both tables have this one.
  files: sql<number>`(select count(*)::int from mail_attachment a where a.inbound_target_id = quarantine.inbound_target_id)`,
};

/** Held mails of an organisation, newest first, `limit` at most, without their text. */
export const heldPage = async (on: Queries, filter: HeldFilter, limit: number) => {
  const { after, ...asked } = filter;
  const rows = await on
    .select(listed)
    .from(quarantine)
    .where(
      and(
        held(asked),
        after &&
          sql`(${quarantine.receivedAt}, ${quarantine.id}) < (${after.at.toISOString()}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(quarantine.receivedAt), desc(quarantine.id))
    .limit(limit);
  return rows.map((row) => ({ ...masked(row), files: row.cause === "virus" ? 0 : row.files }));
};

/** When a held mail goes: a deleted one seven days after it was deleted. */
export const goesAt = (row: { state: string; expiresAt: Date; decidedAt: Date | null }): Date =>
  row.state === "deleted" && row.decidedAt
    ? new Date(row.decidedAt.getTime() + deletedDays * 24 * 3600 * 1000)
    : row.expiresAt;

/** How many mails wait for a decision, of those that this list would show. */
export const heldTotal = async (
  on: Queries,
  filter: Pick<HeldFilter, "organisationId" | "service" | "withoutTarget">,
): Promise<number> => {
  const [row] = await on
    .select({ held: count() })
    .from(quarantine)
    .where(held({ ...filter, state: "waiting" }));
  return row?.held ?? 0;
};
