import { and, eq, isNull } from "drizzle-orm";
import {
  type Claim,
  maskedAddress,
  PublishedAddress,
  publishedAddressSeal,
} from "../../../shared/access/companies.ts";
import { may } from "../../../shared/access/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries } from "../../platform/db.ts";
import type { Env } from "../../platform/env.ts";
import { deriveEach } from "../../platform/ids.ts";
import { mutate } from "../../platform/mutate.ts";
import { type Limit, refill, takeToken, tooMany } from "../../platform/rate-limit.ts";
import { type Refusal, type Result, refuse, refused } from "../../platform/refusal.ts";
import { unseal } from "../../platform/seal.ts";
import { accessActor, asUser } from "./access-actor.ts";
import { askAccountMail } from "./account-mail.ts";
import { claimForUpdate, claimView, liveCode, mayAskCode, noClaim } from "./siret-claim.ts";
import { provedStatus, settleByProof } from "./siret-claim-verify.ts";
import { claimCode, siretClaim } from "./tables.ts";

/** Somebody at a town hall reads the mail and passes the code on: longer than for one's own mailbox. */
const codeSeconds = 30 * 60;

/** What one organisation may ask for, and what one address may receive from all those that claim its SIRET. */
const sendings: Limit = { name: "claim_code_send", burst: 3, perHour: 3 };
const received: Limit = { name: "claim_code_receive", burst: 10, perHour: 10 };
/** Five tries, then one an hour; the right code gives them back. */
const tries: Limit = { name: "claim_code_try", burst: 5, perHour: 1 };

/**
 * The six digits of a sent code, for each key of the ring, the current one first: derived from the code's id, so that
 * the job that writes the mail finds them again and nothing stored tells them.
 */
export const codesOf = (env: Env, id: string): string[] =>
  deriveEach(env.hmacKeys, "claim-code", id).map((mac) =>
    String(mac.readUIntBE(0, 6) % 1_000_000).padStart(6, "0"),
  );

/**
 * Sends a code to the address that the directory of public services publishes for the claim's SIRET
 * (declarations.md §2). `proof` is what the function `companies` sealed a quarter of an hour ago at most.
 */
export const sendClaimCode = async (
  ctx: Ctx,
  input: { organisationId: string; proof: string },
): Promise<Result<Claim>> => {
  const { organisationId } = input;
  const user = asUser(ctx);
  const verdict = may(accessActor(user), "claim.prove", { organisationId });
  if (verdict !== true) return refused(verdict);
  const read = PublishedAddress.safeParse(await unseal(ctx.env, publishedAddressSeal.purpose, input.proof));
  if (!read.success) return refused(addressOver);
  const { siret, address } = read.data;
  return mutate(ctx, async (tx) => {
    const { claim, permission } = await claimForUpdate(tx, ctx, organisationId);
    if (claim.siret !== siret) refuse(otherSiret);
    if (!mayAskCode(claim)) refuse(alreadyGiven);
    await allowAnotherCode(tx, organisationId, address);
    const id = ctx.newId();
    const expiresAt = new Date(ctx.now().getTime() + codeSeconds * 1000);
    await tx.insert(claimCode).values({
      ...{ id, claimId: claim.id, organisationId, address, expiresAt },
      askedBy: user.userId,
      createdAt: ctx.now(),
    });
    return {
      result: await claimView(tx, ctx, claim),
      permission,
      audit: {
        action: "claim.send_code",
        organisationId,
        target: { kind: "siret_claim", id: claim.id },
        after: { email: maskedAddress(address) },
        personal: ["email"],
      },
      events: await askAccountMail(tx, ctx, { kind: "claim_code", address, organisationId, targetId: id }),
    };
  });
};

const allowAnotherCode = async (on: Queries, organisationId: string, address: string): Promise<void> => {
  const wait =
    (await takeToken(on, sendings, organisationId)) || (await takeToken(on, received, address.toLowerCase()));
  if (wait > 0) refuse(tooMany(wait, (time) => `Nouveau code possible dans ${time}.`));
};

/**
 * Checks the code typed for a claim: only the newest one counts, half an hour, once, five wrong ones then one an hour.
 * The right one verifies the claim at once, or makes it disputed when another organisation is verified.
 */
export const giveClaimCode = async (
  ctx: Ctx,
  input: { organisationId: string; code: string },
): Promise<Result<Claim>> => {
  const { organisationId } = input;
  const verdict = may(accessActor(asUser(ctx)), "claim.prove", { organisationId });
  if (verdict !== true) return refused(verdict);
  const [asked] = await ctx.db
    .select({ id: siretClaim.id })
    .from(siretClaim)
    .where(eq(siretClaim.organisationId, organisationId));
  if (!asked) return refused(noClaim);
  // Before the transaction: a wrong code must stay counted.
  const wait = await takeToken(ctx.db, tries, asked.id);
  if (wait > 0) return refused({ ...tooMany(wait, tooManyTries), reason: "code_locked" });
  return mutate(ctx, async (tx) => {
    const { claim, permission } = await claimForUpdate(tx, ctx, organisationId);
    const sent = await liveCode(tx, ctx, claim.id);
    if (!sent) return refuse(codeExpired);
    if (!codesOf(ctx.env, sent.id).includes(input.code)) refuse(codeWrong);
    await tx
      .update(claimCode)
      .set({ usedAt: ctx.now() })
      .where(and(eq(claimCode.claimId, claim.id), isNull(claimCode.usedAt)));
    await refill(tx, tries, claim.id);
    const audit = await settleByProof(tx, ctx, claim, await provedStatus(tx, claim), "public_email");
    const [settled] = await tx.select().from(siretClaim).where(eq(siretClaim.id, claim.id));
    if (!settled) throw new Error("a locked claim is gone");
    return { result: await claimView(tx, ctx, settled), permission, audit, events: [] };
  });
};

const tooManyTries = (wait: string) => `Trop d’essais. Réessayez dans ${wait}.`;
const addressOver: Refusal = {
  code: "invalid",
  reason: "address_over",
  detail: "L’adresse publiée date de plus d’un quart d’heure. Rechargez la page, puis demandez le code.",
};
const otherSiret: Refusal = {
  code: "conflict",
  reason: "other_siret",
  detail: "Cette adresse est publiée pour un autre SIRET que le vôtre.",
};
const alreadyGiven: Refusal = {
  code: "conflict",
  reason: "claim_code_given",
  detail: "Le code a déjà été donné. L’administration de la plateforme décidera.",
};
const codeExpired: Refusal = {
  code: "invalid",
  reason: "code_expired",
  detail: "Ce code a expiré. Demandez-en un nouveau.",
};
const codeWrong: Refusal = {
  code: "invalid",
  reason: "code_wrong",
  detail: "Ce code ne correspond pas. Vérifiez que c’est celui du dernier e-mail.",
};
