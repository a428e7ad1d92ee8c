import { and, desc, eq } from "drizzle-orm";
import {
  type DeleteNote,
  type EditNote,
  type NoteRevisions,
  noteRights,
  type PinNote,
} from "../../../shared/mediation/notes.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type { CaseView } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries, Tx } from "../../platform/db.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import {
  done,
  invalid,
  notFound,
  type Refusal,
  Refused,
  type Result,
  refuse,
  refused,
} from "../../platform/refusal.ts";
import { nameOf } from "../access/index.ts";
import { readersAmong, tellMentioned } from "./add-note.ts";
import { asUser, type CaseRow, caseActor, caseOf, permitOn } from "./case-access.ts";
import { readCaseAs } from "./read-case.ts";
import { caseEntry } from "./tables.ts";
import { noteRevision } from "./tables-work.ts";

type Note = typeof caseEntry.$inferSelect;

const tooLate: Refusal = {
  code: "forbidden",
  reason: "note_settled",
  detail: "Seul l’auteur d’une note peut la changer, pendant 24\u00a0heures.",
};

/** A note that is there, and its case; unknown and not visible are the same. */
const noteOf = async (on: Queries, ctx: Ctx, entryId: string): Promise<{ note: Note; found: CaseRow }> => {
  asUser(ctx);
  const [note] = await on
    .select()
    .from(caseEntry)
    .where(and(eq(caseEntry.id, entryId), eq(caseEntry.kind, "note")));
  if (!note || note.deletedAt) return refuse(notFound);
  const found = await caseOf(on, note.caseId);
  permitOn(ctx, "case.read", found);
  return { note, found };
};

const rightsOn = (ctx: Ctx, found: CaseRow, note: Note) => {
  const actor = caseActor(ctx.actor, found.organisationId);
  return noteRights(
    note,
    {
      userId: asUser(ctx).userId,
      mayNote: may(actor, "case.note", found) === true,
      mayModerate: may(actor, "case.moderate", found) === true,
    },
    ctx.now(),
  );
};

const keepRevision = (tx: Tx, ctx: Ctx, note: Note, reason: string | null) =>
  tx.insert(noteRevision).values({
    id: ctx.newId(),
    organisationId: note.organisationId,
    caseId: note.caseId,
    entryId: note.id,
    text: note.text ?? "",
    changedAt: ctx.now(),
    changedBy: asUser(ctx).userId,
    reason,
  });

const auditOf = (found: CaseRow, note: Note, action: string) => ({
  action,
  organisationId: found.organisationId,
  target: { kind: "case_entry", id: note.id },
  aggregateId: found.id,
});

/** Rewords a note: its author, within a day. What it said stays readable; who is newly mentioned is told. */
export const editNote = async (ctx: Ctx, input: EditNote): Promise<Result<CaseView>> => {
  const edited = await mutate(ctx, async (tx) => {
    const { note, found } = await noteOf(tx, ctx, input.entryId);
    const permission = permit(rightsOn(ctx, found, note).mayEdit || tooLate);
    const mentions = await readersAmong(tx, found, input.mentions ?? note.mentions);
    const nothing = { result: found.id, permission, audit: [], events: [] };
    if (input.text === note.text && mentions.join() === note.mentions.join()) return nothing;
    await keepRevision(tx, ctx, note, null);
    await tx
      .update(caseEntry)
      .set({ text: input.text, mentions, editedAt: ctx.now() })
      .where(eq(caseEntry.id, note.id));
    const fresh = mentions.filter((id) => !note.mentions.includes(id));
    return {
      ...nothing,
      audit: auditOf(found, note, "note.edit"),
      events: await tellMentioned(tx, ctx, found, fresh, note.id),
    };
  });
  return edited.ok ? readCaseAs(ctx, edited.value) : edited;
};

/** Takes a note away: its author within a day, later a manager who says why. What it said stays with its history. */
export const deleteNote = async (ctx: Ctx, input: DeleteNote): Promise<Result<CaseView>> => {
  const deleted = await mutate(ctx, async (tx) => {
    const { note, found } = await noteOf(tx, ctx, input.entryId);
    const { mayDelete } = rightsOn(ctx, found, note);
    const permission = permit(mayDelete !== "no" || tooLate);
    const reason = input.reason || null;
    if (mayDelete === "reason" && (reason ?? "").length < 5) {
      const message = "Dites pourquoi cette note est supprimée, en 5\u00a0caractères au moins.";
      refuse(invalid([{ path: "reason", message }], message));
    }
    await keepRevision(tx, ctx, note, reason);
    await tx
      .update(caseEntry)
      .set({ text: null, html: null, deletedAt: ctx.now(), pinned: false })
      .where(eq(caseEntry.id, note.id));
    return {
      result: found.id,
      permission,
      audit: { ...auditOf(found, note, "note.delete"), ...(reason ? { after: { reason } } : {}) },
      events: [],
    };
  });
  return deleted.ok ? readCaseAs(ctx, deleted.value) : deleted;
};

/** Puts a note on top of the others, or back among them. */
export const pinNote = async (ctx: Ctx, { entryId, pinned }: PinNote): Promise<Result<CaseView>> => {
  const done = await mutate(ctx, async (tx) => {
    const { note, found } = await noteOf(tx, ctx, entryId);
    const permission = permitOn(ctx, "case.note", found);
    if (note.pinned === pinned) return { result: found.id, permission, audit: [], events: [] };
    await tx.update(caseEntry).set({ pinned }).where(eq(caseEntry.id, note.id));
    return {
      result: found.id,
      permission,
      audit: auditOf(found, note, pinned ? "note.pin" : "note.unpin"),
      events: [],
    };
  });
  return done.ok ? readCaseAs(ctx, done.value) : done;
};

/** What a note said before, last first, for whoever reads the case. */
export const readRevisions = async (ctx: Ctx, entryId: string): Promise<Result<NoteRevisions>> => {
  try {
    const { note } = await noteOf(ctx.db, ctx, entryId);
    const rows = await ctx.db
      .select({ text: noteRevision.text, at: noteRevision.changedAt, by: nameOf(noteRevision.changedBy) })
      .from(noteRevision)
      .where(eq(noteRevision.entryId, note.id))
      .orderBy(desc(noteRevision.changedAt), desc(noteRevision.id));
    return done({ revisions: rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() })) });
  } catch (error) {
    if (error instanceof Refused) return refused(error.refusal);
    throw error;
  }
};
