import { and, asc, eq, isNull } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { storedFile } from "../../platform/tables.ts";
import { liveLink } from "../access/index.ts";
import type { CaseRow } from "./case-access.ts";
import { followUpSecrets } from "./follow-up-secret.ts";
import { caseEntry, caseFile, party } from "./tables.ts";

/** Who filed a case, with what, and their link as long as it lives: read back, so that a retry shows the same. */
export const filedBy = async (tx: Tx, ctx: Ctx, found: CaseRow) => {
  const parties = await tx.select().from(party).where(eq(party.caseId, found.id)).orderBy(asc(party.id));
  const requester = parties.find(({ role }) => role === "REQUESTER");
  if (!requester) throw new Error("a case has no requester");
  // One transaction has one time: a representative named since did not file.
  const atOnce = requester.createdAt.getTime();
  const filer =
    parties.find(({ role, createdAt }) => role === "REPRESENTATIVE" && createdAt.getTime() === atOnce) ??
    requester;
  const secrets = followUpSecrets(ctx.env, found.filingKey, filer.id);
  const token = await liveLink(
    tx,
    ctx,
    secrets.map((secret) => secret.token),
  );
  // What came with a merged case was filed by somebody else.
  const received = and(
    eq(caseEntry.caseId, found.id),
    eq(caseEntry.fact, "case.received"),
    isNull(caseEntry.receivedOnNumber),
  );
  const filed = await tx
    .select({ id: caseFile.id, name: caseFile.name, size: storedFile.size })
    .from(caseFile)
    .innerJoin(caseEntry, eq(caseEntry.id, caseFile.entryId))
    .innerJoin(storedFile, eq(storedFile.id, caseFile.storedFileId))
    .where(and(eq(caseFile.caseId, found.id), received))
    .orderBy(asc(caseFile.position));
  const [entry] = await tx.select({ participantId: caseEntry.participantId }).from(caseEntry).where(received);
  const accessCode = secrets.find((secret) => secret.token === token)?.accessCode;
  return {
    requester,
    filer,
    token,
    accessCode,
    files: filed.map(({ name, size }) => ({ name, size })),
    /** By id: an answer of the form names its files by theirs. */
    fileNames: new Map(filed.map(({ id, name }) => [id, name])),
    participantId: entry?.participantId ?? undefined,
  };
};
