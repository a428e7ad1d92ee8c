import * as z from "zod/mini";

/** The exact bytes of a received mail, as a person may look at them (mail.md §2, §4.4). */

/** Characters of the source that are shown; the rest is in the download. */
export const shownSourceChars = 200_000;

export const OriginalView = z.discriminatedUnion("state", [
  z.object({
    state: z.literal("kept"),
    receivedAt: z.string(),
    /** Bytes. */
    size: z.number(),
    /** In order, decoded for reading. */
    headers: z.array(z.object({ name: z.string(), value: z.string() })),
    /** The mail as it came, read as text. */
    source: z.string(),
    /** More follows than `source` shows. */
    cut: z.boolean(),
    /** The `.eml`, as a download, for a minute. */
    downloadUrl: z.string(),
  }),
  z.object({ state: z.literal("purged"), receivedAt: z.string() }),
]);
export type OriginalView = z.infer<typeof OriginalView>;
