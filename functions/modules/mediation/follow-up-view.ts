import { asc, eq, sql } from "drizzle-orm";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import type { CaseStatus, PublicStatus } from "../../../shared/mediation/enums.ts";
import { type CaseFact, publicFacts } from "../../../shared/mediation/facts.ts";
import { pageDocuments } from "../../../shared/mediation/follow-up.ts";
import { markOf, progressMarks, publicStatusOf } from "../../../shared/mediation/public-status.ts";
import { codeNeeded, may } from "../../../shared/mediation/rules.ts";
import type { FollowUpEntry, FollowUpView, LinkView } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Db, prepared, type Queries } from "../../platform/db.ts";
import { guardedLink } from "../../platform/enter.ts";
import { done, type Result, refused } from "../../platform/refusal.ts";
import { storedFile } from "../../platform/tables.ts";
import { linkClosed, organisationById } from "../access/index.ts";
import { type CaseRow, caseActor } from "./case-access.ts";
import { isOnPage, isShownToParty, type PageHolder, pageHolder } from "./follow-up-thread.ts";
import { caseEntry, caseFile, cases } from "./tables.ts";
import { titleOf } from "./write-case.ts";

/** What the database shows of a case to the link alone (`guichet.link_face`); dates in ISO 8601. */
interface Face {
  organisationId: string;
  year: number;
  seq: number;
  receivedAt: string;
  status: CaseStatus;
  closedAt: string | null;
  /** When the open page closes. */
  expiresAt: string;
  withdrawnAt: string | null;
  reopenedAt: string | null;
  readableUntil: string | null;
  maskedEmail: string | null;
}

/** What the link alone shows; undefined when the page is not open. */
export const linkFace = async (on: Queries): Promise<Face | undefined> => {
  const [row] = await faceOf(on);
  return row?.face ?? undefined;
};
const faceOf = (on: Queries) =>
  on.execute<{ face: Face | null }>(sql`select guichet.link_face() as face`).execute();

// Row-level security shows the exchanges of the opened case, once the code was given; `opened_case()` names it.
const ownCase = sql`(select guichet.opened_case())`;
const nameOnPage = (userId: typeof cases.assigneeId | typeof caseEntry.authorUserId) =>
  sql<string | null>`guichet.name_on_page(${userId})`;

const theCase = prepared((db) =>
  db
    .select({ found: cases, handlerName: nameOnPage(cases.assigneeId) })
    .from(cases)
    .where(eq(cases.id, ownCase))
    .prepare("follow_up_case"),
);
const itsEntries = prepared((db) =>
  db
    .select({ entry: caseEntry, authorName: nameOnPage(caseEntry.authorUserId) })
    .from(caseEntry)
    .where(eq(caseEntry.caseId, ownCase))
    .orderBy(asc(caseEntry.occurredAt), asc(caseEntry.id))
    .prepare("follow_up_entries"),
);
const itsFiles = prepared((db) =>
  db
    .select({ file: caseFile, stored: storedFile })
    .from(caseFile)
    .leftJoin(storedFile, eq(storedFile.id, caseFile.storedFileId))
    .where(eq(caseFile.caseId, ownCase))
    .orderBy(asc(caseFile.position), asc(caseFile.id))
    .prepare("follow_up_files"),
);

/** What the link alone may show: number, organisation, date, public status (mediation.md §4.3). */
export const linkView = async (ctx: Ctx): Promise<Result<LinkView>> => {
  const { ctx: known, value: face } = await guardedLink(ctx, linkFace);
  return face ? done(await linkViewOf(known, face)) : refused(linkClosed);
};

const linkViewOf = async (ctx: Ctx, face: Face): Promise<LinkView> => {
  const organisation = await organisationById(ctx.db, face.organisationId);
  const { settings } = organisation;
  return {
    number: caseNumber(face.year, face.seq),
    organisation: {
      slug: organisation.slug,
      name: organisation.name,
      shortName: settings.shortName,
      ...(settings.logo ? { logo: settings.logo } : {}),
      ...(settings.phone ? { phone: settings.phone } : {}),
      ...(settings.phoneHours ? { phoneHours: settings.phoneHours } : {}),
      title: settings.mediation?.title ?? "service de médiation",
    },
    receivedAt: new Date(face.receivedAt).toISOString(),
    timeZone: organisation.timeZone,
    status: publicStatusOf(face.status),
    closedAt: face.closedAt && new Date(face.closedAt).toISOString(),
    withdrawnAt: face.closedAt === null && face.withdrawnAt ? new Date(face.withdrawnAt).toISOString() : null,
    reopenedAt: face.reopenedAt && new Date(face.reopenedAt).toISOString(),
    readableUntil: face.readableUntil && new Date(face.readableUntil).toISOString(),
    maskedEmail: face.maskedEmail,
    open: ctx.actor.kind === "link" && ctx.actor.codeVerified,
    expiresAt: new Date(face.expiresAt).toISOString(),
  };
};

