import { and, asc, desc, eq, isNull, or, type SQL, sql } from "drizzle-orm";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { addressees, readsExchanges } from "../../../shared/mediation/correspondence.ts";
import { type CaseStatus, caseStatuses } from "../../../shared/mediation/enums.ts";
import { type CaseFact, caseFacts } from "../../../shared/mediation/facts.ts";
import { noteRights } from "../../../shared/mediation/notes.ts";
import { allowedActions, may } from "../../../shared/mediation/rules.ts";
import type { CaseView } from "../../../shared/mediation/schema.ts";
import { defaultMediationSettings } from "../../../shared/mediation/settings.ts";
import { type CaseEntryView, entriesAtOnce, longestText } from "../../../shared/mediation/thread.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Db, prepared } from "../../platform/db.ts";
import { guarded } from "../../platform/enter.ts";
import { encodeWords } from "../../platform/keyset.ts";
import { noteOnce, noteRead, readingOf } from "../../platform/note-read.ts";
import { done, notFound, type Result, refused, signedOut } from "../../platform/refusal.ts";
import { storedFile } from "../../platform/tables.ts";
import { askerHolds, nameOf, timeZoneAt } from "../access/index.ts";
import { type DeliveryRow, deliveriesOf, failedMessagesOf, fileLinksOf, heldMails } from "../mail/index.ts";
import { caseActor, itsSettings, notHidden, policyOf, service } from "./case-access.ts";
import { documentViews, fileView } from "./document-view.ts";
import { partyName, titledName } from "./names.ts";
import { handsColumns, handsOf } from "./read-hands.ts";
import { synthesisColumns, synthesisOf } from "./read-synthesis.ts";
import { caseEntry, caseFile, cases, participant, party } from "./tables.ts";
import { itsTasks, taskView } from "./task-view.ts";

const caseId = sql.placeholder("caseId");

const theCase = prepared((db) =>
  db
    .select({
      found: cases,
      assigneeName: nameOf(cases.assigneeId),
      settings: itsSettings,
      timeZone: timeZoneAt(cases.organisationId),
      ...handsColumns,
      ...synthesisColumns,
    })
    .from(cases)
    .where(eq(cases.id, caseId))
    .prepare("case_header"),
);
const itsParties = prepared((db) =>
  db.select().from(party).where(eq(party.caseId, caseId)).orderBy(asc(party.id)).prepare("case_parties"),
);
const itsParticipants = prepared((db) =>
  db
    .select()
    .from(participant)
    .where(eq(participant.caseId, caseId))
    .orderBy(asc(participant.id))
    .prepare("case_participants"),
);
/** An entry as it is read with its case. */
export const entryColumns = {
  id: caseEntry.id,
  kind: caseEntry.kind,
  direction: caseEntry.direction,
  medium: caseEntry.medium,
  side: caseEntry.side,
  occurredAt: caseEntry.occurredAt,
  authorUserId: caseEntry.authorUserId,
  authorName: nameOf(caseEntry.authorUserId),
  authorLabel: caseEntry.authorLabel,
  participantId: caseEntry.participantId,
  receivedOnNumber: caseEntry.receivedOnNumber,
  authorship: caseEntry.authorship,
  fact: caseEntry.fact,
  subject: caseEntry.subject,
  text: sql<string | null>`left(${caseEntry.text}, ${sql.raw(String(longestText))})`,
  cut: sql<boolean>`coalesce(length(${caseEntry.text}) > ${sql.raw(String(longestText))}, false)`,
  hasHtml: sql<boolean>`${caseEntry.html} is not null`,
  folds: caseEntry.folds,
  flags: caseEntry.flags,
  cards: caseEntry.cards,
  shownRecipients: caseEntry.shownRecipients,
  replyTo: caseEntry.replyTo,
  claimedAt: caseEntry.claimedAt,
  original: sql<CaseEntryView["original"]>`case when ${caseEntry.inboundTargetId} is null then 'none'
    else guichet.original_state(${caseEntry.inboundTargetId}) end`,
  toProcess: caseEntry.toProcess,
  outgoingMessageId: caseEntry.outgoingMessageId,
  mentions: caseEntry.mentions,
  pinned: caseEntry.pinned,
  editedAt: caseEntry.editedAt,
  createdAt: caseEntry.createdAt,
};
const ofThread = and(eq(caseEntry.caseId, caseId), isNull(caseEntry.deletedAt));
const newest = (also: SQL) => sql`${caseEntry.id} in (select one.id from ${caseEntry} one
  where one.case_id = ${caseId} and one.deleted_at is null and ${also}
  order by one.occurred_at desc, one.id desc limit ${sql.raw(String(entriesAtOnce))})`;
