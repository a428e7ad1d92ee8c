import * as fc from "fast-check";
import PostalMime from "postal-mime";
import { describe, expect, test } from "vitest";
import { type ReadMail, read } from "./read.ts";
import { noSubject, noText } from "./read-headers.ts";
import { aMultipart, aRawMail, mailLines } from "./test-kit/raw-mails.ts";

const receivedAt = new Date("2026-03-03T09:00:00Z");
const reading = (raw: Buffer | string) =>
  read(typeof raw === "string" ? Buffer.from(raw, "latin1") : raw, { receivedAt });
const pdf = Buffer.from("%PDF-1.7\nfacture\n");
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

describe("mail#55 any bytes are read, none fail", () => {
  test.each<[string, Buffer | string, Partial<ReadMail>]>([
    ["empty", "", { text: noText, subject: noSubject, files: [] }],
    [
      "headerless",
      "bonjour, sans en-tête\r\nligne 2",
      { text: "bonjour, sans en-tête\nligne 2", problems: ["no_headers"] },
    ],
    ["only a blank line", "\r\n\r\n", { text: noText }],
    ["NUL bytes", "Subject: a\0b\r\n\r\nx\0y", { subject: "a b", text: "x\ufffdy" }],
    ["unknown charset", "Content-Type: text/plain; charset=x-inconnu\r\n\r\n\xe9t\xe9", { text: "été" }],
    [
      "UTF-8 declared, cp1252 sent",
      "Content-Type: text/plain; charset=utf-8\r\n\r\n10 \x80",
      { text: "10 €" },
    ],
    [
      "ASCII declared, UTF-8 sent",
      Buffer.from("Content-Type: text/plain; charset=us-ascii\r\n\r\nété"),
      { text: "été" },
    ],
    ["raw 8-bit header", "Subject: d\xe9c\xe8s\r\n\r\nx", { subject: "décès" }],
    ["wrong base64", "Content-Transfer-Encoding: base64\r\n\r\nQm9u@@am91\r\ncg==!!", { text: "Bonjour" }],
    [
      "wrong quoted-printable",
      "Content-Transfer-Encoding: quoted-printable\r\n\r\na=ZZ=\r\nb=3",
      { text: "a=ZZb=3" },
    ],
    ["utf-7", "Content-Type: text/plain; charset=utf-7\r\n\r\n+AOk-t+AOk-", { text: "été" }],
    [
      "multipart without boundary",
      "Content-Type: multipart/mixed\r\n\r\nbonjour",
      { text: "bonjour", problems: ["boundary_missing"] },
    ],
  ])("%s", async (_, raw, expected) => {
    expect(await reading(raw)).toMatchObject(expected);
  });

  test("whatever the bytes", async () => {
    const line = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        "--x",
        "--x--",
        "",
        "Content-Type: multipart/mixed; boundary=x",
        "Content-Type: text/html",
        "From: a@x.example",
        " suite",
        "<p>x",
        "=?utf-8?b?w6k=?=",
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 40 }), async (lines) => {
        const mail = await reading(Buffer.from(lines.join("\r\n")));
        expect(mail.problems).not.toContain("reader_failed");
        expect(mail.text.length).toBeGreaterThan(0);
      }),
      { numRuns: 100 },
    );
  });
});

describe("the sender is one address or malformed", () => {
  test.each<[string, string | undefined, string?]>([
    ["Anna <anna@x.example>", "anna@x.example", "Anna"],
    ["=?utf-8?q?H=C3=A9l=C3=A8ne?= <h@x.example>", "h@x.example", "Hélène"],
    ['"Petit, Anna" <Anna@X.example>', "anna@x.example", "Petit, Anna"],
    ["anna@x.example (Anna)", "anna@x.example", "Anna"],
    ['"agent@mairie.example" <x@evil.example>', "x@evil.example", "agent@mairie.example"],
    ["a@x.example, b@x.example", undefined],
    ["Groupe: a@x.example;", undefined],
    ["=?utf-8?Q?victim=40x?=@evil.example", undefined],
    ["agent@mairie.example <x@evil.example>", undefined],
    ["<a@x.example> <b@x.example>", undefined],
    ["a@x.example\u0000", undefined],
    ["undisclosed-recipients:;", undefined],
    ["", undefined],
  ])("mail#24 mail#25 %s", async (from, address, name) => {
    const { sender } = await reading(Buffer.from(`From: ${from}\r\n\r\nx`));
    if (address === undefined) expect(sender.is).toBe("malformed");
    else expect(sender).toEqual({ is: "address", address, name: name ?? "" });
  });

  test("mail#26 two From headers are malformed", async () => {
    expect((await reading("From: a@x.example\r\nFrom: b@x.example\r\n\r\nx")).sender.is).toBe("malformed");
  });
  test("no From at all is malformed", async () => {
    expect((await reading("Subject: x\r\n\r\nx")).sender.is).toBe("malformed");
  });
});

