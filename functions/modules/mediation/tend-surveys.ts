import { and, asc, eq, isNotNull, isNull, lte } from "drizzle-orm";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { reminderAfterDays, surveyDays } from "../../../shared/mediation/survey.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate, type OutboxEvent, permit } from "../../platform/mutate.ts";
import { createLink, liveLink, type Organisation, revokeLink } from "../access/index.ts";
import { queueMail } from "../mail/index.ts";
import { service } from "./case-access.ts";
import { daily } from "./daily-work.ts";
import { surveySecrets } from "./follow-up-secret.ts";
import { participantOf } from "./letter-desk.ts";
import { surveyMail } from "./mail-follow-up.ts";
import { greeting, titledName } from "./names.ts";
import { surveyedOf } from "./plan-survey.ts";
import { cases } from "./tables.ts";
import { survey } from "./tables-office.ts";

const dayMs = 86_400_000;
type Survey = typeof survey.$inferSelect;

/**
 * At 10:00 of each organisation: surveys whose day has come leave, those unanswered for seven days are recalled once,
 * those of thirty days end (mediation.md §4.11, §7). Each step is taken once, however often the work runs.
 */
export const tendSurveys = daily("surveys", { hour: 10, minute: 0 }, async (ctx, organisation, today) => {
  const ofOrganisation = eq(survey.organisationId, organisation.id);
  const weekAgo = new Date(ctx.now().getTime() - reminderAfterDays * dayMs);
  const due = await ctx.db
    .select()
    .from(survey)
    .where(and(ofOrganisation, isNull(survey.sentAt), lte(survey.sendOn, today)))
    .orderBy(asc(survey.id));
  const silent = await ctx.db
    .select()
    .from(survey)
    .where(
      and(ofOrganisation, isNotNull(survey.sentAt), isNull(survey.remindedAt), lte(survey.sentAt, weekAgo)),
    )
    .orderBy(asc(survey.id));
  const failures: unknown[] = [];
  const steps = [
    ...due.map(({ id }) => ({ id, step: "first" as const })),
    ...silent.map(({ id }) => ({ id, step: "again" as const })),
  ];
  for (const { id, step } of steps) {
    try {
      await writeSurvey(ctx, organisation, id, step);
    } catch (error) {
      failures.push(error);
    }
  }
  await mutate(ctx, async (tx) => {
    await tx.delete(survey).where(and(ofOrganisation, lte(survey.endsAt, ctx.now())));
    return { result: null, permission: permit(true), audit: [], events: [] };
  });
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} surveys failed`);
});

/** Sends one survey, or its reminder; forgets it when nobody may be asked any more. */
const writeSurvey = async (
  ctx: Ctx,
  organisation: Organisation,
  id: string,
  step: "first" | "again",
): Promise<void> => {
  const written = await mutate(ctx, async (tx) => {
    const [row] = await tx.select().from(survey).where(eq(survey.id, id)).for("update");
    // Another worker may have taken the step while this one waited for the row.
    const isTaken = step === "first" ? row?.sentAt : row?.remindedAt;
    const events = row && !isTaken ? await sendOne(tx, ctx, organisation, row, step) : [];
    return { result: null, permission: permit(true), audit: [], events };
  });
  if (!written.ok) throw new Error(`survey refused: ${written.refusal.reason}`);
};

const sendOne = async (
  tx: Tx,
  ctx: Ctx,
  organisation: Organisation,
  row: Survey,
  step: "first" | "again",
): Promise<readonly OutboxEvent[]> => {
  const [found] = await tx.select().from(cases).where(eq(cases.id, row.caseId));
  const who = found && (await surveyedOf(tx, found));
  if (!found || !who?.email) {
    if (row.secretLinkId) await revokeLink(tx, ctx, row.secretLinkId);
    await tx.delete(survey).where(eq(survey.id, row.id));
    return [];
  }
  const again = step === "again";
  const endsAt = row.endsAt ?? new Date(ctx.now().getTime() + surveyDays * dayMs);
  const token = again ? await tokenOf(tx, ctx, row) : await newLink(tx, ctx, row, endsAt);
  if (!token) return [];
  const mail = surveyMail(
    ctx.env,
    { organisation, number: caseNumber(found.year, found.seq), greeting: greeting(who) },
    { token, endsAt, again },
  );
  const participantId = await participantOf(tx, who.id);
  const { events } = await queueMail(tx, ctx, {
    ...mail,
    organisationId: organisation.id,
    service,
    targetId: found.id,
    class: "notice",
    idempotencyKey: `mediation.survey:${row.id}:${step}`,
    recipients: [{ address: who.email, name: titledName(who), ...(participantId ? { participantId } : {}) }],
  });
  await tx
    .update(survey)
    .set(again ? { remindedAt: ctx.now() } : { sentAt: ctx.now(), endsAt })
    .where(eq(survey.id, row.id));
  return events;
};

const tokenOf = (tx: Tx, ctx: Ctx, row: Survey) => liveLink(tx, ctx, surveySecrets(ctx.env, row.id));

const newLink = async (tx: Tx, ctx: Ctx, row: Survey, expiresAt: Date): Promise<string> => {
  const [secret] = surveySecrets(ctx.env, row.id);
  if (!secret) throw new Error("no HMAC key");
  const linkId = ctx.newId();
  await createLink(tx, ctx, {
    id: linkId,
    purpose: "survey",
    organisationId: row.organisationId,
    targetId: row.caseId,
    secret,
    expiresAt,
  });
  await tx.update(survey).set({ secretLinkId: linkId }).where(eq(survey.id, row.id));
  return secret;
};
