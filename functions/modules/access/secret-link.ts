import { randomInt } from "node:crypto";
import { and, eq, isNull, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import type { LinkPurpose } from "../../../shared/access/secret-link.ts";
import { actingAs, type Ctx } from "../../platform/ctx.ts";
import type { Queries, Tx } from "../../platform/db.ts";
import { hashSecret, newSecret, sha256 } from "../../platform/ids.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { type Limit, refill, takeToken, tooMany } from "../../platform/rate-limit.ts";
import { done, type Refusal, type Result, refuse, refused } from "../../platform/refusal.ts";
import { linkRefusal, readLink } from "./read-link.ts";
import { linkCode, secretLink } from "./tables.ts";

/** How long an opened page stays open on a browser: `guichet.open_link` says the same. */
const linkSessionSeconds = 30 * 60;
const codeSeconds = 10 * 60;

const openings: Limit = { name: "link_open", burst: 60, perHour: 120 };
const codeSendings: Limit = { name: "link_code_send", burst: 3, perHour: 10 };
/** Five tries, then one hour; the right answer gives them back. */
const accessCodeTries: Limit = { name: "access_code_try", burst: 5, perHour: 1 };

const tooManyTries = (wait: string) => `Trop d’essais. Pour protéger vos échanges, réessayez dans ${wait}.`;

type LinkActor = Extract<Ctx["actor"], { kind: "link" }>;
type FileHolder = Extract<Ctx["actor"], { kind: "recipient" }>;

/** What a link opens, once its holder presented it. */
export interface OpenedLink<A = LinkActor> {
  /** Secret for the cookie. */
  secret: string;
  seconds: number;
  actor: A;
}

/** A link to create with the record it opens. `secret` may be derived, so that a retry gives the same one. */
export interface NewLink {
  /** When something else must name it; a new one otherwise. */
  id?: string;
  purpose: Extract<
    LinkPurpose,
    | "case_follow_up"
    | "survey"
    | "document_upload"
    | "message_file"
    | "address_confirmation"
    | "contact_email"
    | "objection"
    | "calendar"
  >;
  organisationId: string;
  targetId: string;
  /** As which party (participant, to confirm an address) of a case; none for a file, whose recipient may be anyone. */
  partyId?: string;
  secret: string;
  accessCode?: string;
  expiresAt?: Date;
}

/** Stores a link's hashes in the transaction that makes its target. The secret itself is never stored. */
export const createLink = async (
  tx: Tx,
  ctx: Ctx,
  { secret, accessCode, ...link }: NewLink,
): Promise<void> => {
  await tx.insert(secretLink).values({
    ...link,
    id: link.id ?? ctx.newId(),
    tokenHash: hashSecret(secret),
    accessCodeHash: accessCode ? hashAccessCode(link.targetId, accessCode) : null,
  });
};

/** An access code is short, so it is hashed together with the case it opens; spaces and case do not matter. */
export const hashAccessCode = (targetId: string, code: string): string =>
  sha256(`access-code\0${targetId}\0${code.toUpperCase().replaceAll(/[^A-Z0-9]/g, "")}`);

/**
 * Exchanges what was pasted or followed for a short session that shows what the link alone may show, on the database
 * role of citizens. Refuses anything but a live follow-up link with the sentence of what is wrong.
 */
export const openLink = async (ctx: Ctx, given: string): Promise<Result<OpenedLink>> => {
  const wait = await takeToken(ctx.db, openings, ctx.credentials.clientAddress ?? "unknown");
  if (wait > 0) return refused(tooMany(wait, tooManyTries));
  const read = await readLink(ctx.db, ctx, given, ["case_follow_up"]);
  if (!read.ok) return read;
  const { id, organisationId, targetId, partyId, hash } = read.value;
  if (!organisationId || !partyId) throw new Error("a follow-up link without case");
  return openPage(ctx, hash, {
    kind: "link",
    secretLinkId: id,
    caseId: targetId,
    partyId,
    organisationId,
    codeVerified: false,
  });
};

/** The same for the link of one file of a message. */
export const openFileLink = async (ctx: Ctx, given: string): Promise<Result<OpenedLink<FileHolder>>> => {
  const wait = await takeToken(ctx.db, openings, ctx.credentials.clientAddress ?? "unknown");
  if (wait > 0) return refused(tooMany(wait, tooManyTries));
  const read = await readLink(ctx.db, ctx, given, ["message_file"]);
  if (!read.ok) return read;
  const { id, organisationId, targetId, hash } = read.value;
  if (!organisationId) throw new Error("a file's link without organisation");
  return openPage(ctx, hash, {
    kind: "recipient",
    secretLinkId: id,
    targetId,
    organisationId,
    codeVerified: false,
  });
};

/** Ends links before their time: who holds one is told that it was revoked. */
export const revokeLink = async (tx: Tx, ctx: Ctx, id: string): Promise<void> => {
  await tx
    .update(secretLink)
    .set({ revokedAt: ctx.now() })
    .where(and(eq(secretLink.id, id), isNull(secretLink.revokedAt)));
};

/** Ends every link that opens a target as one party, before its time. */
export const revokePartyLinks = async (
  tx: Tx,
  ctx: Ctx,
  { targetId, partyId }: { targetId: string; partyId: string },
): Promise<void> => {
  await tx
    .update(secretLink)
    .set({ revokedAt: ctx.now() })
    .where(
      and(eq(secretLink.targetId, targetId), eq(secretLink.partyId, partyId), isNull(secretLink.revokedAt)),
    );
};

/** The live link of one purpose that opens a target here, by when it was made; null when there is none. */
export const liveLinkOf = async (
  on: Queries,
  wanted: Pick<NewLink, "purpose" | "organisationId" | "targetId">,
): Promise<{ since: Date } | null> => {
  const [link] = await on.select({ since: secretLink.createdAt }).from(secretLink).where(living(wanted));
  return link ?? null;
};

/** Ends the live link of one purpose that opens a target here; gives whether there was one. */
export const revokeLinkOf = async (
  tx: Tx,
  ctx: Ctx,
  wanted: Pick<NewLink, "purpose" | "organisationId" | "targetId">,
): Promise<boolean> => {
  const ended = await tx
    .update(secretLink)
    .set({ revokedAt: ctx.now() })
    .where(living(wanted))
    .returning({ id: secretLink.id });
  return ended.length > 0;
};

const living = ({
  purpose,
  organisationId,
  targetId,
}: Pick<NewLink, "purpose" | "organisationId" | "targetId">) =>
  and(
    eq(secretLink.purpose, purpose),
    eq(secretLink.organisationId, organisationId),
    eq(secretLink.targetId, targetId),
    isNull(secretLink.revokedAt),
  );

/** How the link a column names stands, as a field of a query on that column's table. */
export const linkStateOf = (linkId: AnyPgColumn) =>
  sql<{ expiresAt: string | null; revokedAt: string | null } | null>`(
    select jsonb_build_object('expiresAt', ${secretLink.expiresAt}, 'revokedAt', ${secretLink.revokedAt})
    from ${secretLink} where ${secretLink.id} = ${linkId})`;

interface FoundByCode {
  [column: string]: unknown;
  id: string;
  organisation_id: string;
  target_id: string;
  party_id: string;
}

/** Opens a case's page with its number's case id and access code, for people without e-mail: content at once. */
export const openByAccessCode = async (
  ctx: Ctx,
  targetId: string,
  code: string,
): Promise<Result<OpenedLink>> => {
  const wait = await takeToken(ctx.db, accessCodeTries, targetId);
  if (wait > 0) return refused({ ...tooMany(wait, tooManyTries), reason: "code_locked" });
  const hash = hashAccessCode(targetId, code);
  const [link] = await ctx.db.execute<FoundByCode>(sql`select * from guichet.link_by_access_code(${hash})`);
  if (!link) return refused(wrongAccessCode);
  await refill(ctx.db, accessCodeTries, targetId);
  return openPage(ctx, hash, {
    kind: "link",
    secretLinkId: link.id,
    caseId: link.target_id,
    partyId: link.party_id,
    organisationId: link.organisation_id,
    codeVerified: true,
  });
};

/** The same answer for an unknown number and a wrong code. */
export const wrongAccessCode: Refusal = {
  code: "invalid",
  reason: "code_wrong",
  detail: "Ce numéro et ce code ne vont pas ensemble. Vérifiez-les sur votre récépissé.",
};

/** A session of this browser on the link that `hash` (of its token or access code) opens. */
const openPage = <A extends LinkActor | FileHolder>(
  ctx: Ctx,
  hash: string,
  actor: A,
): Promise<Result<OpenedLink<A>>> => {
  const secret = newSecret();
  const credentials = { ...ctx.credentials, linkHash: hashSecret(secret) };
  return mutate({ ...actingAs(ctx, actor), credentials }, async (tx) => {
    const opened = await tx.execute(
      sql`select guichet.open_link(${hash}, ${ctx.newId()}, ${credentials.linkHash})`,
    );
    // It ended between its reading and now.
    if (opened.length === 0)
      return refuse(linkRefusal("revoked", actor.kind === "link" ? "case_follow_up" : "message_file"));
    return {
      result: { secret, seconds: linkSessionSeconds, actor },
      // Whoever holds the link may open it: holding it is the right.
      permission: permit(true),
      audit: noteOf(actor, "open"),
      events: [],
    };
  });
};

const noteOf = (actor: LinkActor | FileHolder, act: "open" | "verify") => ({
  action: actor.kind === "link" ? `link.${act}` : `file_link.${act}`,
  organisationId: actor.organisationId,
  target: { kind: "secret_link", id: actor.secretLinkId },
  aggregateId: actor.kind === "link" ? actor.caseId : actor.targetId,
});

/** Refuses another code for this link when three were just sent, or ten within the hour. */
export const allowAnotherCode = async (on: Queries, secretLinkId: string): Promise<void> => {
  const wait = await takeToken(on, codeSendings, secretLinkId);
  if (wait > 0) refuse(tooMany(wait, (time) => `Nouveau code possible dans ${time}.`));
};

/**
 * Makes a six-digit code for an opened link, in the transaction that queues the mail which carries it; undefined when
 * the code `id` was made before. Only a job makes codes: who holds the link must read the mail.
 */
export const makeCode = async (
  tx: Tx,
  ctx: Ctx,
  { id, secretLinkId }: { id: string; secretLinkId: string },
): Promise<string | undefined> => {
  const code = String(randomInt(1_000_000)).padStart(6, "0");
  const made = await tx
    .insert(linkCode)
    .values({
      id,
      secretLinkId,
      codeHash: hashCode(secretLinkId, code),
      createdAt: ctx.now(),
      expiresAt: new Date(ctx.now().getTime() + codeSeconds * 1000),
    })
    .onConflictDoNothing({ target: linkCode.id })
    .returning({ id: linkCode.id });
  return made.length > 0 ? code : undefined;
};

const hashCode = (secretLinkId: string, code: string) => sha256(`link-code\0${secretLinkId}\0${code}`);

interface Checked {
  [column: string]: unknown;
  verdict: "right" | "wrong" | "expired" | "locked";
  left_over: number;
  wait: number;
}

/** What is said of a code that does not open the page; undefined for the right one. */
const codeRefusal = ({ verdict, left_over, wait }: Checked): Refusal | undefined => {
  if (verdict === "right") return undefined;
  if (verdict === "locked") return { ...tooMany(wait, tooManyTries), reason: "code_locked" };
  if (verdict === "expired") {
    return {
      code: "invalid",
      reason: "code_expired",
      detail: "Ce code a expiré. Demandez-en un nouveau.",
    };
  }
  return {
    code: "invalid",
    reason: "code_wrong",
    detail: "Ce code ne correspond pas. Vérifiez que c’est le dernier e-mail reçu.",
    facts: { triesLeft: String(left_over) },
  };
};

/** The page is not open, or not any more. */
export const linkClosed: Refusal = {
  code: "forbidden",
  reason: "link_closed",
  detail: "Votre page s’est fermée pour protéger vos échanges. Ouvrez-la de nouveau avec votre lien.",
};

/**
 * Checks the code typed on an opened link: only the newest one counts, ten minutes, once, five wrong ones an hour
 * (`guichet.check_link_code`). On success the session shows content.
 */
export const checkCode = async (ctx: Ctx, typed: string): Promise<Result<null>> => {
  const { actor } = ctx;
  if (actor.kind !== "link" && actor.kind !== "recipient") return refused(linkClosed);
  const hash = hashCode(actor.secretLinkId, typed.replaceAll(/\D/g, ""));
  const checked = await mutate(ctx, async (tx) => {
    const [row] = await tx.execute<Checked>(sql`select * from guichet.check_link_code(${hash})`);
    if (!row) throw new Error("the code was not checked");
    const refusal = codeRefusal(row);
    // A wrong code is written down, so it is no refusal that rolls back.
    return {
      result: refusal,
      permission: permit(true),
      audit: refusal ? [] : noteOf(actor, "verify"),
      events: [],
    };
  });
  if (!checked.ok) return checked;
  return checked.value ? refused(checked.value) : done(null);
};

/** Ends the opened link on this browser. */
export const closeLink = (ctx: Ctx): Promise<Result<null>> =>
  mutate(ctx, async (tx) => {
    await tx.execute(sql`select guichet.close_link()`);
    return { result: null, permission: permit(true), audit: [], events: [] };
  });
