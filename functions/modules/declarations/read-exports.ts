import { and, desc, eq } from "drizzle-orm";
import { AskExport, type ExportList, type ExportView } from "../../../shared/declarations/exports.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { fileLink } from "../../platform/files.ts";
import { mutate } from "../../platform/mutate.ts";
import { done, notFound, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { backgroundJob } from "../../platform/tables.ts";
import { answered } from "./answered.ts";
import { exportWorkKind } from "./ask-export.ts";
import { asUser, permitOn } from "./show-access.ts";

type JobRow = typeof backgroundJob.$inferSelect;
const isExport = eq(backgroundJob.kind, exportWorkKind);

/** The files somebody asked for in an organisation, the latest first. */
export const listExports = (ctx: Ctx, organisationId: string): Promise<Result<ExportList>> =>
  answered(async () => {
    const { userId } = asUser(ctx);
    permitOn(ctx, "show.export", { organisationId });
    const rows = await ctx.db
      .select()
      .from(backgroundJob)
      .where(
        and(isExport, eq(backgroundJob.organisationId, organisationId), eq(backgroundJob.userId, userId)),
      )
      .orderBy(desc(backgroundJob.createdAt))
      .limit(20);
    return { exports: rows.map((row) => exportView(row, ctx.now())) };
  });

/** One of them: how far it is. */
export const readExport = (ctx: Ctx, id: string): Promise<Result<ExportView>> =>
  answered(async () => {
    const { userId } = asUser(ctx);
    const [row] = await ctx.db
      .select()
      .from(backgroundJob)
      .where(and(isExport, eq(backgroundJob.id, id)));
    if (row?.userId !== userId) return refuse(notFound);
    permitOn(ctx, "show.export", row);
    return exportView(row, ctx.now());
  });

/** A link of a minute to the file, for who asked for it and may still; each one is in the journal. */
export const linkToExport = async (ctx: Ctx, id: string): Promise<Result<{ url: string }>> => {
  const found = await mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const [row] = await tx
      .select()
      .from(backgroundJob)
      .where(and(isExport, eq(backgroundJob.id, id)));
    if (row?.userId !== userId) return refuse(notFound);
    const permission = permitOn(ctx, "show.export", row);
    const { fileKey, fileName, organisationId } = row;
    if (!fileKey || hasExpired(row, ctx.now())) return refuse(gone);
    return {
      result: { key: fileKey, name: fileName ?? "fichier" },
      permission,
      audit: { action: "listing.download", organisationId, target: { kind: "background_job", id } },
      events: [],
    };
  });
  if (!found.ok) return found;
  const { url } = await fileLink(ctx, {
    ...found.value,
    bucket: "exports",
    type: "application/octet-stream",
  });
  return done({ url });
};

const gone: Refusal = {
  code: "conflict",
  reason: "file_expired",
  detail: "Ce fichier n’est plus disponible\u00a0: il est gardé 24\u00a0heures. Demandez-le de nouveau.",
};

const hasExpired = (row: JobRow, now: Date): boolean =>
  row.state === "expired" || (row.expiresAt !== null && row.expiresAt <= now);

const exportView = (row: JobRow, now: Date): ExportView => ({
  id: row.id,
  // An expired one has forgotten what was asked.
  kind: AskExport.safeParse(row.input).data?.kind ?? "performances",
  state: hasExpired(row, now) ? "expired" : row.state,
  made: row.made,
  total: row.total,
  file: row.fileName ? { name: row.fileName, size: row.fileSize ?? 0 } : null,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt?.toISOString() ?? null,
});
