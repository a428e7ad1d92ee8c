import * as z from "zod/mini";

/** What an agent may do about a copy that did not arrive (mail.md §4.6). */

/** `unblock`: the agent knows that its address refused mail, and wants to write to it all the same. */
export const ResendCopy = z.strictObject({ unblock: z.optional(z.boolean()) });
export type ResendCopy = z.infer<typeof ResendCopy>;

export const CorrectAddress = z.strictObject({
  email: z
    .string()
    .check(
      z.trim(),
      z.minLength(1, "Saisissez l’adresse e-mail."),
      z.maxLength(254, "Cette adresse est trop longue."),
    ),
});
export type CorrectAddress = z.infer<typeof CorrectAddress>;

/** What does not reach members of an organisation: their address refuses our mail. */
export const UndeliverableMembers = z.object({
  /** One's own address. */
  mine: z.boolean(),
  /** For managers: whose else. */
  others: z.array(z.object({ name: z.string(), email: z.string() })),
});
export type UndeliverableMembers = z.infer<typeof UndeliverableMembers>;

/** Another reply address for a participant; `leaked`: the old one fell into other hands, and what comes to it is held. */
export const RenewReplyAddress = z.strictObject({ leaked: z.boolean() });
export type RenewReplyAddress = z.infer<typeof RenewReplyAddress>;
