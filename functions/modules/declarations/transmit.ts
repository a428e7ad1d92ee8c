import { and, eq, inArray, isNull, ne, notInArray, sql } from "drizzle-orm";
import type { TransmissionView, Transmit } from "../../../shared/declarations/declaring.ts";
import type { Body } from "../../../shared/declarations/enums.ts";
import { filesFor } from "../../../shared/declarations/freeze.ts";
import { nextTransmissionState } from "../../../shared/declarations/transmission.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate, type OutboxEvent } from "../../platform/mutate.ts";
import { type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { memberNow } from "../access/index.ts";
import { checkBody } from "./declaration-checks.ts";
import { freezeVersion } from "./freeze-version.ts";
import { nothingLeftWords, planOf } from "./plan-transmission.ts";
import { readTransmission } from "./read-transmission.ts";
import { reportAgencyMissing } from "./report-agency-missing.ts";
import { staleDraft } from "./save-form.ts";
import { asUser, permitOn, service } from "./show-access.ts";
import { declaredPerformance, transmission } from "./tables-declarations.ts";
import {
  lockDeclaration,
  type TransmissionRow,
  type WholeDeclaration,
  wholeDeclaration,
} from "./whole-declaration.ts";

/** Bodies that have a way in: the others are typed by a person in their portal. */
const sentByUs: ReadonlySet<Body> = new Set(["SACEM", "SACD"]);

const conflict = (reason: string, detail: string): Refusal => ({ code: "conflict", reason, detail });
const notChosen = conflict("not_chosen", "Cet organisme n’est pas choisi dans la déclaration.");
const nothingLeft = conflict("nothing_to_declare", nothingLeftWords);

/** The event that has the worker take a transmission further. */
export const workOn = (
  row: Pick<TransmissionRow, "id" | "organisationId">,
  notBefore?: Date,
): OutboxEvent => ({
  queue: "declaration-jobs",
  body: { transmissionId: row.id },
  organisationId: row.organisationId,
  ...(notBefore ? { notBefore } : {}),
});

/**
 * Tells one body of a declaration (declarations.md §4.6): the version is frozen, once for all bodies, and the outbox
 * does the rest; a portal's sheet waits for a person. The same version told twice to a body is told once: whoever comes
 * second sees the first. Refuses what is missing as fields of the form, and what hinders as a conflict.
 */
export const transmit = async (
  ctx: Ctx,
  declarationId: string,
  { body, version }: Transmit,
): Promise<Result<TransmissionView>> => {
  let missingAgency: { organisationId: string; postalCode: string } | undefined;
  const sent = await mutate(ctx, async (tx) => {
    await lockDeclaration(tx, declarationId);
    const whole = await wholeDeclaration(tx, declarationId);
    const { latest, claim, declaration: found } = whole;
    const permission = permitOn(ctx, "declaration.transmit", found, { verified: claim.verified });
    const known = whole.transmissions.find(
      ({ row }) =>
        row.declarationVersionId === latest.row.id && row.body === body && row.state !== "cancelled",
    );
    if (known) return { result: known.row.id, permission, audit: [], events: [] };
    if (latest.row.version !== version) refuse(staleDraft(latest.row));
    const { form } = latest.row;
    if (!form.bodies.includes(body)) refuse(notChosen);
    const check = await checkBody(tx, whole, form, body, ctx.now());
    if (check.missing.length > 0)
      refuse({
        code: "invalid",
        reason: "incomplete",
        detail: "Il manque des informations pour cet organisme.",
        fields: check.missing.map(({ path, label }) => ({ path, message: label })),
      });
    const [blocker] = check.blockers;
    if (blocker) {
      if (blocker.reason === "agency_not_found")
        missingAgency = { organisationId: found.organisationId, postalCode: check.postalCode };
      refuse(conflict(blocker.reason, blocker.message));
    }
    const { userId } = asUser(ctx);
    const member = await memberNow(tx, found.organisationId, service, userId);
    const frozen = await freezeVersion(
      tx,
      whole,
      { name: member?.name ?? "", email: member?.email ?? "" },
      ctx.now(),
    );
    const plan = planOf(
      whole,
      body,
      frozen.performances.map(({ id }) => id),
    );
    if (plan.performanceIds.length === 0) refuse(nothingLeft);
    await claimPerformances(
      tx,
      whole,
      body,
      frozen.performances.map(({ id }) => id),
    );
    const id = ctx.newId();
    const viaPortal = !sentByUs.has(body);
    const state = nextTransmissionState("draft", viaPortal ? "transmit_to_portal" : "transmit");
    if (!state) throw new Error("a draft can be sent");
    const row = {
      ...{
        id,
        organisationId: found.organisationId,
        declarationId,
        declarationVersionId: latest.row.id,
        body,
      },
      ...{ state, idempotencyKey: `${declarationId}:${latest.row.number}:${body}` },
      ...{ agencyLabel: check.agency?.label ?? null, agencyEmail: check.agency?.email ?? null },
      ...{ askedBy: userId, updatedAt: ctx.now(), ...plan },
      // SACEM's files go with its mail; those of SACD follow once it accepted.
      attachments:
        body === "SACD" && filesFor(body, frozen.files).length > 0 ? ("queued" as const) : ("none" as const),
    };
    await tx
      .insert(transmission)
      .values(row)
      .onConflictDoUpdate({
        // One that was given up is taken up again, under its key.
        target: [transmission.declarationVersionId, transmission.body],
        set: { ...row, id: sql`${transmission.id}`, version: sql`${transmission.version} + 1` },
      });
    const [kept] = await tx
      .select({ id: transmission.id, organisationId: transmission.organisationId })
      .from(transmission)
      .where(and(eq(transmission.declarationVersionId, latest.row.id), eq(transmission.body, body)));
    if (!kept) throw new Error("a transmission that was written is there");
    return {
      result: kept.id,
      permission,
      audit: {
        action: viaPortal ? "transmission.prepare" : "transmission.ask",
        organisationId: found.organisationId,
        target: { kind: "transmission", id: kept.id },
        aggregateId: found.showId,
        after: { body, number: latest.row.number },
      },
      events: viaPortal ? [] : [workOn(kept)],
    };
  });
  if (missingAgency && !sent.ok) await reportAgencyMissing(ctx, { body, ...missingAgency });
  return sent.ok ? readTransmission(ctx, sent.value) : sent;
};

/** The performances are this declaration's for the body, and those a rectification leaves out are free again. */
const claimPerformances = async (
  tx: Tx,
  { declaration: found }: WholeDeclaration,
  body: Body,
  performanceIds: readonly string[],
) => {
  const own = and(eq(declaredPerformance.declarationId, found.id), eq(declaredPerformance.body, body));
  await tx
    .update(declaredPerformance)
    .set({ cancelledAt: sql`now()` })
    .where(and(own, notInArray(declaredPerformance.performanceId, [...performanceIds])));
  await tx
    .insert(declaredPerformance)
    .values(
      performanceIds.map((performanceId) => ({
        ...{ organisationId: found.organisationId, declarationId: found.id, performanceId, body },
      })),
    )
    .onConflictDoUpdate({
      target: [
        declaredPerformance.declarationId,
        declaredPerformance.performanceId,
        declaredPerformance.body,
      ],
      set: { cancelledAt: null },
    });
};

/** What a transmission that was given up had claimed is free again. */
export const freePerformances = async (tx: Tx, row: TransmissionRow) => {
  const others = await tx
    .select({ id: transmission.id })
    .from(transmission)
    .where(
      and(
        eq(transmission.declarationId, row.declarationId),
        eq(transmission.body, row.body),
        ne(transmission.id, row.id),
        inArray(transmission.state, [
          "queued",
          "sent",
          "accepted",
          "uncertain",
          "to_deposit",
          "deposited",
          "corrected",
        ]),
      ),
    );
  if (others.length > 0) return;
  await tx
    .update(declaredPerformance)
    .set({ cancelledAt: sql`now()` })
    .where(
      and(
        eq(declaredPerformance.declarationId, row.declarationId),
        eq(declaredPerformance.body, row.body),
        isNull(declaredPerformance.cancelledAt),
      ),
    );
};
