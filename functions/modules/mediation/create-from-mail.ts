import { and, asc, eq } from "drizzle-orm";
import { attachmentDecisions } from "../../../shared/mail/schema.ts";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { limits } from "../../../shared/mediation/schema.ts";
import { searchText } from "../../../shared/mediation/search-text.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { organisationById } from "../access/index.ts";
import { type ComposedMessage, mailSettingsOf, type NewTarget, type NewTargetMail } from "../mail/index.ts";
import { addEntry } from "./add-entry.ts";
import { confirmationSecret } from "./address-confirmation.ts";
import { autoAssign } from "./auto-assign.ts";
import { service } from "./case-access.ts";
import type { PartyValues } from "./check-filing.ts";
import { receiptMail } from "./mail-receipt.ts";
import { notifyAgents } from "./notify-agents.ts";
import { bindMailFiles, displayOf } from "./post-mail.ts";
import { caseEntry, cases, participant } from "./tables.ts";
import { titleOf, type WrittenCase, writeCase } from "./write-case.ts";

const noName = "Requérant à confirmer";

/**
 * Opens a case from a mail to the intake address, once per inbound target: channel e-mail, the sender as requester
 * with an address not verified, the mail as its first message. Gives the dated receipt to send, if one may be sent.
 * Written by an agent for somebody else, the case waits for its requester to be named and nobody is answered.
 */
export const createFromMail = async (tx: Tx, ctx: Ctx, mail: NewTargetMail): Promise<NewTarget> => {
  const filingKey = `mail:${mail.inboundTargetId}`;
  const before = await createdBefore(tx, filingKey);
  if (before) return before;

  const { content } = mail;
  const organisation = await organisationById(tx, mail.organisationId);
  const now = ctx.now();
  const known = mail.linkedTo ? await knownSender(tx, mail.linkedTo, mail.sender.address) : undefined;
  const words = content.text.trim() || content.subject || "(message sans texte)";
  const written = await writeCase(tx, ctx, {
    organisation,
    channel: "EMAIL",
    filingKey,
    receivedAt: content.receivedAt < now ? content.receivedAt : now,
    subject: titleOf(content.subject.replace(/^((re|tr|fwd?)\s*:\s*)+/i, "") || words),
    dispute: { description: words.slice(0, limits.descriptionMax) },
    requester: requesterOf(mail, known?.displayName),
  });
  const { found } = written;
  const participantId = written.participantId ?? (await agentAsParticipant(tx, ctx, written, mail));
  if (known?.verification === "verified" && mail.authorship === "participant_verified") {
    const { verification, verifiedBy, verifiedAt } = known;
    await tx
      .update(participant)
      .set({ verification, verifiedBy, verifiedAt })
      .where(eq(participant.id, participantId));
  }

  await addEntry(tx, ctx, found, {
    kind: "fact",
    fact: "case.received",
    direction: "IN",
    medium: "EMAIL",
    side: "REQUESTER",
    occurredAt: found.receivedAt,
    participantId,
  });
  const entryId = await addEntry(tx, ctx, found, {
    ...displayOf(content),
    kind: mail.byAgent ? "note" : "message",
    direction: mail.byAgent ? null : "IN",
    medium: "EMAIL",
    side: mail.byAgent ? null : "REQUESTER",
    occurredAt: found.receivedAt,
    authorUserId: mail.byAgent ?? null,
    participantId,
    authorLabel: mail.sender.claimedName.trim() || mail.sender.address,
    authorship: mail.authorship,
    flags: [...mail.flags],
    inboundTargetId: mail.inboundTargetId,
  });
  await bindMailFiles(tx, ctx, found, entryId, content.files, mail.byAgent ? "INTERNAL" : "REQUESTER");

  const assigned = await autoAssign(tx, ctx, organisation, found.id);
  const { acknowledgement: ownWords } = await mailSettingsOf(tx, organisation.id, service);
  const confirmToken =
    mail.byAgent || mail.authorship === "participant_verified"
      ? undefined
      : await confirmationSecret(tx, ctx, {
          organisationId: organisation.id,
          caseId: found.id,
          participantId,
        });
  return {
    targetId: found.id,
    participantId,
    entryId,
    receipt: mail.byAgent
      ? undefined
      : receiptFor(ctx, organisation, written, participantId, mail, { ownWords, confirmToken }),
    audit: [
      {
        action: "case.file",
        organisationId: organisation.id,
        target: { kind: "case", id: found.id },
        after: {
          number: caseNumber(found.year, found.seq),
          channel: found.channel,
          files: content.files.length,
          ...(mail.linkedTo ? { continues: mail.linkedTo } : {}),
        },
      },
      ...assigned.audit,
    ],
    events: assigned.userId ? assigned.events : await notifyAgents(tx, ctx, organisation, found, "new_case"),
  };
};

