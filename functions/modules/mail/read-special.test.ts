import { describe, expect, test } from "vitest";
import { read } from "./read.ts";
import { noText } from "./read-headers.ts";
import { inflateRtf, readRtf } from "./rtf.ts";
import { readPkcs7 } from "./smime.ts";
import { anEncryptedEnvelope, aSignedEnvelope } from "./test-kit/pkcs7.ts";
import { aMultipart, aRawMail, mailLines } from "./test-kit/raw-mails.ts";
import { aWinmail } from "./test-kit/winmail.ts";

const receivedAt = new Date("2026-03-03T09:00:00Z");
const reading = (raw: Buffer) => read(raw, { receivedAt });
const pdf = Buffer.from("%PDF-1.7\nfacture\n");

/** Outlook's own body, as the HTML is wrapped in it. */
const htmlInRtf = String.raw`{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}}
{\*\htmltag64 <p>}\htmlrtf \par \htmlrtf0 Voici l\'92\'e9tat \u8364?\htmlrtf {\b \htmlrtf0 {\*\htmltag84 <b>}joint{\*\htmltag92 </b>}\htmlrtf }\htmlrtf0 .{\*\htmltag72 </p>}}`;

describe("mail#63 winmail.dat", () => {
  const withWinmail = (bytes: Buffer, text = "") =>
    aMultipart("multipart/mixed", [
      { type: "text/plain", body: text },
      { type: "application/ms-tnef; name=winmail.dat", body: bytes },
    ]);

  test("mail#63 a good one gives its files under their names, and its body when the mail has none", async () => {
    const packed = aWinmail({
      text: "Veuillez trouver la délibération.",
      files: [
        { name: "Délibération n°12.pdf", type: "application/pdf", bytes: pdf },
        { name: "programme.exe", bytes: Buffer.from("MZ") },
      ],
    });
    const mail = await reading(withWinmail(packed));
    expect(mail.text).toBe("Veuillez trouver la délibération.");
    expect(mail.problems).toEqual([]);
    expect(mail.files).toMatchObject([
      { nameSafe: "Délibération n°12.pdf", type: "application/pdf", decision: "kept", size: pdf.length },
      { nameSafe: "programme.exe", decision: "refused_type" },
    ]);
    expect(Buffer.from(mail.files[0]?.bytes ?? []).equals(pdf)).toBe(true);
    const worded = await reading(withWinmail(packed, "Bonjour"));
    expect(worded.text).toBe("Bonjour");
  });

  test("mail#63 its HTML is sanitised, also when it stands in RTF; a message inside gives its files", async () => {
    const html = await reading(withWinmail(aWinmail({ html: "<p onclick=x()>Bonjour <b>à tous</b></p>" })));
    expect(html.html).toBe("<p>Bonjour <b>à tous</b></p>");
    const rtf = await reading(withWinmail(aWinmail({ rtf: htmlInRtf })));
    expect(rtf.html).toBe("<p>Voici l’état €<b>joint</b>.</p>");
    const nested = await reading(
      withWinmail(aWinmail({ message: { text: "au fond", files: [{ name: "a.pdf", bytes: pdf }] } }), "voir"),
    );
    expect(nested.files.map((file) => file.nameSafe)).toEqual(["a.pdf", "message.txt"]);
  });

  test("mail#63 a corrupt one is a plain attachment, wherever it is cut or changed", async () => {
    const good = aWinmail({ text: "x", files: [{ name: "a.pdf", bytes: pdf }] });
    for (let at = 0; at < good.length; at += 3) {
      const cut = good.subarray(0, at);
      const changed = Buffer.from(good);
      changed[at] = (changed[at] ?? 0) ^ 0xff;
      for (const bytes of [cut, changed]) {
        const mail = await reading(withWinmail(bytes, "Bonjour"));
        expect(mail.problems).not.toContain("reader_failed");
        expect(mail.text).toBe("Bonjour");
        if (mail.problems.includes("tnef_kept_packed"))
          expect(mail.files).toMatchObject([{ nameSafe: "winmail.dat", role: "attachment" }]);
      }
    }
    const corrupt = await reading(withWinmail(good.subarray(0, good.length - 5)));
    expect(corrupt).toMatchObject({
      text: noText,
      problems: ["tnef_kept_packed"],
      files: [{ nameSafe: "winmail.dat", decision: "kept" }],
    });
  });

  test("too many files are left packed", async () => {
    const files = Array.from({ length: 101 }, (_, i) => ({ name: `${i}.pdf`, bytes: pdf }));
    const mail = await reading(withWinmail(aWinmail({ files })));
    expect(mail.files).toMatchObject([{ nameSafe: "winmail.dat" }]);
  });

  test("compressed RTF is read as the format's own example says", () => {
    // MS-OXRTFCP §3.2: « hello world » in 45 bytes.
    const packed = Buffer.from(
      "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c0900206277" +
        "05b06c647d0a800fa0",
      "hex",
    );
    const rtf = inflateRtf(packed).toString("latin1");
    expect(rtf).toContain("hello world");
    expect(readRtf(Buffer.from(rtf, "latin1")).text.trim()).toBe("hello world");
    expect(inflateRtf(Buffer.from("00", "hex")).length).toBe(0);
  });
});

