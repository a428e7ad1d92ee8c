import { describe, expect, test } from "vitest";
import type { MailClass } from "../../../shared/mail/schema.ts";
import { classify, suppressesAnswers } from "./classify.ts";
import { read } from "./read.ts";

const receivedAt = new Date("2026-03-03T09:00:00Z");
const classOf = async (lines: string, envelopeFrom: string | null = "anna@x.example", isOurs = false) => {
  const mail = await read(Buffer.from(lines.replaceAll("\n", "\r\n")), { receivedAt });
  return classify({ ...mail, envelopeFrom, isOurs });
};
const from = "From: Anna <anna@x.example>\n";
const dsn = (action: string) =>
  `Content-Type: multipart/mixed; boundary=b\n\n--b\n\nnon remis\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x.example\n\nFinal-Recipient: rfc822; b@y.example\n${action}\n--b--\n`;

describe("the first rule that holds wins", () => {
  test.each<[string, string, string | null, MailClass, string]>([
    ["a person", `${from}Subject: Facture\n\nx`, "a@x.example", "human", "C12"],
    ["mail#39 Auto-Submitted: no", `${from}Auto-Submitted: no\n\nx`, "a@x.example", "human", "C12"],
    [
      "mail#38 a vacation reply",
      `${from}Auto-Submitted: auto-replied; owner=x\n\nx`,
      "a@x.example",
      "auto_reply",
      "C7",
    ],
    [
      "mail#40 a French Exchange absence with a null envelope",
      `${from}Subject: RE: Réponse automatique : Facture\n\nx`,
      null,
      "auto_reply",
      "C9",
    ],
    [
      "mail#40 a person who writes that subject",
      `${from}Subject: Réponse automatique\n\nx`,
      "a@x.example",
      "human",
      "C12",
    ],
    ["an autoresponder header", `${from}X-Autoreply: yes\n\nx`, "a@x.example", "auto_reply", "C8"],
    ["the same header saying no", `${from}X-Autoreply: no\n\nx`, "a@x.example", "human", "C12"],
    ["mail#43 a list", `${from}List-Id: <l.x.example>\n\nx`, "a@x.example", "bulk", "C10"],
    ["mail#44 a newsletter", `${from}Precedence: bulk\n\nx`, "a@x.example", "bulk", "C10"],
    ["a program", `${from}Auto-Submitted: auto-generated\n\nx`, "a@x.example", "auto_generated", "C11"],
    ["a null envelope and nothing else", `${from}Subject: Bonjour\n\nx`, null, "auto_generated", "C11"],
    ["a delivery report", dsn("Action: failed"), null, "bounce", "C4"],
    ["a report without any action", dsn("X: y"), "a@x.example", "human", "C12"],
    [
      "a read receipt",
      `${from}Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\n\nlu`,
      "a@x.example",
      "receipt",
      "C2",
    ],
    [
      "an abuse report",
      `${from}Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\n\nx`,
      "a@x.example",
      "bounce",
      "C3",
    ],
    [
      "Gmail's failed recipients",
      "From: mailer-daemon@x.example\nX-Failed-Recipients: b@y.example\n\nx",
      "a@x.example",
      "bounce",
      "C5",
    ],
    [
      "a bounce in words only",
      "From: postmaster@x.example\nSubject: Courrier non distribué\n\nx",
      null,
      "bounce",
      "C6",
    ],
  ])("%s", async (_, lines, envelope, expected, rule) => {
    const found = await classOf(lines, envelope);
    expect([found.class, found.evidence[0]]).toEqual([expected, rule]);
  });

  test("mail#42 our own mail is ours before anything else", async () => {
    expect((await classOf(`${from}Auto-Submitted: auto-replied\n\nx`, null, true)).class).toBe("own");
  });

  test("headers of a nested message count for nothing", async () => {
    const nested = `${from}Content-Type: message/rfc822\n\nAuto-Submitted: auto-replied\nList-Id: <l>\n\nx`;
    expect((await classOf(nested)).class).toBe("human");
  });
});

test.each([
  ["All", true],
  ["DR, OOF", true],
  ["none", false],
])("X-Auto-Response-Suppress: %s", (value, expected) => {
  expect(suppressesAnswers([{ name: "x-auto-response-suppress", value }])).toBe(expected);
});
