import { randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { GetObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { createTransport } from "nodemailer";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { aTestS3, credentials, region } from "../s3/s3-fixture.ts";
import { EICAR, GTUBE } from "../test-patterns.ts";
import type { ReceiptNotification } from "./receipt-notification.ts";
import { type RunningSmtp, startSmtp } from "./server.ts";

const R = "courrier.guichet.example";
const citizen = "claire.petit@citoyens.example";

let s3: Awaited<ReturnType<typeof aTestS3>>;
let smtp: RunningSmtp;
let published: ReceiptNotification[];
let publishing: (message: string) => Promise<void>;

beforeEach(async () => {
  s3 = await aTestS3();
  published = [];
  publishing = async (message) => {
    published.push(JSON.parse(message));
  };
  smtp = await startSmtp({
    port: 0,
    mailDomain: R,
    s3: { endpoint: s3.server.url, credentials, region, bucket: "mail-raw" },
    publish: (topic, message) => {
      expect(topic).toBe("ses-received");
      return publishing(message);
    },
  });
});
afterEach(async () => {
  await smtp.stop();
  await s3.stop();
});

const stored = async () =>
  (await s3.client.send(new ListObjectsV2Command({ Bucket: "mail-raw" }))).Contents?.map((one) => one.Key) ??
  [];
const rawOf = async (Key: string) => {
  const answer = await s3.client.send(new GetObjectCommand({ Bucket: "mail-raw", Key }));
  return Buffer.from((await answer.Body?.transformToByteArray()) ?? []).toString("latin1");
};
const send = (raw: string | Buffer, to: string | string[] = `mairie@${R}`, from = citizen) =>
  createTransport({ host: smtp.host, port: smtp.port, ignoreTLS: true }).sendMail({
    raw,
    envelope: { from, to },
  });
const message = (fields: string[] = [], body = "Bonjour", from = citizen) =>
  [
    `From: Claire <${from}>`,
    `To: mairie@${R}`,
    "Subject: Ma =?utf-8?Q?demande_=C3=A9crite?=",
    ...fields,
    "",
    body,
    "",
  ].join("\r\n");

/** A client that speaks raw SMTP: sends lines, waits for replies by their number. */
const dial = () => {
  const socket: Socket = connect(smtp.port, smtp.host);
  let received = "";
  socket.on("data", (piece) => {
    received += piece;
  });
  const replies = () => received.split("\r\n").filter((line) => /^\d{3} /.test(line));
  return {
    socket,
    replies,
    text: () => received,
    write: (text: string | Buffer) => socket.write(text),
    /** Codes of the first `count` replies, greeting first. */
    codes: async (count: number) => {
      await expect.poll(() => replies().length, { timeout: 5000 }).toBeGreaterThanOrEqual(count);
      return replies().map((line) => Number(line.slice(0, 3)));
    },
  };
};

describe("a mail received", () => {
  it("is in S3 with the lines SES adds, byte for byte below them, before it is acknowledged", async () => {
    const body = ["Ligne", ".", "..deux points", "8 bits : é", "fin"].join("\r\n");
    const info = await send(Buffer.from(message([], body), "latin1"));
    const [key = ""] = await stored();
    expect(key).toMatch(/^inbound\/[a-z0-9]{40}$/);
    expect(info.response).toBe(`250 OK ${key.slice("inbound/".length)}`);
    const raw = await rawOf(key);
    expect(raw.startsWith(`Return-Path: <${citizen}>\r\nReceived: from `)).toBe(true);
    expect(raw).toContain("X-SES-Spam-Verdict: PASS\r\nX-SES-Virus-Verdict: PASS\r\n");
    expect(raw).toContain("Authentication-Results: amazonses.com;\r\n spf=pass ");
    expect(raw.endsWith(message([], body))).toBe(true);
  });

  it("is announced as SES does after its S3 action", async () => {
    await send(message(["Message-ID: <m1@citoyens.example>"]), [`mairie@${R}`, `r-token@${R}`]);
    const [key = ""] = await stored();
    expect(published).toHaveLength(1);
    expect(published[0]).toMatchObject({
      notificationType: "Received",
      mail: {
        source: citizen,
        messageId: key.slice("inbound/".length),
        destination: [`mairie@${R}`, `r-token@${R}`],
        headersTruncated: false,
        commonHeaders: {
          returnPath: citizen,
          from: [`Claire <${citizen}>`],
          messageId: "<m1@citoyens.example>",
          subject: "Ma demande écrite",
        },
      },
      receipt: {
        recipients: [`mairie@${R}`, `r-token@${R}`],
        spamVerdict: { status: "PASS" },
        virusVerdict: { status: "PASS" },
        spfVerdict: { status: "PASS" },
        dkimVerdict: { status: "PASS" },
        dmarcVerdict: { status: "PASS" },
        action: {
          type: "S3",
          topicArn: "arn:aws:sns:eu-west-3:000000000000:ses-received",
          bucketName: "mail-raw",
          objectKeyPrefix: "inbound/",
          objectKey: key,
        },
      },
    });
    expect(published[0]?.receipt).not.toHaveProperty("dmarcPolicy");
    expect(published[0]?.mail.headers[0]).toEqual({ name: "Return-Path", value: `<${citizen}>` });
    expect(await rawOf(key)).not.toContain(`for mairie@${R}`);
  });

  it("obeys the orders of its head, which are not kept", async () => {
    await send(
      message(["X-Local-Verdict: dmarc=FAIL;policy=reject;", " spam=GRAY", "X-Local-Delivery: copies=3"]),
    );
    expect(published).toHaveLength(3);
    expect(published[0]?.receipt).toMatchObject({
      dmarcVerdict: { status: "FAIL" },
      dmarcPolicy: "reject",
      spamVerdict: { status: "GRAY" },
    });
    const [key = ""] = await stored();
    expect(await rawOf(key)).not.toContain("X-Local");
    expect(JSON.stringify(published)).not.toContain("X-Local");
    expect((await rawOf(key)).endsWith(message())).toBe(true);
  });

  it("is announced late or never on command, and kept all the same", async () => {
    await send(message(["X-Local-Delivery: copies=0"]));
    await send(message(["X-Local-Delivery: copies=2;delay=150"]));
    expect(published).toHaveLength(0);
    expect(await stored()).toHaveLength(2);
    await smtp.idle();
    expect(published).toHaveLength(2);
  });

  it("with an order that cannot be read is refused", async () => {
    await expect(send(message(["X-Local-Verdict: dmarc=PERHAPS"]))).rejects.toMatchObject({
      responseCode: 554,
    });
    expect(await stored()).toEqual([]);
  });

  it.each([
    ["EICAR in clear", EICAR, { virusVerdict: { status: "FAIL" } }],
    [
      "EICAR in base64",
      Buffer.from(EICAR).toString("base64").replace(/.{76}/g, "$&\r\n"),
      { virusVerdict: { status: "FAIL" } },
    ],
    [
      "GTUBE far down",
      "x\r\n".repeat(100_000) + GTUBE,
      { spamVerdict: { status: "FAIL" }, virusVerdict: { status: "PASS" } },
    ],
  ])("is scanned: %s", async (_, body, expected) => {
    await send(message([], body));
    expect(published[0]?.receipt).toMatchObject(expected);
  });

  it("from another domain than its author fails DMARC", async () => {
    await send(message([], "x", "victime@mairie.example"));
    expect(published[0]?.receipt).toMatchObject({ dmarcVerdict: { status: "FAIL" }, dmarcPolicy: "none" });
  });

  it("without return path is a bounce or an absence, and welcome", async () => {
    await send(message(), `mairie@${R}`, "");
    expect(published[0]?.mail.source).toBe("");
    expect(await rawOf((await stored())[0] ?? "")).toMatch(/^Return-Path: <>\r\n/);
  });

  it.each([
    ["empty", ""],
    ["headless", "\r\njust a body\r\n"],
    ["all head", "Subject: x\r\n"],
    ["with a head of one endless line", `X: ${"a".repeat(300_000)}\r\n\r\nbody\r\n`],
    ["of NUL bytes", "From: a@b.example\r\n\r\n\0\0\0\r\n"],
  ])("is kept as it is when it is %s", async (_, raw) => {
    await send(raw);
    expect(published).toHaveLength(1);
    expect((await rawOf((await stored())[0] ?? "")).endsWith(raw)).toBe(true);
  });

  it("of 41 MB arrives whole; beyond 50 MB it is refused and not kept", async () => {
    const large = randomBytes(30 * 1024 * 1024)
      .toString("base64")
      .replace(/.{76}/g, "$&\r\n");
    await send(message([], large));
    const [key = ""] = await stored();
    expect((await rawOf(key)).endsWith(message([], large))).toBe(true);
    await expect(send(message([], large + large))).rejects.toMatchObject({ responseCode: 552 });
    expect(await stored()).toHaveLength(1);
  }, 30_000);

  it("from this process takes the same way, without the recipients of other domains", async () => {
    const { messageId } = await smtp.accept(
      { from: null, to: [`r-t@${R}`, citizen] },
      Buffer.from(message()),
    );
    expect(await stored()).toEqual([`inbound/${messageId}`]);
    expect(published[0]?.receipt.recipients).toEqual([`r-t@${R}`]);
  });
});

describe("the conversation", () => {
  it("offers what a SES receiver offers and nothing else", async () => {
    const client = dial();
    await client.codes(1);
    client.write("EHLO client.example\r\n");
    await client.codes(2);
    const offered = client
      .text()
      .split("\r\n")
      .filter((line) => line.startsWith("250"))
      .slice(1);
    expect(offered.map((line) => line.slice(4)).sort()).toEqual(["8BITMIME", "PIPELINING", "SIZE 52428800"]);
    client.write("AUTH PLAIN AGEAYg==\r\n");
    expect((await client.codes(3))[2]).toBe(500);
    client.socket.destroy();
  });

  it("refuses SMTPUTF8, other domains and too large an announcement, and goes on", async () => {
    const client = dial();
    await client.codes(1);
    client.write("EHLO c.example\r\n");
    client.write(
      `MAIL FROM:<${citizen}> SMTPUTF8\r\nMAIL FROM:<${citizen}> SIZE=52428801\r\nMAIL FROM:<${citizen}> SIZE=100 BODY=8BITMIME\r\n`,
    );
    client.write(`RCPT TO:<a@ailleurs.example>\r\nRCPT TO:<Mairie@${R.toUpperCase()}>\r\n`);
    expect(await client.codes(7)).toEqual([220, 250, 555, 552, 250, 550, 250]);
    client.socket.destroy();
  });

  it("takes commands in groups (RFC 2920) and two mails on one connection", async () => {
    const client = dial();
    await client.codes(1);
    const group = `MAIL FROM:<${citizen}>\r\nRCPT TO:<a@${R}>\r\nRCPT TO:<b@${R}>\r\nDATA\r\n`;
    client.write(`EHLO c.example\r\n${group}`);
    expect(await client.codes(6)).toEqual([220, 250, 250, 250, 250, 354]);
    client.write(`${message()}.\r\n${group}`);
    expect((await client.codes(11)).slice(6)).toEqual([250, 250, 250, 250, 354]);
    client.write(`${message()}.\r\nQUIT\r\n`);
    expect((await client.codes(13)).slice(11)).toEqual([250, 221]);
    expect(await stored()).toHaveLength(2);
    expect(published.map((one) => one.receipt.recipients)).toEqual([
      [`a@${R}`, `b@${R}`],
      [`a@${R}`, `b@${R}`],
    ]);
  });

  it("keeps lines longer than a mail may have, stuffed dots, and an end that comes in pieces", async () => {
    const long = "é".repeat(200_000);
    const client = dial();
    await client.codes(1);
    client.write(`EHLO c.example\r\nMAIL FROM:<${citizen}> BODY=8BITMIME\r\nRCPT TO:<a@${R}>\r\nDATA\r\n`);
    await client.codes(5);
    client.write(Buffer.from(message([], `${long}\r\n..un point\r\n...deux`), "utf8"));
    // Each piece in a packet of its own, as a slow line brings them.
    for (const piece of ["\r", "\n", ".", "\r", "\n"]) {
      client.write(piece);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await client.codes(6))[5]).toBe(250);
    const [key = ""] = await stored();
    expect(await rawOf(key)).toContain(
      `${Buffer.from(long, "utf8").toString("latin1")}\r\n.un point\r\n..deux\r\n`,
    );
    client.socket.destroy();
  });

  it("broken off before the final dot leaves nothing", async () => {
    const spools = async () => {
      const folders = (await readdir(tmpdir())).filter((name) => name.startsWith("guichet-smtp-"));
      return (
        await Promise.all(folders.map((name) => readdir(`${tmpdir()}/${name}`).catch(() => [])))
      ).flat();
    };
    const before = new Set(await spools());
    const client = dial();
    await client.codes(1);
    client.write(`EHLO c.example\r\nMAIL FROM:<${citizen}>\r\nRCPT TO:<a@${R}>\r\nDATA\r\n`);
    await client.codes(5);
    client.write(message([], "x".repeat(500_000)));
    const mine = async () => (await spools()).filter((name) => !before.has(name)).length;
    await expect.poll(mine).toBe(1);
    client.socket.resetAndDestroy();
    await expect.poll(mine).toBe(0);
    expect([await stored(), published]).toEqual([[], []]);
  });
});

describe("when a neighbour is down", () => {
  it("S3 stopped: the sender is told to come back", async () => {
    await s3.server.stop();
    await expect(send(message())).rejects.toMatchObject({ responseCode: 451 });
    expect(published).toEqual([]);
  }, 20_000);

  it("the queue refuses: the sender is told to come back, and the raw is not left half-received", async () => {
    publishing = () => Promise.reject(new Error("queue down"));
    await expect(send(message())).rejects.toMatchObject({ responseCode: 451 });
    expect(await stored()).toEqual([]);
  });
});