/** What an earlier run of the same mail made. Its receipt left with it, or never will. */
const createdBefore = async (tx: Tx, filingKey: string): Promise<NewTarget | undefined> => {
  const [row] = await tx
    .select({ targetId: cases.id, entryId: caseEntry.id, participantId: caseEntry.participantId })
    .from(cases)
    .innerJoin(caseEntry, eq(caseEntry.caseId, cases.id))
    .where(eq(cases.filingKey, filingKey))
    .orderBy(asc(caseEntry.createdAt), asc(caseEntry.id))
    .limit(1);
  if (!row?.participantId) return undefined;
  return { ...row, participantId: row.participantId, receipt: undefined, audit: [], events: [] };
};

/** Who writes, as the case that this one continues knows them: their name is one we hold. */
const knownSender = async (tx: Tx, caseId: string, address: string) => {
  const [known] = await tx
    .select()
    .from(participant)
    .where(and(eq(participant.caseId, caseId), eq(participant.emailCanonical, address)));
  return known;
};

const requesterOf = (mail: NewTargetMail, knownName: string | undefined): PartyValues => {
  const claimed = mail.sender.claimedName.trim().slice(0, 100) || mail.sender.address;
  const name = mail.byAgent ? noName : (knownName ?? claimed);
  return {
    role: "REQUESTER",
    kind: "NATURAL",
    lastName: name,
    email: mail.byAgent ? null : mail.sender.address,
    emailCanonical: mail.byAgent ? null : mail.sender.address,
    preferredContact: "EMAIL",
    searchText: searchText(name),
  };
};

/** The agent who passed the mail on takes part in the case, on no side. */
const agentAsParticipant = async (
  tx: Tx,
  ctx: Ctx,
  { found }: WrittenCase,
  mail: NewTargetMail,
): Promise<string> => {
  const id = ctx.newId();
  await tx.insert(participant).values({
    id,
    organisationId: found.organisationId,
    caseId: found.id,
    side: "OTHER",
    displayName: mail.sender.claimedName.trim() || mail.sender.address,
    email: mail.sender.address,
    emailCanonical: mail.sender.address,
  });
  return id;
};

const receiptFor = (
  ctx: Ctx,
  organisation: Awaited<ReturnType<typeof organisationById>>,
  { found, secret }: WrittenCase,
  participantId: string,
  mail: NewTargetMail,
  added: { ownWords: string | null; confirmToken: string | undefined },
): ComposedMessage => ({
  ...receiptMail(ctx.env, {
    found,
    number: caseNumber(found.year, found.seq),
    organisation,
    // A claimed name is not one we hold: the receipt greets nobody by it.
    greeting: "Bonjour,",
    files: mail.content.files
      .filter((file) => file.role !== "inline")
      .map((file) => ({
        name: file.name,
        size: file.size,
        ...(file.decision === "kept" ? {} : { refused: attachmentDecisions[file.decision] }),
      })),
    token: secret.token,
    copy: false,
    ownWords: added.ownWords,
    ...(added.confirmToken ? { confirmToken: added.confirmToken } : {}),
  }),
  organisationId: organisation.id,
  service,
  targetId: found.id,
  class: "acknowledgement",
  idempotencyKey: `mediation.receipt:${found.id}`,
  answers: { messageId: mail.content.messageId, references: [] },
  recipients: [{ address: mail.sender.address, participantId }],
});
