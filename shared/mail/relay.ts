import * as z from "zod/mini";

/**
 * How a mail goes by the second provider, which only a function without database reaches (docs/decisions/060): the
 * bytes wait in a bucket under a key, the queue carries the key, and the answer comes back as news of the copy.
 */

/** Message of the queue `mail-relay`. */
export const RelayJob = z.strictObject({ key: z.string() });
export type RelayJob = z.infer<typeof RelayJob>;

/** First line of the object: who it is for. The mail's own bytes follow the line break. */
export const RelayHead = z.strictObject({
  recipientId: z.uuid(),
  /** Which hand-over of the copy this is. */
  attempt: z.number(),
  /** Envelope. */
  from: z.string(),
  to: z.string(),
  /** After this instant (ISO) nobody waits for it any more: it is not sent. */
  before: z.string(),
});
export type RelayHead = z.infer<typeof RelayHead>;

/** Message of the queue `mail-events`: what the second provider answered. */
export const RelayNews = z.strictObject({
  relay: z.strictObject({
    recipientId: z.uuid(),
    attempt: z.number(),
    is: z.enum(["accepted", "not_sent", "refused", "uncertain"]),
    /** Code of the answer, such as `ECONNECTION` or `smtp_550`. */
    code: z.string(),
    at: z.string(),
  }),
});
export type RelayNews = z.infer<typeof RelayNews>;

/** Key of one hand-over of one copy. */
export const relayKey = (recipientId: string, attempt: number): string => `mails/${recipientId}/${attempt}`;
/** Key whose existence says that somebody took it. */
export const relayClaim = (key: string): string => `taken/${key}`;
