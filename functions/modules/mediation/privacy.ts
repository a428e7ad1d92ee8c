import { and, count, desc, eq, isNotNull, isNull, or, sql } from "drizzle-orm";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import type {
  ErasureReach,
  ErasureView,
  PrepareErasure,
  PrivacyView,
} from "../../../shared/mediation/privacy.ts";
import { isOpen, may } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Queries, together } from "../../platform/db.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { done, notFound, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { nameOf } from "../access/index.ts";
import { asUser, type CaseRow, caseActor, caseForUpdate, caseOf, permitOn } from "./case-access.ts";
import { idleCases } from "./case-conditions.ts";
import { mediationSettingsOf } from "./mediation-settings.ts";
import { cases, party } from "./tables.ts";
import { erasure } from "./tables-office.ts";

/** What waits, what comes and what was erased in one organisation, for its managers (mediation.md §9). */
export const readPrivacy = async (ctx: Ctx, organisationId: string): Promise<Result<PrivacyView>> => {
  asUser(ctx);
  permit(may(caseActor(ctx.actor, organisationId), "privacy.decide"));
  const own = eq(cases.organisationId, organisationId);
  const settings = await mediationSettingsOf(ctx.db, organisationId);
  const { anonymiseAfterMonths, idleAfterMonths } = settings;
  const ends = sql<string>`to_char(${cases.closedAt} + make_interval(months => ${anonymiseAfterMonths}), 'YYYY-MM')`;
  const [coming, [bin], held, [idle], erasures] = await together([
    ctx.db
      .select({ month: ends, cases: count() })
      .from(cases)
      .where(
        and(
          own,
          eq(cases.status, "CLOSED"),
          isNull(cases.deletedAt),
          eq(cases.legalHold, false),
          sql`${cases.closedAt} < now() + interval '6 months' - make_interval(months => ${anonymiseAfterMonths})`,
        ),
      )
      .groupBy(sql`1`)
      .orderBy(sql`1`)
      .execute(),
    ctx.db
      .select({ cases: count() })
      .from(cases)
      .where(and(own, isNotNull(cases.deletedAt)))
      .execute(),
    ctx.db
      .select({ id: cases.id, year: cases.year, seq: cases.seq, since: cases.legalHoldAt })
      .from(cases)
      .where(and(own, eq(cases.legalHold, true)))
      .orderBy(cases.legalHoldAt)
      .limit(100)
      .execute(),
    ctx.db
      .select({ cases: count() })
      .from(cases)
      .where(idleCases(organisationId, idleAfterMonths, ctx.now()))
      .execute(),
    ctx.db
      .select({ row: erasure, askedBy: nameOf(erasure.askedBy) })
      .from(erasure)
      .where(eq(erasure.organisationId, organisationId))
      .orderBy(desc(erasure.at), desc(erasure.id))
      .limit(50)
      .execute(),
  ]);
  return done({
    anonymiseAfterMonths,
    coming,
    recycleBin: bin?.cases ?? 0,
    held: held.map(({ year, seq, since, id }) => ({
      id,
      number: caseNumber(year, seq),
      since: since?.toISOString() ?? null,
    })),
    idle: idle?.cases ?? 0,
    erasures: erasures.map(({ row, askedBy }) => erasureView(row, askedBy)),
  });
};

const figures = (value: unknown): Record<string, number> =>
  Object.fromEntries(
    Object.entries(value ?? {}).filter((entry): entry is [string, number] => typeof entry[1] === "number"),
  );

const erasureView = (row: typeof erasure.$inferSelect, askedBy: string | null): ErasureView => ({
  id: row.id,
  scope: row.scope,
  cause: row.cause,
  state: row.state,
  reason: row.reason,
  askedBy,
  at: row.at.toISOString(),
  finishedAt: row.finishedAt?.toISOString() ?? null,
  counts: figures(row.proof?.counts),
  remains: figures(row.proof?.remains),
  elsewhere: Number(row.proof?.elsewhere ?? 0),
});

/** What an erasure from this case would reach: the case, and the other cases of the same person. */
export const erasureReach = async (ctx: Ctx, caseId: string): Promise<Result<ErasureReach>> => {
  asUser(ctx);
  const found = await ctx.db.transaction((tx) => caseOf(tx, caseId));
  permitOn(ctx, "case.prepare_erasure", found);
  return done({ cases: await reachOf(ctx.db, found) });
};

