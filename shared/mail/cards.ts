import * as z from "zod/mini";

/** What a mail carries besides words and files, shown as a card in its entry (mail.md §5.11). */

/** An appointment as `text/calendar` describes it. Never made by itself: it only says what was proposed. */
export const CalendarCard = z.object({
  is: z.literal("calendar"),
  /** What the mail does with it. */
  method: z.enum(["invitation", "update", "cancellation", "accepted", "declined", "tentative", "published"]),
  summary: z.string(),
  /**
   * Instants in UTC, ending with `Z`. Whole days are dates `YYYY-MM-DD`, the last one included. Without a zone, what
   * clocks show wherever one is: `YYYY-MM-DDTHH:MM:SS`. Null when unreadable.
   */
  start: z.nullable(z.string()),
  end: z.nullable(z.string()),
  allDay: z.boolean(),
  /** IANA name the organiser wrote it in, when one was recognised. */
  timeZone: z.nullable(z.string()),
  place: z.nullable(z.string()),
  organiser: z.nullable(z.string()),
  /** In words: « chaque semaine, 10 fois ». */
  recurrence: z.nullable(z.string()),
});
export type CalendarCard = z.infer<typeof CalendarCard>;

/** A mail inside the mail (`message/rfc822`), whose exact bytes are the file at `position`. */
export const OriginalCard = z.object({
  is: z.literal("original"),
  position: z.number(),
  from: z.string(),
  to: z.string(),
  date: z.nullable(z.string()),
  subject: z.string(),
  text: z.string(),
});
export type OriginalCard = z.infer<typeof OriginalCard>;

export const MailCard = z.discriminatedUnion("is", [CalendarCard, OriginalCard]);
export type MailCard = z.infer<typeof MailCard>;