describe("mail#64 signed and encrypted mails", () => {
  const inner = Buffer.concat([
    mailLines(
      "Content-Type: multipart/mixed; boundary=dedans",
      "",
      "--dedans",
      "Content-Type: text/plain; charset=utf-8",
      "",
      "Voici ma réponse signée.",
      "--dedans",
    ),
    mailLines(
      "",
      "Content-Type: application/pdf; name=preuve.pdf",
      "Content-Transfer-Encoding: base64",
      "",
      pdf.toString("base64"),
      "--dedans--",
      "",
    ),
  ]);
  const pkcs7 = (bytes: Buffer, type = 'application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"') =>
    mailLines(
      "From: a@x.example",
      `Content-Type: ${type}`,
      "Content-Transfer-Encoding: base64",
      "",
      bytes.toString("base64"),
    );

  test.each([
    ["in one piece", false],
    ["streamed", true],
  ])("mail#64 the text and files of an opaque signature are shown, %s", async (_, streamed) => {
    const mail = await reading(pkcs7(aSignedEnvelope(inner, streamed)));
    expect(mail.text.trim()).toBe("Voici ma réponse signée.");
    expect(mail.flags).toEqual(["signed_unchecked"]);
    expect(mail.files).toMatchObject([{ nameSafe: "preuve.pdf", type: "application/pdf", decision: "kept" }]);
  });

  test("mail#64 without `smime-type`, what it holds decides", async () => {
    const bare = "application/x-pkcs7-mime; name=smime.p7m";
    expect((await reading(pkcs7(aSignedEnvelope(inner), bare))).flags).toEqual(["signed_unchecked"]);
    expect((await reading(pkcs7(anEncryptedEnvelope(), bare))).flags).toEqual(["encrypted"]);
  });

  test("mail#64 an encrypted mail says so and keeps its envelope to download: S/MIME, PGP/MIME, PGP in the text", async () => {
    const block = "-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA5\r\n-----END PGP MESSAGE-----";
    const mails = [
      pkcs7(anEncryptedEnvelope(), 'application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"'),
      aMultipart('multipart/encrypted; boundary="limite"; protocol="application/pgp-encrypted"', [
        { type: "application/pgp-encrypted", body: "Version: 1" },
        { type: "application/octet-stream; name=encrypted.asc", body: block },
      ]),
      aRawMail({ text: block }),
    ];
    for (const raw of mails) {
      const mail = await reading(raw);
      expect(mail.text).toMatch(/^Message chiffré/);
      expect(mail.flags).toEqual(["encrypted"]);
    }
    expect((await reading(mails[0] ?? Buffer.alloc(0))).files).toMatchObject([
      { nameSafe: "smime.p7m", decision: "kept" },
    ]);
  });

  test("words around an encrypted block stay, a text signed in clear is shown and flagged", async () => {
    const mail = await reading(
      aRawMail({ text: "Bonjour,\r\n-----BEGIN PGP MESSAGE-----\r\nhQ\r\n-----END PGP MESSAGE-----" }),
    );
    expect(mail.text).toContain("Bonjour,");
    expect(mail.flags).toEqual(["encrypted"]);
    const clear = "-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\nBonjour";
    expect((await reading(aRawMail({ text: clear }))).flags).toEqual(["signed_unchecked"]);
  });

  test("a signed file is a file, and bytes that are no envelope are one too", async () => {
    const mail = await reading(
      aMultipart("multipart/mixed", [
        { type: "text/plain", body: "voir le devis" },
        {
          type: "application/pkcs7-mime; smime-type=signed-data; name=devis.pdf.p7m",
          body: aSignedEnvelope(pdf),
        },
        { type: "application/pkcs7-mime; name=autre.p7m", body: Buffer.from("bonjour") },
      ]),
    );
    expect(mail.text.trim()).toBe("voir le devis");
    expect(mail.files.map((file) => file.nameSafe)).toEqual(["devis.pdf.p7m", "autre.p7m"]);
    expect(mail.flags).toEqual([]);
  });

  test("whatever is cut or changed in an envelope, reading it ends", () => {
    for (const envelope of [aSignedEnvelope(inner), aSignedEnvelope(inner, true)]) {
      for (let at = 0; at < 120; at++) {
        const changed = Buffer.from(envelope);
        changed[at] = (changed[at] ?? 0) ^ 0xff;
        expect(["signed", "encrypted", "other"]).toContain(readPkcs7(changed).is);
        expect(["signed", "encrypted", "other"]).toContain(readPkcs7(envelope.subarray(0, at)).is);
      }
    }
    expect(readPkcs7(Buffer.alloc(100_000, Buffer.from([0x30, 0x80]))).is).toBe("other");
  });

  test("a protected zip alone is an encrypted mail; beside words it is only flagged", async () => {
    // One entry "a.txt" whose general flag has bit 0: the local part does not matter here.
    const entry = Buffer.alloc(46 + 5);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(1, 8);
    entry.writeUInt16LE(5, 28);
    entry.write("a.txt", 46);
    const local = Buffer.concat([
      Buffer.from("PK\u0003\u0004\u0014\u0000\u0001\u0000", "latin1"),
      Buffer.alloc(26),
    ]);
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt32LE(local.length, 16);
    const zip = Buffer.concat([local, entry, end]);
    const withText = (text: string) =>
      aMultipart("multipart/mixed", [
        { type: "text/plain", body: text },
        { type: "application/zip; name=pieces.zip", body: zip },
      ]);
    const alone = await reading(withText(""));
    expect(alone).toMatchObject({ flags: ["encrypted"], files: [{ decision: "kept" }] });
    expect(alone.text).toContain("archive protégée");
    expect(await reading(withText("le mot de passe suit"))).toMatchObject({
      text: "le mot de passe suit",
      flags: ["encrypted"],
    });
  });
});

