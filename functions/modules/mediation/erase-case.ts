import { and, eq, inArray, isNotNull, like, or, sql } from "drizzle-orm";
import type { JobKind } from "../../../shared/mediation/jobs.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Tx, together } from "../../platform/db.ts";
import { removeObject } from "../../platform/files.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { backgroundJob, uploadTicket } from "../../platform/tables.ts";
import { eraseLinksOf, organisationById } from "../access/index.ts";
import { eraseTarget } from "../mail/index.ts";
import { anonymousRow } from "./anonymous-case.ts";
import { draftOwner } from "./bind-uploads.ts";
import { type CaseRow, service } from "./case-access.ts";
import { wordsOfCase } from "./erased-words.ts";
import { expired } from "./expire-jobs.ts";
import { filesOf } from "./read-jobs.ts";
import { caseFile, cases, party } from "./tables.ts";
import { accessChoice, anonymousCase, type erasure, survey } from "./tables-office.ts";
import { caseLink, caseMerge, contact, notification, person, personAnswer } from "./tables-work.ts";

/** What was erased: how many of each, and the words by which it is looked for afterwards. Never kept in clear. */
export interface Erased {
  counts: Record<string, number>;
  words: string[];
}

/**
 * Erases a case and everything that is of it alone: rows, files, mails, links, news, long work and their objects, lists of
 * the day that may name it, the cases merged into it, its person and contacts when nobody else needs them. A closed case that counted leaves one row
 * for figures; its number stays used. A case that is gone already, or that is held legally, is left alone: undefined.
 */
export const eraseCase = async (
  ctx: Ctx,
  caseId: string,
  cause: (typeof erasure.$inferSelect)["cause"],
  /** Told the words before anything goes. */
  before: (words: readonly string[]) => Promise<void> = async () => {},
): Promise<Erased | undefined> => {
  const merged = await ctx.db.select({ id: cases.id }).from(cases).where(eq(cases.mergedIntoId, caseId));
  const within: Erased[] = [];
  for (const { id } of merged) {
    const erased = await eraseCase(ctx, id, cause, before);
    if (erased) within.push(erased);
  }
  await before(await wordsOfCase(ctx.db, caseId));
  const rows = await eraseRows(ctx, caseId, cause);
  if (!rows) return undefined;
  await eraseTarget(ctx, service, caseId, rows.fileIds);
  for (const key of rows.exportKeys) await removeObject(ctx.env, "exports", key);
  return {
    counts: within.reduce<Record<string, number>>((sum, { counts }) => added(sum, counts), rows.counts),
    words: [...new Set([rows.words, ...within.map(({ words }) => words)].flat())],
  };
};

/** Two counts as one. */
export const added = (one: Record<string, number>, other: Record<string, number>): Record<string, number> =>
  Object.fromEntries(
    [...new Set([...Object.keys(one), ...Object.keys(other)])].map((key) => [
      key,
      (one[key] ?? 0) + (other[key] ?? 0),
    ]),
  );

