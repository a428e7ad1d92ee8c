import * as z from "zod/mini";
import { limits } from "./limits.ts";

/** Notes between colleagues (mediation.md §4.7): changed by their author for a day, with what they said before. */

const Id = z.uuid("Identifiant illisible.");
/** Lists, headings, links and emphasis as shared/mail/written-words.ts reads them. */
export const NoteText = z
  .string()
  .check(z.trim(), z.minLength(1, "Écrivez votre note."), z.maxLength(limits.noteMax));
export const Mentions = z.array(Id).check(z.maxLength(20, "20 personnes citées au plus."));

export const EditNote = z.strictObject({ entryId: Id, text: NoteText, mentions: z.optional(Mentions) });
export type EditNote = z.infer<typeof EditNote>;

export const DeleteNote = z.strictObject({
  entryId: Id,
  /** Needed of who takes away another's note, or their own after a day. */
  reason: z.optional(z.string().check(z.trim(), z.maxLength(500, "500 caractères au plus."))),
});
export type DeleteNote = z.infer<typeof DeleteNote>;

export const PinNote = z.strictObject({ entryId: Id, pinned: z.boolean() });
export type PinNote = z.infer<typeof PinNote>;

/** What a note adds to its line of the thread. */
export const NoteView = z.object({
  pinned: z.boolean(),
  editedAt: z.nullable(z.string()),
  mentions: z.array(z.string()),
  mayEdit: z.boolean(),
  /** `reason`: only with one. */
  mayDelete: z.enum(["no", "yes", "reason"]),
});
export type NoteView = z.infer<typeof NoteView>;

export const NoteRevisions = z.object({
  revisions: z.array(z.object({ text: z.string(), at: z.string(), by: z.nullable(z.string()) })),
});
export type NoteRevisions = z.infer<typeof NoteRevisions>;

const dayMs = 24 * 3_600_000;

/** Whether a note may be changed, and taken away, by whom (mediation.md §2): its author for a day, then managers who say why. */
export const noteRights = (
  note: { authorUserId: string | null; createdAt: Date },
  asker: { userId: string; mayNote: boolean; mayModerate: boolean },
  now: Date,
): Pick<NoteView, "mayEdit" | "mayDelete"> => {
  const young = now.getTime() - note.createdAt.getTime() < dayMs;
  const own = asker.mayNote && note.authorUserId === asker.userId && young;
  return { mayEdit: own, mayDelete: own ? "yes" : asker.mayModerate ? "reason" : "no" };
};
