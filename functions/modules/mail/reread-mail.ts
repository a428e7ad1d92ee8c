import { and, eq, inArray, sql } from "drizzle-orm";
import * as z from "zod/mini";
import type { EntryFlag } from "../../../shared/mail/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { readObject } from "../../platform/files.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { contentOf, flagsOf } from "./entry-content.ts";
import { keepBlobs, nameFiles, storeFileRows } from "./keep-files.ts";
import type { Mailboxes } from "./mailbox.ts";
import { sharedBytes } from "./reader-thread.ts";
import { understand } from "./receive.ts";
import { inboundMail, inboundTarget, mailAttachment, quarantine } from "./tables.ts";
import { allTraces, type Posting, type Written } from "./write-target.ts";

const Asked = z.object({ reprocess: z.uuid() });
const maxRawBytes = 64 * 1024 * 1024;
const previewChars = 20_000;

/** The mail that a message of `mail-inbound` asks to read again; undefined for every other message. */
export const rereadAsked = (body: string): string | undefined => {
  try {
    return Asked.parse(JSON.parse(body)).reprocess;
  } catch {
    // A notification of SES, or another request: for whoever reads those.
    return undefined;
  }
};

type Target = typeof inboundTarget.$inferSelect;

/**
 * Reads a mail again with today's reader and replaces what its entries and its waiting quarantine rows show: the same
 * rows, nobody told, nothing routed anew (mail.md §5.1). A mail whose original is gone, or that was never put
 * anywhere, is left as it is.
 */
export async function rereadMail(ctx: Ctx, mailboxes: Mailboxes, inboundMailId: string): Promise<void> {
  const [row] = await ctx.db.select().from(inboundMail).where(eq(inboundMail.id, inboundMailId));
  if (row === undefined || row.state !== "done" || row.verdicts.virus === "FAIL") return;
  const raw = await readObject(ctx.env, "mail-raw", row.rawKey, maxRawBytes, sharedBytes);
  if (raw === undefined) return ctx.log.warn("mail.reread_without_original", { inboundMailId });
  const received = await understand(ctx, row, raw);
  const kept = received.mail.files.filter((file) => file.decision === "kept");
  const named = await ctx.db
    .selectDistinct({ organisationId: inboundTarget.organisationId })
    .from(inboundTarget)
    .where(eq(inboundTarget.inboundMailId, inboundMailId));
  for (const { organisationId } of named) {
    if (organisationId !== null) await keepBlobs(ctx, organisationId, kept);
  }
  const posting: Posting = { inboundMailId, received, mailboxes };
  const result = await mutate(ctx, async (tx) => {
    const targets = await tx
      .select()
      .from(inboundTarget)
      .where(
        and(
          eq(inboundTarget.inboundMailId, inboundMailId),
          inArray(inboundTarget.outcome, ["entry", "quarantine"]),
        ),
      )
      .for("update");
    const written: Written[] = [];
    for (const target of targets) written.push(await replace(tx, ctx, posting, target));
    await tx.update(inboundMail).set(readAgain(received)).where(eq(inboundMail.id, inboundMailId));
    const traces = allTraces(written);
    return { result: undefined, permission: permit(true), audit: traces.audit, events: traces.events };
  });
  if (!result.ok) throw new Error(`a mail could not be read again: ${result.refusal.reason}`);
}

async function replace(tx: Tx, ctx: Ctx, posting: Posting, target: Target): Promise<Written> {
  const { mail } = posting.received;
  const { organisationId } = target;
  if (target.outcome === "quarantine") return replaceHeld(tx, posting, target.id);
  if (organisationId === null) return { audit: [], events: [] };
  const stored = await storeFileRows(tx, ctx, organisationId, mail.files);
  await tx.delete(mailAttachment).where(eq(mailAttachment.inboundTargetId, target.id));
  const place = { inboundMailId: posting.inboundMailId, inboundTargetId: target.id, organisationId };
  await nameFiles(tx, ctx, place, mail.files, stored);
  const flags = flagsOf(posting, target.flags.filter(isOfRouting), false);
  await tx
    .update(inboundTarget)
    .set({ flags, bodyHash: unlessTaken(target, mail.bodyHash) })
    .where(eq(inboundTarget.id, target.id));
  const replacing = { inboundTargetId: target.id, content: contentOf(posting, stored), flags };
  for (const mailbox of posting.mailboxes) {
    const traces = await mailbox.replaceContent(tx, ctx, replacing);
    if (traces !== undefined) return allTraces([traces]);
  }
  return { audit: [], events: [] };
}

/** Said by the routing of a mail, not by its words: it stays. */
const routingFlags = new Set<string>(["via_other_token", "message_id_reused", "reopen_limit", "list"]);
const isOfRouting = (flag: string): flag is EntryFlag => routingFlags.has(flag);

/** The same mail may have been kept twice because an older reader saw two: the first keeps its name. */
const unlessTaken = (target: Target, bodyHash: string) => sql`case when exists (
  select 1 from ${inboundTarget} twin where twin.case_id = ${target.caseId} and twin.message_id = ${target.messageId}
    and twin.body_hash = ${bodyHash} and twin.outcome = 'entry' and twin.id <> ${target.id})
  then ${target.bodyHash} else ${bodyHash} end`;

/** What waits shows the new words; what was decided stays as it was. */
async function replaceHeld(tx: Tx, { received }: Posting, inboundTargetId: string): Promise<Written> {
  await tx
    .update(quarantine)
    .set({ subject: received.mail.subject, text: received.mail.text.slice(0, previewChars).toWellFormed() })
    .where(
      and(
        eq(quarantine.inboundTargetId, inboundTargetId),
        eq(quarantine.state, "waiting"),
        sql`${quarantine.text} is not null`,
      ),
    );
  return { audit: [], events: [] };
}

const readAgain = ({ mail }: Posting["received"]) => ({
  readerVersion: mail.readerVersion,
  bodyHash: mail.bodyHash,
  subject: mail.subject,
  replyTo: mail.replyTo.map(({ address }) => address),
  sentAtClaimed: mail.sentAtClaimed ?? null,
  problems: [...mail.problems],
});
