import * as z from "zod/mini";
import { WatchedEvents } from "./case-hands.ts";
import { CaseStatus } from "./enums.ts";

/** Most cases one act changes (mediation.md §4.12). */
export const bulkMost = 200;
/** Minutes during which assignments and tags are taken back. */
export const bulkUndoMinutes = 10;

const Id = z.uuid("Identifiant illisible.");

/** One thing done to many cases, each asked for and versioned alone. */
export const BulkAct = z.discriminatedUnion("is", [
  z.strictObject({ is: z.literal("assign"), userId: Id }),
  z.strictObject({ is: z.literal("status"), status: CaseStatus }),
  z.strictObject({
    is: z.literal("due"),
    dueOn: z.nullable(z.iso.date("Cette date n’existe pas. Écrivez-la comme 05/03/2027.")),
  }),
  z.strictObject({ is: z.literal("domain"), domainId: z.nullable(Id) }),
  z.strictObject({ is: z.literal("tag"), tagId: Id, add: z.boolean() }),
  z.strictObject({ is: z.literal("watch"), events: z.nullable(WatchedEvents) }),
  /** A template to the requester of each, one mail per case; for managers. */
  z.strictObject({ is: z.literal("message"), templateId: Id }),
  /** A template as a letter to the requester of each, all printed as one PDF. */
  z.strictObject({ is: z.literal("letters"), templateId: Id }),
]);
export type BulkAct = z.infer<typeof BulkAct>;

export const AskBulk = z.strictObject({
  organisation: Id,
  act: BulkAct,
  cases: z
    .array(z.strictObject({ id: Id, version: z.number() }))
    .check(
      z.minLength(1, "Choisissez au moins un dossier."),
      z.maxLength(bulkMost, `${bulkMost} dossiers au plus à la fois.`),
    ),
});
export type AskBulk = z.infer<typeof AskBulk>;

/** What became of one case. */
export const BulkLine = z.object({
  id: z.string(),
  /** Null where whoever asked may not know of it. */
  number: z.nullable(z.string()),
  done: z.boolean(),
  /** Why not, in a sentence. */
  why: z.optional(z.string()),
  /** What taking it back needs: the version it left behind, and what was there before. */
  version: z.optional(z.number()),
  was: z.optional(z.object({ assigneeId: z.nullable(z.string()), dueOn: z.nullable(z.string()) })),
});
export type BulkLine = z.infer<typeof BulkLine>;

/** What the job of a bulk act came to. */
export const BulkResult = z.object({
  act: z.string(),
  lines: z.array(BulkLine),
  /** The job that took it back. */
  undoneBy: z.optional(z.string()),
});
export type BulkResult = z.infer<typeof BulkResult>;

/** Acts that can be taken back. */
export const undoable = (act: string): boolean => act === "assign" || act === "tag";

/** What the work finds in its row: an act of somebody, or the taking back of one. */
export const BulkWork = z.object({
  act: z.union([
    BulkAct,
    z.object({ is: z.literal("unassign") }),
    z.object({ is: z.literal("untag"), tagId: Id, add: z.boolean() }),
  ]),
  cases: z.array(
    z.object({
      id: Id,
      version: z.number(),
      was: z.optional(z.object({ assigneeId: z.nullable(z.string()), dueOn: z.nullable(z.string()) })),
    }),
  ),
});
export type BulkWork = z.infer<typeof BulkWork>;

export const BulkAsked = z.object({ jobId: z.string() });
