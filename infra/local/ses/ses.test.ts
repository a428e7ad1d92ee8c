import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SESClient, SendRawEmailCommand, type SendRawEmailCommandInput } from "@aws-sdk/client-ses";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Envelope, type Mailbox, openMailbox } from "../mailbox/store.ts";
import { EICAR } from "../test-patterns.ts";
import type { SendingEvent } from "./events.ts";
import { type RunningSes, startSes } from "./server.ts";

const credentials = { accessKeyId: "LOCALKEY", secretAccessKey: "secret" };
const region = "eu-west-3";
const R = "courrier.guichet.example";

let ses: RunningSes;
let mailbox: Mailbox;
let dataDir: string;
let events: SendingEvent[];
let inbound: { envelope: Envelope; raw: string }[];
let client: SESClient;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "guichet-ses-"));
  mailbox = await openMailbox(dataDir);
  events = [];
  inbound = [];
  ses = await startSes({
    port: 0,
    credentials,
    region,
    verifiedDomains: ["guichet.example"],
    mailDomain: R,
    mailbox,
    publish: async (topic, message) => {
      expect(topic).toBe("ses-events");
      events.push(JSON.parse(message));
    },
    deliverInbound: async (envelope, raw) => {
      inbound.push({ envelope, raw: raw.toString() });
    },
  });
  client = new SESClient({ endpoint: ses.url, region, credentials, maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await ses.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const message = (fields: string[] = [], body = "Bonjour") =>
  Buffer.from(
    [
      `From: "Mediation" <r-abc@${R}>`,
      "To: claire.petit@citoyens.example",
      "Subject: =?utf-8?Q?Votre_dossier_n=C2=B0_2027-00042?=",
      `Message-ID: <k.123@${R}>`,
      "Date: Mon, 1 Jan 2024 00:00:00 +0000",
      "References: <c.1@r.example>,",
      " <c.2@r.example>",
      ...fields,
      "",
      body,
      "",
    ].join("\r\n"),
  );
const send = (to: string | string[], more: Partial<SendRawEmailCommandInput> = {}) =>
  client.send(
    new SendRawEmailCommand({
      Source: `r-abc@${R}`,
      Destinations: [to].flat(),
      RawMessage: { Data: message() },
      ConfigurationSetName: "guichet-outbound",
      Tags: [{ Name: "r", Value: "01jd2x" }],
      ...more,
    }),
  );
const eventsAfter = async (to: string | string[]) => {
  events.length = 0;
  await send(to);
  await ses.idle();
  return events;
};
const kinds = () => events.map((event) => event.eventType);
const refusalOf = (work: Promise<unknown>) =>
  work.then(
    () => ["accepted", ""],
    (error: Error) => [error.name, error.message],
  );

describe("an accepted mail", () => {
  it("is in the mailbox with SES's Message-ID and Date, the rest of its bytes untouched", async () => {
    const { MessageId } = await send(["claire.petit@citoyens.example"], {
      RawMessage: { Data: message(["Bcc: secret@citoyens.example"], "Ligne 1\r\n.\r\nLigne é") },
    });
    const [summary] = mailbox.list();
    expect(summary).toMatchObject({
      providerMessageId: MessageId,
      from: `r-abc@${R}`,
      to: ["claire.petit@citoyens.example"],
      envelope: { from: `r-abc@${R}`, to: ["claire.petit@citoyens.example"] },
      subject: "Votre dossier n° 2027-00042",
    });
    const raw = (await mailbox.get(summary?.id ?? ""))?.raw.toString() ?? "";
    expect(raw).toContain(`Message-ID: <${MessageId}@eu-west-3.amazonses.com>\r\n`);
    expect(raw).not.toContain(`k.123@${R}`);
    expect(raw).not.toContain("2024");
    expect(raw).not.toContain("Bcc");
    expect(raw).toContain("References: <c.1@r.example>,\r\n <c.2@r.example>\r\n");
    expect(raw.split("\r\n\r\n").slice(1).join("\r\n\r\n")).toBe("Ligne 1\r\n.\r\nLigne é\r\n");
  });

  it("goes to whom its fields name when no destinations are given", async () => {
    const Data = message(["Cc: Marc <marc@citoyens.example>", "Bcc: secret@citoyens.example"]);
    await client.send(new SendRawEmailCommand({ RawMessage: { Data } }));
    await ses.idle();
    expect(mailbox.list()[0]?.envelope.to).toEqual([
      "claire.petit@citoyens.example",
      "marc@citoyens.example",
      "secret@citoyens.example",
    ]);
    expect(events).toEqual([]);
  });

  it("comes back in when it is written to our own domain", async () => {
    await send([`mairie@${R}`, "claire.petit@citoyens.example"]);
    await ses.idle();
    expect(inbound).toHaveLength(1);
    expect(inbound[0]?.envelope).toEqual({ from: `r-abc@${R}`, to: [`mairie@${R}`] });
    expect(inbound[0]?.raw).toContain("eu-west-3.amazonses.com");
  });
});

describe("the events of a mail", () => {
  it("name it as SES does: tags as lists, the sender's own headers, the id that was answered", async () => {
    const { MessageId } = await send("success@simulator.amazonses.com");
    await ses.idle();
    expect(kinds()).toEqual(["Send", "Delivery"]);
    expect(events[1]).toMatchObject({
      mail: {
        messageId: MessageId,
        source: `r-abc@${R}`,
        destination: ["success@simulator.amazonses.com"],
        headersTruncated: false,
        tags: { r: ["01jd2x"], "ses:configuration-set": ["guichet-outbound"], "ses:from-domain": [R] },
        commonHeaders: { messageId: `<k.123@${R}>`, subject: "Votre dossier n° 2027-00042" },
      },
      delivery: {
        recipients: ["success@simulator.amazonses.com"],
        smtpResponse: expect.stringMatching(/^250/),
      },
    });
    expect(events[1]?.mail.headers).toContainEqual({ name: "Message-ID", value: `<k.123@${R}>` });
  });

  it.each([
    [
      "bounce@simulator.amazonses.com",
      ["Send", "Bounce"],
      { bounceType: "Permanent", bounceSubType: "General" },
    ],
    ["bounce+label@simulator.amazonses.com", ["Send", "Bounce"], { bounceType: "Permanent" }],
    ["suppressionlist@simulator.amazonses.com", ["Send", "Bounce"], { bounceSubType: "Suppressed" }],
    ["nobody@ville.invalid", ["Send", "Bounce"], { bounceSubType: "NoEmail" }],
    [
      "complaint@simulator.amazonses.com",
      ["Send", "Delivery", "Complaint"],
      { complaintFeedbackType: "abuse" },
    ],
  ])("to %s are %j", async (to, expected, detail) => {
    const seen = await eventsAfter(to);
    expect(kinds()).toEqual(expected);
    const last = seen.at(-1);
    expect(last?.bounce ?? last?.complaint).toMatchObject({ ...detail, feedbackId: expect.any(String) });
  });

  it("are one outcome per recipient", async () => {
    await eventsAfter(["claire.petit@citoyens.example", "bounce@simulator.amazonses.com"]);
    expect(kinds()).toEqual(["Send", "Delivery", "Bounce"]);
  });

  it("after a hard bounce say that the account's list holds the address, until it is lifted", async () => {
    ses.switches.set({ outcomes: { "gone@citoyens.example": "noEmail" } });
    await eventsAfter("gone@citoyens.example");
    ses.switches.reset();
    const [, bounce] = await eventsAfter("Gone@citoyens.example");
    expect(bounce?.bounce).toMatchObject({ bounceSubType: "OnAccountSuppressionList" });
    ses.suppressed.delete("gone@citoyens.example");
    await eventsAfter("gone@citoyens.example");
    expect(kinds()).toEqual(["Send", "Delivery"]);
  });

  it("say Reject for a virus, which is not sent", async () => {
    await send("claire.petit@citoyens.example", { RawMessage: { Data: message([], EICAR) } });
    await ses.idle();
    expect(kinds()).toEqual(["Reject"]);
    expect(mailbox.list()).toEqual([]);
  });

  it("of an absent person's address come with a real reply, automatic and without return path", async () => {
    await eventsAfter("ooto@simulator.amazonses.com");
    expect(kinds()).toEqual(["Send", "Delivery"]);
    expect(inbound[0]?.envelope).toEqual({ from: null, to: [`r-abc@${R}`] });
    expect(inbound[0]?.raw).toContain("Auto-Submitted: auto-replied");
    expect(inbound[0]?.raw).toContain("@eu-west-3.amazonses.com>");
  });
});

describe("a refused call", () => {
  it.each<[string, Partial<SendRawEmailCommandInput>, string, string]>([
    [
      "over 10 MB",
      { RawMessage: { Data: message([], "x".repeat(10 * 1024 * 1024)) } },
      "InvalidParameterValue",
      "Message length is more than 10485760",
    ],
    [
      "from an unverified domain",
      { Source: "me@ailleurs.example" },
      "MessageRejected",
      "Email address is not verified",
    ],
    [
      "with another configuration set",
      { ConfigurationSetName: "other" },
      "ConfigurationSetDoesNotExistException",
      "<other>",
    ],
    [
      "to an address without a domain",
      { Destinations: ["claire"] },
      "InvalidParameterValue",
      "Missing final '@domain'",
    ],
    [
      "to a non-ASCII local part",
      { Destinations: ["cléo@citoyens.example"] },
      "InvalidParameterValue",
      "non-ASCII",
    ],
    [
      "to 51 recipients",
      { Destinations: Array.from({ length: 51 }, (_, n) => `a${n}@citoyens.example`) },
      "InvalidParameterValue",
      "50",
    ],
    [
      "with two From",
      { RawMessage: { Data: message([`From: x@${R}`]) } },
      "InvalidParameterValue",
      "Duplicate header 'From'",
    ],
    [
      "without From",
      { RawMessage: { Data: Buffer.from("To: a@b.example\r\n\r\nx") } },
      "InvalidParameterValue",
      "Missing required header 'From'",
    ],
    ["with a bad tag", { Tags: [{ Name: "r", Value: "é" }] }, "InvalidParameterValue", "tag"],
  ])("%s keeps nothing", async (_, input, name, sentence) => {
    const refusal = await refusalOf(send("claire.petit@citoyens.example", input));
    expect(refusal[0]).toBe(name);
    expect(refusal[1]).toContain(sentence);
    await ses.idle();
    expect([mailbox.list(), events]).toEqual([[], []]);
  });

  it("is any call not signed, or signed with another secret", async () => {
    const unsigned = await fetch(ses.url, {
      method: "POST",
      body: new URLSearchParams({ Action: "SendRawEmail" }),
    });
    expect([unsigned.status, await unsigned.text()]).toEqual([
      403,
      expect.stringContaining("MissingAuthenticationToken"),
    ]);
    const stranger = new SESClient({
      endpoint: ses.url,
      region,
      credentials: { ...credentials, secretAccessKey: "guess" },
    });
    expect(
      (await refusalOf(stranger.send(new SendRawEmailCommand({ RawMessage: { Data: message() } }))))[0],
    ).toBe("SignatureDoesNotMatch");
  });
});

describe("switches", () => {
  const stored = () => mailbox.list().length;

  it("throttle or break a given number of calls", async () => {
    ses.switches.set({ answer: "throttling", times: 1 });
    await expect(send("a@b.example")).rejects.toMatchObject({
      name: "Throttling",
      $metadata: { httpStatusCode: 400 },
    });
    ses.switches.set({ answer: "error500", times: 1 });
    await expect(send("a@b.example")).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
    expect(stored()).toBe(0);
    await send("a@b.example");
    expect(stored()).toBe(1);
  });

  it("accept a mail and then drop the connection or say nothing: it is sent all the same", async () => {
    ses.switches.set({ answer: "drop", times: 1 });
    await expect(send("a@b.example")).rejects.toThrow();
    ses.switches.set({ answer: "hang", times: 1 });
    await expect(
      client.send(
        new SendRawEmailCommand({ RawMessage: { Data: message() }, Destinations: ["a@b.example"] }),
        {
          abortSignal: AbortSignal.timeout(300),
        },
      ),
    ).rejects.toMatchObject({ name: "AbortError" });
    await ses.idle();
    expect(stored()).toBe(2);
    expect(kinds()).toEqual(["Send", "Delivery"]);
  });

  it("cut every call in an outage, keeping nothing", async () => {
    ses.switches.set({ answer: "outage" });
    await expect(send("a@b.example")).rejects.toThrow();
    await expect(send("a@b.example")).rejects.toThrow();
    ses.switches.reset();
    expect(stored()).toBe(0);
    await send("a@b.example");
    expect(stored()).toBe(1);
  });

  it("duplicate, reverse, lose or delay events", async () => {
    ses.switches.set({ events: { copies: 3, reversed: true } });
    await eventsAfter("a@b.example");
    expect(kinds()).toEqual(["Delivery", "Delivery", "Delivery", "Send", "Send", "Send"]);
    ses.switches.set({ events: { copies: 0 } });
    expect(await eventsAfter("a@b.example")).toEqual([]);
    ses.switches.set({ events: { delayMs: 100 } });
    expect(await eventsAfter("a@b.example")).toEqual([]);
    await expect.poll(kinds).toEqual(["Send", "Delivery"]);
  });

  it("are set over HTTP by JSON only, and checked", async () => {
    const post = (body: string, type = "application/json") =>
      fetch(`${ses.url}/_switches`, { method: "POST", body, headers: { "content-type": type } });
    expect((await post('{"outcomes":{"a@b.example":"deliveryThenBounce"}}')).status).toBe(200);
    await eventsAfter("a@b.example");
    expect(kinds()).toEqual(["Send", "Delivery", "Bounce"]);
    expect((await post('{"answer":"explode"}')).status).toBe(400);
    expect((await post("answer=hang", "application/x-www-form-urlencoded")).status).toBe(415);
    expect((await fetch(`${ses.url}/_switches`, { method: "DELETE" })).status).toBe(200);
    expect(await (await fetch(`${ses.url}/_switches`)).json()).toEqual({});
  });
});
