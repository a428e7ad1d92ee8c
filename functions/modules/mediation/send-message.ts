import { and, eq, gt, inArray, or, sql } from "drizzle-orm";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { statusAfterMessage } from "../../../shared/mediation/rules.ts";
import { type CaseView, limits, type SendMessage } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate } from "../../platform/mutate.ts";
import { invalid, type Result, refuse } from "../../platform/refusal.ts";
import { memberNow, organisationById } from "../access/index.ts";
import { queueMail } from "../mail/index.ts";
import { addEntry, addFact, entryExists, entryIdFor } from "./add-entry.ts";
import { agentOwner, bindUploads, readyUploads } from "./bind-uploads.ts";
import { asUser, type CaseRow, caseForUpdate, permitOn, service } from "./case-access.ts";
import { letterMail } from "./mail-letter.ts";
import { partyToken } from "./party-link.ts";
import { readCaseAs } from "./read-case.ts";
import { caseEntry, cases, participant } from "./tables.ts";

/** Who may read the files of a letter, by the side it goes to. */
const visibleTo = {
  REQUESTER: "REQUESTER_ONLY",
  ADMINISTRATION: "ADMINISTRATION_ONLY",
  THIRD_PARTY: "INTERNAL",
  OTHER: "INTERNAL",
} as const;

/**
 * Sends the mediator's letter to participants of one side, each with their own copy and state (mediation.md §4.6).
 * The same key sends once. Refuses two sides in one message, someone who is not a participant, files that are not
 * there, and a thread that grew since it was read (`newer_entry`), unless the agent sends despite it.
 */
export const sendMessage = async (ctx: Ctx, input: SendMessage): Promise<Result<CaseView>> => {
  const sent = await mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const found = await caseForUpdate(tx, input.caseId);
    const permission = permitOn(ctx, "case.write", found);
    const entryId = entryIdFor(found.id, input.idempotencyKey);
    if (await entryExists(tx, found.id, entryId)) {
      return { result: null, permission, audit: [], events: [] };
    }
    if (!input.despiteNewer) await refuseNewer(tx, found, input.lastSeenEntryId);
    const status = statusAfterMessage(found.status, input.nextStatus);
    if (!status.ok) return refuse(status.refusal);
    const { people, side } = await oneSide(tx, found, input.recipients);
    const files = await readyUploads(
      tx,
      found.organisationId,
      agentOwner(found.id, userId),
      input.files,
      limits.messageFilesBytes,
    );

    const organisation = await organisationById(tx, found.organisationId);
    const author = await memberNow(tx, found.organisationId, service, userId);
    const [only] = people;
    const letter = letterMail(ctx.env, {
      organisation,
      number: caseNumber(found.year, found.seq),
      subject: input.subject,
      text: input.text,
      authorName: author?.name ?? organisation.settings.senderName,
      toRequesterSide: side === "REQUESTER",
      token: people.length === 1 && only ? await partyToken(tx, ctx, found, only.partyId) : undefined,
    });
    const queued = await queueMail(tx, ctx, {
      ...letter,
      organisationId: found.organisationId,
      service,
      targetId: found.id,
      class: "conversation",
      authorUserId: userId,
      idempotencyKey: `mediation.message:${entryId}`,
      attachments: files.map(({ storedFileId, name }) => ({ storedFileId, name })),
      recipients: people.map((one) => ({
        address: one.email,
        name: one.displayName,
        participantId: one.id,
      })),
    });
    await addEntry(tx, ctx, found, {
      id: entryId,
      kind: "message",
      direction: "OUT",
      medium: "EMAIL",
      side,
      occurredAt: ctx.now(),
      authorUserId: userId,
      subject: letter.subject,
      text: input.text,
      outgoingMessageId: queued.messageId,
    });
    await bindUploads(tx, ctx, found, entryId, files, { source: "MEDIATOR", visibility: visibleTo[side] });
    await moveCase(tx, ctx, found, status.status);
    return {
      result: null,
      permission,
      audit: {
        action: "message.send",
        organisationId: found.organisationId,
        target: { kind: "case_entry", id: entryId },
        aggregateId: found.id,
        before: { status: found.status },
        after: { status: status.status, recipients: people.length, files: files.length },
      },
      events: queued.events,
    };
  });
  return sent.ok ? readCaseAs(ctx, input.caseId) : sent;
};

/** Stops when someone wrote, or was written to, after the last entry the agent saw. */
const refuseNewer = async (tx: Tx, found: CaseRow, lastSeenEntryId: string | null): Promise<void> => {
  const [seen] = lastSeenEntryId
    ? await tx
        .select({ at: caseEntry.occurredAt, id: caseEntry.id })
        .from(caseEntry)
        .where(and(eq(caseEntry.id, lastSeenEntryId), eq(caseEntry.caseId, found.id)))
    : [];
  const [newer] = await tx
    .select({ id: caseEntry.id })
    .from(caseEntry)
    .where(
      and(
        eq(caseEntry.caseId, found.id),
        eq(caseEntry.kind, "message"),
        seen &&
          or(
            gt(caseEntry.occurredAt, seen.at),
            and(eq(caseEntry.occurredAt, seen.at), gt(caseEntry.id, seen.id)),
          ),
      ),
    )
    .limit(1);
  if (newer) {
    refuse({
      code: "conflict",
      reason: "newer_entry",
      detail: "Un message est arrivé pendant votre saisie. Rien n’est perdu : lisez-le avant d’envoyer.",
    });
  }
};

/** The participants named, all of this case and all of one side. */
const oneSide = async (tx: Tx, found: CaseRow, ids: readonly string[]) => {
  const wanted = [...new Set(ids)];
  const people = await tx
    .select()
    .from(participant)
    .where(and(inArray(participant.id, wanted), eq(participant.caseId, found.id)));
  const wrong = (message: string) => refuse(invalid([{ path: "recipients", message }], message));
  if (people.length < wanted.length) return wrong("Un destinataire ne fait pas partie de ce dossier.");
  const [first] = people;
  if (!first) return wrong("Choisissez au moins un destinataire.");
  if (people.some(({ side }) => side !== first.side)) {
    return refuse({
      ...invalid([{ path: "recipients", message: "Écrivez un message pour chaque côté." }]),
      reason: "mixed_sides",
      detail:
        "Un même message ne peut pas aller au côté requérant et à un autre côté : écrivez deux messages séparés.",
    });
  }
  return { people, side: first.side };
};

/** Notes the exchange on the case and, when it changes, its status with the fact that tells it. */
const moveCase = async (tx: Tx, ctx: Ctx, found: CaseRow, status: CaseRow["status"]): Promise<void> => {
  const moved = status !== found.status;
  await tx
    .update(cases)
    .set({
      status,
      ...(moved ? { statusSince: ctx.now(), version: sql`${cases.version} + 1` } : {}),
      lastExchangeAt: ctx.now(),
      updatedAt: ctx.now(),
    })
    .where(eq(cases.id, found.id));
  if (moved) await addFact(tx, ctx, found, "case.status", status);
};
