import { eq, inArray } from "drizzle-orm";
import { hour, plainDay } from "../../../shared/mediation/date-words.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries, Tx } from "../../platform/db.ts";
import { type AuditNote, type Permission, permit } from "../../platform/mutate.ts";
import { notFound, type Refusal, refuse } from "../../platform/refusal.ts";
import { nameOf, organisationById } from "../access/index.ts";
import { quarantine } from "./tables.ts";

export type HeldMailRow = typeof quarantine.$inferSelect;

/**
 * What a service says of each of these rows, by id: true when whoever asks may decide about it. The rows are of
 * organisations that row-level security shows.
 */
export type HeldRights = (
  on: Queries,
  ctx: Ctx,
  rows: readonly HeldMailRow[],
) => Promise<ReadonlyMap<string, true | Refusal>>;

const changed: Refusal = {
  code: "conflict",
  reason: "version_differs",
  detail: "Ce courriel a changé entre-temps. Relisez-le, puis décidez.",
};

/** Held mails, locked for the rest of the transaction in the order of their ids. */
export const heldForUpdate = (tx: Tx, ids: readonly string[]): Promise<HeldMailRow[]> =>
  tx
    .select()
    .from(quarantine)
    .where(inArray(quarantine.id, [...ids]))
    .orderBy(quarantine.id)
    .for("update");

/** One held mail, locked, and the permission to decide about it; unknown and not visible are the same refusal. */
export const takeHeld = async (
  tx: Tx,
  ctx: Ctx,
  rights: HeldRights,
  { id, version }: { id: string; version: number },
): Promise<{ row: HeldMailRow; permission: Permission }> => {
  const [row] = await heldForUpdate(tx, [id]);
  if (row === undefined) return refuse(notFound);
  const permission = permit((await rights(tx, ctx, [row])).get(id) ?? notFound);
  const unfit = await unfitFor(tx, ctx, row, version, ["waiting"]);
  if (unfit) refuse(unfit);
  return { row, permission };
};

/** Why a row cannot be decided about now: a colleague was faster, or it is not as it was read. */
export const unfitFor = async (
  tx: Tx,
  ctx: Ctx,
  row: HeldMailRow,
  version: number,
  states: readonly string[],
): Promise<Refusal | undefined> => {
  if (row.erasedAt || !states.includes(row.state)) return alreadyDecided(tx, ctx, row);
  return row.version === version ? undefined : changed;
};

/** « Déjà traité par Samira Benali à 9 h 31. » */
const alreadyDecided = async (tx: Tx, ctx: Ctx, row: HeldMailRow): Promise<Refusal> => {
  const refusal = { code: "conflict", reason: "already_decided" } as const;
  const at = row.decidedAt;
  if (!at || !row.organisationId) return { ...refusal, detail: "Ce courriel n’attend plus de décision." };
  const [[named], { timeZone }] = await Promise.all([
    tx
      .select({ by: nameOf(quarantine.decidedBy) })
      .from(quarantine)
      .where(eq(quarantine.id, row.id)),
    organisationById(tx, row.organisationId),
  ]);
  const sameDay = plainDay(at, timeZone) === plainDay(ctx.now(), timeZone);
  const when = sameDay ? `à ${hour(at, timeZone)}` : `le ${plainDay(at, timeZone)}`;
  const by = named?.by ?? "Guichet";
  return { ...refusal, detail: `Déjà traité par ${by} ${when}.`, facts: { by, at: at.toISOString() } };
};

/** What every decision leaves on the row. */
export const decidedNow = (ctx: Ctx, row: HeldMailRow) => ({
  decidedBy: ctx.actor.kind === "user" ? ctx.actor.userId : null,
  decidedAt: ctx.now(),
  version: row.version + 1,
});

/** The audit's line of a decision; on a case, its history shows it. */
export const heldNote = (
  row: HeldMailRow,
  action: string,
  after: Record<string, unknown> = {},
): AuditNote => ({
  action,
  organisationId: row.organisationId,
  target: { kind: "quarantine", id: row.id },
  ...(row.caseId ? { aggregateId: row.caseId } : {}),
  after: { cause: row.cause, ...after },
});
