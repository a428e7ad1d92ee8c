import { describe, expect, test } from "vitest";
import { outgoingClassCodes } from "../../../shared/mail/schema.ts";
import { composeMime, type OutgoingCopy } from "./compose-mime.ts";
import { recipientOfGuichetId } from "./message-ids.ts";
import { first } from "./mime-headers.ts";
import { read } from "./read.ts";

const env = {
  mailDomain: "courrier.guichet.example",
  hmacKeys: [{ version: 1, secret: Buffer.from("clé") }],
};
const copy: OutgoingCopy = {
  recipientId: "01890a5d-ac96-774b-bcce-b302099a8057",
  class: "conversation",
  service: "mediation",
  senderName: "Médiation – Ville de Valbrune",
  fromLocalPart: "r-0123456789abcdefghjkmnpqrs",
  to: [{ address: "anna@usagers.example", name: "Anna Ferrand" }],
  cc: [],
  oneClick: undefined,
  subject: "[Dossier 2027-00042] Il me faut deux précisions",
  text: "Bonjour,\n\nMerci de votre réponse.\n",
  html: "<p>Bonjour,</p><p>Merci de votre réponse.</p>",
  files: [],
  inReplyTo: "<un@usagers.example>",
  references: ["<c.1@courrier.guichet.example>", "<un@usagers.example>"],
  date: new Date("2027-03-30T12:20:00Z"),
};
const built = async (part: Partial<OutgoingCopy> = {}) => {
  const raw = await composeMime(env, { ...copy, ...part });
  return { raw: raw.toString("latin1"), mail: await read(raw, { receivedAt: copy.date }) };
};

test("a copy reads back as it was written, in ASCII and short lines", async () => {
  const { raw, mail } = await built();
  expect(mail).toMatchObject({
    subject: copy.subject,
    sender: { address: `${copy.fromLocalPart}@${env.mailDomain}`, name: copy.senderName },
    replyTo: [{ address: `${copy.fromLocalPart}@${env.mailDomain}` }],
    to: [{ address: "anna@usagers.example", name: "Anna Ferrand" }],
    inReplyTo: [copy.inReplyTo],
    references: copy.references,
    sentAtClaimed: copy.date,
  });
  expect(mail.text.trim()).toBe(copy.text.trim());
  expect(mail.html).toContain("Merci de votre réponse.");
  expect(raw).not.toMatch(/[\u0080-\u00ff]/);
  expect(Math.max(...raw.split("\r\n").map((line) => line.length))).toBeLessThan(1000);
  expect(recipientOfGuichetId(env, first(mail.headers, "x-guichet-id"))).toBe(copy.recipientId);
});

test.each(outgoingClassCodes)("%s says to machines what it is", async (mailClass) => {
  const { mail } = await built({ class: mailClass });
  const header = (name: string) => first(mail.headers, name);
  if (mailClass === "conversation") {
    expect(header("auto-submitted")).toBeUndefined();
    expect(header("x-auto-response-suppress")).toBeUndefined();
  } else {
    expect(header("auto-submitted")).toMatch(/^auto-/);
  }
});

test("mail#87 a file name with accents and dashes is right for every program", async () => {
  const name = "Pièce n°1 — été.pdf";
  const { raw, mail } = await built({
    files: [{ name, type: "application/pdf", content: Buffer.from("%PDF-1.7") }],
  });
  expect(mail.files).toMatchObject([{ nameSafe: name, type: "application/pdf", decision: "kept" }]);
  expect(raw).toMatch(/filename\*0\*=utf-8''/i);
  expect(raw).toMatch(/name="=\?UTF-8\?/i);
});

describe("mail#86 nothing typed can become a header", () => {
  test.each([
    { subject: "a\r\nBcc: x@y.example" },
    { senderName: "a\nX: y" },
    { to: [{ address: "a@x.example\r\nBcc: b@x.example", name: undefined }] },
  ])("%o", async (part) => {
    await expect(built(part)).rejects.toThrow("header");
  });
  test("a long subject with emoji stays one header", async () => {
    const subject = `[Dossier 2027-00042] ${"é🙂".repeat(70)}`;
    expect((await built({ subject })).mail.subject).toBe(subject);
  });
});
