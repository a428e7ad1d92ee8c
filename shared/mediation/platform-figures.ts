import * as z from "zod/mini";

/**
 * Figures of every organisation that shares its own, together (mediation.md §8): each count is of three organisations
 * at least; what is not is put together under `GROUPED`, or left out.
 */
const Year = z.coerce.number().check(z.int(), z.minimum(2000, "Cette année n’existe pas."), z.maximum(2100));
export const AskPlatformFigures = z.strictObject({ year: Year });
export type AskPlatformFigures = z.infer<typeof AskPlatformFigures>;

export const PlatformFigures = z.object({
  /** Organisations that share; under three, nothing is counted. */
  sharing: z.number(),
  counts: z.array(
    z.object({
      figure: z.string(),
      value: z.nullable(z.string()),
      /** Of an item of the platform's lists. */
      label: z.nullable(z.string()),
      organisations: z.number(),
      cases: z.number(),
    }),
  ),
});
export type PlatformFigures = z.infer<typeof PlatformFigures>;