// What waits for somebody, the request itself and the notes on top come however old they are.
const itsEntries = prepared((db) =>
  db
    .select(entryColumns)
    .from(caseEntry)
    .where(
      and(
        ofThread,
        or(
          newest(sql`true`),
          newest(sql`one.kind = 'note'`),
          caseEntry.toProcess,
          caseEntry.pinned,
          eq(caseEntry.fact, "case.received"),
          sql`${caseEntry.outgoingMessageId} in ${failedMessagesOf(sql`${caseId}`)}`,
        ),
      ),
    )
    .orderBy(asc(caseEntry.occurredAt), asc(caseEntry.id))
    .prepare("case_entries"),
);
/** How many entries come before the newest ones, and where these begin. */
const itsOlder = prepared((db) =>
  db
    .select({
      id: caseEntry.id,
      at: sql<string>`${caseEntry.occurredAt}::text`,
      // Of all, once: counting from each row would count a hundred times.
      count: sql<number>`(select count(*)::int from case_entry one
        where one.case_id = ${caseId} and one.deleted_at is null) - ${sql.raw(String(entriesAtOnce))}`,
    })
    .from(caseEntry)
    .where(ofThread)
    .orderBy(desc(caseEntry.occurredAt), desc(caseEntry.id))
    .offset(entriesAtOnce - 1)
    .limit(1)
    .prepare("case_older_entries"),
);
export const itsFiles = prepared((db) =>
  db
    .select({
      id: caseFile.id,
      entryId: caseFile.entryId,
      direction: caseEntry.direction,
      storedFileId: caseFile.storedFileId,
      source: caseFile.source,
      category: caseFile.category,
      createdAt: caseFile.createdAt,
      addedBy: nameOf(caseFile.addedBy),
      hiddenAt: caseFile.hiddenAt,
      replacesId: caseFile.replacesId,
      name: caseFile.name,
      inline: caseFile.inline,
      visibility: caseFile.visibility,
      decision: caseFile.decision,
      size: storedFile.size,
      type: storedFile.type,
      scan: storedFile.scan,
    })
    .from(caseFile)
    .leftJoin(storedFile, eq(storedFile.id, caseFile.storedFileId))
    .leftJoin(caseEntry, eq(caseEntry.id, caseFile.entryId))
    .where(eq(caseFile.caseId, caseId))
    .orderBy(asc(caseFile.position), asc(caseFile.id))
    .prepare("case_files"),
);

const holds = (...roles: string[]) => askerHolds(cases.organisationId, service, ...roles);
/** The journal's line of a reading, for who may read this case (`readers` of shared/mediation/rules.ts). */
const noted = prepared((db) =>
  db
    .select({
      noted: noteRead(
        { id: sql.placeholder("id"), at: sql.placeholder("at"), requestId: sql.placeholder("requestId") },
        {
          action: "case.read",
          kind: "case",
          target: sql`${cases.id}`,
          organisation: sql`${cases.organisationId}`,
          aggregate: sql`${cases.id}`,
        },
      ),
    })
    .from(cases)
    .where(
      and(eq(cases.id, caseId), holds("manager", "mediator", "assistant", "reader"), notHidden(cases.id)),
    )
    .prepare("case_read_noted"),
);

