import { eq } from "drizzle-orm";
import { may } from "../../../shared/access/rules.ts";
import type { Proof } from "../../../shared/access/schema.ts";
import type { Actor, Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { enter } from "../../platform/enter.ts";
import { mutate, type Permission, permit } from "../../platform/mutate.ts";
import { type Limit, refill, takeToken, tooMany } from "../../platform/rate-limit.ts";
import { done, type Refusal, type Result, refuse, refused, signedOut } from "../../platform/refusal.ts";
import { accessActor } from "./access-actor.ts";
import { passwordMatches } from "./password.ts";
import { factorsOf, secondFactorTries, wrongCode } from "./second-factor.ts";
import { session, userAccount } from "./tables.ts";
import { acceptTotp } from "./totp.ts";

type User = Extract<Actor, { kind: "user" }>;
/** Someone signed in, about their own account, in a session of theirs. */
export type Owner = Ctx & { actor: User & { session: NonNullable<User["session"]> } };

/** Does something of one's own account for whoever is signed in; refuses anyone else. */
export const forOwner = async <T>(
  ctx: Ctx,
  work: (owner: Owner) => Promise<Result<T>>,
): Promise<Result<T>> => {
  const entered = await enter(ctx);
  const { actor } = entered;
  if (actor.kind !== "user" || !actor.session) return refused(signedOut);
  return work({ ...entered, actor: { ...actor, session: actor.session } });
};

/** The right to change one's own account, asked of the rules. */
export const ownPermission = ({ actor }: Owner): Permission =>
  permit(may(accessActor(actor), "self.write", { userId: actor.userId }));

/** One's own account, locked for a change. */
export const ownAccount = async (tx: Tx, { actor }: Owner) => {
  const [account] = await tx.select().from(userAccount).where(eq(userAccount.id, actor.userId)).for("update");
  return account ?? refuse(signedOut);
};

const proofTries: Limit = { name: "proof", burst: 5, perHour: 20 };

const wrongPassword: Refusal = {
  code: "forbidden",
  reason: "wrong_password",
  detail: "Mot de passe incorrect.",
  fields: [{ path: "password", message: "Mot de passe incorrect." }],
};
const proofNeeded: Refusal = {
  code: "forbidden",
  reason: "proof_needed",
  detail: "Pour votre sécurité, confirmez avec votre mot de passe.",
};
const signInAgain: Refusal = {
  code: "forbidden",
  reason: "sign_in_again",
  detail: "Pour votre sécurité, reconnectez-vous, puis recommencez tout de suite.",
};
const secondFactorNeeded: Refusal = {
  code: "forbidden",
  reason: "second_factor_needed",
  detail:
    "Cette session a été ouverte sans la vérification en deux étapes de votre compte. Reconnectez-vous, puis recommencez.",
};

/** Minutes after which signing in no longer proves that the owner is there. */
const freshMinutes = 10;

/**
 * The same for what adds, takes or weakens a way to get in: the owner proves first that it is them, with their password
 * or a code of their generator. Without either (identity provider and keys only), having just signed in is the proof.
 * A session that never gave the account's second factor changes none.
 */
export const withProof = <T>(
  ctx: Ctx,
  proof: Proof,
  work: (owner: Owner) => Promise<Result<T>>,
): Promise<Result<T>> =>
  forOwner(ctx, async (owner) => {
    const proved = await prove(owner, proof);
    return proved.ok ? work(owner) : proved;
  });

const prove = async (owner: Owner, proof: Proof): Promise<Result<null>> => {
  const { userId, session: own } = owner.actor;
  const [account] = await owner.db
    .select({ passwordHash: userAccount.passwordHash, openedAt: session.createdAt })
    .from(userAccount)
    .innerJoin(session, eq(session.id, own.id))
    .where(eq(userAccount.id, userId));
  if (!account) return refused(signedOut);
  const factors = await factorsOf(owner.db, userId);
  if (factors.methods.length > 0 && !own.secondFactor) return refused(secondFactorNeeded);
  if (!account.passwordHash && !factors.totp) {
    const age = owner.now().getTime() - account.openedAt.getTime();
    return age < freshMinutes * 60_000 ? done(null) : refused(signInAgain);
  }
  if (proof.password === undefined && proof.code === undefined) return refused(proofNeeded);
  return proof.password === undefined
    ? proveByCode(owner, proof.code ?? "")
    : provePassword(owner, proof.password, account.passwordHash);
};

/** Checks the owner's password, a limited number of times. */
export const provePassword = async (
  owner: Owner,
  password: string,
  stored: string | null,
): Promise<Result<null>> => {
  const tries = await takeTurn(owner, proofTries);
  if (!tries.ok) return tries;
  if (!(await passwordMatches(password, stored))) return refused(wrongPassword);
  await refill(owner.db, proofTries, owner.actor.userId);
  return done(null);
};

const proveByCode = async (owner: Owner, code: string): Promise<Result<null>> => {
  const tries = await takeTurn(owner, secondFactorTries);
  if (!tries.ok) return tries;
  const accepted = await mutate(owner, async (tx) => {
    if (!(await acceptTotp(tx, owner, owner.actor.userId, code))) refuse(wrongCode);
    return { result: null, permission: ownPermission(owner), audit: [], events: [] };
  });
  if (accepted.ok) await refill(owner.db, secondFactorTries, owner.actor.userId);
  return accepted;
};

/** One try of a limit, by account. */
export const takeTurn = async (owner: Owner, limit: Limit): Promise<Result<null>> => {
  const wait = await takeToken(owner.db, limit, owner.actor.userId);
  if (wait === 0) return done(null);
  const words = (time: string) => `Trop d’essais. Réessayez dans ${time}.`;
  return refused({ ...tooMany(wait, words), reason: "too_many_tries" });
};
