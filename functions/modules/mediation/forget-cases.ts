import { and, eq, inArray, isNotNull, isNull, lt, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { backgroundJob, uploadTicket } from "../../platform/tables.ts";
import { type Organisation, organisationsWith } from "../access/index.ts";
import { lastNight } from "../mail/index.ts";
import { service } from "./case-access.ts";
import { carryOutErasures } from "./erase-asked.ts";
import { eraseClosedOrganisations } from "./erase-organisation.ts";
import { expireJobs } from "./expire-jobs.ts";
import { mediationSettingsOf } from "./mediation-settings.ts";
import { cases } from "./tables.ts";
import { erasure } from "./tables-office.ts";
import { notification } from "./tables-work.ts";
import { tellRetention } from "./tell-retention.ts";

const dayMs = 86_400_000;
/** Days in the recycle bin, and those a promise of upload, read news and the trace of long work are kept. */
const days = { recycleBin: 30, uploads: 1, news: 365, jobs: 30 } as const;
/** Years the journal is kept. */
const journalYears = 3;
const batch = 500;

/**
 * What ends by itself (mediation.md §9): erasures that were asked for, each time it runs; from 03:00 of each
 * organisation's day the recycle bin after 30 days and the anonymisation of closed cases; notices a month before;
 * uploads nobody bound, old news and the journal after three years; organisations that closed; files made more than a
 * day ago. What fails for one organisation stops none of the others. Again, it finds nothing more.
 */
export const forgetCases = async (ctx: Ctx): Promise<void> => {
  const failures: unknown[] = [];
  const attempt = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      failures.push(error);
    }
  };
  for (const organisation of await organisationsWith(ctx.db, service)) {
    await attempt(async () => {
      const night = lastNight(ctx.now(), organisation.timeZone);
      await planRecycleBin(ctx, organisation, night);
      await planAnonymisation(ctx, organisation, night);
      await carryOutErasures(ctx, organisation.id);
      await tellRetention(ctx, organisation);
    });
  }
  await attempt(() => eraseClosedOrganisations(ctx));
  await attempt(() => expireJobs(ctx));
  await attempt(() => dropOld(ctx));
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} works failed`);
};

const planRecycleBin = async (ctx: Ctx, { id }: Organisation, night: Date) => {
  const over = await ctx.db
    .select({ id: cases.id })
    .from(cases)
    .where(
      and(
        eq(cases.organisationId, id),
        lt(cases.deletedAt, new Date(night.getTime() - days.recycleBin * dayMs)),
        eq(cases.legalHold, false),
        notPlanned,
      ),
    )
    .limit(batch);
  await plan(ctx, id, over, "recycle_bin");
};

/** Cases closed longer ago than the organisation keeps names; a legal hold suspends it. */
const planAnonymisation = async (ctx: Ctx, { id }: Organisation, night: Date) => {
  const { anonymiseAfterMonths } = await mediationSettingsOf(ctx.db, id);
  const over = await ctx.db
    .select({ id: cases.id })
    .from(cases)
    .where(
      and(
        eq(cases.organisationId, id),
        eq(cases.status, "CLOSED"),
        sql`${cases.closedAt} < ${night.toISOString()}::timestamptz - make_interval(months => ${anonymiseAfterMonths})`,
        isNull(cases.deletedAt),
        eq(cases.legalHold, false),
        notPlanned,
      ),
    )
    .limit(batch);
  await plan(ctx, id, over, "retention");
};

/** An erasure of it is not under way already. */
const notPlanned = sql`not exists (select from ${erasure} where ${erasure.targetId} = ${cases.id}
  and ${erasure.scope} = 'case' and ${erasure.state} in ('asked', 'running'))`;

const plan = async (
  ctx: Ctx,
  organisationId: string,
  found: ReadonlyArray<{ id: string }>,
  cause: "recycle_bin" | "retention",
) => {
  if (found.length === 0) return;
  await ctx.db.insert(erasure).values(
    found.map(({ id }) => ({
      id: ctx.newId(),
      organisationId,
      scope: "case" as const,
      targetId: id,
      cause,
      state: "asked" as const,
      at: ctx.now(),
      proof: { caseIds: [id] },
    })),
  );
};

const dropOld = async (ctx: Ctx) => {
  const ago = (count: number) => new Date(ctx.now().getTime() - count * dayMs);
  // Their bytes go with the files that nothing names any more (mail's own daily work).
  await ctx.db
    .delete(uploadTicket)
    .where(and(isNull(uploadTicket.boundAt), lt(uploadTicket.createdAt, ago(days.uploads))));
  await ctx.db
    .delete(notification)
    .where(and(isNotNull(notification.readAt), lt(notification.at, ago(days.news))));
  await ctx.db
    .delete(backgroundJob)
    .where(
      and(
        inArray(backgroundJob.state, ["done", "failed", "expired"]),
        lt(backgroundJob.createdAt, ago(days.jobs)),
      ),
    );
  const before = new Date(ctx.now());
  before.setUTCFullYear(before.getUTCFullYear() - journalYears);
  for (;;) {
    const [row] = await ctx.db.execute<{ forgotten: number }>(
      sql`select guichet.forget_journal(${before.toISOString()}::timestamptz, ${batch}) as forgotten`,
    );
    if ((row?.forgotten ?? 0) < batch) return;
  }
};
