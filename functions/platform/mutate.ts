import { sql } from "drizzle-orm";
import type { QueueName } from "../../infra/catalogue.ts";
import type { Actor, Ctx } from "./ctx.ts";
import { type Tx, together } from "./db.ts";
import { kick, type OutboxRow } from "./outbox.ts";
import { done, type Refusal, Refused, type Result, refuse, refused } from "./refusal.ts";
import { auditEvent, outbox } from "./tables.ts";

const permission: unique symbol = Symbol("permission");
/** Proof that a rule was asked and said yes. Only `permit` makes one. */
export interface Permission {
  readonly [permission]: true;
}

/** Turns a rule's verdict into a permission, or stops the transaction with its refusal. */
export const permit = (verdict: true | Refusal): Permission =>
  verdict === true ? { [permission]: true } : refuse(verdict);

/** What happened to which record, as its history will tell. Personal fields are marked, so that erasure can blank them. */
export interface AuditNote {
  action: string;
  organisationId: string | null;
  target: { kind: string; id: string };
  /** The case whose history shows it, when that is not the target itself. */
  aggregateId?: string;
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
  /** Keys of `before` and `after` that are about a person: their values go when the person is erased. */
  personal?: readonly string[];
}

/** One message to a queue, sent once the change is committed. Its body holds ids only. */
export interface OutboxEvent {
  queue: QueueName;
  body: Record<string, string | number>;
  organisationId: string | null;
  /** Not before this instant; absent = at once. */
  notBefore?: Date;
}

/** What a write must account for: who allowed it, what history says of it, what follows from it. */
export interface Change<T> {
  result: T;
  permission: Permission;
  audit: AuditNote | readonly AuditNote[];
  events: readonly OutboxEvent[];
  /** Writes whose answer nobody needs, sent together with the audit and outbox rows. */
  last?: readonly PromiseLike<unknown>[];
}

/**
 * The only way to open a write transaction: the change, its audit rows and its outbox rows commit together or not at
 * all; then the outbox is kicked. A refusal thrown inside rolls everything back and comes out as a value.
 */
export const mutate = async <T>(ctx: Ctx, change: (tx: Tx) => Promise<Change<T>>): Promise<Result<T>> => {
  let rows: OutboxRow[] = [];
  let result: T;
  try {
    result = await ctx.db.transaction(async (tx) => {
      const [, changed] = await together([tx.execute(entering(ctx)).execute(), change(tx)]);
      [rows] = await together([
        writeOutbox(tx, ctx, changed.events),
        writeAudit(tx, ctx, changed.audit),
        ...(changed.last ?? []),
      ]);
      return changed.result;
    });
  } catch (error) {
    if (error instanceof Refused) return refused(error.refusal);
    throw error;
  }
  await kick(ctx, rows);
  return done(result);
};

/**
 * Sets whose rows this transaction may see and write; row-level security reads it. What the role of citizens presents,
 * a link or a draft, is looked up there.
 */
const entering = ({ actor, credentials }: Ctx) => {
  const memberships: Record<string, string[]> = {};
  if (actor.kind === "user") {
    for (const { service, organisationId } of actor.memberships) {
      memberships[service] = [...(memberships[service] ?? []), organisationId];
    }
  }
  const platform = actor.kind === "user" && actor.platformAdministrator ? "t" : "";
  const userId = actor.kind === "user" ? actor.userId : "";
  const holds = actor.kind === "link" || actor.kind === "recipient";
  const link = (holds && credentials.linkHash) || "";
  const draft = (actor.kind === "visitor" && actor.draft) || { id: "" };
  return sql`select guichet.hold(${JSON.stringify(memberships)}::jsonb, true), set_config('app.platform', ${platform}, true), set_config('app.user_id', ${userId}, true), guichet.hide_cases(true), set_config('app.link', ${link}, true), set_config('app.draft', ${draft.id}, true), set_config('app.organisation', ${draft.organisationId ?? ""}, true)`;
};

const actorId = (actor: Actor): string | null => {
  if (actor.kind === "user") return actor.userId;
  if (actor.kind === "link") return actor.partyId;
  if (actor.kind === "mail") return actor.inboundMailId;
  return null;
};

const writeAudit = async (tx: Tx, ctx: Ctx, notes: AuditNote | readonly AuditNote[]): Promise<void> => {
  const rows = [notes].flat().map((note) => ({
    id: ctx.newId(),
    organisationId: note.organisationId,
    at: ctx.now(),
    actorKind: ctx.actor.kind === "job" ? `job:${ctx.actor.name}` : ctx.actor.kind,
    actorId: actorId(ctx.actor),
    action: note.action,
    targetKind: note.target.kind,
    targetId: note.target.id,
    aggregateId: note.aggregateId ?? note.target.id,
    before: note.before ?? null,
    after: note.after ?? null,
    personal: [...(note.personal ?? [])],
    requestId: ctx.requestId,
  }));
  if (rows.length > 0) await tx.insert(auditEvent).values(rows);
};

const writeOutbox = async (tx: Tx, ctx: Ctx, events: readonly OutboxEvent[]): Promise<OutboxRow[]> => {
  if (events.length === 0) return [];
  const rows = events.map((event) => ({
    id: ctx.newId(),
    organisationId: event.organisationId,
    queue: event.queue,
    body: event.body,
    notBefore: event.notBefore ?? null,
  }));
  await tx.insert(outbox).values(rows);
  return rows;
};
