import { sql } from "drizzle-orm";
import type { ConfirmRegistration } from "../../../shared/access/companies.ts";
import type { OrganisationSettings } from "../../../shared/access/organisation.ts";
import type { SignedIn } from "../../../shared/access/schema.ts";
import { actingAs, type Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { type AuditNote, mutate, permit } from "../../platform/mutate.ts";
import { done, invalid, type Refusal, type Result, refuse, refused } from "../../platform/refusal.ts";
import { linkRefusal, spendAccountLink } from "./account-link.ts";
import { type OpenRegistration, openRegistration } from "./company-registration.ts";
import { whoAmI } from "./me.ts";
import { grantRoles } from "./membership-grant.ts";
import { hashPassword } from "./password.ts";
import { checkNewPassword } from "./password-policy.ts";
import { landIn, openSession } from "./session-open.ts";
import { sessionOpened } from "./sign-in.ts";
import { organisation, siretClaim, userAccount } from "./tables.ts";

/** What the first member of a company may do: everything in it, and name who else. */
const founderRoles = [
  { service: "administration", roles: ["admin"] },
  { service: "declarations", roles: ["manager"] },
];

/** Where confirming led, and the secret for the cookie when it opened a session. */
export interface Confirmed {
  signedIn: SignedIn;
  secret?: string;
}

/**
 * Confirms a registration: makes the organisation, with declarations on and its SIRET claimed but not verified, and
 * its first member. Whoever has an account confirms signed in with that very address; anyone else chooses a password.
 */
export const confirmRegistration = async (
  ctx: Ctx,
  input: ConfirmRegistration,
): Promise<Result<Confirmed>> => {
  const read = await openRegistration(ctx, input.token);
  if (!read.ok) return read;
  return read.value.accountId
    ? addToAccount(ctx, read.value, read.value.accountId)
    : makeAccount(ctx, read.value, input.password);
};

const addToAccount = async (
  ctx: Ctx,
  asked: OpenRegistration,
  accountId: string,
): Promise<Result<Confirmed>> => {
  if (ctx.actor.kind !== "user") return refused(signInFirst);
  if (ctx.actor.userId !== accountId) return refused(linkRefusal("other_account", "registration"));
  const organisationId = ctx.newId();
  const acting = founding(ctx, accountId, organisationId);
  const founded = await mutate(acting, async (tx) => ({
    result: null,
    permission: permit(true),
    audit: await found(tx, acting, asked, accountId, organisationId),
    events: [],
  }));
  if (!founded.ok) return founded;
  const me = await whoAmI(ctx);
  return me.ok ? done({ signedIn: { state: "open", me: me.value } }) : me;
};

const makeAccount = async (
  ctx: Ctx,
  asked: OpenRegistration,
  password: string | undefined,
): Promise<Result<Confirmed>> => {
  if (password === undefined)
    return refused(invalid([{ path: "password", message: "Choisissez un mot de passe." }]));
  const { firstName, lastName, email, name } = asked;
  const weak = await checkNewPassword(password, [firstName, lastName, email, name]);
  if (weak) return refused(weak);
  const userId = ctx.newId();
  const organisationId = ctx.newId();
  const passwordHash = await hashPassword(password);
  const acting = founding(ctx, userId, organisationId);
  const opened = await mutate(acting, async (tx) => {
    const created = await tx
      .insert(userAccount)
      .values({
        id: userId,
        ...{ email, firstName, lastName, passwordHash },
        passwordChangedAt: ctx.now(),
        createdAt: ctx.now(),
      })
      .onConflictDoNothing()
      .returning({ id: userAccount.id });
    if (created.length === 0) refuse(signInFirst);
    const audit = await found(tx, acting, asked, userId, organisationId);
    const made = await openSession(tx, acting, { userId, method: "invitation" });
    return {
      result: made,
      // Whoever holds the link sent to an address is the owner of that address: holding it is the right.
      permission: permit(true),
      audit: [...audit, sessionOpened(made, "registration")],
      events: [],
    };
  });
  return opened.ok ? landIn(ctx, opened.value) : opened;
};

/** The founder, with the rights they are about to have already in force, so that row-level security lets them found. */
const founding = (ctx: Ctx, userId: string, organisationId: string): Ctx =>
  actingAs(ctx, {
    kind: "user",
    userId,
    memberships: [
      ...(ctx.actor.kind === "user" && ctx.actor.userId === userId ? ctx.actor.memberships : []),
      ...founderRoles.map((held) => ({ organisationId, ...held })),
    ],
  });

/** Writes the organisation, its first member and its claim, and uses the link up: of two at once one is refused. */
const found = async (
  tx: Tx,
  ctx: Ctx,
  asked: OpenRegistration,
  userId: string,
  organisationId: string,
): Promise<AuditNote[]> => {
  await spendAccountLink(tx, { hash: asked.hash, purpose: "registration" });
  const claimId = ctx.newId();
  await tx.insert(organisation).values({
    id: organisationId,
    slug: await freeSlug(tx, asked.name),
    name: asked.name,
    kind: "company",
    services: ["declarations"],
    settings: firstSettings(asked),
    siret: asked.siret,
    createdAt: ctx.now(),
  });
  const [settled] = await tx.execute<{ first: boolean }>(
    sql`select guichet.settle_registration(${asked.id}, ${organisationId}, false) as first`,
  );
  if (!settled?.first) refuse(linkRefusal("used", "registration"));
  await grantRoles(tx, ctx, { organisationId, userId, roles: founderRoles });
  await tx.insert(siretClaim).values({
    id: claimId,
    organisationId,
    siret: asked.siret,
    status: "unverified",
    createdAt: ctx.now(),
  });
  return [
    {
      action: "company.register",
      organisationId,
      target: { kind: "organisation", id: organisationId },
      after: { name: asked.name, siret: asked.siret, official: asked.official, roles: founderRoles },
    },
  ];
};

/** A free part of public addresses made of the name; two companies of one name wait for each other. */
const freeSlug = async (tx: Tx, name: string): Promise<string> => {
  const wanted = slugOf(name);
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`slug ${wanted}`}, 0))`);
  const [row] = await tx.execute<{ slug: string }>(sql`select guichet.free_slug(${wanted}) as slug`);
  return row?.slug ?? wanted;
};

/** `la-troupe-du-halage`: 3 to 50 lower-case letters, digits and hyphens. */
export const slugOf = (name: string): string => {
  const plain = name
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("œ", "oe")
    .replaceAll("æ", "ae")
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, 50)
    .replaceAll(/^-+|-+$/g, "");
  return plain.length >= 3 ? plain : `entreprise${plain ? `-${plain}` : ""}`;
};

const firstSettings = ({ name, address }: OpenRegistration): OrganisationSettings => ({
  senderName: name.slice(0, 60),
  shortName: name.slice(0, 60),
  address: address.match(/.{1,120}/gu) ?? [],
});

const signInFirst: Refusal = {
  code: "conflict",
  reason: "account_exists",
  detail: "Un compte existe déjà avec cette adresse. Connectez-vous, puis ouvrez à nouveau ce lien.",
};
