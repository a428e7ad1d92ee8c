import { describe, expect, test } from "vitest";
import { type OutgoingClass, outgoingClassCodes } from "../../../shared/mail/schema.ts";
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

const said: Record<OutgoingClass, Record<string, string | undefined>> = {
  // A person wrote it: an absence message of the recipient is welcome.
  conversation: {},
  notice: { "auto-submitted": "auto-generated", "x-auto-response-suppress": "All" },
  acknowledgement: { "auto-submitted": "auto-replied", "x-auto-response-suppress": "All" },
  security: { "auto-submitted": "auto-generated", "x-auto-response-suppress": "All" },
  digest: {
    "auto-submitted": "auto-generated",
    "x-auto-response-suppress": "All",
    precedence: "bulk",
    "list-unsubscribe": "<https://guichet.example/un>",
    "list-unsubscribe-post": "List-Unsubscribe=One-Click",
  },
  partner: { "auto-submitted": "auto-generated" },
};

test.each(outgoingClassCodes)(
  "%s says to machines what it is, and nothing else (mail.md §5.13)",
  async (mailClass) => {
    const oneClick = mailClass === "digest" ? "https://guichet.example/un" : undefined;
    const { mail } = await built({ class: mailClass, oneClick });
    const header = (name: string) => first(mail.headers, name)?.trim();
    const names = [
      "auto-submitted",
      "x-auto-response-suppress",
      "precedence",
      "list-unsubscribe",
      "list-unsubscribe-post",
    ];
    expect(Object.fromEntries(names.map((name) => [name, header(name)]))).toEqual({
      ...Object.fromEntries(names.map((name) => [name, undefined])),
      ...said[mailClass],
    });
    expect(header("feedback-id")).toBe(`${mailClass}:mediation:guichet`);
    expect(header("message-id")).toMatch(/^<k\.[0-9a-f]{32}\.[0-9a-f]{16}@courrier\.guichet\.example>$/);
  },
);

test("recipients who may see each other are named in To and Cc; the copy goes to one of them all the same", async () => {
  const named = (address: string) => ({ address, name: undefined });
  const { mail } = await built({
    to: [named("a@x.example"), named("b@x.example")],
    cc: [named("c@x.example")],
  });
  expect(mail.to.map(({ address }) => address)).toEqual(["a@x.example", "b@x.example"]);
  expect(mail.cc.map(({ address }) => address)).toEqual(["c@x.example"]);
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
