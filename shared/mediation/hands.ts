import * as z from "zod/mini";
import { WatchedEvents } from "./case-hands.ts";
import { CaseStatus } from "./enums.ts";
import { CaseView } from "./schema.ts";

/** Who handles a case, who follows it, what it is kept from: what is asked of the API, and what it answers. */

const Id = z.uuid("Identifiant illisible.");
const Day = z.iso.date("Cette date n’existe pas. Écrivez-la comme 05/03/2027.");
const Version = z.number();
const reason = (least = 3) =>
  z
    .string()
    .check(
      z.trim(),
      z.minLength(least, `Dites pourquoi, en ${least} caractères au moins.`),
      z.maxLength(500, "500 caractères au plus."),
    );
const Message = z.optional(z.string().check(z.trim(), z.maxLength(2000, "2\u00a0000 caractères au plus.")));

/** The case after an act on it; null when whoever did it may no longer see it. */
export const CaseAfter = z.object({ case: z.nullable(CaseView) });
export type CaseAfter = z.infer<typeof CaseAfter>;

/** Gives the case to a mediator: the first one, or another. */
export const AssignCase = z.strictObject({ version: Version, userId: Id, message: Message });
export type AssignCase = z.infer<typeof AssignCase>;
/** The same, asked of the managers. */
export const ProposeTransfer = z.strictObject({ userId: Id, message: Message });
export type ProposeTransfer = z.infer<typeof ProposeTransfer>;
export const ReleaseCase = z.strictObject({ version: Version, reason: reason() });
export type ReleaseCase = z.infer<typeof ReleaseCase>;
/** Somebody acts on the case too (`acts`), or no longer. */
export const SetCoHandler = z.strictObject({ version: Version, userId: Id, acts: z.boolean() });
export type SetCoHandler = z.infer<typeof SetCoHandler>;

/** Follows a case; null = no longer. */
export const Watch = z.strictObject({ events: z.nullable(WatchedEvents) });
export type Watch = z.infer<typeof Watch>;
/** Has somebody else follow it: on a restricted case, this is what lets them read it. */
export const InviteWatcher = z.strictObject({ userId: Id, events: z.nullable(WatchedEvents) });
export type InviteWatcher = z.infer<typeof InviteWatcher>;

export const WithReason = z.strictObject({ version: Version, reason: reason() });
export type WithReason = z.infer<typeof WithReason>;
export const SetPriority = z
  .strictObject({
    version: Version,
    priority: z.enum(["NORMAL", "HIGH"]),
    reason: z.optional(z.string().check(z.trim(), z.maxLength(500, "500 caractères au plus."))),
  })
  .check(
    z.refine(({ priority, reason: why }) => priority === "NORMAL" || (why ?? "").length >= 3, {
      path: ["reason"],
      error: "Dites pourquoi ce dossier est urgent.",
    }),
  );
export type SetPriority = z.infer<typeof SetPriority>;
export const SetStatus = z.strictObject({ version: Version, status: CaseStatus });
export type SetStatus = z.infer<typeof SetStatus>;
export const SetDueDate = z.strictObject({ version: Version, dueOn: z.nullable(Day) });
export type SetDueDate = z.infer<typeof SetDueDate>;
export const DeleteCase = z.strictObject({ version: Version, reason: reason(10) });
export type DeleteCase = z.infer<typeof DeleteCase>;
export const RestoreCase = z.strictObject({ version: Version });
export type RestoreCase = z.infer<typeof RestoreCase>;

/* ---------- The team ---------- */

export const AbsenceView = z.object({
  id: z.string(),
  userId: z.string(),
  name: z.string(),
  fromOn: z.string(),
  toOn: z.string(),
  replacement: z.nullable(z.object({ id: z.string(), name: z.string() })),
  muted: z.boolean(),
  /** Whoever asks may change it or end it. */
  mine: z.boolean(),
});
export type AbsenceView = z.infer<typeof AbsenceView>;

export const TeamMember = z.object({
  id: z.string(),
  name: z.string(),
  roles: z.array(z.string()),
  /** May have cases in charge. */
  handles: z.boolean(),
  /** Reads cases, so may follow one. */
  reads: z.boolean(),
  /** Away today: until when, and who acts meanwhile. */
  awayUntil: z.nullable(z.string()),
  replacedBy: z.nullable(z.string()),
  /** Open cases in charge, and those of them past their due date; null to whoever may not compare colleagues. */
  open: z.nullable(z.number()),
  overdue: z.nullable(z.number()),
});
export type TeamMember = z.infer<typeof TeamMember>;

/** Who works here, who is away now and later. */
export const Team = z.object({
  members: z.array(TeamMember),
  /** Those of today and to come, the earliest first. */
  absences: z.array(AbsenceView),
  /** Colleagues for whom whoever asks acts today. */
  replaces: z.array(z.object({ id: z.string(), name: z.string(), until: z.string() })),
});
export type Team = z.infer<typeof Team>;

export const DeclareAbsence = z.strictObject({
  organisation: Id,
  /** Somebody else's, by a manager; absent = one's own. */
  userId: z.optional(Id),
  fromOn: Day,
  toOn: Day,
  replacementId: z.nullable(Id),
  /** Wants no notices meanwhile. */
  muted: z.boolean(),
});
export type DeclareAbsence = z.infer<typeof DeclareAbsence>;
export const ChangeAbsence = z.omit(DeclareAbsence, { organisation: true, userId: true });
export type ChangeAbsence = z.infer<typeof ChangeAbsence>;

/** Whether whoever asks must still declare that they are neither elected nor employed by the authority (L.1112-24 CGCT). */
export const Independence = z.object({ due: z.boolean(), declaredAt: z.nullable(z.string()) });
export type Independence = z.infer<typeof Independence>;