describe("content", () => {
  test("mail#13 without Message-ID, Date, Subject or To: an id of its own, the same on another way", async () => {
    const bare = "From: a@x.example\r\n\r\nbonjour";
    const one = await reading(`Received: par ici\r\n${bare}`);
    const two = await reading(`Received: par là\r\n${bare}`);
    expect(one.messageId).toMatch(/^<[0-9a-f]{64}@none>$/);
    expect(two.messageId).toBe(one.messageId);
    expect(one).toMatchObject({ subject: noSubject, to: [], sentAtClaimed: undefined, flags: [] });
  });

  test("mail#54 HTML only, ISO-8859-1 declared, cp1252 sent: the euro, œ and curly quotes are right", async () => {
    const mail = await reading(
      'Content-Type: text/html; charset="iso-8859-1"\r\n\r\n<p>10 \x80, \x9cuvre, l\x92\xe9t\xe9</p>',
    );
    expect(mail.text).toBe("10 €, œuvre, l’été");
    expect(mail.html).toBe("<p>10 €, œuvre, l’été</p>");
  });

  test("mail#56 an empty body with a PDF as octet-stream is an entry with a PDF", async () => {
    const mail = await reading(
      aMultipart("multipart/mixed", [
        { type: "text/plain", body: "" },
        {
          type: 'application/octet-stream; name="=?utf-8?Q?Pi=C3=A8ce_n=C2=B01.pdf?="',
          body: pdf,
          headers: ["Content-Disposition: attachment"],
        },
      ]),
    );
    expect(mail.text).toBe(noText);
    expect(mail.files).toMatchObject([
      { nameSafe: "Pièce n°1.pdf", type: "application/pdf", decision: "kept", size: pdf.length },
    ]);
  });

  test("mail#58 an image shown three times is inline, another one is an attachment", async () => {
    const mail = await reading(
      aMultipart("multipart/related", [
        {
          type: "text/html; charset=utf-8",
          body: "<img src=cid:A@x><img src=CID:a%40x><img src='cid:<a@x>'>",
        },
        { type: "image/png", body: png, headers: ["Content-ID: <A@X>"] },
        { type: "image/png", body: png, headers: ["Content-ID: <autre@x>"] },
      ]),
    );
    expect(mail.files.map((file) => file.role)).toEqual(["inline", "attachment"]);
    expect(mail.html?.match(/cid:a%40x/g)).toHaveLength(3);
  });

  test("mail#67 an attached message keeps its bytes, line ends included", async () => {
    const nested = "From: b@x.example\nSubject: Refus\n\nmélange\r\nde lignes\n";
    const mail = await reading(
      aMultipart("multipart/mixed", [
        { type: "text/plain", body: "voir" },
        { type: "message/rfc822", body: nested },
      ]),
    );
    expect(mail.files).toMatchObject([
      { nameSafe: "Refus.eml", role: "original_message", type: "message/rfc822" },
    ]);
    expect(Buffer.from(mail.files[0]?.bytes ?? []).toString()).toBe(nested);
  });

  test("mail#68 a date in 2099 is not believed and flagged", async () => {
    const mail = await reading("Date: Thu, 01 Jan 2099 00:00:00 +0000\r\n\r\nx");
    expect(mail.sentAtClaimed).toBeUndefined();
    expect(mail.flags).toEqual(["future_date"]);
  });

  test("a signed mail shows its text, an encrypted one says so and keeps its original", async () => {
    const signed = await reading(
      aMultipart('multipart/signed; boundary="limite"; protocol="application/pgp-signature"', [
        { type: "text/plain", body: "bonjour" },
        { type: "application/pgp-signature; name=signature.asc", body: "-----BEGIN PGP SIGNATURE-----" },
      ]),
    );
    expect(signed).toMatchObject({
      text: "bonjour",
      flags: ["signed_unchecked"],
      files: [{ role: "signature" }],
    });
    const sealed = await reading(
      'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"\r\n\r\nxx',
    );
    expect(sealed.flags).toContain("encrypted");
    expect(sealed.text).toContain("Message chiffré");
  });

  test("a text file attached by name is a file, flowed lines are joined", async () => {
    const mail = await reading(
      aMultipart("multipart/mixed", [
        { type: "text/plain; format=flowed", body: "une longue \r\nligne\r\n-- \r\nAnna" },
        { type: "text/html; name=page.html", body: "<p>page</p>" },
      ]),
    );
    expect(mail.text).toBe("une longue ligne\n-- \nAnna");
    expect(mail.files).toMatchObject([{ nameSafe: "page.html" }]);
  });

  test("the same content has the same hash, another word another one", async () => {
    const hash = async (text: string, subject = "a") => (await reading(aRawMail({ text, subject }))).bodyHash;
    expect(await hash("bonjour  à tous")).toBe(await hash("bonjour à\r\ntous", "b"));
    expect(await hash("bonjour")).not.toBe(await hash("bonsoir"));
  });
});

