import * as z from "zod/mini";

/** What somebody may do by a link in a mail of ours, without account: the token names that very copy. */
const Token = z
  .string()
  .check(z.regex(/^[0-9a-f]{64}$/, "Ce lien est incomplet\u00a0: ouvrez-le depuis le courriel."));

export const UnblockAddress = z.strictObject({ token: Token });
export type UnblockAddress = z.infer<typeof UnblockAddress>;
/** `done`: it was blocked by a complaint, and is not any more. */
export const Unblocked = z.object({ done: z.boolean() });
export type Unblocked = z.infer<typeof Unblocked>;

export const ChooseDigests = z.strictObject({ token: Token, wanted: z.boolean() });
export type ChooseDigests = z.infer<typeof ChooseDigests>;
