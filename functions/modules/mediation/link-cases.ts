import { and, eq, inArray } from "drizzle-orm";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import type { CaseNeighbours, LinkCases } from "../../../shared/mediation/people.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate } from "../../platform/mutate.ts";
import { notFound, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { asUser, type CaseRow, permitOn } from "./case-access.ts";
import { caseNeighbours } from "./neighbours.ts";
import { cases } from "./tables.ts";
import { caseLink } from "./tables-work.ts";

const oneself: Refusal = {
  code: "invalid",
  reason: "same_case",
  detail: "C’est le dossier où vous êtes. Choisissez-en un autre.",
};

/**
 * Two cases of one organisation, locked in the order of their ids so that two people at once never wait for each
 * other. A case that cannot be read, or of another organisation, is one that does not exist.
 */
export const twoCases = async (
  tx: Tx,
  ctx: Ctx,
  caseId: string,
  otherId: string,
): Promise<{ found: CaseRow; other: CaseRow }> => {
  if (caseId === otherId) return refuse(oneself);
  const rows = await tx
    .select()
    .from(cases)
    .where(inArray(cases.id, [caseId, otherId]))
    .orderBy(cases.id)
    .for("update");
  const found = rows.find(({ id }) => id === caseId);
  const other = rows.find(({ id }) => id === otherId);
  if (!found || other?.organisationId !== found.organisationId) return refuse(notFound);
  permitOn(ctx, "case.read", found);
  permitOn(ctx, "case.read", other);
  return { found, other };
};

/** An unordered pair as the tables keep it: the smaller id first. */
export const pairOf = (one: string, other: string) =>
  one < other ? { caseId: one, otherId: other } : { caseId: other, otherId: one };

/** Links two cases one may read; once linked, the kind is replaced. The other case's history tells it too. */
export const linkCases = async (
  ctx: Ctx,
  caseId: string,
  { otherId, kind }: LinkCases,
): Promise<Result<CaseNeighbours>> => {
  const linked = await mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const { found, other } = await twoCases(tx, ctx, caseId, otherId);
    const permission = permitOn(ctx, "case.link", found);
    const { organisationId } = found;
    const said = { kind, fromId: found.id };
    await tx
      .insert(caseLink)
      .values({ id: ctx.newId(), organisationId, ...pairOf(found.id, other.id), ...said, createdBy: userId })
      .onConflictDoUpdate({ target: [caseLink.caseId, caseLink.otherId], set: said });
    return {
      result: null,
      permission,
      audit: both(found, other, "case.link", { linkKind: kind }),
      events: [],
    };
  });
  return linked.ok ? caseNeighbours(ctx, caseId) : linked;
};

/** Takes the link between two cases away. */
export const unlinkCases = async (
  ctx: Ctx,
  caseId: string,
  otherId: string,
): Promise<Result<CaseNeighbours>> => {
  const unlinked = await mutate(ctx, async (tx) => {
    asUser(ctx);
    const { found, other } = await twoCases(tx, ctx, caseId, otherId);
    const permission = permitOn(ctx, "case.link", found);
    const pair = pairOf(found.id, other.id);
    const [gone] = await tx
      .delete(caseLink)
      .where(and(eq(caseLink.caseId, pair.caseId), eq(caseLink.otherId, pair.otherId)))
      .returning({ kind: caseLink.kind });
    return {
      result: null,
      permission,
      audit: gone ? both(found, other, "case.unlink", { linkKind: gone.kind }) : [],
      events: [],
    };
  });
  return unlinked.ok ? caseNeighbours(ctx, caseId) : unlinked;
};

/** The same event, in the history of each of two cases. */
export const both = (one: CaseRow, other: CaseRow, action: string, after: Record<string, unknown>) =>
  [[one, other] as const, [other, one] as const].map(([here, there]) => ({
    action,
    organisationId: here.organisationId,
    target: { kind: "case", id: here.id },
    after: { ...after, otherNumber: caseNumber(there.year, there.seq) },
  }));