/** Everything of one case, in one flight: the statements leave together and come back in order. */
const readAll = async (db: Db, id: string, now: Date) => {
  const given = { caseId: id };
  const [header, parties, participants, entries, older, files, tasks, deliveries, fileLinks, held] =
    await Promise.all([
      theCase(db).execute(given),
      itsParties(db).execute(given),
      itsParticipants(db).execute(given),
      itsEntries(db).execute(given),
      itsOlder(db).execute(given),
      itsFiles(db).execute(given),
      itsTasks(db).execute(given),
      deliveriesOf(db, id),
      fileLinksOf(db, id, now),
      heldMails(db, id),
    ]);
  return {
    header: header[0],
    parties,
    participants,
    entries,
    older: older[0],
    files,
    tasks,
    deliveries,
    fileLinks,
    held,
  };
};
type Read = Awaited<ReturnType<typeof readAll>>;

/**
 * One case as its page needs it, and the journal's line of that reading. Who asks, their rights and all of it travel in
 * one round trip.
 */
export const readCase = async (ctx: Ctx, id: string): Promise<Result<CaseView>> => {
  const { ctx: known, value } = await guarded(ctx, async (db) => {
    const [read] = await Promise.all([
      readAll(db, id, ctx.now()),
      noteOnce(ctx, id, () => noted(db).execute({ caseId: id, ...readingOf(ctx) })),
    ]);
    return read;
  });
  return viewOf(known, value);
};

/** The same for someone already known, after a change of theirs. */
export const readCaseAs = async (known: Ctx, id: string): Promise<Result<CaseView>> =>
  viewOf(known, await readAll(known.db, id, known.now()));

const viewOf = (ctx: Ctx, read: Read): Result<CaseView> => {
  if (ctx.actor.kind !== "user") return refused(signedOut);
  const { header } = read;
  if (!header) return refused(notFound);
  const found = { ...header.found, policy: policyOf(header.settings) };
  const actor = caseActor(ctx.actor, found.organisationId);
  const verdict = may(actor, "case.read", found);
  if (verdict !== true) return refused(verdict);
  const { userId } = ctx.actor;
  const allowed = allowedActions(actor, found);
  return done({
    id: found.id,
    organisationId: found.organisationId,
    timeZone: header.timeZone,
    number: caseNumber(found.year, found.seq),
    subject: found.subject,
    status: found.status,
    statusSince: found.statusSince.toISOString(),
    priority: found.priority,
    channel: found.channel,
    receivedAt: found.receivedAt.toISOString(),
    registeredAt: found.registeredAt.toISOString(),
    dueOn: found.dueOn,
    assignee: found.assigneeId ? { id: found.assigneeId, name: header.assigneeName ?? "" } : null,
    description: found.description,
    expectation: found.expectation,
    contestedDecisionOn: found.contestedDecisionOn,
    priorComplaint: found.priorComplaint,
    priorComplaintOn: found.priorComplaintOn,
    priorAnswer: found.priorAnswer,
    courtPending: found.courtPending,
    hands: handsOf(found, header, userId),
    synthesis: synthesisOf(
      header,
      read.parties.find(({ role }) => role === "REQUESTER"),
    ),
    customAnswers: found.customAnswers,
    sample: found.sample,
    administrationAnswerDays:
      header.settings?.administrationAnswerDays ?? defaultMediationSettings.administrationAnswerDays,
    closedAt: found.closedAt?.toISOString() ?? null,
    outcome: found.outcome,
    mediationEndedOn: found.mediationEndedOn,
    closingWords: found.closingWords,
    parties: partyViews(read, { ...defaultMediationSettings, ...header.settings }),
    participants: read.participants.map((one) => ({
      id: one.id,
      partyId: one.partyId,
      ...speechOf(one, read.parties, { ...defaultMediationSettings, ...header.settings }),
      name: one.displayName,
      email: one.email,
      side: one.side,
      verification: one.verification,
    })),
    entries: entryViews(read, {
      userId,
      allowed,
      now: ctx.now(),
      statusLabels: header.settings?.statusLabels ?? {},
    }),
    older: olderOf(read.older),
    documents: documentViews(
      read.files,
      read.files.flatMap(({ entryId, direction }) => (entryId ? [{ id: entryId, direction }] : [])),
    ),
    tasks: read.tasks.map((row) => taskView(row, actor, found)),
    // A held mail is shown to whoever may decide about it: the case's handlers (settled.md §13).
    held:
      may(actor, "case.quarantine", found) === true
        ? read.held.map((mail) => ({
            id: mail.id,
            from: mail.from,
            claimedName: mail.claimedName,
            subject: mail.subject,
            receivedAt: mail.receivedAt.toISOString(),
            cause: mail.cause,
            text: mail.text,
          }))
        : [],
    heldCount: read.held.length,
    allowed,
    version: found.version,
  });
};

