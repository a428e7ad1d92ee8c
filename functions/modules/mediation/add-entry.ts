import { and, eq, sql } from "drizzle-orm";
import type { CaseFact } from "../../../shared/mediation/facts.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { uuidOf } from "../../platform/ids.ts";
import type { CaseRow } from "./case-access.ts";
import { caseEntry, cases } from "./tables.ts";

/** Id of the entry that one composed message makes, from the key its screen gave it: sending twice finds the first. */
export const entryIdFor = (caseId: string, idempotencyKey: string): string =>
  uuidOf(`entry\0${caseId}\0${idempotencyKey}`);

/** Whether that entry was written already. */
export const entryExists = async (tx: Tx, caseId: string, entryId: string): Promise<boolean> => {
  const rows = await tx
    .select({ id: caseEntry.id })
    .from(caseEntry)
    .where(and(eq(caseEntry.id, entryId), eq(caseEntry.caseId, caseId)));
  return rows.length > 0;
};

type EntryValues = Omit<typeof caseEntry.$inferInsert, "organisationId" | "caseId" | "id"> & { id?: string };

/** Adds a line to a case's thread. */
export const addEntry = async (
  tx: Tx,
  ctx: Ctx,
  found: Pick<CaseRow, "id" | "organisationId">,
  values: EntryValues,
): Promise<string> => {
  const id = values.id ?? ctx.newId();
  await tx
    .insert(caseEntry)
    .values({ ...values, id, caseId: found.id, organisationId: found.organisationId });
  return id;
};

/** Adds a fact: what happened now, by whom. `text` carries what the fact is about (a status's code). */
export const addFact = (
  tx: Tx,
  ctx: Ctx,
  found: Pick<CaseRow, "id" | "organisationId">,
  fact: CaseFact,
  text: string | null = null,
): Promise<string> =>
  addEntry(tx, ctx, found, {
    kind: "fact",
    fact,
    text,
    medium: "NOTICE",
    occurredAt: ctx.now(),
    authorUserId: ctx.actor.kind === "user" ? ctx.actor.userId : null,
  });

/** What waits on a case, counted where it is written: never a running total that could drift. */
export const countToProcess = (caseId: string) =>
  sql`(select count(*) from ${caseEntry} where ${caseEntry.caseId} = ${caseId} and ${caseEntry.toProcess})`;

/** Counts again what waits on a case. */
export const recountToProcess = async (tx: Tx, caseId: string): Promise<void> => {
  await tx
    .update(cases)
    .set({ toProcessCount: countToProcess(caseId) })
    .where(eq(cases.id, caseId));
};
