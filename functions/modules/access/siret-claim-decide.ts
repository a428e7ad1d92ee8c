import { and, arrayContains, asc, eq, inArray, isNull, ne, sql } from "drizzle-orm";
import type * as z from "zod/mini";
import type { ClaimFileLink } from "../../../shared/access/companies.ts";
import type { DecideClaim, SiretClaims } from "../../../shared/access/platform.ts";
import { may } from "../../../shared/access/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries, Tx } from "../../platform/db.ts";
import { fileLink } from "../../platform/files.ts";
import { type AuditNote, mutate, type OutboxEvent, permit } from "../../platform/mutate.ts";
import {
  done,
  invalid,
  notFound,
  type Refusal,
  type Result,
  refuse,
  refused,
} from "../../platform/refusal.ts";
import { accessActor, asUser } from "./access-actor.ts";
import { askAccountMail } from "./account-mail.ts";
import { type ClaimRow, filesOf } from "./siret-claim.ts";
import { claimFile, membership, organisation, siretClaim, userAccount } from "./tables.ts";

/** Claims that wait for a decision, the oldest first. */
const waiting = ["pending", "disputed"] as const;

/** Claims that platform administrators have to decide, with who else has the same SIRET. */
export const listClaims = async (ctx: Ctx): Promise<Result<SiretClaims>> => {
  const verdict = may(accessActor(asUser(ctx)), "platform.read");
  if (verdict !== true) return refused(verdict);
  return done(await claimsToDecide(ctx.db));
};

const claimsToDecide = async (on: Queries): Promise<SiretClaims> => {
  const rows = await on
    .select({
      claim: siretClaim,
      organisation: organisation.name,
      rival: sql<
        string | null
      >`(select o.name from siret_claim r join organisation o on o.id = r.organisation_id
        where r.siret = ${siretClaim.siret} and r.organisation_id <> ${siretClaim.organisationId}
          and r.status = 'verified' limit 1)`,
    })
    .from(siretClaim)
    .innerJoin(organisation, eq(organisation.id, siretClaim.organisationId))
    .where(inArray(siretClaim.status, [...waiting]))
    .orderBy(asc(siretClaim.createdAt))
    .limit(200);
  return {
    claims: await Promise.all(
      rows.map(async ({ claim, organisation: name, rival }) => ({
        id: claim.id,
        organisation: { id: claim.organisationId, name },
        ...{ siret: claim.siret, status: claim.status, method: claim.method, rival },
        files: await filesOf(on, claim.id),
        createdAt: (claim.sentAt ?? claim.createdAt).toISOString(),
      })),
    ),
  };
};

/** A short-lived address of one document of a claim, for who decides it; reading it is recorded. */
export const readClaimFile = (
  ctx: Ctx,
  input: { claimId: string; fileId: string },
): Promise<Result<z.infer<typeof ClaimFileLink>>> =>
  mutate(ctx, async (tx) => {
    const permission = permit(may(accessActor(asUser(ctx)), "platform.read"));
    const [file] = await tx
      .select()
      .from(claimFile)
      .where(and(eq(claimFile.id, input.fileId), eq(claimFile.claimId, input.claimId)));
    if (!file) return refuse(notFound);
    return {
      result: await fileLink(ctx, file, true),
      permission,
      audit: {
        action: "claim.read_file",
        organisationId: file.organisationId,
        target: { kind: "siret_claim", id: file.claimId },
        after: { document: file.name },
        personal: ["document"],
      },
      events: [],
    };
  });

/**
 * Decides a claim: verified, or refused with a reason the company reads. Verifying a disputed SIRET takes it from the
 * organisation that had it, whose claim becomes disputed: a squatter never blocks the true owner (declarations.md §2).
 */
export const decideClaim = (
  ctx: Ctx,
  input: DecideClaim & { claimId: string },
): Promise<Result<SiretClaims>> =>
  mutate(ctx, async (tx) => {
    const user = asUser(ctx);
    const permission = permit(may(accessActor(user), "platform.change"));
    const [seen] = await tx.select().from(siretClaim).where(eq(siretClaim.id, input.claimId));
    if (!seen) return refuse(notFound);
    // All claims of one SIRET, in one order: two decisions at once wait for each other.
    const claims = await tx
      .select()
      .from(siretClaim)
      .where(eq(siretClaim.siret, seen.siret))
      .orderBy(siretClaim.id)
      .for("update");
    const claim = claims.find(({ id }) => id === seen.id);
    if (!claim || !waiting.some((status) => status === claim.status)) return refuse(decided);
    const reason = input.reason || null;
    if (input.decision === "refused" && !reason) refuse(reasonMissing);

    const audit: AuditNote[] = [];
    const events: OutboxEvent[] = [];
    const settle = async (row: ClaimRow, status: ClaimRow["status"], why: string | null) => {
      await tx
        .update(siretClaim)
        .set({
          ...{ status, reason: why, decidedBy: user.userId, decidedAt: ctx.now() },
          version: sql`${siretClaim.version} + 1`,
        })
        .where(eq(siretClaim.id, row.id));
      audit.push({
        action: "claim.decide",
        organisationId: row.organisationId,
        target: { kind: "siret_claim", id: row.id },
        before: { claim: row.status },
        after: { claim: status, ...(why ? { why } : {}) },
      });
      events.push(...(await tellAdministrators(tx, ctx, row)));
    };
    const rival = claims.find(({ id, status }) => id !== claim.id && status === "verified");
    if (input.decision === "verified" && rival) await settle(rival, "disputed", null);
    await settle(claim, input.decision, input.decision === "refused" ? reason : null);
    return { result: await claimsToDecide(tx), permission, audit, events };
  });

const tellAdministrators = async (
  tx: Tx,
  ctx: Ctx,
  { id, organisationId }: ClaimRow,
): Promise<OutboxEvent[]> => {
  const administrators = await tx
    .select({ userId: userAccount.id, address: userAccount.email })
    .from(membership)
    .innerJoin(userAccount, eq(userAccount.id, membership.userId))
    .where(
      and(
        eq(membership.organisationId, organisationId),
        eq(membership.service, "administration"),
        arrayContains(membership.roles, ["admin"]),
        isNull(membership.endedAt),
        isNull(userAccount.disabledAt),
        ne(userAccount.email, ""),
      ),
    );
  const events: OutboxEvent[] = [];
  for (const administrator of administrators)
    events.push(
      ...(await askAccountMail(tx, ctx, {
        ...administrator,
        ...{ kind: "claim_decided" as const, organisationId, targetId: id },
      })),
    );
  return events;
};

const decided: Refusal = {
  code: "conflict",
  reason: "claim_decided",
  detail: "Cette demande a déjà été décidée.",
};
const reasonMissing: Refusal = {
  ...invalid([{ path: "reason", message: "Dites à l’entreprise pourquoi." }]),
  reason: "reason_missing",
};
