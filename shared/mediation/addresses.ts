import * as z from "zod/mini";

/** One address or one town of the national address base, ready to fill fields with. */
export const SuggestedAddress = z.object({
  /** As one reads it in a list: « 27 rue des Tanneurs 18990 Valbrune ». */
  label: z.string(),
  /** Number and street; empty for a town. */
  line1: z.string(),
  postalCode: z.string(),
  city: z.string(),
  inseeCode: z.string(),
});
export type SuggestedAddress = z.infer<typeof SuggestedAddress>;

/** An answer of GET /api/addresses: nothing found and nobody there to ask are the same empty list. */
export const SuggestedAddresses = z.object({ suggestions: z.array(SuggestedAddress) });
export type SuggestedAddresses = z.infer<typeof SuggestedAddresses>;