/** Who reads entries, and what they may do on the case. */
interface EntryReader {
  userId: string;
  allowed: CaseView["allowed"];
  now: Date;
  /** What the organisation calls its statuses. */
  statusLabels: Readonly<Record<string, string>>;
}
/** What entries are read with. */
type WithEntries = Pick<Read, "entries" | "files" | "deliveries" | "fileLinks">;

/** Entries as the thread shows them, each with its files, its recipients and its links. */
export const entryViews = (read: WithEntries, reader: EntryReader): CaseEntryView[] =>
  read.entries.map((entry) => ({
    ...entryView(entry, read, reader),
    ...(entry.kind === "note" ? { note: noteView(entry, reader) } : {}),
  }));

/** What comes before the first of a page, null when nothing does. */
export const olderOf = (first: { id: string; at: string; count: number } | undefined): CaseView["older"] =>
  first && first.count > 0 ? { count: first.count, before: encodeWords([first.at, first.id]) } : null;

const speechOf = (
  { partyId, side, endedAt }: { partyId: string | null; side: string; endedAt: Date | null },
  parties: Read["parties"],
  rule: { lawyersNeedNoMandate: boolean },
): Pick<CaseView["participants"][number], "speaks" | "getsLetters"> => {
  if (endedAt) return { speaks: "ended", getsLetters: false };
  const who = parties.find(({ id }) => id === partyId);
  if (!who || side !== "REQUESTER") return { speaks: "yes", getsLetters: true };
  const getsLetters = addressees(parties, rule).some(({ id }) => id === who.id);
  if (readsExchanges(who, rule)) return { speaks: "yes", getsLetters };
  return { speaks: who.endedAt ? "ended" : "no_mandate", getsLetters };
};

const partyViews = (
  { parties, files }: Pick<Read, "parties" | "files">,
  rule: { lawyersNeedNoMandate: boolean },
): CaseView["parties"] => {
  const written = new Set(addressees(parties, rule).map(({ id }) => id));
  return parties.map((one) => ({
    id: one.id,
    role: one.role,
    name:
      one.kind === "LEGAL"
        ? [one.legalName, titledName(one)].filter(Boolean).join(", ")
        : titledName(one) || partyName(one),
    email: one.email,
    phone: one.phone,
    address: [
      one.line1,
      one.line2,
      [one.postalCode, one.city].filter(Boolean).join(" "),
      one.country === "FR" ? null : one.country,
    ]
      .filter((line) => line !== null)
      .filter(Boolean),
    preferredContact: one.preferredContact,
    getsLetters: written.has(one.id),
    objectedAt: one.objectedAt?.toISOString() ?? null,
    representation: one.role === "REPRESENTATIVE" ? representationOf(one, files) : null,
    ...(one.role === "REPRESENTATIVE" ? { parts: partsOf(one) } : {}),
  }));
};

const partsOf = ({
  title,
  firstName,
  lastName,
  line1,
  line2,
  postalCode,
  city,
}: Read["parties"][number]) => ({
  title,
  firstName,
  lastName,
  line1,
  line2,
  postalCode,
  city,
});

const representationOf = (
  one: Read["parties"][number],
  files: Read["files"],
): NonNullable<CaseView["parties"][number]["representation"]> => {
  const mandate = files.find(({ id }) => id === one.mandateFileId);
  return {
    kind: one.repKind,
    organisationName: one.organisationName ?? one.legalName,
    mandateState: one.mandateState ?? "NOT_PROVIDED",
    mandateDecidedAt: one.mandateDecidedAt?.toISOString() ?? null,
    mandateFile: mandate ? { id: mandate.id, name: mandate.name } : null,
    correspondence: one.correspondence ?? "REQUESTER",
    agreedByRequester: one.agreedByRequester,
    endedAt: one.endedAt?.toISOString() ?? null,
  };
};

