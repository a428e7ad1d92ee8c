import { and, eq, sql } from "drizzle-orm";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import {
  lostInMerge,
  type MergeCases,
  type MergedGroup,
  sameRequester,
  takenFromOther,
} from "../../../shared/mediation/merging.ts";
import type { CaseView } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate } from "../../platform/mutate.ts";
import { notFound, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { addFact, recountToProcess } from "./add-entry.ts";
import { asUser, type CaseRow, permitOn } from "./case-access.ts";
import { twoCases } from "./link-cases.ts";
import { mergeableOf, mergeRefusal, requesterFacts } from "./merge-rules.ts";
import { moveRows } from "./move-rows.ts";
import { readCaseAs } from "./read-case.ts";
import { joinPersons } from "./same-person.ts";
import { sameVersion } from "./same-version.ts";
import { cases, party } from "./tables.ts";
import { caseMerge } from "./tables-work.ts";

const differentPeople: Refusal = {
  code: "conflict",
  reason: "different_requesters",
  detail:
    "Ces deux dossiers n’ont pas le même requérant. Dites s’il s’agit de la même personne ou d’un cosignataire, ou liez-les plutôt comme « Même litige, autres requérants ».",
};

/**
 * Merges `otherId` into `caseId`, in one transaction (mediation.md §5.4): the survivor keeps its number, status and
 * assignee; everything the other has moves to it and says where it came; the earlier date of referral and its channel
 * hold; what the survivor lacks is filled, what differs is as chosen. Refuses stale versions, a closed survivor of an
 * open case, and different requesters unless somebody says who they are. Of two merges that cross, one succeeds.
 */
export const mergeCases = async (ctx: Ctx, caseId: string, input: MergeCases): Promise<Result<CaseView>> => {
  const merged = await mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const { found: survivor, other } = await twoCases(tx, ctx, caseId, input.otherId);
    const refusal = mergeRefusal(ctx, survivor, other);
    if (refusal) return refuse(refusal);
    const permission = permitOn(ctx, "case.merge", survivor);
    await sameVersion(tx, ctx, survivor, input.version);
    await sameVersion(tx, ctx, other, input.otherVersion);
    const cosignatory = await whoTheyAre(tx, survivor, other, input.requesters);

    const numbers = {
      mergedNumber: caseNumber(other.year, other.seq),
      survivorNumber: caseNumber(survivor.year, survivor.seq),
    };
    const moved = await moveRows(tx, { from: other, to: survivor, fromNumber: numbers.mergedNumber });
    if (!cosignatory) await joinPersons(tx, ctx, survivor, other);
    const changes = survivorChanges(survivor, other, input.preferOther);
    await tx
      .update(cases)
      .set({ ...changes, updatedAt: ctx.now(), version: sql`${cases.version} + 1` })
      .where(eq(cases.id, survivor.id));
    await tx
      .update(cases)
      .set({
        status: "MERGED",
        statusSince: ctx.now(),
        mergedIntoId: survivor.id,
        closedAt: null,
        closedBy: null,
        outcome: null,
        updatedAt: ctx.now(),
        version: sql`${cases.version} + 1`,
      })
      .where(eq(cases.id, other.id));
    await recountToProcess(tx, survivor.id);
    await recountToProcess(tx, other.id);
    await addFact(tx, ctx, survivor, "case.merged", `Dossier ${numbers.mergedNumber} fusionné dans celui-ci`);
    await addFact(tx, ctx, other, "case.merged", `Fusionné dans le dossier ${numbers.survivorNumber}`);
    const before = Object.fromEntries(
      Object.keys(changes).map((column) => [column, survivor[column as keyof CaseRow]]),
    );
    await tx.insert(caseMerge).values({
      id: ctx.newId(),
      organisationId: survivor.organisationId,
      caseId: other.id,
      survivorId: survivor.id,
      at: ctx.now(),
      mergedBy: userId,
      moved: {
        rows: moved,
        survivor: { before, after: changes },
        other: {
          status: other.status,
          closedAt: other.closedAt,
          closedBy: other.closedBy,
          outcome: other.outcome,
        },
      },
    });

    const { organisationId } = survivor;
    const lostValues = lostInMerge(mergeableOf(survivor), mergeableOf(other), input.preferOther);
    return {
      result: null,
      permission,
      audit: [
        {
          action: "case.merge",
          organisationId,
          target: { kind: "case", id: survivor.id },
          before: { lostValues },
          after: {
            mergedNumber: numbers.mergedNumber,
            keptFromOther: [...input.preferOther],
            cosignatory,
            movedEntries: moved.entries.length,
            movedFiles: moved.files.length,
          },
          personal: ["lostValues"],
        },
        {
          action: "case.merged",
          organisationId,
          target: { kind: "case", id: other.id },
          before: { status: other.status },
          after: { status: "MERGED", survivorNumber: numbers.survivorNumber },
        },
      ],
      events: [],
    };
  });
  return merged.ok ? readCaseAs(ctx, caseId) : merged;
};

/** Whether the other's requester signs with the survivor's; stops when nobody said what two different ones are. */
const whoTheyAre = async (
  tx: Tx,
  survivor: CaseRow,
  other: CaseRow,
  said: MergeCases["requesters"],
): Promise<boolean> => {
  const one = await requesterOf(tx, survivor.id);
  const another = await requesterOf(tx, other.id);
  if (sameRequester(requesterFacts(one, survivor), requesterFacts(another, other))) return false;
  if (!said) return refuse(differentPeople);
  return said === "cosignatory";
};

const requesterOf = async (tx: Tx, caseId: string): Promise<typeof party.$inferSelect> => {
  const [who] = await tx
    .select()
    .from(party)
    .where(and(eq(party.caseId, caseId), eq(party.role, "REQUESTER")));
  return who ?? refuse(notFound);
};

const earliest = (one: Date | null, other: Date | null): Date | null =>
  one && other ? (one < other ? one : other) : (one ?? other);

/** The survivor's columns that change; protection is never lowered. */
const survivorChanges = (
  survivor: CaseRow,
  other: CaseRow,
  preferOther: readonly MergedGroup[],
): Partial<CaseRow> => {
  const { receivedAt, receivedPrecision, channel } =
    other.receivedAt < survivor.receivedAt ? other : survivor;
  const held = !survivor.legalHold && other.legalHold ? other : survivor;
  const handlers = new Set([...survivor.coHandlerIds, ...other.coHandlerIds]);
  if (survivor.assigneeId) handlers.delete(survivor.assigneeId);
  const next: Partial<CaseRow> = {
    ...takenFromOther(mergeableOf(survivor), mergeableOf(other), preferOther),
    receivedAt,
    receivedPrecision,
    channel,
    coHandlerIds: [...handlers],
    watchers: { ...other.watchers, ...survivor.watchers },
    restricted: survivor.restricted || other.restricted,
    legalHold: held.legalHold,
    legalHoldReason: held.legalHoldReason,
    legalHoldAt: held.legalHoldAt,
    faceToFace: survivor.faceToFace || other.faceToFace,
    lastExchangeAt:
      survivor.lastExchangeAt > other.lastExchangeAt ? survivor.lastExchangeAt : other.lastExchangeAt,
    firstResponseAt: earliest(survivor.firstResponseAt, other.firstResponseAt),
    failedSend: survivor.failedSend || other.failedSend,
  };
  const differs = ([column, value]: [string, unknown]) =>
    JSON.stringify(value) !== JSON.stringify(survivor[column as keyof CaseRow]);
  return Object.fromEntries(Object.entries(next).filter(differs));
};
