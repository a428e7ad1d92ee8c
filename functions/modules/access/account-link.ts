import { sql } from "drizzle-orm";
import type { LinkPurpose } from "../../../shared/access/secret-link.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries, Tx } from "../../platform/db.ts";
import type { Env } from "../../platform/env.ts";
import { derive, deriveEach, hashSecret } from "../../platform/ids.ts";
import { done, type Result, refused } from "../../platform/refusal.ts";
import { linkRefusal, readLink, spendLink } from "./read-link.ts";
import { secretLink } from "./tables.ts";

export { linkRefusal } from "./read-link.ts";

/** Purposes of links about accounts: each is used once. */
export type AccountPurpose = Exclude<
  LinkPurpose,
  "case_follow_up" | "survey" | "document_upload" | "message_file"
>;

/** Seconds a link lives, for those that live equally long whoever receives them; their mails say so in words. */
export const linkSeconds = { password_reset: 3600, magic_link: 15 * 60, email_change: 24 * 3600 } as const;

/** What a live link opens. */
export interface AccountLink {
  id: string;
  purpose: AccountPurpose;
  organisationId: string | null;
  targetId: string;
  expiresAt: Date;
}

/**
 * Makes a single-use link in the transaction that decides it, and returns its id. Its token is derived from that id,
 * so that the job that writes the mail finds it again while only its hash is stored.
 */
export const makeAccountLink = async (tx: Tx, ctx: Ctx, link: Omit<AccountLink, "id">): Promise<string> => {
  const id = ctx.newId();
  await tx.insert(secretLink).values({ id, ...link, tokenHash: hashSecret(tokenOf(ctx.env, id)) });
  return id;
};

const derivation = "account-link";
const tokenOf = (env: Env, id: string): string => derive(env.hmacKeys, derivation, id).toString("base64url");

/** The token of a stored link, whichever key of the ring made it; undefined when none did. */
export const storedToken = (env: Env, link: { id: string; tokenHash: string }): string | undefined =>
  deriveEach(env.hmacKeys, derivation, link.id)
    .map((mac) => mac.toString("base64url"))
    .find((token) => hashSecret(token) === link.tokenHash);

/** The live link of an account behind what someone pasted or followed, or the sentence that says what is wrong with it. */
export const readAccountLink = async (
  on: Queries,
  ctx: Ctx,
  given: string,
  purposes: readonly AccountPurpose[],
): Promise<Result<AccountLink & { hash: string }>> => {
  const read = await readLink(on, ctx, given, purposes);
  if (!read.ok) return read;
  const { expiresAt, ...link } = read.value;
  return expiresAt ? done({ ...link, expiresAt }) : refused(linkRefusal("expired", link.purpose));
};

/** Spends a link that was just read, in the transaction of what it allows: of two uses at once, one is refused. */
export const spendAccountLink = (tx: Tx, link: { hash: string; purpose: AccountPurpose }): Promise<void> =>
  spendLink(tx, link);

/** The address a link was sent to, for whoever holds it; undefined for a link that no mail carried. */
export const addressOfLink = async (on: Queries, hash: string): Promise<string | undefined> => {
  const [sent] = await on.execute<{ address: string | null }>(
    sql`select guichet.link_address(${hash}) as address`,
  );
  return sent?.address ?? undefined;
};
