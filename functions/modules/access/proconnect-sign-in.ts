import { eq, sql } from "drizzle-orm";
import { canonicalEmail } from "../../../shared/access/email.ts";
import type { GivenRoles } from "../../../shared/access/members.ts";
import { acrHasSecondFactor, type IdentityTicket } from "../../../shared/access/proconnect.ts";
import { type Actor, actingAs, type Ctx } from "../../platform/ctx.ts";
import { enter } from "../../platform/enter.ts";
import { hashSecret } from "../../platform/ids.ts";
import { type AuditNote, mutate, permit } from "../../platform/mutate.ts";
import { type Refusal, type Result, refuse, refused } from "../../platform/refusal.ts";
import { takeInvitation } from "./invitation-take.ts";
import { proConnectSignOut, sealIdToken, takeTicket } from "./proconnect-ticket.ts";
import { factorsOf } from "./second-factor.ts";
import { landIn, type NewSession, type Opened, openSession } from "./session-open.ts";
import { sessionOpened } from "./sign-in.ts";
import { verifyClaimsByIdentity } from "./siret-claim-verify.ts";
import { identity, userAccount } from "./tables.ts";

interface FoundAccount {
  [column: string]: unknown;
  id: string;
  disabled: boolean;
}
interface WaitingInvitation {
  [column: string]: unknown;
  id: string;
  organisation_id: string | null;
  roles: GivenRoles;
}

/**
 * Opens a session for who ProConnect vouches for. An identity that came before is its account; a new one is tied to
 * the account of its professional address, which ProConnect verified; else it accepts the invitations that wait for
 * that address. A claim never gives a role by itself: nobody invited is told so. A level with two factors counts as
 * the second factor, except on the first tie with an account that has one of its own (docs/decisions/054).
 */
export const signInByProConnect = async (
  ctx: Ctx,
  sealedTicket: string | undefined,
): Promise<Result<Opened>> => {
  const ticket = await takeTicket(ctx, sealedTicket);
  if (!ticket.ok) return ticket;
  const who = ticket.value;
  const email = canonicalEmail(who.email);
  const [tied] = await ctx.db.execute<FoundAccount>(
    sql`select * from guichet.account_of_identity(${who.issuer}, ${who.subject})`,
  );
  const [owner] = tied
    ? [tied]
    : await ctx.db.execute<FoundAccount>(sql`select id, disabled from guichet.account_for_sign_in(${email})`);
  if (owner?.disabled) return refused(accountDisabled);
  const opened = owner
    ? await openFor(ctx, who, owner.id, tied !== undefined)
    : await acceptFor(ctx, who, email);
  if (!opened.ok) return opened;

  const credentials = { ...ctx.credentials, sessionHash: hashSecret(opened.value.secret) };
  if (who.siret && opened.value.methods.length === 0)
    await verifyClaimsByIdentity(await enter({ ...ctx, credentials }), who.siret);
  return landIn(ctx, opened.value);
};

/** A session for an account that exists; a first meeting ties the identity to it. */
const openFor = async (
  ctx: Ctx,
  who: IdentityTicket,
  userId: string,
  knownIdentity: boolean,
): Promise<Result<NewSession>> => {
  const acting = actingAs(ctx, { kind: "user", userId, memberships: [] });
  const idToken = await sealIdToken(ctx, who);
  return mutate(acting, async (tx) => {
    const audit: AuditNote[] = [];
    if (knownIdentity) await tx.update(identity).set({ lastUsedAt: ctx.now() }).where(sameIdentity(who));
    else audit.push(await tie(tx, acting, userId, who));
    const vouched = acrHasSecondFactor(who.acr);
    const ownFactors = knownIdentity ? [] : (await factorsOf(tx, userId)).methods;
    const made = await openSession(tx, acting, {
      userId,
      method: "proconnect",
      secondFactorGiven: vouched && ownFactors.length === 0,
      ...(idToken ? { idToken } : {}),
    });
    return {
      result: made,
      // The provider proved whose professional address this is: that is the right.
      permission: permit(true),
      audit: [...audit, sessionOpened(made, "proconnect")],
      events: [],
    };
  });
};

