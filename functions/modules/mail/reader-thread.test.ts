import { expect, test } from "vitest";
import { readSafely, sharedBytes } from "./reader-thread.ts";
import { aMultipart, aRawMail, mailLines } from "./test-kit/raw-mails.ts";

const receivedAt = new Date("2026-03-03T09:00:00Z");
const shared = (raw: Buffer) => {
  const bytes = sharedBytes(raw.length);
  raw.copy(bytes);
  return bytes;
};

test("a mail is read in its thread, without a copy of it, and the thread serves again", async () => {
  for (const subject of ["un", "deux"]) {
    const mail = await readSafely(shared(aRawMail({ subject })), { receivedAt });
    expect(mail).toMatchObject({ subject, problems: [], text: "Bonjour,\nMa fille a changé d’école.\n" });
  }
});

test("mail#7 a mail that kills its reader keeps its headers and says `unreadable`", async () => {
  const hostile = shared(
    mailLines("From: a@x.example", "Subject: poison", "Content-Type: text/html", "", "<p>x".repeat(400_000)),
  );
  const tight = { heapMb: 6, wholeMs: 20_000, stepMs: { html: 5_000, tnef: 5_000 } };
  const mail = await readSafely(hostile, { receivedAt }, tight);
  expect(mail).toMatchObject({
    subject: "poison",
    sender: { address: "a@x.example" },
    problems: ["reader_failed"],
    flags: ["unreadable"],
  });
  expect(await readSafely(shared(aRawMail()), { receivedAt })).toMatchObject({ problems: [] });
});

test("a mail that stalls its reader is given up at the deadline", async () => {
  const slow = shared(mailLines("From: a@x.example", "Content-Type: text/html", "", "<p>x".repeat(20_000)));
  const mail = await readSafely(
    slow,
    { receivedAt },
    { heapMb: 192, wholeMs: 1, stepMs: { html: 1, tnef: 1 } },
  );
  expect(mail).toMatchObject({ flags: ["unreadable"] });
});

test("a step that lasts is left out alone: the words of the HTML and the files are there", async () => {
  const html = `<style>p{}</style><p>bonjour &amp; merci</p>${"<b><i>x</i></b>".repeat(9_900)}`;
  const raw = aMultipart("multipart/mixed", [
    { type: "text/html", body: html },
    { type: "application/pdf; name=facture.pdf", body: Buffer.from("%PDF-1.7") },
  ]);
  const mail = await readSafely(
    shared(raw),
    { receivedAt },
    { heapMb: 192, wholeMs: 20_000, stepMs: { html: 20, tnef: 5_000 } },
  );
  expect(mail).toMatchObject({ html: undefined, flags: [], problems: ["html_dropped"] });
  expect(mail.text).toContain("bonjour");
  expect(mail.files).toMatchObject([{ nameSafe: "facture.pdf", decision: "kept" }]);
});
