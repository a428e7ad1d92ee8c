import { eq } from "drizzle-orm";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Tx, together } from "../../platform/db.ts";
import { organisationById } from "../access/index.ts";
import type { MailContent, MailEntry, MailFile, Traces } from "../mail/index.ts";
import { addEntry, countToProcess } from "./add-entry.ts";
import type { CaseRow } from "./case-access.ts";
import { notifyAgents } from "./notify-agents.ts";
import { endWaiting } from "./system-tasks.ts";
import { caseEntry, caseFile, cases, participant } from "./tables.ts";

type Side = "REQUESTER" | "ADMINISTRATION" | "THIRD_PARTY" | "OTHER";

/** Where a file of a mail comes from, and who may see it until an agent says otherwise. */
const filesOf: Record<Side, Pick<typeof caseFile.$inferInsert, "source" | "visibility">> = {
  REQUESTER: { source: "REQUESTER", visibility: "REQUESTER_ONLY" },
  ADMINISTRATION: { source: "ADMINISTRATION", visibility: "ADMINISTRATION_ONLY" },
  THIRD_PARTY: { source: "THIRD_PARTY", visibility: "INTERNAL" },
  OTHER: { source: "THIRD_PARTY", visibility: "INTERNAL" },
};

const kindOf = (entry: MailEntry): (typeof caseEntry.$inferInsert)["kind"] => {
  if (entry.author.is === "agent") return "note";
  if (entry.mailClass === "bounce" || entry.mailClass === "receipt") return "delivery_report";
  return entry.mailClass === "human" || entry.mailClass === "bulk" ? "message" : "automatic";
};

/** What a mail shows on a case, whoever wrote it. */
export const displayOf = (content: MailContent) => ({
  subject: content.subject,
  text: content.text,
  html: content.html ?? null,
  folds: [...content.folds],
  cards: [...content.cards],
  claimedAt: content.sentAtClaimed ?? null,
  replyTo: content.replyTo.filter((address) => address !== content.from.address),
  shownRecipients: [...content.to, ...content.cc],
  readerVersion: content.readerVersion,
});

/** Binds the files of a mail to its entry; a refused one keeps its name and cause. */
export const bindMailFiles = async (
  tx: Tx,
  ctx: Ctx,
  found: Pick<CaseRow, "id" | "organisationId">,
  entryId: string,
  files: readonly MailFile[],
  as: Side | "INTERNAL",
): Promise<void> => {
  if (files.length === 0) return;
  const origin =
    as === "INTERNAL" ? { source: "MEDIATOR" as const, visibility: "INTERNAL" as const } : filesOf[as];
  await tx.insert(caseFile).values(
    files.map((file) => ({
      id: ctx.newId(),
      organisationId: found.organisationId,
      caseId: found.id,
      entryId,
      storedFileId: file.storedFileId ?? null,
      name: file.name,
      position: file.position,
      contentId: file.contentId ?? null,
      inline: file.role === "inline",
      decision: file.decision,
      ...origin,
    })),
  );
};

/**
 * Puts a received mail on a case as one entry, once per inbound target (mediation.md §4.6). What a person wrote waits
 * to be processed and its handler is told; machines are stored in silence; an agent's mail is an internal note. The
 * status never changes by itself, and a closed case stays closed.
 */
export const postMail = async (tx: Tx, ctx: Ctx, entry: MailEntry): Promise<{ entryId: string } & Traces> => {
  const { author, content } = entry;
  const [[posted], [found], [speaker], organisation, [named]] = await together([
    tx
      .select({ id: caseEntry.id })
      .from(caseEntry)
      .where(eq(caseEntry.inboundTargetId, entry.inboundTargetId)),
    tx.select().from(cases).where(eq(cases.id, entry.targetId)).for("update"),
    author.is === "participant"
      ? tx.select().from(participant).where(eq(participant.id, author.participantId))
      : [],
    organisationById(tx, entry.organisationId),
    entry.namedId
      ? tx.select({ year: cases.year, seq: cases.seq }).from(cases).where(eq(cases.id, entry.namedId))
      : [],
  ]);
  if (posted) return { entryId: posted.id, audit: [], events: [] };
  if (!found) throw new Error("mail was routed to a case that does not exist");
  const side = author.is === "agent" ? null : (speaker?.side ?? "OTHER");
  const waits = entry.mailClass === "human" && author.is !== "agent";

  const entryId = ctx.newId();
  const addition = addEntry(tx, ctx, found, {
    id: entryId,
    ...displayOf(content),
    kind: kindOf(entry),
    direction: author.is === "agent" ? null : "IN",
    medium: "EMAIL",
    side,
    occurredAt: content.receivedAt,
    authorUserId: author.is === "agent" ? author.userId : null,
    participantId: speaker?.id ?? null,
    authorLabel: speaker?.displayName ?? (author.is === "address" ? author.address : content.from.address),
    authorship: entry.authorship,
    flags: [...entry.flags],
    toProcess: waits,
    inboundTargetId: entry.inboundTargetId,
    receivedOnNumber: named ? caseNumber(named.year, named.seq) : null,
  });
  const exchanged = kindOf(entry) === "message" && content.receivedAt > found.lastExchangeAt;
  const [, , , events] = await together([
    addition,
    bindMailFiles(tx, ctx, found, entryId, content.files, side ?? "INTERNAL"),
    tx
      .update(cases)
      .set({
        toProcessCount: countToProcess(found.id),
        updatedAt: ctx.now(),
        ...(exchanged ? { lastExchangeAt: content.receivedAt } : {}),
      })
      .where(eq(cases.id, found.id)),
    entry.notify
      ? notifyAgents(tx, ctx, organisation, found, entry.afterClose ? "after_close" : "new_inbound")
      : [],
    waits && side ? endWaiting(tx, ctx, found.id, side) : undefined,
  ]);
  return {
    entryId,
    audit: [
      {
        action: "mail.post",
        organisationId: found.organisationId,
        target: { kind: "case_entry", id: entryId },
        aggregateId: found.id,
        after: { authorship: entry.authorship, class: entry.mailClass, files: content.files.length },
      },
    ],
    events,
  };
};
