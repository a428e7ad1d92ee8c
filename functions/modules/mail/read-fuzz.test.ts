import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { read } from "./read.ts";
import { readSafely } from "./reader-thread.ts";
import { anEncryptedEnvelope, aSignedEnvelope } from "./test-kit/pkcs7.ts";
import { aMultipart, aRawMail, mailLines } from "./test-kit/raw-mails.ts";
import { aWinmail } from "./test-kit/winmail.ts";

/**
 * Mutated mails for a bounded time: `MAIL_FUZZ_SECONDS` (10), from `MAIL_FUZZ_SEED` (the time), which is printed so that
 * what fails can be run again. Never a throw, a wait over two seconds per 100 KB, or memory beyond the bound.
 */
const seconds = Number(process.env.MAIL_FUZZ_SECONDS ?? 10);
const seed = Number(process.env.MAIL_FUZZ_SEED ?? Date.now() % 2 ** 31);
const receivedAt = new Date("2026-03-03T09:00:00Z");
const allowedMs = (bytes: number) => 2000 * Math.max(1, bytes / 100_000);
const maxGrowthMb = 300;
const largest = 300_000;

/** Mulberry32: the same seed gives the same mails. */
const drawing = (start: number) => {
  let state = start;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return { below, pick: <T>(from: readonly [T, ...T[]]): T => from[below(from.length)] ?? from[0] };
};
type Draw = ReturnType<typeof drawing>;

const calendar =
  "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VTIMEZONE\r\nTZID:Ici\r\nBEGIN:STANDARD\r\nDTSTART:16010101T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nDTSTART;TZID=Ici:20270316T100000\r\nRRULE:FREQ=WEEKLY;BYDAY=MO\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
const rtf = String.raw`{\rtf1\ansi\fromhtml1{\*\htmltag64 <p>}\htmlrtf \par \htmlrtf0 Bonjour \'e9\u8364?{\*\htmltag72 </p>}}`;
const html =
  '<div class="gmail_quote"><blockquote type="cite"><table><tr><td style="color:red"><a href="https://x.example">x</a><img src="cid:a"></td></tr></table></blockquote></div>';

const seeds: readonly [Buffer, ...Buffer[]] = [
  aRawMail(),
  aMultipart("multipart/alternative", [
    {
      type: "text/plain; charset=utf-8; format=flowed",
      body: "Bonjour \r\n> Le lundi, X a écrit :\r\n> oui\r\n-- \r\nAnna",
    },
    { type: "text/html; charset=iso-8859-1", body: html },
    { type: "text/calendar; method=REQUEST", body: calendar },
  ]),
  aMultipart("multipart/mixed", [
    {
      type: "application/ms-tnef; name=winmail.dat",
      body: aWinmail({
        text: "x",
        rtf,
        files: [{ name: "a.pdf", bytes: Buffer.from("%PDF-1.7") }],
        message: { html },
      }),
    },
    { type: "message/rfc822", body: aRawMail().toString() },
    { type: "application/applefile; name=x", body: Buffer.from("00051607", "hex") },
  ]),
  aMultipart("multipart/mixed", [
    { type: "application/pkcs7-mime; smime-type=signed-data", body: aSignedEnvelope(aRawMail(), true) },
    { type: "application/pkcs7-mime", body: anEncryptedEnvelope() },
    {
      type: "application/zip; name=x.zip",
      body: Buffer.from("PK\u0003\u0004PK\u0001\u0002PK\u0005\u0006", "latin1"),
    },
  ]),
  aMultipart('multipart/report; boundary="limite"; report-type=disposition-notification', [
    {
      type: "message/disposition-notification",
      body: "Final-Recipient: rfc822;a@x.example\r\nDisposition: manual-action; displayed",
    },
    {
      type: "message/delivery-status",
      body: "Final-Recipient: rfc822; a@x.example\r\nAction: failed\r\nStatus: 5.1.1",
    },
  ]),
  mailLines(
    "From: =?utf-8?b?w6k=?= <a@x.example>",
    "Subject: =?iso-2022-jp?B?GyRCJDMbKEI=?=",
    'To: Groupe: a@x.example, "b, c" <b@x.example>;',
    "Content-Type: text/plain; charset*0*=utf-8''ut; charset*1=f-8; name*=x''%ff",
    "Content-Transfer-Encoding: quoted-printable",
    "",
    "=C3=A9=\r\n=zz",
  ),
];

