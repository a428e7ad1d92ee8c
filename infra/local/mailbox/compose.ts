/** Playing the citizen: a mail written in the browser (or by a script) and sent into our own SMTP server. */
import { createTransport } from "nodemailer";
import * as z from "zod/mini";

const addressPattern = /^[^\s@<>,;]+@[^\s@<>,;]+$/;

export const sendSchema = z.strictObject({
  from: z
    .string()
    .check(
      z.trim(),
      z.regex(addressPattern, "Écrivez l’adresse de l’expéditeur, comme claire@exemple.example."),
    ),
  to: z
    .string()
    .check(
      z.trim(),
      z.regex(addressPattern, "Écrivez l’adresse du destinataire, comme mairie@courrier.example."),
    ),
  subject: z.string().check(z.trim(), z.maxLength(998, "Écrivez un objet plus court.")),
  text: z
    .string()
    .check(
      z.minLength(1, "Écrivez votre message."),
      z.maxLength(1_000_000, "Écrivez un message plus court."),
    ),
  /** Message-ID of the mail that is answered. */
  inReplyTo: z.optional(z.string().check(z.regex(/^[\x21-\x7e]*$/, "Identifiant illisible."))),
});
export type SendInput = z.infer<typeof sendSchema>;

/** First sentence per field of what is wrong. */
export const faultsOf = (error: z.core.$ZodError): Record<string, string> =>
  Object.fromEntries(
    error.issues.toReversed().map((issue) => [String(issue.path[0] ?? "form"), issue.message]),
  );

export type SendResult = { ok: true; messageId: string; response: string } | { ok: false; response: string };

/** Sends one mail; a refusal of the server comes back in its own words. */
export const sendMail = async (
  input: SendInput,
  smtp: { host: string; port: number },
  /** References of the mail that is answered, if we know it. */
  references: string | undefined,
): Promise<SendResult> => {
  const { from, to, subject, text, inReplyTo } = input;
  const transport = createTransport({ ...smtp, ignoreTLS: true });
  const thread = inReplyTo
    ? { inReplyTo, references: [references, inReplyTo].filter(Boolean).join(" ") }
    : {};
  try {
    const sent = await transport.sendMail({
      from,
      to,
      subject,
      text: text.replaceAll("\r\n", "\n"),
      ...thread,
    });
    return { ok: true, messageId: sent.messageId, response: sent.response };
  } catch (error) {
    return { ok: false, response: error instanceof Error ? error.message : String(error) };
  } finally {
    transport.close();
  }
};

/** What the form is filled with when a mail is answered. */
export const replyTo = (mail: {
  recipient: string;
  from: string;
  subject: string;
  date: string;
  text: string;
  messageId: string | undefined;
}): SendInput => ({
  from: mail.recipient,
  to: /<([^<>]+)>$/.exec(mail.from)?.[1] ?? mail.from,
  subject: /^re\s*:/i.test(mail.subject) ? mail.subject : `Re: ${mail.subject}`,
  text: `\n\nLe ${mail.date}, ${mail.from} a écrit :\n${mail.text.trimEnd().replace(/^/gm, "> ")}\n`,
  ...(mail.messageId && { inReplyTo: mail.messageId }),
});
