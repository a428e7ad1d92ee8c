import { sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries, Tx } from "../../platform/db.ts";
import type { AuditNote, OutboxEvent } from "../../platform/mutate.ts";

/** What a part of a change leaves behind; whoever opened the transaction hands it to `mutate`. */
export interface Traces {
  audit: AuditNote[];
  events: OutboxEvent[];
}

/**
 * What a service does for the work of its members. Access knows no service: entries hand these in, and each runs in
 * the transaction that changes the membership.
 */
export interface MemberWork {
  /** Its code, as in memberships. */
  readonly service: string;
  /** How much each member has in hand, by account; nobody with nothing. A number only, whoever asks. */
  openWork(on: Queries, organisationId: string): Promise<ReadonlyMap<string, number>>;
  /** Lets go of what this person may no longer hold; `keeps` are the roles they still have in the service. */
  release(
    tx: Tx,
    ctx: Ctx,
    member: { organisationId: string; userId: string; keeps: readonly string[] },
  ): Promise<Traces>;
  /** The service was switched on for an organisation: makes what it needs to begin; once is enough. */
  opened(tx: Tx, ctx: Ctx, organisation: { id: string; slug: string }): Promise<void>;
}

/** The services that follow memberships, loaded when first needed. */
export type LoadMemberWork = () => Promise<readonly MemberWork[]>;

/** Releases in each service what someone no longer holds there; `left` has the remaining roles by service. */
export const releaseWork = async (
  tx: Tx,
  ctx: Ctx,
  load: LoadMemberWork,
  member: { organisationId: string; userId: string; left: ReadonlyMap<string, readonly string[]> },
): Promise<Traces> => {
  const { organisationId, userId, left } = member;
  const traces: Traces = { audit: [], events: [] };
  for (const work of await load()) {
    const keeps = left.get(work.service);
    if (!keeps) continue;
    const { audit, events } = await asMemberOf(tx, organisationId, work.service, () =>
      work.release(tx, ctx, { organisationId, userId, keeps }),
    );
    traces.audit.push(...audit);
    traces.events.push(...events);
  }
  return traces;
};

/**
 * Runs a service's own part of a change with that service's rows in sight: whoever administers an organisation sees
 * none of its cases, and the service gives back the cases of the person they remove all the same.
 */
export const asMemberOf = async <T>(
  tx: Tx,
  organisationId: string,
  service: string,
  work: () => Promise<T>,
): Promise<T> => {
  const [before] = await tx.execute<{ held: string }>(sql`select current_setting('app.memberships') as held`);
  await tx.execute(sql`select guichet.hold(jsonb_set(current_setting('app.memberships')::jsonb,
    ${`{${service}}`}::text[], coalesce(current_setting('app.memberships')::jsonb -> ${service}::text, '[]'::jsonb)
      || to_jsonb(${organisationId}::text)), true)`);
  const result = await work();
  await tx.execute(sql`select guichet.hold(${before?.held ?? "{}"}::jsonb, true)`);
  return result;
};
