/** Raw mails for tests and benches: readable to write, exact to the byte. */

/** Joins lines with CRLF. */
export const mailLines = (...lines: string[]): Buffer => Buffer.from(lines.join("\r\n"), "utf8");

export interface RawMail {
  from?: string;
  to?: string;
  subject?: string;
  messageId?: string;
  text?: string;
  headers?: Readonly<Record<string, string>>;
}

/** A plain mail of a person, as a common program writes it. */
export const aRawMail = (mail: RawMail = {}): Buffer =>
  mailLines(
    `From: ${mail.from ?? "Anna Ferrand <anna@usagers.example>"}`,
    `To: ${mail.to ?? "valbrune@courrier.example"}`,
    `Subject: ${mail.subject ?? "Facture de cantine"}`,
    ...(mail.messageId === "" ? [] : [`Message-ID: ${mail.messageId ?? "<un@usagers.example>"}`]),
    "Date: Tue, 03 Mar 2026 09:12:00 +0100",
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: 8bit",
    ...Object.entries(mail.headers ?? {}).map(([name, value]) => `${name}: ${value}`),
    "",
    mail.text ?? "Bonjour,\r\nMa fille a changé d’école.",
    "",
  );

export interface RawPart {
  type: string;
  headers?: readonly string[];
  body: string | Buffer;
}

/** A multipart whose parts are given; Buffers go as base64. */
export const aMultipart = (
  kind: string,
  parts: readonly RawPart[],
  headers: readonly string[] = [],
): Buffer =>
  mailLines(
    ...(headers.length > 0
      ? headers
      : [
          "From: anna@usagers.example",
          "Subject: Pièces",
          "Message-ID: <pieces@usagers.example>",
          "MIME-Version: 1.0",
        ]),
    ...(kind.includes("boundary") ? [`Content-Type: ${kind}`] : [`Content-Type: ${kind}; boundary="limite"`]),
    "",
    ...parts.flatMap((part) => [
      "--limite",
      `Content-Type: ${part.type}`,
      ...(Buffer.isBuffer(part.body) ? ["Content-Transfer-Encoding: base64"] : []),
      ...(part.headers ?? []),
      "",
      Buffer.isBuffer(part.body) ? base64Lines(part.body) : part.body,
    ]),
    "--limite--",
    "",
  );

const base64Lines = (bytes: Buffer): string => bytes.toString("base64").replace(/.{76}/g, "$&\r\n");