const eraseRows = async (ctx: Ctx, caseId: string, cause: (typeof erasure.$inferSelect)["cause"]) => {
  const erased = await mutate(ctx, async (tx) => {
    const [found] = await tx.select().from(cases).where(eq(cases.id, caseId)).for("update");
    if (!found || (found.legalHold && cause !== "organisation_closed")) {
      return { result: undefined, permission: permit(true), audit: [], events: [] };
    }
    const organisation = await organisationById(tx, found.organisationId);
    const [words, files, surveys, jobs] = await together([
      wordsOfCase(tx, caseId),
      tx.select({ id: caseFile.storedFileId }).from(caseFile).where(eq(caseFile.caseId, caseId)).execute(),
      tx.select({ id: survey.id }).from(survey).where(eq(survey.caseId, caseId)).execute(),
      tx.delete(backgroundJob).where(eq(backgroundJob.caseId, caseId)).returning().execute(),
    ]);
    const lists = await listsWith(tx, found);
    for (const list of lists) await expired(tx, list);
    if (counted(found)) {
      await tx
        .insert(anonymousCase)
        .values({
          ...(await anonymousRow(tx, found, organisation.timeZone)),
          id: ctx.newId(),
          anonymisedAt: ctx.now(),
        })
        .onConflictDoNothing();
    }
    const tickets = await tx.delete(uploadTicket).where(ticketsOf(found)).returning();
    await eraseLinksOf(tx, [caseId, ...surveys.map(({ id }) => id)]);
    await eraseContacts(tx, found);
    const [entries] = await together([
      tx.execute<{ entries: number }>(
        sql`select count(*)::int as entries from case_entry where case_id = ${caseId}`,
      ),
      tx.delete(notification).where(eq(notification.caseId, caseId)),
      tx.delete(caseLink).where(eq(caseLink.otherId, caseId)),
      tx.delete(personAnswer).where(eq(personAnswer.otherId, caseId)),
      tx.delete(caseMerge).where(eq(caseMerge.survivorId, caseId)),
      tx.delete(accessChoice).where(sql`${accessChoice.about} ? ${caseId}`),
    ]);
    // Everything else of a case goes with its row.
    await tx.delete(cases).where(eq(cases.id, caseId));
    await erasePerson(tx, found);
    await tx.execute(sql`select guichet.blank_audit(${caseId})`);
    const fileIds = [...files.map(({ id }) => id), ...tickets.map(({ storedFileId }) => storedFileId)].filter(
      (id) => id !== null,
    );
    const counts = { cases: 1, entries: entries[0]?.entries ?? 0, files: new Set(fileIds).size };
    return {
      result: {
        words,
        fileIds,
        counts,
        exportKeys: [...jobs, ...lists].flatMap(filesOf).map(({ key }) => key),
      },
      permission: permit(true),
      audit: {
        action: "case.erase",
        organisationId: found.organisationId,
        target: { kind: "case", id: caseId },
        after: { cause, ...counts },
      },
      events: [],
    };
  });
  if (!erased.ok) throw new Error(`an erasure was refused: ${erased.refusal.reason}`);
  return erased.value;
};

/** Long work whose files, kept for a day, tell of many cases by name: this one may be among them. */
const listsWith = (tx: Tx, { organisationId }: CaseRow) =>
  tx
    .select()
    .from(backgroundJob)
    .where(
      and(
        eq(backgroundJob.organisationId, organisationId),
        isNotNull(backgroundJob.fileKey),
        inArray(backgroundJob.kind, ["export_named", "letters", "access_request"] satisfies JobKind[]),
      ),
    )
    .execute();

/** Cases that figures know: not a try, not one that was merged or thrown away. */
const counted = ({ status, sample, deletedAt }: CaseRow): boolean =>
  status === "CLOSED" && !sample && deletedAt === null;

/** Promises of uploads keep names of files: those of its form, of its agents, of its follow-up page. */
const ticketsOf = ({ id, filingKey, organisationId }: CaseRow) => {
  const draft = filingKey.startsWith(`form:${organisationId}:`)
    ? eq(uploadTicket.owner, draftOwner(filingKey.slice(`form:${organisationId}:`.length)))
    : undefined;
  return or(like(uploadTicket.owner, `case:${id}:%`), like(uploadTicket.owner, `link:${id}:%`), draft);
};

/** Entries of the address book that no other case of the organisation talks to. */
const eraseContacts = (tx: Tx, { id, organisationId }: CaseRow) =>
  tx.delete(contact).where(
    and(
      eq(contact.organisationId, organisationId),
      sql`${contact.emailCanonical} in (select p.email_canonical from participant p where p.case_id = ${id})`,
      sql`not exists (select from participant p where p.organisation_id = ${organisationId}
        and p.email_canonical = ${contact.emailCanonical} and p.case_id <> ${id})`,
    ),
  );

/** The record of a person goes with their last case; until then it says what their other cases say, and no more. */
const erasePerson = async (tx: Tx, { personId }: CaseRow) => {
  if (!personId) return;
  const theirs = await tx
    .select({
      firstName: party.firstName,
      lastName: party.lastName,
      email: party.emailCanonical,
      phone: party.phoneE164,
    })
    .from(party)
    .innerJoin(cases, and(eq(cases.id, party.caseId), eq(cases.personId, personId)))
    .where(eq(party.role, "REQUESTER"));
  if (theirs.length === 0) {
    await tx.delete(person).where(eq(person.id, personId));
    return;
  }
  const once = (values: ReadonlyArray<string | null>) => [...new Set(values.filter((one) => one !== null))];
  await tx
    .update(person)
    .set({
      names: once(theirs.map(({ firstName, lastName }) => [firstName, lastName].filter(Boolean).join(" "))),
      emails: once(theirs.map(({ email }) => email)),
      phones: once(theirs.map(({ phone }) => phone)),
    })
    .where(inArray(person.id, [personId]));
};