/** Makes the account of an invited address, with the names ProConnect gives, and takes every invitation that waits. */
const acceptFor = async (ctx: Ctx, who: IdentityTicket, email: string): Promise<Result<NewSession>> => {
  const waiting = [
    ...(await ctx.db.execute<WaitingInvitation>(sql`select * from guichet.invitations_of_address(${email})`)),
  ];
  const idToken = await sealIdToken(ctx, who);
  if (waiting.length === 0) return refused(notInvited(ctx, who.email, idToken));
  const userId = ctx.newId();
  const acting = actingAs(ctx, holderOf(userId, waiting));
  return mutate(acting, async (tx) => {
    const created = await tx
      .insert(userAccount)
      .values({ id: userId, email, ...namesOf(who, email), createdAt: ctx.now() })
      .onConflictDoNothing()
      .returning({ id: userAccount.id });
    // Two answers at the same instant: the other one made it, the next try finds it.
    if (created.length === 0) return refuse(tryAgain);
    const audit: AuditNote[] = [await tie(tx, acting, userId, who)];
    for (const { id, organisation_id: organisationId } of waiting)
      audit.push(await takeInvitation(tx, acting, userId, { id, organisationId }));
    const made = await openSession(tx, acting, {
      userId,
      method: "proconnect",
      secondFactorGiven: acrHasSecondFactor(who.acr),
      ...(idToken ? { idToken } : {}),
    });
    return {
      result: made,
      // Owning the invited address is the right, as for who follows the invitation's link.
      permission: permit(true),
      audit: [...audit, sessionOpened(made, "proconnect")],
      events: [],
    };
  });
};

const sameIdentity = ({ issuer, subject }: IdentityTicket) =>
  sql`${eq(identity.issuer, issuer)} and ${eq(identity.subject, subject)}`;

const tie = async (
  tx: Parameters<Parameters<typeof mutate>[1]>[0],
  ctx: Ctx,
  userId: string,
  { issuer, subject, acr }: IdentityTicket,
): Promise<AuditNote> => {
  const id = ctx.newId();
  await tx
    .insert(identity)
    .values({ id, userId, issuer, subject, createdAt: ctx.now(), lastUsedAt: ctx.now() });
  return {
    action: "identity.tie",
    organisationId: null,
    target: { kind: "user_account", id: userId },
    after: { issuer, acr },
  };
};

/** Whoever owns the invited address, with the rights the invitations give already in force. */
const holderOf = (userId: string, waiting: readonly WaitingInvitation[]): Actor => ({
  kind: "user",
  userId,
  memberships: waiting.flatMap(({ organisation_id: organisationId, roles }) =>
    organisationId
      ? roles.map(({ service, roles: names }) => ({ organisationId, service, roles: names }))
      : [],
  ),
  ...(waiting.some(({ organisation_id }) => organisation_id === null)
    ? { platformAdministrator: true as const }
    : {}),
});

/** A provider may give no name; the owner corrects it in their profile. */
const namesOf = ({ givenName, usualName }: IdentityTicket, email: string) => ({
  firstName: givenName || (email.split("@")[0] ?? email).slice(0, 100),
  lastName: usualName || "–",
});

const notInvited = (ctx: Ctx, email: string, idToken: string | undefined): Refusal => {
  const signOut = proConnectSignOut(ctx, idToken ?? null);
  return {
    code: "forbidden",
    reason: "proconnect_not_invited",
    detail: `Votre compte ProConnect (${email}) n’est invité dans aucune organisation. Demandez une invitation à votre administrateur.`,
    // ProConnect would bring the same person back at once: signing out there lets them choose another account.
    facts: { email, ...(signOut ? { signOut } : {}) },
  };
};
const accountDisabled: Refusal = {
  code: "forbidden",
  reason: "account_disabled",
  detail: "Votre compte est désactivé. Adressez-vous à l’administrateur de votre organisation.",
};
const tryAgain: Refusal = {
  code: "conflict",
  reason: "proconnect_twice",
  detail: "Cette connexion a été demandée deux fois. Recommencez avec le bouton ProConnect.",
};
