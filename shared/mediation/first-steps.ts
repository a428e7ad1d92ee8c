import * as z from "zod/mini";

/** Where a new organisation stands before its mediation opens (agent screens, §9). */
export const FirstSteps = z.object({
  slug: z.string(),
  /** Address people write to; null while the platform opened none. */
  intakeAddress: z.nullable(z.string()),
  done: z.object({
    identity: z.boolean(),
    address: z.boolean(),
    texts: z.boolean(),
    team: z.boolean(),
    published: z.boolean(),
  }),
  /** A case to try with, for those who see cases. */
  sample: z.nullable(z.object({ id: z.string(), version: z.number() })),
});
export type FirstSteps = z.infer<typeof FirstSteps>;

export const CreateSample = z.strictObject({ organisation: z.uuid("Identifiant illisible.") });
export type CreateSample = z.infer<typeof CreateSample>;
export const SampleCreated = z.object({ caseId: z.string() });
export type SampleCreated = z.infer<typeof SampleCreated>;