/** What a fact says: its words, and the status it moved to, as the organisation calls it. */
const factText = (
  fact: string | null,
  text: string | null,
  labels: Readonly<Record<string, string>>,
): string | null => {
  if (!fact) return text;
  const words = caseFacts[fact as CaseFact] ?? null;
  if (fact !== "case.status") return text ?? words;
  const status = labels[text ?? ""] ?? caseStatuses[text as CaseStatus] ?? text;
  return status ? `${words}\u00a0: ${status}` : words;
};

const noteView = (
  { mentions, pinned, editedAt, ...note }: Read["entries"][number],
  { userId, allowed, now }: { userId: string; allowed: CaseView["allowed"]; now: Date },
) => ({
  pinned,
  mentions,
  editedAt: editedAt?.toISOString() ?? null,
  ...noteRights(
    note,
    { userId, mayNote: allowed.includes("case.note"), mayModerate: allowed.includes("case.moderate") },
    now,
  ),
});

/** Until when a message of ours can be taken back: none of its copies was tried, and all still wait. */
const undoUntil = (copies: readonly DeliveryRow[], now: Date): string | null => {
  const leaving = copies.map(({ leavesAt }) => leavesAt).filter((at) => at !== null);
  const first = Math.min(...leaving.map((at) => at.getTime()));
  const canUndo = copies.length > 0 && leaving.length === copies.length && first > now.getTime();
  return canUndo ? new Date(first).toISOString() : null;
};

const entryView = (
  entry: Read["entries"][number],
  read: WithEntries,
  reader: EntryReader,
): CaseEntryView => ({
  id: entry.id,
  kind: entry.kind,
  direction: entry.direction,
  medium: entry.medium,
  side: entry.side,
  at: entry.occurredAt.toISOString(),
  author: entry.authorName ?? entry.authorLabel,
  participantId: entry.participantId,
  ...(entry.receivedOnNumber ? { receivedOn: entry.receivedOnNumber } : {}),
  mine: entry.authorUserId === reader.userId,
  authorship: entry.authorship,
  fact: entry.fact,
  subject: entry.subject,
  text: factText(entry.fact, entry.text, reader.statusLabels),
  hasHtml: entry.hasHtml,
  ...(entry.cut ? { cut: true } : {}),
  folds: entry.cut ? withinText(entry.folds) : entry.folds,
  flags: entry.flags,
  cards: entry.cards,
  shownRecipients: entry.shownRecipients,
  replyTo: entry.replyTo,
  claimedAt: claimedApart(entry.claimedAt, entry.occurredAt),
  original: entry.original,
  undoUntil: undoUntil(copiesOf(read, entry), reader.now),
  toProcess: entry.toProcess,
  files: read.files.filter((file) => file.entryId === entry.id).map(fileView),
  recipients: copiesOf(read, entry).map(recipientView),
  fileLinks: read.fileLinks
    .filter((link) => link.messageId === entry.outgoingMessageId)
    .map(({ messageId: _ofEntry, ...link }) => link),
});

/** Folds of the beginning of a text. */
const withinText = (folds: CaseEntryView["folds"]): CaseEntryView["folds"] =>
  folds
    .filter(({ from }) => from < longestText)
    .map((fold) => ({ ...fold, to: Math.min(fold.to, longestText) }));

const copiesOf = (read: WithEntries, entry: Read["entries"][number]) =>
  read.deliveries.filter((row) => row.messageId === entry.outgoingMessageId);

const recipientView = (row: DeliveryRow): CaseEntryView["recipients"][number] => ({
  id: row.id,
  name: row.name,
  address: row.address,
  state: row.state,
  at: row.stateAt.toISOString(),
  cause: row.diagnostic,
  readAt: row.readAt?.toISOString() ?? null,
  resendOf: row.resendOf,
  settled: row.settledAt !== null,
  liftRefused: row.liftError !== null,
});

/** What the sender's clock says, when it is more than an hour from ours. */
const claimedApart = (claimed: Date | null, at: Date): string | null =>
  claimed && Math.abs(claimed.getTime() - at.getTime()) > 3_600_000 ? claimed.toISOString() : null;
