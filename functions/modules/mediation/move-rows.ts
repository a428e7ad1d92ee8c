import { and, eq, inArray, or, sql } from "drizzle-orm";
import { mostRepresentatives } from "../../../shared/mediation/registering.ts";
import type { Tx } from "../../platform/db.ts";
import { giveBackTarget, type MovedMail, moveTarget } from "../mail/index.ts";
import type { CaseRow } from "./case-access.ts";
import { pairOf } from "./link-cases.ts";
import { caseEntry, caseFile, participant, party } from "./tables.ts";
import { caseLink, caseTag, caseTask, noteRevision } from "./tables-work.ts";

type LinkRow = Pick<
  typeof caseLink.$inferSelect,
  "id" | "caseId" | "otherId" | "fromId" | "kind" | "createdBy"
>;

/** Ids of everything a merge moved, so that it can go back; what came since is in none of them. */
export interface MovedRows {
  entries: string[];
  /** Entries that were not marked with the number they came on before. */
  numbered: string[];
  files: string[];
  tasks: string[];
  revisions: string[];
  tags: string[];
  representatives: string[];
  participants: string[];
  /** Participants both cases had, by address: the other's, and the survivor's that stands for it. */
  twins: Record<string, string>;
  /** Entries of each twin. */
  entriesOf: Record<string, string[]>;
  /** Links of the other case as they were. */
  links: LinkRow[];
  mail: MovedMail;
}

const ids = (rows: ReadonlyArray<{ id: string }>) => rows.map(({ id }) => id);

/**
 * Gives every row of one case to another, in the caller's transaction: exchanges, documents, notes and their history,
 * tasks, tags, links, participants, representatives (three at most), mail and follow-up pages. Each entry keeps the
 * number it came on. A participant, tag or link both have stays where it is.
 */
export const moveRows = async (
  tx: Tx,
  { from, to, fromNumber }: { from: CaseRow; to: CaseRow; fromNumber: string },
): Promise<MovedRows> => {
  const here = { caseId: to.id };
  const { moved: participants, twins } = await moveParticipants(tx, from.id, to.id);
  const entriesOf: MovedRows["entriesOf"] = {};
  for (const [theirs, kept] of Object.entries(twins)) {
    const changed = await tx
      .update(caseEntry)
      .set({ participantId: kept })
      .where(eq(caseEntry.participantId, theirs))
      .returning({ id: caseEntry.id });
    entriesOf[theirs] = ids(changed);
  }
  const numbered = await tx
    .update(caseEntry)
    .set({ receivedOnNumber: fromNumber })
    .where(and(eq(caseEntry.caseId, from.id), sql`${caseEntry.receivedOnNumber} is null`))
    .returning({ id: caseEntry.id });
  const entries = await tx
    .update(caseEntry)
    .set(here)
    .where(eq(caseEntry.caseId, from.id))
    .returning({ id: caseEntry.id });
  const files = await tx
    .update(caseFile)
    .set(here)
    .where(eq(caseFile.caseId, from.id))
    .returning({ id: caseFile.id });
  const tasks = await tx
    .update(caseTask)
    .set(here)
    .where(eq(caseTask.caseId, from.id))
    .returning({ id: caseTask.id });
  const revisions = await tx
    .update(noteRevision)
    .set(here)
    .where(eq(noteRevision.caseId, from.id))
    .returning({ id: noteRevision.id });
  const tags = await tx
    .update(caseTag)
    .set(here)
    .where(
      and(
        eq(caseTag.caseId, from.id),
        sql`not exists (select from case_tag kept where kept.case_id = ${to.id} and kept.tag_id = ${caseTag.tagId})`,
      ),
    )
    .returning({ id: caseTag.tagId });
  return {
    entries: ids(entries),
    numbered: ids(numbered),
    files: ids(files),
    tasks: ids(tasks),
    revisions: ids(revisions),
    tags: ids(tags),
    representatives: await moveRepresentatives(tx, from.id, to.id),
    participants,
    twins,
    entriesOf,
    links: await moveLinks(tx, from.id, to.id),
    mail: await moveTarget(tx, from.id, to.id, twins),
  };
};

