import { eq } from "drizzle-orm";
import { type Away, absenceVerdict, leftWithoutReplacement } from "../../../shared/mediation/absences.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import type { ChangeAbsence, DeclareAbsence } from "../../../shared/mediation/hands.ts";
import { addDays, may } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { type AuditNote, mutate, type Permission, permit } from "../../platform/mutate.ts";
import { notFound, type Result, refuse } from "../../platform/refusal.ts";
import { membersWithRole, organisationById } from "../access/index.ts";
import { type AbsenceRow, absencesBetween } from "./absences-of.ts";
import { asUser, caseActor, service } from "./case-access.ts";
import { colleague, handlingRoles, readingRoles } from "./case-hands.ts";
import { oneAtATime } from "./same-request.ts";
import { absence } from "./tables-work.ts";
import { tell } from "./tell.ts";

/**
 * Says that somebody is away, from and to which day, and who acts for them meanwhile: one's own absence, or anybody's
 * for a manager (mediation.md §4.12). Refuses a replacement who is away too, or is not a mediator.
 */
export const declareAbsence = (ctx: Ctx, input: DeclareAbsence): Promise<Result<{ id: string }>> =>
  mutate(ctx, async (tx) => {
    const me = asUser(ctx).userId;
    const { organisation: organisationId, userId = me, ...given } = input;
    const permission = permitFor(ctx, organisationId, userId);
    const wanted = { ...given, userId };
    await check(tx, ctx, organisationId, wanted);
    const id = ctx.newId();
    await tx.insert(absence).values({ ...wanted, id, organisationId, createdBy: me });
    await tellOf(tx, ctx, organisationId, wanted);
    return {
      result: { id },
      permission,
      audit: note("absence.declare", organisationId, id, undefined, wanted),
      events: [],
    };
  });

/** Moves an absence, or changes who acts meanwhile. */
export const changeAbsence = (
  ctx: Ctx,
  { id, ...given }: ChangeAbsence & { id: string },
): Promise<Result<{ id: string }>> =>
  mutate(ctx, async (tx) => {
    const { found, permission } = await absenceForUpdate(tx, ctx, id);
    const wanted = { ...given, id, userId: found.userId };
    await check(tx, ctx, found.organisationId, wanted);
    await tx.update(absence).set(given).where(eq(absence.id, id));
    await tellOf(tx, ctx, found.organisationId, wanted);
    return {
      result: { id },
      permission,
      audit: note("absence.change", found.organisationId, id, found, wanted),
      events: [],
    };
  });

/** Ends an absence: from today whoever was away is back. One that has not begun goes without a trace but the journal's. */
export const endAbsence = (ctx: Ctx, id: string): Promise<Result<Record<string, never>>> =>
  mutate(ctx, async (tx) => {
    const { found, permission } = await absenceForUpdate(tx, ctx, id);
    const { timeZone } = await organisationById(tx, found.organisationId);
    const today = dayIn(timeZone, ctx.now());
    if (found.toOn < today) return { result: {}, permission, audit: [], events: [] };
    const yesterday = addDays(today, -1);
    if (found.fromOn >= today) await tx.delete(absence).where(eq(absence.id, id));
    else await tx.update(absence).set({ toOn: yesterday }).where(eq(absence.id, id));
    return {
      result: {},
      permission,
      audit: note("absence.end", found.organisationId, id, found, undefined),
      events: [],
    };
  });

const permitFor = (ctx: Ctx, organisationId: string, userId: string): Permission => {
  const mine = ctx.actor.kind === "user" && ctx.actor.userId === userId;
  return permit(may(caseActor(ctx.actor, organisationId), mine ? "absence.own" : "absence.any"));
};

const absenceForUpdate = async (
  tx: Tx,
  ctx: Ctx,
  id: string,
): Promise<{ found: AbsenceRow; permission: Permission }> => {
  asUser(ctx);
  const [found] = await tx.select().from(absence).where(eq(absence.id, id)).for("update");
  if (!found) return refuse(notFound);
  return { found, permission: permitFor(ctx, found.organisationId, found.userId) };
};

/** Two absences at once must not make two people replace each other. */
const check = async (tx: Tx, ctx: Ctx, organisationId: string, wanted: Away): Promise<void> => {
  await oneAtATime(tx, `absences ${organisationId}`);
  const { timeZone } = await organisationById(tx, organisationId);
  await colleague(tx, organisationId, wanted.userId, readingRoles);
  if (wanted.replacementId) {
    await colleague(tx, organisationId, wanted.replacementId, handlingRoles, "replacementId");
  }
  const others = await absencesBetween(tx, organisationId, wanted.fromOn, wanted.toOn);
  permit(absenceVerdict(wanted, others, dayIn(timeZone, ctx.now())));
};

/** Tells who replaces; and the managers, when whoever goes was somebody's replacement: nobody replaces in turn. */
const tellOf = async (tx: Tx, ctx: Ctx, organisationId: string, wanted: Away): Promise<void> => {
  const detail = { from: wanted.fromOn, to: wanted.toOn };
  const about = { organisationId, caseId: null, detail };
  await tell(tx, ctx, { ...about, userIds: [wanted.replacementId], kind: "replacing" });
  const others = await absencesBetween(tx, organisationId, wanted.fromOn, wanted.toOn);
  if (leftWithoutReplacement(wanted, others).length === 0) return;
  const managers = await membersWithRole(tx, organisationId, service, "manager");
  await tell(tx, ctx, {
    ...about,
    userIds: managers.map(({ userId }) => userId),
    kind: "replacement_missing",
  });
};

const note = (
  action: string,
  organisationId: string,
  id: string,
  before: Away | undefined,
  after: Away | undefined,
): AuditNote => {
  const values = ({ userId, fromOn, toOn, replacementId }: Away) => ({
    absentId: userId,
    fromOn,
    toOn,
    replacementId,
  });
  return {
    action,
    organisationId,
    target: { kind: "absence", id },
    ...(before ? { before: values(before) } : {}),
    ...(after ? { after: values(after) } : {}),
  };
};
