import * as z from "zod/mini";

/**
 * `atOwnRisk` for a file the antivirus could not look into, of someone who may write on the case. `inPage` to look at it
 * where it is listed rather than to download it.
 */
export const OpenFile = z.strictObject({
  atOwnRisk: z.optional(z.boolean()),
  inPage: z.optional(z.boolean()),
});

/** Types a page shows by itself (mediation.md §4.7); all others are downloads. */
const shownInPage: readonly string[] = ["application/pdf", "image/jpeg", "image/png", "image/webp"];
/** Whether a file can be looked at in the page: of a type it shows, and found clean. */
export const isShownInPage = ({ type, scan }: { type: string; scan: string }): boolean =>
  scan === "clean" && shownInPage.includes(type);
