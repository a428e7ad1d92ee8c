import { eq, sql } from "drizzle-orm";
import { isShownInPage } from "../../../shared/mediation/open-file.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type { FileLink } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { fileLink } from "../../platform/files.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { noteRead, readingOf } from "../../platform/note-read.ts";
import { notFound, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { storedFile } from "../../platform/tables.ts";
import { caseActor } from "./case-access.ts";
import { isShownToParty, pageHolder } from "./follow-up-thread.ts";
import { caseEntry, caseFile, cases } from "./tables.ts";

const refuses = (reason: string, detail: string): Refusal => ({ code: "conflict", reason, detail });
const notKept = refuses("file_not_kept", "Ce fichier n’a pas été gardé.");
const infected = refuses("file_refused", "Ce fichier contient un virus\u00a0: il a été supprimé.");
const notReady = refuses(
  "file_not_ready",
  "L’analyse de ce fichier est en cours. Réessayez dans un instant.",
);
const notAnalysed = refuses(
  "file_not_analysed",
  "L’antivirus n’a pas pu analyser ce fichier. Une personne qui écrit sur ce dossier peut le télécharger à ses risques.",
);

/**
 * A link of 60 seconds to one file of a case, for an agent who may read the case or for the holder of its follow-up
 * page when the file is on their thread. The right is checked at this very click, and the download is in the history:
 * once in ten minutes for an agent, each time for the holder of a link. Refuses a file that the scanner has not cleared;
 * one that it could not look at needs `atOwnRisk` of someone who may write on the case (mail.md §5.11). `inPage` gives a
 * clean picture or PDF to show where it is listed (mediation.md §4.7); anything else stays a download.
 */
export const linkToFile = async (
  ctx: Ctx,
  fileId: string,
  { atOwnRisk = false, inPage = false } = {},
): Promise<Result<FileLink>> => {
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
      const holder = await pageHolder(tx);
      if (!entry || !holder || !isShownToParty(entry, file, holder)) refuse(notFound);
    }
    if (!stored || file.decision !== "kept") return refuse(notKept);
    if (stored.scan === "threat") return refuse(infected);
    if (stored.scan === "pending") return refuse(notReady);
    const analysed = stored.scan === "clean";
    if (!analysed && !atOwnRisk) return refuse(notAnalysed);
    if (!analysed) permit(may(caseActor(ctx.actor, found.organisationId), "case.write", found));
    const allowed = {
      result: {
        file: { key: stored.key, type: stored.type, name: file.name },
        inPage: inPage && isShownInPage(stored),
      },
      permission,
      events: [],
    };
    const target = { kind: "case_file", id: file.id };
    // What is rare, or done by a stranger, is written down each time.
    if (ctx.actor.kind === "link" || !analysed) {
      const { organisationId } = found;
      const action = analysed ? "file.read" : "file.read_unscanned";
      return { ...allowed, audit: { action, organisationId, target, aggregateId: found.id } };
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
  return { ok: true, value: await fileLink(ctx, allowed.value.file, allowed.value.inPage) };
};
