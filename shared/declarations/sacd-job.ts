import * as z from "zod/mini";

/** What the function that speaks to SACD is asked: send this object of the bucket `receipts`, as this attempt. */
export const SacdJob = z.object({
  transmissionId: z.uuid(),
  attempt: z.int(),
  payloadKey: z.string(),
});
export type SacdJob = z.infer<typeof SacdJob>;

/** Keys beside a payload: the mark of who sends it, and what came back. */
export const sacdKeys = ({ payloadKey, attempt }: SacdJob) => ({
  claim: `${payloadKey}.${attempt}.taken`,
  outcome: `${payloadKey}.${attempt}.outcome.json`,
  answer: `${payloadKey}.${attempt}.answer.txt`,
});

/**
 * What became of it: `answered` with HTTP 200; `refused` before it left, by an answer that sending again will not change;
 * `not_sent`, surely; `unknown` once it had left.
 */
export const SacdOutcome = z.object({
  is: z.enum(["answered", "refused", "not_sent", "unknown"]),
  status: z.nullable(z.int()),
  /** One word for the journal, never a secret. */
  code: z.string(),
  at: z.string(),
});
export type SacdOutcome = z.infer<typeof SacdOutcome>;