const moveParticipants = async (tx: Tx, from: string, to: string) => {
  const rows = await tx
    .select()
    .from(participant)
    .where(inArray(participant.caseId, [from, to]));
  const kept = new Map(
    rows.filter(({ caseId }) => caseId === to).map(({ emailCanonical, id }) => [emailCanonical, id]),
  );
  const theirs = rows.filter(({ caseId }) => caseId === from);
  const twins: Record<string, string> = {};
  const moved: string[] = [];
  for (const { id, emailCanonical } of theirs) {
    const twin = kept.get(emailCanonical);
    if (twin) twins[id] = twin;
    else moved.push(id);
  }
  if (moved.length > 0)
    await tx.update(participant).set({ caseId: to }).where(inArray(participant.id, moved));
  return { moved, twins };
};

const moveRepresentatives = async (tx: Tx, from: string, to: string): Promise<string[]> => {
  const rows = await tx
    .select({ id: party.id, caseId: party.caseId })
    .from(party)
    .where(and(inArray(party.caseId, [from, to]), eq(party.role, "REPRESENTATIVE")))
    .orderBy(party.id);
  const room = mostRepresentatives - rows.filter(({ caseId }) => caseId === to).length;
  const moved = ids(rows.filter(({ caseId }) => caseId === from)).slice(0, Math.max(0, room));
  if (moved.length > 0) await tx.update(party).set({ caseId: to }).where(inArray(party.id, moved));
  return moved;
};

const moveLinks = async (tx: Tx, from: string, to: string): Promise<LinkRow[]> => {
  const rows = await tx
    .select()
    .from(caseLink)
    .where(or(inArray(caseLink.caseId, [from, to]), inArray(caseLink.otherId, [from, to])));
  const endOf = (row: LinkRow, end: string) =>
    row.caseId === end ? row.otherId : row.otherId === end ? row.caseId : undefined;
  const linkedToSurvivor = new Set(rows.map((row) => endOf(row, to)));
  const theirs = rows.filter((row) => endOf(row, from) !== undefined);
  for (const row of theirs) {
    const third = endOf(row, from) ?? "";
    if (third === to || linkedToSurvivor.has(third)) await tx.delete(caseLink).where(eq(caseLink.id, row.id));
    else
      await tx
        .update(caseLink)
        .set({ ...pairOf(to, third), fromId: row.fromId === from ? to : row.fromId })
        .where(eq(caseLink.id, row.id));
  }
  return theirs.map(({ id, caseId, otherId, fromId, kind, createdBy }) => ({
    id,
    caseId,
    otherId,
    fromId,
    kind,
    createdBy,
  }));
};

/** Gives back to a case the rows a merge took from it; those that came to the survivor since stay there. */
export const giveRowsBack = async (
  tx: Tx,
  { from, rows }: { from: CaseRow; rows: MovedRows },
): Promise<void> => {
  const back = { caseId: from.id };
  if (rows.numbered.length > 0)
    await tx.update(caseEntry).set({ receivedOnNumber: null }).where(inArray(caseEntry.id, rows.numbered));
  if (rows.entries.length > 0)
    await tx.update(caseEntry).set(back).where(inArray(caseEntry.id, rows.entries));
  if (rows.files.length > 0) await tx.update(caseFile).set(back).where(inArray(caseFile.id, rows.files));
  if (rows.tasks.length > 0) await tx.update(caseTask).set(back).where(inArray(caseTask.id, rows.tasks));
  if (rows.revisions.length > 0)
    await tx.update(noteRevision).set(back).where(inArray(noteRevision.id, rows.revisions));
  if (rows.tags.length > 0)
    await tx
      .update(caseTag)
      .set(back)
      .where(and(eq(caseTag.caseId, from.mergedIntoId ?? from.id), inArray(caseTag.tagId, rows.tags)));
  if (rows.representatives.length > 0)
    await tx.update(party).set(back).where(inArray(party.id, rows.representatives));
  if (rows.participants.length > 0)
    await tx.update(participant).set(back).where(inArray(participant.id, rows.participants));
  for (const [theirs, entries] of Object.entries(rows.entriesOf)) {
    if (entries.length > 0)
      await tx.update(caseEntry).set({ participantId: theirs }).where(inArray(caseEntry.id, entries));
  }
  await giveLinksBack(tx, from, rows.links);
  await giveBackTarget(tx, from.id, rows.mail, rows.twins);
};

const giveLinksBack = async (tx: Tx, from: CaseRow, links: readonly LinkRow[]): Promise<void> => {
  for (const { id, ...was } of links) {
    await tx
      .insert(caseLink)
      .values({ id, organisationId: from.organisationId, ...was })
      .onConflictDoUpdate({ target: caseLink.id, set: was });
  }
};