describe("other special content", () => {
  test("a Macintosh file keeps its data and leaves its resource fork, which is counted", async () => {
    const mail = await reading(
      aMultipart("multipart/appledouble", [
        { type: "application/applefile; name=facture.pdf", body: Buffer.from("0005160700020000", "hex") },
        { type: "application/pdf; name=facture.pdf", body: pdf },
      ]),
    );
    expect(mail.files).toMatchObject([{ nameSafe: "facture.pdf", type: "application/pdf" }]);
    expect(mail.problems).toEqual(["resource_fork_dropped"]);
  });

  test("mail#67 a mail forwarded as a file is shown as one: who, when, about what, its words", async () => {
    const original = aRawMail({
      from: "Régie de l’eau <eau@regie.example>",
      to: "anna@usagers.example",
      subject: "=?utf-8?q?Votre_r=C3=A9clamation?=",
      text: "Votre demande est rejetée.",
    }).toString();
    const mail = await reading(
      aMultipart("multipart/mixed", [
        { type: "text/plain", body: "Voir ci-joint." },
        { type: "message/rfc822", body: original },
      ]),
    );
    expect(mail.cards).toEqual([
      {
        is: "original",
        position: 0,
        from: "Régie de l’eau <eau@regie.example>",
        to: "anna@usagers.example",
        date: "2026-03-03T08:12:00.000Z",
        subject: "Votre réclamation",
        text: "Votre demande est rejetée.",
      },
    ]);
    expect(Buffer.from(mail.files[0]?.bytes ?? []).toString()).toBe(original);
  });

  test("the mail that a report returns is no forwarded original", async () => {
    const mail = await reading(
      aMultipart('multipart/report; boundary="limite"; report-type=delivery-status', [
        { type: "text/plain", body: "Non remis" },
        {
          type: "message/delivery-status",
          body: "Reporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; a@x.example\r\nAction: failed\r\nStatus: 5.1.1",
        },
        { type: "message/rfc822", body: aRawMail().toString() },
      ]),
    );
    expect(mail.cards).toEqual([]);
  });

  test("images written into two passages are two images", async () => {
    const image = (byte: number) =>
      `<p>x<img src="data:image/png;base64,${Buffer.from([0x89, 0x50, byte]).toString("base64")}"></p>`;
    const mail = await reading(
      aMultipart("multipart/mixed", [
        { type: "text/html", body: image(1) },
        { type: "text/html", body: image(2) },
      ]),
    );
    expect(new Set(mail.files.map((file) => file.contentId)).size).toBe(2);
  });

  test("a link whose words name another host says where it goes, also through bold", async () => {
    const mail = await reading(
      mailLines(
        "Content-Type: text/html",
        "",
        '<a href="https://evil.example/x"><b>www.impots.example</b></a> <a href="https://www.mairie.example">mairie.example</a>',
      ),
    );
    expect(mail.html).toContain("</a> [ce lien mène à evil.example]");
    expect(mail.html?.match(/ce lien mène/g)).toHaveLength(1);
  });
});

