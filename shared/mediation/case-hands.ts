import * as z from "zod/mini";

export const WatchedEvents = z.enum(["messages", "status", "all"]);
export type WatchedEvents = z.infer<typeof WatchedEvents>;

const Person = { id: z.string(), name: z.string() };

/** Whose hands a case is in besides its assignee's, who follows it, and what it is kept from. */
export const CaseHands = z.object({
  coHandlers: z.array(z.object(Person)),
  watchers: z.array(z.object({ ...Person, events: WatchedEvents })),
  /** What whoever asks is told of; null = does not follow it. */
  watching: z.nullable(WatchedEvents),
  /** Its assignee is away today: until when, and who acts meanwhile. */
  away: z.nullable(z.object({ until: z.string(), by: z.nullable(z.string()) })),
  /** Its handler left or lost the role. */
  toResume: z.boolean(),
  restricted: z.boolean(),
  legalHold: z.nullable(z.object({ reason: z.string(), at: z.string() })),
  priorityReason: z.nullable(z.string()),
  withdrawnAt: z.nullable(z.string()),
  /** In the recycle bin since. */
  deletedAt: z.nullable(z.string()),
  deletionReason: z.nullable(z.string()),
});
export type CaseHands = z.infer<typeof CaseHands>;
