import { randomInt } from "node:crypto";
import { and, desc, eq, gt, isNull, sql } from "drizzle-orm";
import { actingAs, type Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { hashSecret, newSecret, sha256 } from "../../platform/ids.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { type Limit, refill, takeToken, takeTry, tooMany } from "../../platform/rate-limit.ts";
import { type Refusal, type Result, refuse, refused } from "../../platform/refusal.ts";
import { linkCode, linkSession, secretLink } from "./tables.ts";

/** Minutes an opened link stays open on a browser. */
const linkSessionSeconds = 30 * 60;
const codeSeconds = 10 * 60;

const openings: Limit = { name: "link_open", burst: 60, perHour: 120 };
const codeSendings: Limit = { name: "link_code_send", burst: 3, perHour: 10 };
/** Five tries, then one hour; the right answer gives them back. */
const codeTries: Limit = { name: "link_code_try", burst: 5, perHour: 1 };
const accessCodeTries: Limit = { name: "access_code_try", burst: 5, perHour: 1 };

const dead: Refusal = { code: "notFound", reason: "link_dead", detail: "Ce lien n’est plus valable." };
const tooManyTries = (wait: string) => `Trop d’essais. Pour protéger vos échanges, réessayez dans ${wait}.`;

/** What a link opens, once its holder presented it. */
export interface OpenedLink {
  /** Secret for the cookie. */
  secret: string;
  seconds: number;
  actor: Extract<Ctx["actor"], { kind: "link" }>;
}

/** A link to create with the record it opens. `secret` may be derived, so that a retry gives the same one. */
export interface NewLink {
  organisationId: string;
  targetId: string;
  partyId: string;
  secret: string;
  accessCode?: string;
  expiresAt?: Date;
}

/** Stores a link's hashes in the transaction that makes its target. The secret itself is never stored. */
export const createLink = async (tx: Tx, ctx: Ctx, link: NewLink): Promise<void> => {
  await tx.insert(secretLink).values({
    id: ctx.newId(),
    organisationId: link.organisationId,
    purpose: "case_follow_up",
    tokenHash: hashSecret(link.secret),
    targetId: link.targetId,
    partyId: link.partyId,
    accessCodeHash: link.accessCode ? hashAccessCode(link.targetId, link.accessCode) : null,
    expiresAt: link.expiresAt ?? null,
  });
};

/** An access code is short, so it is hashed together with the case it opens; spaces and case do not matter. */
export const hashAccessCode = (targetId: string, code: string): string =>
  sha256(`access-code\0${targetId}\0${code.toUpperCase().replaceAll(/[^A-Z0-9]/g, "")}`);

interface FoundLink {
  [column: string]: unknown;
  id: string;
  organisation_id: string;
  target_id: string;
  party_id: string;
}

/** Exchanges a link's secret for a short session that shows what the link alone may show. */
export const openLink = async (ctx: Ctx, token: string): Promise<Result<OpenedLink>> => {
  const wait = await takeToken(ctx.db, openings, ctx.credentials.clientAddress ?? "unknown");
  if (wait > 0) return refused(tooMany(wait, tooManyTries));
  const [link] = await ctx.db.execute<FoundLink>(
    sql`select * from guichet.secret_link_by_hash(${hashSecret(token)})`,
  );
  return link ? openSession(ctx, link, false) : refused(dead);
};

/** Opens a case's page with its number's case id and access code, for people without e-mail: content at once. */
export const openByAccessCode = async (
  ctx: Ctx,
  targetId: string,
  code: string,
): Promise<Result<OpenedLink>> => {
  const wait = await takeToken(ctx.db, accessCodeTries, targetId);
  if (wait > 0) return refused({ ...tooMany(wait, tooManyTries), reason: "code_locked" });
  const hash = hashAccessCode(targetId, code);
  const [link] = await ctx.db.execute<FoundLink>(
    sql`select * from guichet.secret_link_by_access_code(${hash})`,
  );
  if (!link) return refused(wrongAccessCode);
  await refill(ctx.db, accessCodeTries, targetId);
  return openSession(ctx, link, true);
};

/** The same answer for an unknown number and a wrong code. */
export const wrongAccessCode: Refusal = {
  code: "invalid",
  reason: "code_wrong",
  detail: "Ce numéro et ce code ne vont pas ensemble. Vérifiez-les sur votre récépissé.",
};

const openSession = async (ctx: Ctx, link: FoundLink, codeVerified: boolean): Promise<Result<OpenedLink>> => {
  const actor: OpenedLink["actor"] = {
    kind: "link",
    secretLinkId: link.id,
    caseId: link.target_id,
    partyId: link.party_id,
    organisationId: link.organisation_id,
    codeVerified,
  };
  const secret = newSecret();
  return mutate(actingAs(ctx, actor), async (tx) => {
    await tx.insert(linkSession).values({
      id: ctx.newId(),
      secretLinkId: link.id,
      tokenHash: hashSecret(secret),
      codeVerified,
      expiresAt: new Date(ctx.now().getTime() + linkSessionSeconds * 1000),
    });
    return {
      result: { secret, seconds: linkSessionSeconds, actor },
      // Whoever holds the link may open it: holding it is the right.
      permission: permit(true),
      audit: {
        action: "link.open",
        organisationId: link.organisation_id,
        target: { kind: "secret_link", id: link.id },
        aggregateId: link.target_id,
      },
      events: [],
    };
  });
};

/**
 * Makes a six-digit code for the opened link, in the caller's transaction, so that the mail that carries it is queued
 * with it. At most three at once, then ten an hour.
 */
export const createCode = async (tx: Tx, ctx: Ctx, secretLinkId: string): Promise<string> => {
  const wait = await takeToken(tx, codeSendings, secretLinkId);
  if (wait > 0) return refuse(tooMany(wait, (time) => `Nouveau code possible dans ${time}.`));
  const code = String(randomInt(1_000_000)).padStart(6, "0");
  await tx.insert(linkCode).values({
    id: ctx.newId(),
    secretLinkId,
    codeHash: hashCode(secretLinkId, code),
    createdAt: ctx.now(),
    expiresAt: new Date(ctx.now().getTime() + codeSeconds * 1000),
  });
  return code;
};

const hashCode = (secretLinkId: string, code: string) => sha256(`link-code\0${secretLinkId}\0${code}`);

/**
 * Checks the code typed on an opened link: only the newest one counts, ten minutes, once, five tries an hour.
 * On success the session shows content.
 */
export const checkCode = async (ctx: Ctx, typed: string): Promise<Result<null>> => {
  const { actor } = ctx;
  const { linkHash } = ctx.credentials;
  if (actor.kind !== "link" || !linkHash) return refused(dead);
  const { wait, left } = await takeTry(ctx.db, codeTries, actor.secretLinkId);
  if (wait > 0) return refused({ ...tooMany(wait, tooManyTries), reason: "code_locked" });
  return mutate(ctx, async (tx) => {
    const [newest] = await tx
      .select()
      .from(linkCode)
      .where(and(eq(linkCode.secretLinkId, actor.secretLinkId), isNull(linkCode.usedAt)))
      .orderBy(desc(linkCode.createdAt))
      .limit(1);
    if (!newest || newest.expiresAt <= ctx.now()) {
      return refuse({
        code: "invalid",
        reason: "code_expired",
        detail: "Ce code a expiré. Demandez-en un nouveau.",
      });
    }
    if (newest.codeHash !== hashCode(actor.secretLinkId, typed.replaceAll(/\D/g, ""))) {
      return refuse({
        code: "invalid",
        reason: "code_wrong",
        detail: "Ce code ne correspond pas. Vérifiez que c’est le dernier e-mail reçu.",
        facts: { triesLeft: String(left) },
      });
    }
    await refill(tx, codeTries, actor.secretLinkId);
    await tx.update(linkCode).set({ usedAt: ctx.now() }).where(eq(linkCode.id, newest.id));
    await tx
      .update(linkSession)
      .set({ codeVerified: true })
      .where(and(eq(linkSession.tokenHash, linkHash), gt(linkSession.expiresAt, ctx.now())));
    return {
      result: null,
      permission: permit(true),
      audit: {
        action: "link.verify",
        organisationId: actor.organisationId,
        target: { kind: "secret_link", id: actor.secretLinkId },
        aggregateId: actor.caseId,
      },
      events: [],
    };
  });
};

/** Ends the opened link on this browser. */
export const closeLink = async (ctx: Ctx): Promise<Result<null>> => {
  const { linkHash } = ctx.credentials;
  return mutate(ctx, async (tx) => {
    if (linkHash)
      await tx.update(linkSession).set({ expiresAt: ctx.now() }).where(eq(linkSession.tokenHash, linkHash));
    return { result: null, permission: permit(true), audit: [], events: [] };
  });
};
