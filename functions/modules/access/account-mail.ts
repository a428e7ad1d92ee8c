import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import type { OutboxEvent } from "../../platform/mutate.ts";
import { type AccountLink, makeAccountLink } from "./account-link.ts";
import { accountMail } from "./tables.ts";

export type AccountMailKind = (typeof accountMail.$inferInsert)["kind"];

/** A mail about an account, as the verb that decides it asks for it. */
export interface AskedMail {
  kind: AccountMailKind;
  address: string;
  organisationId?: string;
  userId?: string;
  targetId?: string;
  /** The single-use link it carries. */
  link?: Omit<AccountLink, "id">;
}

/**
 * Asks for one mail about an account, in the caller's transaction: a row, and an event for the job that words and
 * queues it. The same work is done for an address nobody has.
 */
export const askAccountMail = async (
  tx: Tx,
  ctx: Ctx,
  { link, ...mail }: AskedMail,
): Promise<OutboxEvent[]> => {
  const id = ctx.newId();
  const secretLinkId = link ? await makeAccountLink(tx, ctx, link) : null;
  await tx.insert(accountMail).values({ id, secretLinkId, ...mail });
  return [
    { queue: "account-mails", body: { accountMailId: id }, organisationId: mail.organisationId ?? null },
  ];
};
