import { and, count, eq, gt, isNull, ne } from "drizzle-orm";
import { accentColour } from "../../../shared/access/organisation.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { type AuditNote, mutate, permit } from "../../platform/mutate.ts";
import type { Refusal } from "../../platform/refusal.ts";
import { type AccountLetter, type AccountPost, accountWords, type LetterFacts } from "./account-letter.ts";
import { type AccountPurpose, linkSeconds, makeAccountLink, storedToken } from "./account-link.ts";
import { codesOf } from "./siret-claim-code.ts";
import {
  accountMail,
  claimCode,
  companyRegistration,
  emailChange,
  invitation,
  organisation,
  passkey,
  platformAdministrator,
  recoveryCode,
  secretLink,
  siretClaim,
  totpFactor,
  userAccount,
} from "./tables.ts";

type Mail = typeof accountMail.$inferSelect;

/** Mails asked for by their address alone: the link they carry, and what history says. */
const asked = {
  password_forgotten: { purpose: "password_reset", action: "account.password_forgotten" },
  magic_link: { purpose: "magic_link", action: "account.magic_link" },
} as const satisfies Partial<Record<Mail["kind"], { purpose: AccountPurpose; action: string }>>;
const isAsked = (kind: Mail["kind"]): kind is keyof typeof asked => kind in asked;

/**
 * Words one mail about an account and queues it, once. A mail asked for by an address alone is written only when that
 * address has an account that may use it: the request could not tell. A link that was used, revoked or has expired
 * since is not sent.
 */
export const sendAccountMail = async (ctx: Ctx, post: AccountPost, accountMailId: string): Promise<void> => {
  const result = await mutate(ctx, async (tx) => {
    const [mail] = await tx.select().from(accountMail).where(eq(accountMail.id, accountMailId)).for("update");
    if (!mail) throw new Error("a mail about an account was asked for and is not there");
    const nothing = { result: undefined, permission: permit(true), audit: [], events: [] };
    if (mail.doneAt) return nothing;
    await tx.update(accountMail).set({ doneAt: ctx.now() }).where(eq(accountMail.id, mail.id));

    const audit: AuditNote[] = [];
    if (isAsked(mail.kind)) {
      const made = await makeAsked(tx, ctx, mail, mail.kind);
      if (!made) {
        // Somebody typed it; nobody of ours has it.
        await tx.update(accountMail).set({ address: "" }).where(eq(accountMail.id, mail.id));
        return nothing;
      }
      Object.assign(mail, made);
      audit.push({
        action: asked[mail.kind].action,
        organisationId: null,
        target: { kind: "user_account", id: made.userId },
      });
    }
    const letter = await letterOf(tx, ctx, mail);
    return { ...nothing, audit, events: letter ? await post(tx, ctx, letter) : [] };
  });
  if (!result.ok) await giveUp(ctx, accountMailId, result.refusal);
};

/** The mail cannot be written (an address nobody can send to): trying again changes nothing, and whoever invited sees why. */
const giveUp = async (
  ctx: Ctx,
  accountMailId: string,
  { fields, detail, reason }: Refusal,
): Promise<void> => {
  ctx.log.warn("account_mail.refused", { cause: reason });
  await mutate(ctx, async (tx) => {
    const [mail] = await tx
      .update(accountMail)
      .set({ doneAt: ctx.now() })
      .where(eq(accountMail.id, accountMailId))
      .returning();
    if (mail?.kind === "invitation" && mail.targetId)
      await tx
        .update(invitation)
        .set({ deliveryState: "failed", deliveryCause: fields?.[0]?.message ?? detail })
        .where(eq(invitation.id, mail.targetId));
    return { result: undefined, permission: permit(true), audit: [], events: [] };
  });
};

/** Finds the account, ends its earlier links of the same purpose, and makes the new one. */
const makeAsked = async (
  tx: Tx,
  ctx: Ctx,
  mail: Mail,
  kind: keyof typeof asked,
): Promise<{ userId: string; secretLinkId: string } | undefined> => {
  const [account] = await tx
    .select({ id: userAccount.id, administers: platformAdministrator.id })
    .from(userAccount)
    .leftJoin(
      platformAdministrator,
      and(eq(platformAdministrator.userId, userAccount.id), isNull(platformAdministrator.endedAt)),
    )
    .where(and(eq(userAccount.email, mail.address), isNull(userAccount.disabledAt)));
  if (!account || (kind === "magic_link" && !account.administers)) return undefined;
  const { purpose } = asked[kind];
  await tx
    .update(secretLink)
    .set({ revokedAt: ctx.now() })
    .where(
      and(
        eq(secretLink.targetId, account.id),
        eq(secretLink.purpose, purpose),
        isNull(secretLink.usedAt),
        isNull(secretLink.revokedAt),
      ),
    );
  const secretLinkId = await makeAccountLink(tx, ctx, {
    purpose,
    organisationId: null,
    targetId: account.id,
    expiresAt: new Date(ctx.now().getTime() + linkSeconds[purpose] * 1000),
  });
  await tx.update(accountMail).set({ userId: account.id, secretLinkId }).where(eq(accountMail.id, mail.id));
  return { userId: account.id, secretLinkId };
};

