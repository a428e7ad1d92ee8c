import { asc, eq, sql } from "drizzle-orm";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import type { CaseStatus, PublicStatus } from "../../../shared/mediation/enums.ts";
import { type CaseFact, publicFacts } from "../../../shared/mediation/facts.ts";
import { markOf, progressMarks, publicStatusOf } from "../../../shared/mediation/public-status.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type { FollowUpEntry, FollowUpView, LinkView } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Db, prepared } from "../../platform/db.ts";
import { guarded } from "../../platform/enter.ts";
import { done, type Refusal, type Result, refused } from "../../platform/refusal.ts";
import { storedFile } from "../../platform/tables.ts";
import { linkSessionEnd, nameOf, type Organisation, organisationById } from "../access/index.ts";
import { type CaseRow, caseActor } from "./case-access.ts";
import { isOnPage, isShownToParty } from "./follow-up-thread.ts";
import { caseEntry, caseFile, cases, party } from "./tables.ts";

/** The page is not open, or not any more. */
export const linkClosed: Refusal = {
  code: "forbidden",
  reason: "link_closed",
  detail: "Votre page s’est fermée pour protéger vos échanges. Ouvrez-la de nouveau avec votre lien.",
};

// Row-level security shows the holder of a link one case; `link_case()` names it before the actor is known.
const ownCase = sql`(select guichet.link_case())`;

const theCase = prepared((db) =>
  db
    .select({ found: cases, handlerName: nameOf(cases.assigneeId) })
    .from(cases)
    .where(eq(cases.id, ownCase))
    .prepare("follow_up_case"),
);
const itsParties = prepared((db) =>
  db.select().from(party).where(eq(party.caseId, ownCase)).prepare("follow_up_parties"),
);
const itsEntries = prepared((db) =>
  db
    .select({ entry: caseEntry, authorName: nameOf(caseEntry.authorUserId) })
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

type Holder = typeof party.$inferSelect;
interface LinkRead {
  ctx: Ctx;
  found: CaseRow;
  holder: Holder;
  handlerName: string | null;
  organisation: Organisation;
}

const readLink = async (ctx: Ctx): Promise<Result<LinkRead>> => {
  const { ctx: known, value } = await guarded(ctx, (db) =>
    Promise.all([theCase(db).execute(), itsParties(db).execute()]),
  );
  const [[header], parties] = value;
  const { actor } = known;
  if (actor.kind !== "link" || !header) return refused(linkClosed);
  const holder = parties.find((one) => one.id === actor.partyId);
  if (!holder) return refused(linkClosed);
  const organisation = await organisationById(known.db, actor.organisationId);
  return done({ ctx: known, ...header, holder, organisation });
};

/** What the link alone may show: number, organisation, date, public status (mediation.md §4.3). */
export const linkView = async (ctx: Ctx): Promise<Result<LinkView>> => {
  const read = await readLink(ctx);
  return read.ok ? done(await linkViewOf(read.value)) : read;
};

/** `a•••@domaine.example`: enough to recognise one's own address. */
export const maskedEmail = (email: string): string => {
  const at = email.lastIndexOf("@");
  return `${email.slice(0, 1)}•••${email.slice(at)}`;
};

const linkViewOf = async ({ ctx, found, holder, organisation }: LinkRead): Promise<LinkView> => {
  const { settings } = organisation;
  const end = ctx.credentials.linkHash ? await linkSessionEnd(ctx.db, ctx.credentials.linkHash) : undefined;
  return {
    number: caseNumber(found.year, found.seq),
    organisation: {
      slug: organisation.slug,
      name: organisation.name,
      shortName: settings.shortName,
      ...(settings.logo ? { logo: settings.logo } : {}),
      ...(settings.phone ? { phone: settings.phone } : {}),
      ...(settings.phoneHours ? { phoneHours: settings.phoneHours } : {}),
      title: settings.mediation?.title ?? "service de médiation",
    },
    receivedAt: found.receivedAt.toISOString(),
    timeZone: organisation.timeZone,
    status: publicStatusOf(found.status),
    closedAt: found.closedAt?.toISOString() ?? null,
    maskedEmail: holder.email ? maskedEmail(holder.email) : null,
    open: ctx.actor.kind === "link" && ctx.actor.codeVerified,
    expiresAt: (end ?? ctx.now()).toISOString(),
  };
};

/** The whole page, once the code was given: the thread between this side and the mediator, and nothing else. */
export const followUpView = async (ctx: Ctx): Promise<Result<FollowUpView>> => {
  const read = await readLink(ctx);
  if (!read.ok) return read;
  const { ctx: known, found, holder, handlerName } = read.value;
  const actor = caseActor(known.actor, found.organisationId);
  const verdict = may(actor, "follow_up.read", found);
  if (verdict !== true) return refused(verdict);
  const thread = await readThread(known.db);
  return done({
    link: await linkViewOf(read.value),
    subject: found.subject,
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
  });
};

const readThread = async (db: Db) => {
  const [entries, files] = await Promise.all([itsEntries(db).execute(), itsFiles(db).execute()]);
  return { entries, files };
};
type Thread = Awaited<ReturnType<typeof readThread>>;

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

const entryOf = (
  { entry, authorName }: Thread["entries"][number],
  files: Thread["files"],
  holder: Holder,
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
        ready: stored?.scan === "clean",
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
