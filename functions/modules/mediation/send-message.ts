import { and, eq, gt, inArray, or, sql } from "drizzle-orm";
import {
  htmlOf,
  isFormatted,
  parseWritten,
  plainText,
  variableToFill,
} from "../../../shared/mail/written-words.ts";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { readsExchanges } from "../../../shared/mediation/correspondence.ts";
import { visibleTo } from "../../../shared/mediation/file-visibility.ts";
import { statusAfterMessage } from "../../../shared/mediation/rules.ts";
import { type CaseView, limits, type SendMessage } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Tx, together } from "../../platform/db.ts";
import { type Change, mutate } from "../../platform/mutate.ts";
import { invalid, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { memberNow, organisationById } from "../access/index.ts";
import { dropDraft, mailSettingsOf, queueMail } from "../mail/index.ts";
import { addEntry, addFact, entryExists, entryIdFor } from "./add-entry.ts";
import { agentOwner, bindUploads, type ReadyFile, readyUploads } from "./bind-uploads.ts";
import { asUser, type CaseRow, caseForUpdate, permitOn, service } from "./case-access.ts";
import { caseFilesFor } from "./case-files-to-send.ts";
import { letterMail } from "./mail-letter.ts";
import { mediationSettingsOf } from "./mediation-settings.ts";
import { partyToken } from "./party-link.ts";
import { readCaseAs } from "./read-case.ts";
import { awaitAdministration } from "./system-tasks.ts";
import { caseEntry, cases, participant, party } from "./tables.ts";

/**
 * Sends the mediator's letter to participants of one side, each with their own copy and state (mediation.md §4.6).
 * It waits for the organisation's time to take it back, then leaves whether the page is open or not. The same key
 * sends once. Refuses two sides in one message, someone who is not a participant, files that are not there or kept
 * from that side without a reason, a variable nobody filled, and a thread that grew since it was read
 * (`newer_entry`), unless the agent sends despite it.
 */
export const sendMessage = async (ctx: Ctx, input: SendMessage): Promise<Result<CaseView>> => {
  const sent = await mutate(ctx, (tx) => sending(tx, ctx, input));
  return sent.ok ? readCaseAs(ctx, input.caseId) : sent;
};

/** The same in a transaction of its caller's. */
export const sending = async (tx: Tx, ctx: Ctx, input: SendMessage): Promise<Change<null>> => {
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
  refuseToFill(input);
  const { people, side } = await oneSide(tx, found, input.recipients);
  if (side === "REQUESTER") await refuseUnspoken(tx, found, people, input.despiteMandate === true);
  const sentAhead = await readyUploads(
    tx,
    found.organisationId,
    agentOwner(found.id, userId),
    input.files,
    limits.messageFilesBytes,
    { again: true },
  );
  const ofCase = await caseFilesFor(tx, found, side, input.caseFiles ?? []);
  const files = [...sentAhead, ...ofCase];
  refuseTooMany(files);

  const [organisation, author, settings] = await together([
    organisationById(tx, found.organisationId),
    memberNow(tx, found.organisationId, service, userId),
    mailSettingsOf(tx, found.organisationId, service),
  ]);
  const written = parseWritten(input.text);
  const [only] = people;
  const letter = letterMail(ctx.env, {
    organisation,
    number: caseNumber(found.year, found.seq),
    subject: input.subject,
    text: input.text,
    authorName: author?.name ?? organisation.settings.senderName,
    signature: settings.signature,
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
    recipientsVisible: input.recipientsVisible ?? false,
    ...(settings.undoSeconds > 0
      ? { notBefore: new Date(ctx.now().getTime() + settings.undoSeconds * 1000) }
      : {}),
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
    text: plainText(written),
    html: isFormatted(written) ? htmlOf(written) : null,
    outgoingMessageId: queued.messageId,
  });
  await bindUploads(tx, ctx, found, entryId, files, { source: "MEDIATOR", visibility: visibleTo[side] });
  await dropDraft(tx, { targetId: found.id, userId, kind: "message" });
  if (input.answerBy && side === "ADMINISTRATION") await awaitAdministration(tx, ctx, found, input.answerBy);
  await moveCase(tx, ctx, found, status.status);
  return {
    result: null,
    permission,
    audit: [
      {
        action: "message.send",
        organisationId: found.organisationId,
        target: { kind: "case_entry", id: entryId },
        aggregateId: found.id,
        before: { status: found.status },
        after: { status: status.status, recipients: people.length, files: files.length },
      },
      ...ofCase.flatMap((file) => (file.shared ? [file.shared] : [])),
    ],
    events: queued.events,
  };
};

/** Stops when a template's variable is still to fill. */
const refuseToFill = ({ subject, text }: SendMessage): void => {
  const path = variableToFill.test(subject) ? "subject" : variableToFill.test(text) ? "text" : undefined;
  if (!path) return;
  const message = "Remplissez les passages entre accolades, ou effacez-les.";
  refuse({ ...invalid([{ path, message }], message), reason: "variable_to_fill" });
};

/** Stops over the limits of one message, whatever its files come from. */
const refuseTooMany = (files: readonly ReadyFile[]): void => {
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  if (files.length <= limits.messageFiles && bytes <= limits.messageFilesBytes) return;
  const message = `Un message porte ${limits.messageFiles} fichiers et ${limits.messageFilesBytes / 1024 / 1024}\u00a0Mo au plus. Retirez-en.`;
  refuse(invalid([{ path: "files", message }], message));
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

const noLonger = "Un destinataire n’agit plus pour le requérant. Retirez-le.";
const gone: Refusal = {
  ...invalid([{ path: "recipients", message: noLonger }], noLonger),
  reason: "representation_ended",
};

/**
 * Stops what is meant for the requester from going to somebody who does not speak for them (mediation.md §4.2): never
 * to one who acts no more; to one whose mandate nobody verified only when the agent says so, to ask for it.
 */
const refuseUnspoken = async (
  tx: Tx,
  found: CaseRow,
  people: readonly (typeof participant.$inferSelect)[],
  despiteMandate: boolean,
): Promise<void> => {
  if (people.some(({ endedAt }) => endedAt)) refuse(gone);
  const ids = people.flatMap(({ partyId }) => partyId ?? []);
  if (ids.length === 0) return;
  const [parties, rule] = await together([
    tx.select().from(party).where(inArray(party.id, ids)),
    mediationSettingsOf(tx, found.organisationId),
  ]);
  const silent = parties.filter((one) => !readsExchanges(one, rule));
  if (silent.some(({ endedAt }) => endedAt)) refuse(gone);
  if (silent.length > 0 && !despiteMandate) {
    refuse({
      code: "conflict",
      reason: "mandate_not_verified",
      detail:
        "Le mandat du représentant n’est pas vérifié\u00a0: ce que vous écrivez au requérant ne doit pas lui parvenir. Pour lui demander son mandat, vous pouvez lui écrire quand même.",
    });
  }
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