const charsets = [
  "utf-8",
  "utf-7",
  "iso-2022-jp",
  "gb18030",
  "x-inconnu",
  "",
  "utf-16le",
  "windows-1258",
  "%00",
] as const;
const lines = [
  "Content-Type: multipart/mixed; boundary=limite",
  'Content-Type: multipart/alternative; boundary=""',
  "Content-Transfer-Encoding: base64",
  "Content-Transfer-Encoding: quoted-printable",
  "Content-Type: message/rfc822",
  "Content-Disposition: attachment; filename*0*=utf-8''%C3; filename*1=x",
  "From: a@x.example, b@x.example",
  "Auto-Submitted: auto-replied",
  "--limite",
  "--limite--",
  "",
  "Le lundi 3 mars 2025 à 09:12, Anna a écrit :",
  "-----Message d'origine-----",
  "> > > >",
  "<div><div><blockquote type=cite>",
  "-----BEGIN PGP MESSAGE-----",
  '((((((((("\\',
] as const;

/** One change of many kinds, anywhere. */
const mutations: readonly [(raw: Buffer, draw: Draw) => Buffer, ...((raw: Buffer, draw: Draw) => Buffer)[]] =
  [
    // Bytes.
    (raw, draw) => {
      const changed = Buffer.from(raw);
      for (let i = 0; i < 1 + draw.below(20); i++)
        changed[draw.below(Math.max(1, raw.length))] = draw.below(256);
      return changed;
    },
    // Cut.
    (raw, draw) => raw.subarray(0, draw.below(raw.length + 1)),
    // A line of its own among the others: headers, boundaries, quotes.
    (raw, draw) => spliced(raw, draw, `${draw.pick(lines)}\r\n`),
    // The same piece again and again.
    (raw, draw) => {
      const from = draw.below(raw.length + 1);
      const piece = raw.subarray(from, from + 1 + draw.below(200)).toString("latin1");
      return spliced(raw, draw, piece.repeat(1 + draw.below(2000)));
    },
    // Nesting.
    (raw, draw) => {
      let head = "";
      for (let i = 0; i < draw.below(60); i++)
        head += `Content-Type: multipart/mixed; boundary=n${i}\r\n\r\n--n${i}\r\n`;
      return Buffer.concat([Buffer.from(head), raw]);
    },
    // Charsets and encodings.
    (raw, draw) =>
      Buffer.from(
        raw.toString("latin1").replace(/charset="?[\w-]*"?/, `charset=${draw.pick(charsets)}`),
        "latin1",
      ),
    (raw, draw) =>
      Buffer.from(
        raw
          .toString("latin1")
          .replace(
            /base64|quoted-printable|8bit/,
            draw.pick(["base64", "quoted-printable", "7bit", "uuencode", "x"]),
          ),
        "latin1",
      ),
    // Another line end.
    (raw, draw) =>
      Buffer.from(
        raw.toString("latin1").replaceAll("\r\n", draw.pick(["\n", "\r", "\r\r\n", "\n\r"])),
        "latin1",
      ),
    // Two mails in one.
    (raw, draw) => Buffer.concat([raw, draw.pick(seeds)]),
  ];

const spliced = (raw: Buffer, draw: Draw, piece: string) => {
  const at = draw.below(raw.length + 1);
  return Buffer.concat([raw.subarray(0, at), Buffer.from(piece, "latin1"), raw.subarray(at)]);
};

const mutated = (draw: Draw): Buffer => {
  let raw = draw.pick(seeds);
  for (let i = 0; i < 1 + draw.below(6); i++) raw = draw.pick(mutations)(raw, draw).subarray(0, largest);
  return raw;
};

const residentMb = () =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? 0) / 1024;

test(
  `reads ${seconds} s of mutated mails without a throw, a hang or a leak`,
  async () => {
    console.info(`MAIL_FUZZ_SEED=${seed}`);
    const draw = drawing(seed);
    const end = performance.now() + seconds * 1000;
    const before = residentMb();
    let count = 0;
    while (performance.now() < end) {
      const raw = mutated(draw);
      count++;
      const start = process.cpuUsage();
      const mail = await read(raw, { receivedAt });
      const took = process.cpuUsage(start).user / 1000;
      const said = `mail ${count} of seed ${seed}, ${raw.length} bytes`;
      expect(mail.problems, said).not.toContain("reader_failed");
      expect(took, said).toBeLessThan(allowedMs(raw.length));
      expect(mail.text.isWellFormed() && !mail.text.includes("\u0000"), said).toBe(true);
      // What PostgreSQL would refuse in a column of JSON.
      expect(JSON.stringify([mail.cards, mail.folds]), said).not.toMatch(/\\u0000|\\ud[89a-f]/i);
      for (const { from, to } of mail.folds) expect(from < to && to <= mail.text.length, said).toBe(true);
      expect(mail.files.length, said).toBeLessThan(700);
    }
    expect(count).toBeGreaterThan(50);
    expect(residentMb() - before).toBeLessThan(maxGrowthMb);
    // The thread that reads for real gives the same.
    const last = mutated(drawing(seed));
    const [ours, threads] = [await read(last, { receivedAt }), await readSafely(last, { receivedAt })];
    expect(threads.bodyHash).toBe(ours.bodyHash);
  },
  (seconds + 60) * 1000,
);