/** The whole letter; undefined when what it was about is over. */
const letterOf = async (tx: Tx, ctx: Ctx, mail: Mail): Promise<AccountLetter | undefined> => {
  const taken = mail.kind === "email_change_new" && (await ownsAddress(tx, mail));
  const token = mail.secretLinkId && !taken ? await liveToken(tx, ctx, mail.secretLinkId) : undefined;
  if (mail.secretLinkId && !taken && token === undefined) return undefined;
  const [from] = mail.organisationId
    ? await tx.select().from(organisation).where(eq(organisation.id, mail.organisationId))
    : [];
  const facts: LetterFacts = {
    origin: ctx.env.appOrigin,
    ...(token ? { token } : {}),
    ...(from ? { organisation: from } : {}),
    // The owner of a taken address is not whoever asked for the change.
    ...(mail.userId && mail.kind !== "email_change_new" ? await aboutAccount(tx, mail.userId) : {}),
    ...(mail.targetId ? await aboutTarget(tx, ctx, mail.kind, mail.targetId) : {}),
  };
  if (mail.kind === "claim_code" && !facts.claimCode) return undefined;
  const { logo, accent } = from?.settings ?? {};
  return {
    ...accountWords(mail.kind, facts),
    key: `access.${mail.kind}:${mail.id}`,
    template: `access.${mail.kind}@1`,
    targetId: mail.kind === "invitation" ? mail.targetId : null,
    senderName: from?.settings.senderName ?? "Guichet",
    ...(from && logo ? { logo: { path: logo, alt: from.name } } : {}),
    accent: accentColour(accent),
    to: mail.address,
  };
};

/** Whether the address belongs to another account already. */
const ownsAddress = async (tx: Tx, mail: Mail): Promise<boolean> => {
  const [owner] = await tx
    .select({ id: userAccount.id })
    .from(userAccount)
    .where(
      and(eq(userAccount.email, mail.address), mail.userId ? ne(userAccount.id, mail.userId) : undefined),
    );
  return owner !== undefined;
};

const liveToken = async (tx: Tx, ctx: Ctx, id: string): Promise<string | undefined> => {
  const [link] = await tx.select().from(secretLink).where(eq(secretLink.id, id));
  if (!link || link.usedAt || link.revokedAt || !link.expiresAt || link.expiresAt <= ctx.now())
    return undefined;
  return storedToken(ctx.env, link);
};

const aboutAccount = async (tx: Tx, userId: string): Promise<Pick<LetterFacts, "name" | "factors">> => {
  const [person] = await tx.select().from(userAccount).where(eq(userAccount.id, userId));
  if (!person) return {};
  const totp = await tx
    .select({ at: totpFactor.confirmedAt })
    .from(totpFactor)
    .where(eq(totpFactor.userId, userId));
  const [keys] = await tx.select({ n: count() }).from(passkey).where(eq(passkey.userId, userId));
  const [codes] = await tx
    .select({ n: count() })
    .from(recoveryCode)
    .where(and(eq(recoveryCode.userId, userId), isNull(recoveryCode.usedAt)));
  return {
    name: `${person.firstName} ${person.lastName}`,
    factors: {
      totp: totp.some(({ at }) => at !== null),
      passkeys: keys?.n ?? 0,
      recoveryCodes: codes?.n ?? 0,
    },
  };
};

const aboutTarget = async (
  tx: Tx,
  ctx: Ctx,
  kind: Mail["kind"],
  targetId: string,
): Promise<Partial<LetterFacts>> => {
  if (kind === "invitation" || kind === "invited_existing") {
    const [found] = await tx
      .select({ invitation, first: userAccount.firstName, last: userAccount.lastName })
      .from(invitation)
      .leftJoin(userAccount, eq(userAccount.id, invitation.invitedBy))
      .where(eq(invitation.id, targetId));
    if (!found) return {};
    const { roles, expiresAt } = found.invitation;
    return {
      invitation: { roles, expiresAt, invitedBy: found.first ? `${found.first} ${found.last}` : null },
    };
  }
  if (kind === "claim_decided") {
    const [claim] = await tx.select().from(siretClaim).where(eq(siretClaim.id, targetId));
    return claim ? { claim } : {};
  }
  if (kind === "claim_code") return aboutCode(tx, ctx, targetId);
  if (kind === "registration" || kind === "join_requested" || kind === "join_unanswered") {
    const [found] = await tx
      .select({ registration: companyRegistration, organisation })
      .from(companyRegistration)
      .leftJoin(organisation, eq(organisation.id, companyRegistration.organisationId))
      .where(eq(companyRegistration.id, targetId));
    if (!found) return {};
    const { registration } = found;
    // The platform is written to by Guichet, about an organisation.
    return kind === "join_unanswered" && found.organisation
      ? { registration, organisation: found.organisation }
      : { registration };
  }
  const [change] = await tx.select().from(emailChange).where(eq(emailChange.id, targetId));
  return change ? { newEmail: change.newEmail } : {};
};

/** The code and who asked for it; nothing once it was typed or is over. */
const aboutCode = async (tx: Tx, ctx: Ctx, id: string): Promise<Partial<LetterFacts>> => {
  const [sent] = await tx
    .select({ siret: siretClaim.siret, person: userAccount })
    .from(claimCode)
    .innerJoin(siretClaim, eq(siretClaim.id, claimCode.claimId))
    .innerJoin(userAccount, eq(userAccount.id, claimCode.askedBy))
    .where(and(eq(claimCode.id, id), isNull(claimCode.usedAt), gt(claimCode.expiresAt, ctx.now())));
  const [code] = codesOf(ctx.env, id);
  if (!sent || !code) return {};
  const { firstName, lastName, email } = sent.person;
  return { claimCode: { code, siret: sent.siret, askedBy: `${firstName} ${lastName} (${email})` } };
};