describe("limits hold", () => {
  const timed = async (raw: Buffer) => {
    // Time of this process alone: the machine may be busy with other tests.
    const start = process.cpuUsage();
    const mail = await reading(raw);
    return { mail, took: process.cpuUsage(start).user / 1000 };
  };

  test("mail#60 100,000 parts, 1,000 levels, an open boundary, 30 MB of headers: an entry, in bounded time", async () => {
    const parts = Buffer.from(
      `Content-Type: multipart/mixed; boundary=b\r\n\r\n${"--b\r\n\r\nx\r\n".repeat(100_000)}--b--`,
    );
    let nested = "";
    for (let level = 0; level < 1000; level++)
      nested += `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n`;
    const header = Buffer.concat([
      Buffer.from("From: a@x.example\r\nX-Long: "),
      Buffer.alloc(30 << 20, "x"),
      Buffer.from("\r\n\r\nbonjour"),
    ]);
    const many = await timed(parts);
    expect(many.mail).toMatchObject({ problems: ["too_many_parts"], flags: ["unreadable"] });
    const deep = await timed(Buffer.from(`${nested}\r\nau fond`));
    expect(deep.mail.problems).toContain("too_deep");
    const open = await timed(
      Buffer.from("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nbonjour\r\n"),
    );
    expect(open.mail.text.trim()).toBe("bonjour");
    const long = await timed(header);
    expect(long.mail).toMatchObject({
      text: "bonjour",
      problems: ["headers_cut"],
      sender: { address: "a@x.example" },
    });
    for (const { took } of [many, deep, open, long]) expect(took).toBeLessThan(5000);
  });

  test("mail#61 120 attachments: 100 are kept, 20 are named", async () => {
    const mail = await reading(
      aMultipart(
        "multipart/mixed",
        Array.from({ length: 120 }, (_, i) => ({ type: `application/pdf; name=piece-${i}.pdf`, body: pdf })),
      ),
    );
    expect(mail.files.filter((file) => file.decision === "kept")).toHaveLength(100);
    expect(mail.files.slice(100)).toMatchObject(
      Array.from({ length: 20 }, (_, i) => ({ nameSafe: `piece-${100 + i}.pdf`, decision: "refused_limit" })),
    );
    expect(mail.flags).toContain("attachments_refused");
  });

  test("41 MB: the headers, and a flag", async () => {
    const mail = await reading(Buffer.concat([aRawMail({ text: "x" }), Buffer.alloc(41 << 20, "a\r\n")]));
    expect(mail).toMatchObject({
      flags: ["too_large"],
      text: noText,
      sender: { address: "anna@usagers.example" },
    });
  });
});

test("reads what postal-mime reads, on ordinary mails", async () => {
  const mails = [
    aRawMail(),
    aMultipart("multipart/alternative", [
      { type: "text/plain; charset=utf-8", body: "Bonjour à tous" },
      { type: "text/html; charset=utf-8", body: "<p>Bonjour à tous</p>" },
    ]),
    aMultipart("multipart/mixed", [
      { type: "text/plain; charset=utf-8", body: Buffer.from("été") },
      {
        type: "application/pdf",
        body: pdf,
        headers: [
          "Content-Disposition: attachment; filename*0*=utf-8''Pi%C3%A8ce%20; filename*1=\"une.pdf\"",
        ],
      },
    ]),
    mailLines(
      "From: =?iso-8859-1?q?H=E9l=E8ne?= <h@x.example>",
      "To: a@x.example, B <b@x.example>",
      "Subject: =?utf-8?b?w6l0w6k=?=",
      " =?utf-8?q?_fini?=",
      "",
      "x",
    ),
  ];
  for (const raw of mails) {
    const [ours, theirs] = [await reading(raw), await PostalMime.parse(raw)];
    expect(ours.text.trim()).toBe(theirs.text?.trim());
    expect(ours.subject).toBe(theirs.subject);
    expect(ours.to.map((to) => to.address)).toEqual((theirs.to ?? []).map((to) => to.address));
    expect(ours.files.map((file) => [file.nameOriginal, file.size])).toEqual(
      theirs.attachments.map((file) => [file.filename ?? "", (file.content as ArrayBuffer).byteLength]),
    );
  }
});
