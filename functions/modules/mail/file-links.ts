import { asc, eq, inArray, sql } from "drizzle-orm";
import { goAsLinks, type SentFileLink } from "../../../shared/mail/file-links.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Db, prepared, type Queries, type Tx } from "../../platform/db.ts";
import { deriveEach } from "../../platform/ids.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { storedFile } from "../../platform/tables.ts";
import { createLink, linkStateOf, liveLink, revokeLink } from "../access/index.ts";
import { fileLink, outgoingMessage, outgoingRecipient } from "./tables.ts";

type Message = typeof outgoingMessage.$inferSelect;
type Attachment = Message["attachments"][number];

/** Days a link lives (settled.md §3). */
const linkDays = 30;

/** The files of a message, those that do not fit in a mail marked as links. Only messages about a target have links. */
export async function withLinkMarks(
  on: Queries,
  attachments: readonly { storedFileId: string; name: string }[],
): Promise<Attachment[]> {
  if (attachments.length === 0) return [];
  const ids = attachments.map(({ storedFileId }) => storedFileId);
  const rows = await on
    .select({ id: storedFile.id, size: storedFile.size })
    .from(storedFile)
    .where(inArray(storedFile.id, ids));
  const sizeOf = new Map(rows.map(({ id, size }) => [id, size]));
  const links = goAsLinks(attachments.map(({ storedFileId }) => sizeOf.get(storedFileId) ?? 0));
  return attachments.map((file, index) => (links[index] ? { ...file, link: true as const } : { ...file }));
}

/** One file of one copy, as its mail gives it. */
export interface LinkInCopy {
  name: string;
  /** Bytes. */
  size: number;
  url: string;
  endsAt: Date;
}

/**
 * The links of one recipient's copy, made the first time they are asked for. Their tokens are derived from the copy and
 * the file, so that another try writes the same bytes while only hashes are kept. Links that were revoked meanwhile
 * are left out.
 */
export async function linksOf(
  ctx: Ctx,
  recipient: { id: string; organisationId: string | null },
  message: Pick<Message, "targetId" | "attachments">,
): Promise<LinkInCopy[]> {
  const { organisationId } = recipient;
  const { targetId } = message;
  const files = new Map(
    message.attachments.filter(({ link }) => link).map((file) => [file.storedFileId, file.name]),
  );
  if (organisationId === null || targetId === null || files.size === 0) return [];
  await makeLinks(ctx, { recipientId: recipient.id, organisationId, targetId }, files);
  const rows = await ctx.db
    .select({ link: fileLink, size: storedFile.size, state: linkStateOf(fileLink.secretLinkId) })
    .from(fileLink)
    .innerJoin(storedFile, eq(storedFile.id, fileLink.storedFileId))
    .where(eq(fileLink.outgoingRecipientId, recipient.id))
    .orderBy(asc(fileLink.id));
  const links: LinkInCopy[] = [];
  for (const { link, size, state } of rows) {
    const token = await liveLink(ctx.db, ctx, tokensOf(ctx, recipient.id, link.storedFileId));
    if (token === undefined || !state?.expiresAt) continue;
    const url = `${ctx.env.appOrigin}/fichier#${token}`;
    links.push({ name: link.name, size, url, endsAt: new Date(state.expiresAt) });
  }
  return links;
}

/** Tokens a link may have, by the keys of the ring, the current one first: a key may have changed since. */
const tokensOf = (ctx: Ctx, recipientId: string, storedFileId: string): string[] =>
  deriveEach(ctx.env.hmacKeys, "message-file", `${recipientId}\0${storedFileId}`).map((mac) =>
    mac.toString("base64url"),
  );

async function makeLinks(
  ctx: Ctx,
  of: { recipientId: string; organisationId: string; targetId: string },
  files: ReadonlyMap<string, string>,
): Promise<void> {
  const { recipientId, organisationId, targetId } = of;
  const made = await mutate(ctx, async (tx) => {
    const rows = await tx
      .insert(fileLink)
      .values(
        [...files].map(([storedFileId, name]) => ({
          id: ctx.newId(),
          organisationId,
          outgoingRecipientId: recipientId,
          storedFileId,
          name,
          secretLinkId: ctx.newId(),
        })),
      )
      .onConflictDoNothing({ target: [fileLink.outgoingRecipientId, fileLink.storedFileId] })
      .returning();
    for (const { secretLinkId, storedFileId } of rows) {
      const [secret] = tokensOf(ctx, recipientId, storedFileId);
      if (secret === undefined) throw new Error("no HMAC key");
      await createLink(tx, ctx, {
        id: secretLinkId,
        purpose: "message_file",
        organisationId,
        targetId,
        secret,
        expiresAt: new Date(ctx.now().getTime() + linkDays * 86_400_000),
      });
    }
    return {
      result: null,
      // The message was allowed with its files; how they travel is our affair.
      permission: permit(true),
      audit: rows.map(({ id }) => ({
        action: "file_link.make",
        organisationId,
        target: { kind: "file_link", id },
        aggregateId: targetId,
      })),
      events: [],
    };
  });
  if (!made.ok) throw new Error(`links were refused: ${made.refusal.reason}`);
}

const linksOfTarget = prepared((db) =>
  db
    .select({
      messageId: outgoingRecipient.outgoingMessageId,
      id: fileLink.id,
      recipientId: fileLink.outgoingRecipientId,
      name: fileLink.name,
      openedAt: fileLink.openedAt,
      link: linkStateOf(fileLink.secretLinkId),
    })
    .from(outgoingMessage)
    .innerJoin(outgoingRecipient, eq(outgoingRecipient.outgoingMessageId, outgoingMessage.id))
    .innerJoin(fileLink, eq(fileLink.outgoingRecipientId, outgoingRecipient.id))
    .where(eq(outgoingMessage.targetId, sql.placeholder("targetId")))
    .orderBy(asc(fileLink.id))
    .prepare("file_links_of_target"),
);

/** The links of every message about a target, by message; row-level security decides whose. */
export async function fileLinksOf(
  db: Db,
  targetId: string,
  now: Date,
): Promise<(SentFileLink & { messageId: string })[]> {
  const rows = await linksOfTarget(db).execute({ targetId });
  return rows.map(({ link, openedAt, ...row }) => {
    const endsAt = new Date(link?.expiresAt ?? 0);
    return {
      ...row,
      openedAt: openedAt?.toISOString() ?? null,
      endsAt: endsAt.toISOString(),
      state: link?.revokedAt ? "revoked" : endsAt <= now ? "ended" : "live",
    };
  });
}

/** What a link of a message is about; undefined when it is not there for who asks. */
export async function targetOfFileLink(on: Queries, id: string): Promise<string | undefined> {
  const [row] = await on
    .select({ targetId: outgoingMessage.targetId })
    .from(fileLink)
    .innerJoin(outgoingRecipient, eq(outgoingRecipient.id, fileLink.outgoingRecipientId))
    .innerJoin(outgoingMessage, eq(outgoingMessage.id, outgoingRecipient.outgoingMessageId))
    .where(eq(fileLink.id, id));
  return row?.targetId ?? undefined;
}

/** Ends a link of a message at once, in the transaction of who may; ending it twice changes nothing. */
export async function revokeFileLink(tx: Tx, ctx: Ctx, id: string): Promise<void> {
  const [row] = await tx
    .select({ secretLinkId: fileLink.secretLinkId })
    .from(fileLink)
    .where(eq(fileLink.id, id));
  if (row) await revokeLink(tx, ctx, row.secretLinkId);
}