describe("the limits of reading", () => {
  test("one header, their number, their sum", async () => {
    const long = await reading(
      mailLines("From: a@x.example", `Subject: ${"x".repeat(70_000)}`, "", "bonjour"),
    );
    expect(long.problems).toEqual(["headers_cut"]);
    expect(long.headers.find(({ name }) => name === "subject")?.value.length).toBeLessThanOrEqual(65_536);
    const many = await reading(
      mailLines("From: a@x.example", ...Array.from({ length: 1100 }, (_, i) => `X-${i}: y`), "", "bonjour"),
    );
    expect(many).toMatchObject({ problems: ["headers_cut"], text: "bonjour" });
    expect(many.headers).toHaveLength(1000);
    const block = await reading(
      mailLines(
        "From: a@x.example",
        ...Array.from({ length: 10 }, (_, i) => `X-${i}: ${"y".repeat(30_000)}`),
        "",
        "bonjour",
      ),
    );
    expect(block.problems).toEqual(["headers_cut"]);
    expect(block.headers.reduce((sum, { value }) => sum + value.length, 0)).toBeLessThanOrEqual(256 * 1024);
  });

  test("500 parts and 30 levels are read, one more is not", async () => {
    const parts = (count: number) =>
      aMultipart(
        "multipart/mixed",
        Array.from({ length: count }, () => ({ type: "text/plain", body: "x" })),
      );
    expect((await reading(parts(499))).flags).toEqual([]);
    expect((await reading(parts(500))).flags).toEqual(["unreadable"]);
    const nested = (levels: number) => {
      let head = "";
      for (let i = 0; i < levels; i++)
        head += `Content-Type: multipart/mixed; boundary=b${i}-\r\n\r\n--b${i}-\r\n`;
      return Buffer.from(`${head}\r\nau fond`);
    };
    expect((await reading(nested(30))).text).toBe("au fond");
    expect((await reading(nested(31))).flags).toContain("unreadable");
  });

  test("500,000 characters of text, and then it says that more follows", async () => {
    const mail = await reading(aRawMail({ text: "é".repeat(600_000) }));
    expect(mail.text).toHaveLength(500_000);
    expect(mail.text).toMatch(/la suite est dans l’original\.\]$/);
    expect(mail.problems).toContain("text_cut");
  });

  test.each([
    ["2 MB of source", `<p>bonjour</p><!--${"x".repeat(2 * 1024 * 1024)}-->`],
    ["20,000 elements", `<p>bonjour</p>${"<b></b>".repeat(20_001)}`],
    ["5,000 links", `<p>bonjour</p>${"<a href=x>y</a>".repeat(5_001)}`],
  ])("beyond %s the HTML goes and its words stay", async (_, html) => {
    const mail = await reading(mailLines("Content-Type: text/html", "", html));
    expect(mail.html).toBeUndefined();
    expect(mail.text).toContain("bonjour");
    expect(mail.problems).toContain("html_dropped");
  });

  test("300 levels of HTML keep 200, and every word", async () => {
    const mail = await reading(
      mailLines("Content-Type: text/html", "", `${"<div>".repeat(300)}au fond${"</div>".repeat(300)}`),
    );
    expect(mail.text).toBe("au fond");
    expect(mail.html?.match(/<div>/g)?.length).toBeLessThanOrEqual(200);
  });

  test("200 addresses are shown and the others counted", async () => {
    const to = Array.from({ length: 250 }, (_, i) => `p${i}@x.example`).join(",\r\n ");
    const mail = await reading(aRawMail({ to }));
    expect([mail.to.length, mail.moreAddresses]).toEqual([200, 50]);
  });

  test("names of 200 characters keep their extension", async () => {
    const mail = await reading(
      aMultipart("multipart/mixed", [
        { type: `application/pdf; name="${"long ".repeat(60)}.pdf"`, body: pdf },
      ]),
    );
    expect(mail.files[0]?.nameSafe).toHaveLength(200);
    expect(mail.files[0]?.nameSafe).toMatch(/\.pdf$/);
  });
});
