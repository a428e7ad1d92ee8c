import * as z from "zod/mini";

/** How a person released a held mail, as the row keeps it for the worker that carries it out (`quarantine.decision`). */
export const HeldRelease = z.discriminatedUnion("to", [
  z.object({
    to: z.literal("target"),
    service: z.string(),
    targetId: z.string(),
    /** Absent: the entry is under the raw address. `side` is a word of the service. */
    participant: z.optional(z.object({ name: z.string(), side: z.string(), tell: z.boolean() })),
    reopen: z.boolean(),
  }),
  z.object({
    to: z.literal("new"),
    service: z.string(),
    /** Who asks: the mail's sender, or that of a mail inside it. */
    sender: z.object({ address: z.string(), name: z.string() }),
    /** The target it came for, which the new one continues. */
    linkedTo: z.optional(z.string()),
    /** Send the dated receipt. */
    tell: z.boolean(),
  }),
]);
export type HeldRelease = z.infer<typeof HeldRelease>;

/** Why a release was not carried out; the mail waits again. */
const failures = {
  original_gone: "Son original n’est plus là : ce courriel ne peut plus être rangé.",
  target_gone: "Le dossier choisi n’existe plus, ou ne reçoit plus de courriel.",
  sender_unreadable: "Son expéditeur est illisible : rangez-le dans un dossier sans participant.",
  not_carried_out: "Le traitement a échoué plusieurs fois. L’équipe technique est prévenue.",
} as const;
export type ReleaseFailure = keyof typeof failures;
const Failed = z.object({ failed: z.enum(Object.keys(failures) as [ReleaseFailure, ...ReleaseFailure[]]) });

/** What the last try left, in words; undefined when there is nothing to say. */
export const failureWords = (decision: unknown): string | undefined => {
  const read = Failed.safeParse(decision);
  return read.success ? failures[read.data.failed] : undefined;
};