/** The case itself, then those an agent confirmed to be of its person, then those with the same address or phone. */
export const reachOf = async (on: Queries, found: CaseRow): Promise<ErasureReach["cases"]> => {
  const [requester] = await on
    .select()
    .from(party)
    .where(and(eq(party.caseId, found.id), eq(party.role, "REQUESTER")));
  const email = requester?.emailCanonical ?? null;
  const phone = requester?.phoneE164 ?? null;
  const rows = await on
    .select({ row: cases, who: party })
    .from(cases)
    .innerJoin(party, and(eq(party.caseId, cases.id), eq(party.role, "REQUESTER")))
    .where(
      and(
        eq(cases.organisationId, found.organisationId),
        sql`${cases.status} <> 'MERGED'`,
        or(
          eq(cases.id, found.id),
          found.personId ? eq(cases.personId, found.personId) : undefined,
          email ? eq(party.emailCanonical, email) : undefined,
          phone ? eq(party.phoneE164, phone) : undefined,
        ),
      ),
    )
    .orderBy(desc(cases.receivedAt))
    .limit(100);
  return rows.map(({ row, who }) => ({
    id: row.id,
    number: caseNumber(row.year, row.seq),
    status: row.status,
    subject: row.subject,
    because:
      row.id === found.id
        ? "this"
        : row.personId !== null && row.personId === found.personId
          ? "confirmed"
          : who.emailCanonical !== null && who.emailCanonical === email
            ? "email"
            : "phone",
    obstacle: row.legalHold ? "legal_hold" : isOpen(row.status) ? "open" : null,
  }));
};

/**
 * Writes down that a case, or everything known of its requester, should be erased: a manager confirms it then. Nothing
 * goes yet. Refuses while a case of it is open or held legally.
 */
export const prepareErasure = (
  ctx: Ctx,
  input: PrepareErasure & { caseId: string },
): Promise<Result<{ id: string }>> =>
  mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const found = await caseForUpdate(tx, input.caseId);
    const permission = permitOn(ctx, "case.prepare_erasure", found);
    const reached = (await reachOf(tx, found)).filter(
      ({ because }) => because === "this" || input.scope === "person",
    );
    if (reached.some(({ obstacle }) => obstacle === "open")) refuse(stillOpen);
    if (reached.some(({ obstacle }) => obstacle === "legal_hold")) refuse(retained);
    const id = ctx.newId();
    await tx.insert(erasure).values({
      id,
      organisationId: found.organisationId,
      scope: input.scope,
      targetId: found.id,
      cause: "request",
      reason: input.reason,
      state: "prepared",
      askedBy: userId,
      at: ctx.now(),
      proof: { caseIds: reached.map(({ id: one }) => one) },
    });
    return {
      result: { id },
      permission,
      audit: {
        action: "erasure.prepare",
        organisationId: found.organisationId,
        target: { kind: "case", id: found.id },
        after: { scope: input.scope, cases: reached.length },
      },
      events: [],
    };
  });

/** Confirms a prepared erasure, which is carried out within the hour, or drops it. Managers alone. */
export const decideErasure = (
  ctx: Ctx,
  { id, confirm }: { id: string; confirm: boolean },
): Promise<Result<{ id: string }>> =>
  mutate(ctx, async (tx) => {
    asUser(ctx);
    const [row] = await tx.select().from(erasure).where(eq(erasure.id, id)).for("update");
    if (!row) return refuse(notFound);
    const permission = permit(may(caseActor(ctx.actor, row.organisationId), "privacy.decide"));
    if (row.state !== "prepared") return refuse(alreadyDecided);
    if (confirm) {
      await tx.update(erasure).set({ state: "asked", at: ctx.now() }).where(eq(erasure.id, id));
    } else {
      await tx.delete(erasure).where(eq(erasure.id, id));
    }
    return {
      result: { id },
      permission,
      audit: {
        action: confirm ? "erasure.confirm" : "erasure.drop",
        organisationId: row.organisationId,
        target: { kind: "case", id: row.targetId },
        after: { scope: row.scope },
      },
      events: [],
    };
  });

const no = (reason: string, detail: string): Refusal => ({ code: "conflict", reason, detail });
const stillOpen = no(
  "case_open",
  "Un dossier de cette personne est encore ouvert. Clôturez-le d’abord\u00a0: rien n’a été effacé.",
);
const retained = no(
  "legal_hold",
  "Un dossier de cette personne est retenu légalement. Un médiateur principal doit d’abord lever la retenue.",
);
const alreadyDecided = no("already_decided", "Cet effacement est déjà décidé.");
