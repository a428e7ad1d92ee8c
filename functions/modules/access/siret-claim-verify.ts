import { and, eq, inArray, ne, sql } from "drizzle-orm";
import { may } from "../../../shared/access/rules.ts";
import { sirenOf } from "../../../shared/access/siret.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { type AuditNote, mutate, permit } from "../../platform/mutate.ts";
import { accessActor } from "./access-actor.ts";
import type { ClaimRow } from "./siret-claim.ts";
import { siretClaim } from "./tables.ts";

/** What a claim becomes once it is proved: verified, or disputed when another organisation proved the same SIRET first. */
export const provedStatus = async (tx: Tx, claim: ClaimRow): Promise<"verified" | "disputed"> =>
  (await provedElsewhere(tx, claim.siret, claim.organisationId)) ? "disputed" : "verified";

/** Writes that a locked claim was proved, and says what the journal keeps of it. */
export const settleByProof = async (
  tx: Tx,
  ctx: Ctx,
  claim: ClaimRow,
  status: "verified" | "disputed",
  method: "proconnect" | "public_email",
): Promise<AuditNote> => {
  await tx
    .update(siretClaim)
    .set({
      ...{ status, method, reason: null },
      decidedAt: ctx.now(),
      version: sql`${siretClaim.version} + 1`,
    })
    .where(eq(siretClaim.id, claim.id));
  return {
    action: "claim.prove",
    organisationId: claim.organisationId,
    target: { kind: "siret_claim", id: claim.id },
    before: { claim: claim.status },
    after: { claim: status, method },
  };
};

/**
 * Of two proofs of one SIRET at the same instant, the second one waits here and sees the first. Returns whether
 * another organisation is its proved owner already.
 */
const provedElsewhere = async (tx: Tx, siret: string, organisationId: string): Promise<boolean> => {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`siret ${siret}`}, 0))`);
  const [found] = await tx.execute<{ elsewhere: boolean }>(
    sql`select guichet.verified_elsewhere(${siret}, ${organisationId}) as elsewhere`,
  );
  return found?.elsewhere ?? false;
};

/**
 * Someone whose identity carries a SIRET administers companies of the same SIREN: their claims are verified at once
 * (declarations.md §2), or disputed when another organisation proved the same SIRET first. Does nothing for anyone else.
 */
export const verifyClaimsByIdentity = async (ctx: Ctx, siret: string): Promise<void> => {
  const { actor } = ctx;
  if (actor.kind !== "user") return;
  const administered = actor.memberships
    .filter(({ service, roles }) => service === "administration" && roles.includes("admin"))
    .map(({ organisationId }) => organisationId);
  if (administered.length === 0) return;
  await mutate(ctx, async (tx) => {
    const claims = await tx
      .select()
      .from(siretClaim)
      .where(
        and(
          inArray(siretClaim.organisationId, administered),
          ne(siretClaim.status, "verified"),
          eq(sql`left(${siretClaim.siret}, 9)`, sirenOf(siret)),
        ),
      )
      .orderBy(siretClaim.siret)
      .for("update");
    const audit: AuditNote[] = [];
    for (const claim of claims) {
      permit(may(accessActor(actor), "claim.prove", { organisationId: claim.organisationId }));
      const status = await provedStatus(tx, claim);
      if (status !== claim.status) audit.push(await settleByProof(tx, ctx, claim, status, "proconnect"));
    }
    return { result: null, permission: permit(true), audit, events: [] };
  });
};
