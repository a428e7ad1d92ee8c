import { and, asc, eq, inArray } from "drizzle-orm";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import type { ZipDocuments } from "../../../shared/mediation/documents.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { openObject } from "../../platform/files.ts";
import type { JobWork } from "../../platform/long-work.ts";
import { mutate } from "../../platform/mutate.ts";
import { invalid, type Result, refuse } from "../../platform/refusal.ts";
import { storedFile } from "../../platform/tables.ts";
import { safeName, zipToBucket } from "../../platform/zip.ts";
import { askJob } from "./ask-job.ts";
import { asUser, caseOf, permitOn } from "./case-access.ts";
import { caseFile } from "./tables.ts";

/** Asks for several documents of a case in one file (mediation.md §4.7). Refuses one that is not of this case. */
export const zipDocuments = (ctx: Ctx, input: ZipDocuments): Promise<Result<{ jobId: string }>> =>
  mutate(ctx, async (tx) => {
    asUser(ctx);
    const found = await caseOf(tx, input.caseId);
    const permission = permitOn(ctx, "case.read", found);
    const files = [...new Set(input.files)];
    const known = await tx
      .select({ id: caseFile.id })
      .from(caseFile)
      .where(and(eq(caseFile.caseId, found.id), inArray(caseFile.id, files)));
    if (known.length < files.length) {
      const message = "Un de ces documents n’est pas de ce dossier.";
      refuse(invalid([{ path: "files", message }], message));
    }
    const { organisationId } = found;
    const asked = await askJob(tx, ctx, {
      organisationId,
      kind: "documents",
      caseId: found.id,
      input: { files },
      total: files.length,
    });
    return {
      result: { jobId: asked.id },
      permission,
      audit: {
        action: "file.zip",
        organisationId,
        target: { kind: "case", id: found.id },
        after: { files: files.length },
      },
      events: [asked.event],
    };
  });

/** Writes the archive. A file that is not clean, or not there, is named in the result, never passed over in silence. */
export const documentsWork: JobWork = async ({ ctx, job, progress }) => {
  if (!job.caseId) throw new Error("documents of no case");
  const found = await caseOf(ctx.db, job.caseId);
  permitOn(ctx, "case.read", found);
  const wanted = Array.isArray(job.input.files) ? job.input.files.filter((id) => typeof id === "string") : [];
  const rows = await ctx.db
    .select({ name: caseFile.name, at: caseFile.createdAt, key: storedFile.key, scan: storedFile.scan })
    .from(caseFile)
    .leftJoin(storedFile, eq(storedFile.id, caseFile.storedFileId))
    .where(and(eq(caseFile.caseId, found.id), inArray(caseFile.id, wanted)))
    .orderBy(asc(caseFile.createdAt), asc(caseFile.id));
  const left: string[] = [];
  const names = new Set<string>();
  const entries = async function* () {
    let made = 0;
    for (const { name, at, key, scan } of rows) {
      const body = key && scan === "clean" ? await openObject(ctx.env, "files", key) : undefined;
      if (body) yield { path: safeName(name, names), at, body };
      else left.push(name);
      made += 1;
      await progress(made, rows.length);
    }
  };
  const key = `${found.organisationId}/${job.id}.zip`;
  const size = await zipToBucket(ctx.env, { bucket: "exports", key }, entries());
  const name = `documents-${caseNumber(found.year, found.seq)}.zip`;
  return { result: { files: rows.length - left.length, left }, file: { key, name, size } };
};
