import * as z from "zod/mini";

/** Every mail that is sent in an organisation's name, to be looked at before anyone receives it. */
export const MailPreviews = z.object({
  mails: z.array(
    z.object({
      code: z.string(),
      name: z.string(),
      to: z.string(),
      when: z.string(),
      limit: z.nullable(z.string()),
    }),
  ),
});
export type MailPreviews = z.infer<typeof MailPreviews>;

export const AskPreview = z.strictObject({ template: z.string().check(z.maxLength(60)) });
export type AskPreview = z.infer<typeof AskPreview>;

/** One mail with invented people: what a program shows, and the text part. */
export const MailPreview = z.object({
  senderName: z.string(),
  subject: z.string(),
  text: z.string(),
  /** Page of the HTML part, on the files origin, for a minute. */
  url: z.string(),
});
export type MailPreview = z.infer<typeof MailPreview>;

/** The address a trial was sent to: one's own. */
export const TrialSent = z.object({ to: z.string() });
export type TrialSent = z.infer<typeof TrialSent>;
