import { and, eq } from "drizzle-orm";
import { actingAs, type Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { readObject } from "../../platform/files.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { mayAnswer } from "./automatic-answer.ts";
import { contentOf, flagsOf } from "./entry-content.ts";
import { HeldRelease, type ReleaseFailure } from "./held-decision.ts";
import { keepBlobs, nameFiles, storeFileRows } from "./keep-files.ts";
import { type Mailbox, type Mailboxes, mailboxOf, type TargetFacts } from "./mailbox.ts";
import { queueMail } from "./queue-mail.ts";
import { sharedBytes } from "./reader-thread.ts";
import { understand } from "./receive.ts";
import { giveBack } from "./release-asked.ts";
import { inboundMail, inboundTarget, mailAttachment, quarantine } from "./tables.ts";
import { allTraces, type Posting, type Written } from "./write-target.ts";

const maxRawBytes = 64 * 1024 * 1024;
const maxMerges = 10;

type Release = HeldRelease & { held: typeof quarantine.$inferSelect; organisationId: string };

/**
 * Carries out what a person decided about a held mail: reads its original again, as at reception, and puts it on the
 * target chosen, once. What cannot be done (the original is gone, the target too) gives the mail back to the
 * quarantine with the reason. The sender is told nothing unless the person asked for it (mail.md §4.5).
 */
export async function releaseHeld(ctx: Ctx, mailboxes: Mailboxes, quarantineId: string): Promise<void> {
  const found = await find(ctx, quarantineId);
  if (found === undefined) return;
  const { held, mail } = found;
  const decision = HeldRelease.safeParse(held.decision);
  if (!decision.success || held.organisationId === null) return fail(ctx, quarantineId, "not_carried_out");
  const raw = await readObject(ctx.env, "mail-raw", mail.rawKey, maxRawBytes, sharedBytes);
  if (raw === undefined) return fail(ctx, quarantineId, "original_gone");
  const received = await understand(ctx, mail, raw);
  const { organisationId } = held;
  await keepBlobs(
    ctx,
    organisationId,
    received.mail.files.filter((file) => file.decision === "kept"),
  );
  // Whoever decided is the author of what follows: they are not told of their own act.
  const deciding =
    held.decidedBy === null ? ctx : actingAs(ctx, { kind: "user", userId: held.decidedBy, memberships: [] });
  const result = await mutate(deciding, async (tx) => {
    const again = await lock(tx, quarantineId);
    const nothing = { result: undefined, permission: permit(true), audit: [], events: [] };
    if (again === undefined) return nothing;
    const posting = { inboundMailId: mail.id, received, mailboxes };
    const written = await place(tx, deciding, posting, { ...decision.data, held: again, organisationId });
    const traces =
      typeof written === "string" ? await giveBack(tx, deciding, quarantineId, written) : written;
    return { ...nothing, ...traces };
  });
  if (!result.ok) throw new Error(`a release was refused: ${result.refusal.reason}`);
}

/** The held mail, if its release was asked for and not carried out. */
async function find(ctx: Ctx, quarantineId: string) {
  const [row] = await ctx.db
    .select({ held: quarantine, mail: inboundMail })
    .from(quarantine)
    .innerJoin(inboundTarget, eq(inboundTarget.id, quarantine.inboundTargetId))
    .innerJoin(inboundMail, eq(inboundMail.id, inboundTarget.inboundMailId))
    .where(isAsked(quarantineId));
  return row;
}

const isAsked = (quarantineId: string) =>
  and(
    eq(quarantine.id, quarantineId),
    eq(quarantine.state, "released"),
    eq(inboundTarget.outcome, "quarantine"),
  );

async function lock(tx: Tx, quarantineId: string) {
  const [row] = await tx
    .select({ held: quarantine })
    .from(quarantine)
    .innerJoin(inboundTarget, eq(inboundTarget.id, quarantine.inboundTargetId))
    .where(isAsked(quarantineId))
    .for("update");
  return row?.held;
}

async function fail(ctx: Ctx, quarantineId: string, failed: ReleaseFailure): Promise<void> {
  const result = await mutate(ctx, async (tx) => ({
    result: undefined,
    permission: permit(true),
    ...(await giveBack(tx, ctx, quarantineId, failed)),
  }));
  if (!result.ok) throw new Error(`a release was refused: ${result.refusal.reason}`);
}

const place = (tx: Tx, ctx: Ctx, posting: Posting, release: Release): Promise<Written | ReleaseFailure> =>
  release.to === "new" ? openTarget(tx, ctx, posting, release) : postOnTarget(tx, ctx, posting, release);

async function postOnTarget(
  tx: Tx,
  ctx: Ctx,
  posting: Posting,
  release: Release & { to: "target" },
): Promise<Written | ReleaseFailure> {
  const { organisationId, held, participant } = release;
  const mailbox = mailboxOf(posting.mailboxes, release.service);
  const facts = mailbox && (await liveTarget(tx, mailbox, release.targetId));
  if (mailbox === undefined || facts?.organisationId !== organisationId) return "target_gone";
  const { mail } = posting.received;
  const { targetId } = facts;
  const twin = await sameMail(tx, targetId, mail.messageId);
  const same = twin.find(({ bodyHash }) => bodyHash === mail.bodyHash);
  if (same) {
    // It is there already, by another way: the row leads to that entry.
    await tx
      .update(inboundTarget)
      .set({ outcome: "duplicate", outcomeId: same.id, caseId: targetId, matchedBy: "manual" })
      .where(eq(inboundTarget.id, held.inboundTargetId));
    return { audit: [], events: [] };
  }
  if (participant && mail.sender.is === "malformed") return "sender_unreadable";
  const added =
    participant && mail.sender.is === "address"
      ? await mailbox.addParticipant(tx, ctx, {
          targetId,
          organisationId,
          address: mail.sender.address,
          ...participant,
        })
      : undefined;
  const reopen = release.reopen && facts.state.is === "closed" && facts.closedReopenDays > 0;
  const flags = flagsOf(posting, [], twin.length > 0);
  const stored = await replaceFiles(tx, ctx, posting, release);
  const posted = await mailbox.post(tx, ctx, {
    inboundTargetId: held.inboundTargetId,
    targetId,
    namedId: release.targetId === targetId ? undefined : release.targetId,
    organisationId,
    author: added
      ? { is: "participant", participantId: added.participantId }
      : { is: "address", address: mail.sender.is === "address" ? mail.sender.address : mail.sender.shown },
    authorship: "released",
    // A person read it and says that it counts, whatever wrote it.
    mailClass: "human",
    flags,
    matchedBy: "manual",
    notify: true,
    afterClose: facts.state.is === "closed" && !reopen,
    content: contentOf(posting, stored),
  });
  const reopened = reopen ? await mailbox.reopen(tx, ctx, targetId) : { audit: [], events: [] };
  await settle(tx, posting, release, { targetId, entryId: posted.entryId, flags });
  return allTraces([...(added ? [added] : []), posted, reopened]);
}

async function openTarget(
  tx: Tx,
  ctx: Ctx,
  posting: Posting,
  release: Release & { to: "new" },
): Promise<Written | ReleaseFailure> {
  const mailbox = mailboxOf(posting.mailboxes, release.service);
  if (mailbox === undefined) return "target_gone";
  const { organisationId, held, sender } = release;
  const { received } = posting;
  const flags = flagsOf(posting, [], false);
  const stored = await replaceFiles(tx, ctx, posting, release);
  const made = await mailbox.createFromMail(tx, ctx, {
    inboundTargetId: held.inboundTargetId,
    organisationId,
    authorship: "released",
    sender: { address: sender.address, claimedName: sender.name },
    flags,
    mailClass: "human",
    linkedTo: release.linkedTo,
    byAgent: undefined,
    content: contentOf(posting, stored),
  });
  await settle(tx, posting, release, { targetId: made.targetId, entryId: made.entryId, flags });
  const isSender = received.mail.sender.is === "address" && received.mail.sender.address === sender.address;
  const receipt =
    release.tell && isSender && made.receipt && (await mayAnswer(tx, ctx, received))
      ? await queueMail(tx, ctx, {
          ...made.receipt,
          class: "acknowledgement",
          answers: { messageId: received.mail.messageId, references: received.mail.references },
        })
      : undefined;
  return allTraces([made, { audit: [], events: receipt?.events ?? [] }]);
}

/** The target now: the one it was merged into, if it was. Undefined when it takes no mail any more. */
async function liveTarget(tx: Tx, mailbox: Mailbox, targetId: string): Promise<TargetFacts | undefined> {
  let wanted = targetId;
  for (let hop = 0; hop <= maxMerges; hop++) {
    const [facts] = await mailbox.targets(tx, [wanted]);
    if (facts?.state.is !== "merged") {
      return facts?.state.is === "open" || facts?.state.is === "closed" ? facts : undefined;
    }
    wanted = facts.state.into;
  }
  return undefined;
}

const sameMail = (tx: Tx, targetId: string, messageId: string) =>
  tx
    .select({ id: inboundTarget.id, bodyHash: inboundTarget.bodyHash })
    .from(inboundTarget)
    .where(
      and(
        eq(inboundTarget.caseId, targetId),
        eq(inboundTarget.messageId, messageId),
        eq(inboundTarget.outcome, "entry"),
      ),
    );

/** Names its files as they read today: those named when it was held give way. */
async function replaceFiles(tx: Tx, ctx: Ctx, posting: Posting, { held, organisationId }: Release) {
  const { files } = posting.received.mail;
  const stored = await storeFileRows(tx, ctx, organisationId, files);
  await tx.delete(mailAttachment).where(eq(mailAttachment.inboundTargetId, held.inboundTargetId));
  const { inboundMailId } = posting;
  await nameFiles(
    tx,
    ctx,
    { inboundMailId, inboundTargetId: held.inboundTargetId, organisationId },
    files,
    stored,
  );
  return stored;
}

const settle = async (
  tx: Tx,
  { received: { mail } }: Posting,
  { held }: Release,
  made: { targetId: string; entryId: string; flags: readonly string[] },
): Promise<void> => {
  await tx
    .update(inboundTarget)
    .set({
      outcome: "entry",
      outcomeId: made.entryId,
      caseId: made.targetId,
      matchedBy: "manual",
      authorship: "released",
      flags: [...made.flags],
      messageId: mail.messageId,
      bodyHash: mail.bodyHash,
    })
    .where(eq(inboundTarget.id, held.inboundTargetId));
};
