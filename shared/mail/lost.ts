import type { RecipientState } from "./schema.ts";

/** States in which a copy did not and will not reach its recipient: somebody decides what to do about it. */
export const lostStates = [
  "hard_bounced",
  "suppressed",
  "failed",
  "soft_bounced",
] as const satisfies RecipientState[];
export const isLost = (state: string): boolean => (lostStates as readonly string[]).includes(state);
