import * as z from "zod/mini";

/** Asks to process a stored raw mail again: by the reconciliation, or by a person who replays. */
export const Again = z.object({ rawKey: z.string(), receivedAt: z.string() });

/** Body of the message that asks for a stored raw mail to be processed. */
export const againBody = (rawKey: string, receivedAt: Date): z.infer<typeof Again> => ({
  rawKey,
  receivedAt: receivedAt.toISOString(),
});
