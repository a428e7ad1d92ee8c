import { and, desc, eq, inArray } from "drizzle-orm";
import * as z from "zod/mini";
import { type JobKind, type JobView, jobKinds } from "../../../shared/mediation/jobs.ts";
import { type Action, may } from "../../../shared/mediation/rules.ts";
import type { FileLink } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { fileLink } from "../../platform/files.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { done, notFound, type Refusal, type Result, refuse, refused } from "../../platform/refusal.ts";
import { backgroundJob } from "../../platform/tables.ts";
import { asUser, caseActor, caseOf, permitOn } from "./case-access.ts";

type JobRow = typeof backgroundJob.$inferSelect;
/** Other services have long work of their own. */
const ofMediation = inArray(backgroundJob.kind, Object.keys(jobKinds));

/** Long work of the asker in one organisation, the latest first. */
export const listJobs = async (ctx: Ctx, organisationId: string): Promise<Result<{ jobs: JobView[] }>> => {
  const { userId } = asUser(ctx);
  permit(may(caseActor(ctx.actor, organisationId), "own.desk"));
  const rows = await ctx.db
    .select()
    .from(backgroundJob)
    .where(
      and(ofMediation, eq(backgroundJob.organisationId, organisationId), eq(backgroundJob.userId, userId)),
    )
    .orderBy(desc(backgroundJob.createdAt))
    .limit(20);
  return done({ jobs: rows.map((row) => jobView(ctx, row)) });
};

/** One piece of one's own long work: how far it is. */
export const readJob = async (ctx: Ctx, id: string): Promise<Result<JobView>> => {
  asUser(ctx);
  const [row] = await ctx.db
    .select()
    .from(backgroundJob)
    .where(and(ofMediation, eq(backgroundJob.id, id)));
  return row ? done(jobView(ctx, row)) : refused(notFound);
};

/** A link of 60 seconds to the file that work made; the right to have asked for it is checked again (hard case 44). */
export const linkToJob = async (ctx: Ctx, id: string, part = 0): Promise<Result<FileLink>> => {
  const found = await mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const [row] = await tx
      .select()
      .from(backgroundJob)
      .where(and(ofMediation, eq(backgroundJob.id, id)));
    if (!row || row.userId !== userId) return refuse(notFound);
    const action = actionOf[row.kind as JobKind];
    const permission = row.caseId
      ? permitOn(ctx, action, await caseOf(tx, row.caseId))
      : permit(may(caseActor(ctx.actor, row.organisationId), action));
    const file = filesOf(row)[part];
    if (!file || hasExpired(row, ctx.now())) return refuse(gone);
    return {
      result: file,
      permission,
      audit: {
        action: "job.download",
        organisationId: row.organisationId,
        target: { kind: "background_job", id },
        ...(row.caseId ? { aggregateId: row.caseId } : {}),
      },
      events: [],
    };
  });
  if (!found.ok) return found;
  const { key, name } = found.value;
  return done(await fileLink(ctx, { bucket: "exports", key, name, type: "application/octet-stream" }));
};

const Parts = z.object({ parts: z.array(z.object({ key: z.string(), name: z.string(), size: z.number() })) });
const partsOf = ({ result }: JobRow) => Parts.safeParse(result).data?.parts ?? [];

/** The files that work made, the first one first: a large archive comes in several. */
export const filesOf = (job: JobRow): Array<{ key: string; name: string }> => {
  const { fileKey, fileName } = job;
  return [...(fileKey ? [{ key: fileKey, name: fileName ?? "fichier" }] : []), ...partsOf(job)];
};

/** The right behind each kind of work: asked for when it is wanted, when it runs and when its file is fetched. */
const actionOf: Record<JobKind, Action> = {
  bulk: "case.bulk",
  export_named: "export.named",
  export_anonymous: "statistics.read",
  synthesis: "case.synthesis",
  case_file: "case.export",
  documents: "case.read",
  letters: "case.bulk",
  report: "statistics.read",
  access_request: "privacy.decide",
};

const gone: Refusal = {
  code: "conflict",
  reason: "file_expired",
  detail: "Ce fichier n’est plus disponible\u00a0: il est gardé 24 heures. Demandez-le de nouveau.",
};

const hasExpired = (row: JobRow, now: Date): boolean =>
  row.state === "expired" || (row.expiresAt !== null && row.expiresAt <= now);

/** What work came to is for who still holds its right: those who lost it see that they asked, and no more. */
const jobView = (ctx: Ctx, row: JobRow): JobView => {
  const actor = caseActor(ctx.actor, row.organisationId);
  const right = row.caseId ? "case.list" : actionOf[row.kind as JobKind];
  const view = wholeView(row, ctx.now());
  return may(actor, right) === true ? view : { ...view, result: null, file: null };
};

const wholeView = (row: JobRow, now: Date): JobView => ({
  id: row.id,
  kind: row.kind as JobKind,
  state: hasExpired(row, now) ? "expired" : row.state,
  made: row.made,
  total: row.total,
  // Where a file is kept stays here.
  result: row.result && {
    ...row.result,
    ...("parts" in row.result ? { parts: partsOf(row).map(({ name, size }) => ({ name, size })) } : {}),
  },
  file: row.fileName ? { name: row.fileName, size: row.fileSize ?? 0 } : null,
  error: row.errorCode,
  createdAt: row.createdAt.toISOString(),
  finishedAt: row.finishedAt?.toISOString() ?? null,
  expiresAt: row.expiresAt?.toISOString() ?? null,
});
