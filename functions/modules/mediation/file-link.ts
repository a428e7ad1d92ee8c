import { eq, sql } from "drizzle-orm";
import { may } from "../../../shared/mediation/rules.ts";
import type { FileLink } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { fileLink } from "../../platform/files.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { noteRead, readingOf } from "../../platform/note-read.ts";
import { notFound, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { storedFile } from "../../platform/tables.ts";
import { caseActor } from "./case-access.ts";
import { isShownToParty } from "./follow-up-thread.ts";
import { caseEntry, caseFile, cases, party } from "./tables.ts";

const blocked: Refusal = {
  code: "conflict",
  reason: "file_blocked",
  detail: "Ce fichier n’est pas disponible : il contient un virus ou n’a pas été gardé.",
};
const notReady: Refusal = {
  code: "conflict",
  reason: "file_not_ready",
  detail: "La vérification de ce fichier est en cours. Réessayez dans un instant.",
};

/**
 * A link of 60 seconds to one file of a case, for an agent who may read the case or for the holder of its follow-up
 * page when the file is on their thread. The right is checked at this very click, and the download is in the history:
 * once in ten minutes for an agent, each time for the holder of a link.
 */
export const linkToFile = async (ctx: Ctx, fileId: string): Promise<Result<FileLink>> => {
  const allowed = await mutate(ctx, async (tx) => {
    const [row] = await tx
      .select({ file: caseFile, found: cases, entry: caseEntry, stored: storedFile })
      .from(caseFile)
      .innerJoin(cases, eq(cases.id, caseFile.caseId))
      .leftJoin(caseEntry, eq(caseEntry.id, caseFile.entryId))
      .leftJoin(storedFile, eq(storedFile.id, caseFile.storedFileId))
      .where(eq(caseFile.id, fileId));
    if (!row) return refuse(notFound);
    const { file, found, entry, stored } = row;
    const action = ctx.actor.kind === "link" ? "follow_up.read" : "case.read";
    const permission = permit(may(caseActor(ctx.actor, found.organisationId), action, found));
    if (ctx.actor.kind === "link") {
      const [holder] = await tx.select().from(party).where(eq(party.id, ctx.actor.partyId));
      if (!entry || !holder || !isShownToParty(entry, file, holder)) refuse(notFound);
    }
    if (!stored || file.decision !== "kept") return refuse(blocked);
    if (stored.scan === "pending") return refuse(notReady);
    if (stored.scan === "threat" || stored.scan === "failed") return refuse(blocked);
    const allowed = {
      result: { key: stored.key, type: stored.type, name: file.name },
      permission,
      events: [],
    };
    const target = { kind: "case_file", id: file.id };
    if (ctx.actor.kind === "link") {
      const { organisationId } = found;
      return { ...allowed, audit: { action: "file.read", organisationId, target, aggregateId: found.id } };
    }
    const noted = noteRead(readingOf(ctx), {
      action: "file.read",
      kind: target.kind,
      target: target.id,
      organisation: found.organisationId,
      aggregate: found.id,
    });
    return { ...allowed, audit: [], last: [tx.execute(sql`select ${noted}`)] };
  });
  if (!allowed.ok) return allowed;
  return { ok: true, value: await fileLink(ctx, allowed.value, true) };
};