/** The page of exchanges, once the code was given. */
export const followUpView = async (ctx: Ctx): Promise<Result<FollowUpView>> => {
  const { ctx: known, value } = await guardedLink(ctx, readPage);
  const { face, header, holder, thread } = value;
  if (!face || known.actor.kind !== "link") return refused(linkClosed);
  if (!header || !holder) return refused(codeNeeded);
  const { found, handlerName } = header;
  const actor = caseActor(known.actor, found.organisationId);
  const verdict = may(actor, "follow_up.read", found);
  if (verdict !== true) return refused(verdict);
  return done({
    link: await linkViewOf(known, face),
    // Its title is the agents' words: not for somebody whose mandate nobody verified.
    subject: holder.readsExchanges ? found.subject : titleOf(found.description),
    description: found.description,
    handlerName,
    marks: marksOf(
      found,
      thread.entries.map(({ entry }) => entry),
    ),
    entries: thread.entries
      .filter(({ entry }) => isOnPage(entry, holder))
      .map((line) => entryOf(line, thread.files, holder)),
    canAnswer: may(actor, "follow_up.answer", found) === true,
    own: ownSide(holder, thread.files, {
      canWithdraw:
        may(actor, "follow_up.withdraw", found) === true &&
        found.withdrawnAt === null &&
        holder.readsExchanges,
    }),
  });
};

const ownSide = (
  { who, readsExchanges }: PageHolder,
  files: Thread["files"],
  given: { canWithdraw: boolean },
): FollowUpView["own"] => ({
  role: who.role,
  readsExchanges,
  mandateState: who.role === "REPRESENTATIVE" ? (who.mandateState ?? "NOT_PROVIDED") : null,
  contact: {
    email: who.email,
    pendingEmail: who.pendingEmail,
    phone: who.phone,
    line1: who.line1,
    line2: who.line2,
    postalCode: who.postalCode,
    city: who.city,
    country: who.country,
    preferredContact: who.preferredContact,
  },
  canWithdraw: given.canWithdraw,
  documentsLeft: Math.max(
    0,
    pageDocuments -
      files.filter(({ file }) => file.source === "REQUESTER" && file.decision === "kept").length,
  ),
});

const readPage = async (db: Db) => {
  const [face, [header], holder, entries, files] = await Promise.all([
    linkFace(db),
    theCase(db).execute(),
    pageHolder(db),
    itsEntries(db).execute(),
    itsFiles(db).execute(),
  ]);
  return { face, header, holder, thread: { entries, files } };
};
type Thread = Awaited<ReturnType<typeof readPage>>["thread"];

/** Marks reached stay reached; a date is given where the history has one. */
const marksOf = (
  found: Pick<CaseRow, "status" | "statusSince" | "receivedAt" | "closedAt">,
  entries: ReadonlyArray<{ fact: string | null; text: string | null; occurredAt: Date }>,
): FollowUpView["marks"] => {
  const first = new Map<PublicStatus, Date>([["RECEIVED", found.receivedAt]]);
  const reach = (mark: PublicStatus | undefined, at: Date) => {
    const before = mark && first.get(mark);
    if (mark && (!before || at < before)) first.set(mark, at);
  };
  for (const entry of entries) {
    if (entry.fact === "case.status") reach(markOf(entry.text as CaseStatus), entry.occurredAt);
  }
  reach(markOf(found.status), found.statusSince);
  if (found.closedAt) reach("CLOSED", found.closedAt);
  // « Nous attendons votre réponse » means the request is being looked at.
  if (found.status === "WAITING_FOR_REQUESTER") reach("IN_REVIEW", found.statusSince);
  const furthest = Math.max(...progressMarks.map((mark, index) => (first.has(mark) ? index : 0)));
  return progressMarks
    .slice(0, furthest + 1)
    .map((mark) => ({ status: mark, at: first.get(mark)?.toISOString() ?? null }));
};

const fileStates = {
  clean: "ready",
  pending: "checking",
  threat: "refused",
  unsupported: "unchecked",
  failed: "unchecked",
} as const;

const entryOf = (
  { entry, authorName }: Thread["entries"][number],
  files: Thread["files"],
  holder: PageHolder,
): FollowUpEntry => {
  const incoming = entry.direction === "IN";
  return {
    id: entry.id,
    kind: entry.kind === "fact" ? "fact" : "message",
    from: incoming ? "ME" : "MEDIATOR",
    authorName: incoming ? null : authorName,
    medium: entry.medium,
    at: entry.occurredAt.toISOString(),
    subject: entry.subject,
    text: entry.kind === "fact" ? null : ownWords(entry),
    fact: entry.fact ? (publicFacts[entry.fact as CaseFact] ?? null) : null,
    files: files
      .filter(({ file }) => file.entryId === entry.id && !file.inline && isShownToParty(entry, file, holder))
      .filter(({ file }) => file.decision === "kept")
      .map(({ file, stored }) => ({
        id: file.id,
        name: file.name,
        size: stored?.size ?? 0,
        type: stored?.type ?? "application/octet-stream",
        state: fileStates[stored?.scan ?? "failed"],
      })),
  };
};

/** A mail's text without the quoted history, which is already on the page. */
const ownWords = ({ text, folds }: Pick<typeof caseEntry.$inferSelect, "text" | "folds">): string | null => {
  if (text === null) return null;
  let kept = "";
  let at = 0;
  for (const fold of folds.filter(({ kind }) => kind === "quote").toSorted((a, b) => a.from - b.from)) {
    if (fold.from > at) kept += text.slice(at, fold.from);
    at = Math.max(at, fold.to);
  }
  kept += text.slice(at);
  return kept.trim() || text;
};
