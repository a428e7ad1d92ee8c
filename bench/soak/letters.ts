import { randomBytes } from "node:crypto";

/** Raw mails of the soak, exact to the byte. No two have the same words once digits are taken away. */

/** Sixteen letters nobody else has. */
const letters = () => [...randomBytes(16)].map((byte) => String.fromCharCode(97 + (byte % 26))).join("");
const newId = () => `<${randomBytes(12).toString("hex")}@courriel.example>`;

interface Addressed {
  from: string;
  to: string;
}
interface More {
  headers?: Readonly<Record<string, string>>;
  /** Lines `Received:` above the mail. */
  hops?: number;
}

const head = ({ from, to }: Addressed, { headers = {}, hops = 0 }: More): string[] => [
  ...Array.from({ length: hops }, (_, n) => `Received: from relais-${n}.example by relais-${n + 1}.example`),
  `From: Une personne <${from}>`,
  `To: ${to}`,
  ...("Subject" in headers ? [] : ["Subject: Re: Votre dossier"]),
  `Message-ID: ${newId()}`,
  "Date: Tue, 03 Mar 2026 09:12:00 +0100",
  "MIME-Version: 1.0",
  ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
];

const said = () => `Bonjour,\r\n\r\nvoici ce que je voulais vous dire : ${letters()}.\r\n`;

export const plainMail = (addressed: Addressed, more: More = {}): Buffer =>
  Buffer.from(
    [...head(addressed, more), "Content-Type: text/plain; charset=utf-8", "", said(), ""].join("\r\n"),
  );

/** Text, HTML, a quote and one or two files; `refused`: one of them is a program. */
export const wholeMail = (addressed: Addressed, { refused = false } = {}): Buffer => {
  const words = said();
  const pdf = Buffer.concat([Buffer.from("%PDF-1.7\n"), randomBytes(6_000)]).toString("base64");
  const part = (...lines: string[]) => ["--un", ...lines];
  return Buffer.from(
    [
      ...head(addressed, {}),
      'Content-Type: multipart/mixed; boundary="un"',
      "",
      ...part('Content-Type: multipart/alternative; boundary="deux"', ""),
      ...["--deux", "Content-Type: text/plain; charset=utf-8", "", words],
      ...["Le lundi 2 mars 2026 à 10:12, Médiation a écrit :", "> Bonjour", ""],
      ...["--deux", "Content-Type: text/html; charset=utf-8", ""],
      `<p>${words}</p><blockquote type="cite"><p>Bonjour</p></blockquote><script>alert(1)</script>`,
      "--deux--",
      ...part(
        'Content-Type: application/pdf; name="courrier.pdf"',
        'Content-Disposition: attachment; filename="courrier.pdf"',
        "Content-Transfer-Encoding: base64",
        "",
        pdf.replace(/.{76}/g, "$&\r\n"),
      ),
      ...(refused
        ? part(
            'Content-Type: application/octet-stream; name="facture.pdf"',
            'Content-Disposition: attachment; filename="facture.pdf"',
            "Content-Transfer-Encoding: base64",
            "",
            Buffer.concat([Buffer.from("MZ\x90\x00\x03"), randomBytes(500)]).toString("base64"),
          )
        : []),
      "--un--",
      "",
    ].join("\r\n"),
  );
};

/** A delivery report as RFC 3464 has it. */
export const report = ({ to, about, action }: { to: string; about: string; action: string }): Buffer =>
  Buffer.from(
    [
      "From: MAILER-DAEMON <mailer-daemon@relais.example>",
      `To: ${to}`,
      "Subject: Delivery Status Notification",
      `Message-ID: ${newId()}`,
      "MIME-Version: 1.0",
      'Content-Type: multipart/report; report-type=delivery-status; boundary="un"',
      "",
      "--un",
      "Content-Type: text/plain",
      "",
      `Une remise n'a pas abouti : ${letters()}`,
      "--un",
      "Content-Type: message/delivery-status",
      "",
      "Reporting-MTA: dns; relais.example",
      "",
      `Final-Recipient: rfc822; ${about}`,
      `Action: ${action}`,
      action === "failed" ? "Status: 5.1.1" : "Status: 4.4.1",
      "",
      "--un--",
      "",
    ].join("\r\n"),
  );

/** Bytes that are hardly a mail: no author, a NUL, a boundary that never comes. */
export const machineMail = (): Buffer =>
  Buffer.concat([
    Buffer.from(
      `Subject: \0\x80\xff ${letters()}\r\nContent-Type: multipart/mixed; boundary="jamais"\r\n\r\n`,
      "latin1",
    ),
    randomBytes(400),
  ]);
