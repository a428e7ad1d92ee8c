/**
 * SMTP on this machine doing what a SES receipt rule does (mail.md §4.3): scan, stamp, store the raw in S3, publish the
 * notification. 250 means that both are done; anything else leaves nothing behind.
 */
import { randomBytes, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { DeleteObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server";
import { mail as catalogueMail, type TopicName } from "../../catalogue.ts";
import type { AwsCredentials } from "../aws-signature.ts";
import { addressesOf, domainOf, parseHeaders } from "../mail-head.ts";
import type { Envelope } from "../mailbox/store.ts";
import { receiptNotification } from "./receipt-notification.ts";
import { type Spooled, spool } from "./spool.ts";
import { deliveryOrder, dictatedVerdicts, ruledVerdicts, type Verdicts } from "./verdicts.ts";

export interface SmtpOptions {
  /** 0 = any free port. */
  port: number;
  host?: string;
  /** R: recipients elsewhere are refused. */
  mailDomain: string;
  s3: { endpoint: string; credentials: AwsCredentials; region: string; bucket: string };
  /** Gives the notification to its topic; the caller wraps it for SNS. */
  publish: (topic: TopicName, message: string) => Promise<void>;
  now?: () => Date;
}

export interface RunningSmtp {
  host: string;
  port: number;
  /** Receives a mail from this same process as if it had come by SMTP; recipients outside R are left out. */
  accept(envelope: Envelope, raw: Buffer): Promise<{ messageId: string }>;
  /** Resolves when every delayed notification is out. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** 40 MB and a margin: what is too large for Guichet must still arrive to be named so. */
const MAX_SIZE_BYTES = 52_428_800;

interface Sender {
  helo: string;
  address: string;
}

/** A refusal with its SMTP code. */
const refusal = (responseCode: number, message: string): Error =>
  Object.assign(new Error(message), { responseCode });

const isAscii = (text: string): boolean => /^[\x21-\x7e]*$/.test(text);

/** The lines SES writes above a mail it receives. */
const stamp = (
  id: string,
  envelope: Envelope,
  sender: Sender,
  verdicts: Verdicts,
  from: string,
  region: string,
  at: Date,
): string => {
  const word = (status: string | undefined) => ({ PASS: "pass", FAIL: "fail" })[status ?? ""] ?? "none";
  const path = envelope.from ?? "";
  const [only, ...others] = envelope.to;
  const client = `client-ip=${sender.address}; envelope-from=${path}; helo=${sender.helo};`;
  return [
    `Return-Path: <${path}>`,
    `Received: from ${sender.helo} (${sender.helo} [${sender.address}])`,
    ` by inbound-smtp.${region}.amazonaws.com with SMTP id ${id}`,
    // Naming one of several would tell a hidden recipient to the others.
    ...(others.length === 0 && only ? [` for ${only};`] : [" ;"]),
    ` ${at.toUTCString().replace("GMT", "+0000")} (UTC)`,
    `X-SES-Spam-Verdict: ${verdicts.spam ?? "DISABLED"}`,
    `X-SES-Virus-Verdict: ${verdicts.virus ?? "DISABLED"}`,
    `Received-SPF: ${word(verdicts.spf)} ${client}`,
    "Authentication-Results: amazonses.com;",
    ` spf=${word(verdicts.spf)} ${client}`,
    ` dkim=${word(verdicts.dkim)} header.i=@${domainOf(from)};`,
    ` dmarc=${word(verdicts.dmarc)} header.from=${domainOf(from)};`,
    "",
  ].join("\r\n");
};

async function* joined(first: Buffer, path: string): AsyncGenerator<Buffer> {
  yield first;
  yield* createReadStream(path, { highWaterMark: 256 * 1024 });
}

/** Starts the server on a port of this machine. */
export const startSmtp = async (options: SmtpOptions): Promise<RunningSmtp> => {
  const now = options.now ?? (() => new Date());
  const host = options.host ?? "127.0.0.1";
  const { endpoint, credentials, region, bucket } = options.s3;
  const client = new S3Client({ endpoint, credentials, region, forcePathStyle: true });
  const folder = await mkdtemp(join(tmpdir(), "guichet-smtp-"));
  const topicArn = `arn:aws:sns:${region}:000000000000:${catalogueMail.receivedTopic}`;
  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();

  const publishCopies = async (message: string, copies: number): Promise<void> => {
    for (let copy = 0; copy < copies; copy++) await options.publish(catalogueMail.receivedTopic, message);
  };
  const publishLater = (message: string, copies: number, delayMs: number): void => {
    const work = delay(delayMs, undefined, { signal: stopping.signal })
      .then(() => publishCopies(message, copies))
      .catch((error: unknown) => {
        if (!stopping.signal.aborted) console.error("smtp: a delayed notification was lost", error);
      })
      .finally(() => underWay.delete(work));
    underWay.add(work);
  };

  /** Stores and tells of one spooled mail. Throws an SMTP refusal, having left nothing. */
  const deliver = async (spooled: Spooled, envelope: Envelope, sender: Sender): Promise<string> => {
    const at = now();
    const from = addressesOf(parseHeaders(spooled.head), "from").map((one) => one.address);
    const ruled = ruledVerdicts({
      envelopeFrom: envelope.from,
      from,
      gtube: spooled.gtube,
      eicar: spooled.eicar,
    });
    const verdicts = dictatedVerdicts(ruled, spooled.verdictOrder ?? "");
    const order = deliveryOrder(spooled.deliveryOrder);
    if (!verdicts) throw refusal(554, "5.6.0 X-Local-Verdict cannot be read");
    if (!order) throw refusal(554, "5.6.0 X-Local-Delivery cannot be read");

    const messageId = randomBytes(20).toString("hex");
    const first = Buffer.from(
      stamp(messageId, envelope, sender, verdicts, from[0] ?? "", region, at),
      "latin1",
    );
    const Key = `${catalogueMail.inboundPrefix}${messageId}`;
    const body = Readable.from(joined(first, spooled.path), { objectMode: false });
    try {
      const ContentLength = first.length + spooled.size;
      await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: body, ContentLength }));
    } catch (error) {
      console.error("smtp: the raw mail could not be stored", error);
      throw refusal(451, "4.3.0 The mail could not be stored, try again later");
    }
    const notification = JSON.stringify(
      receiptNotification({
        ...{ messageId, at, verdicts, bucket, topicArn },
        envelopeFrom: envelope.from,
        recipients: envelope.to,
        headers: parseHeaders(first.toString("latin1") + spooled.head),
        keyPrefix: catalogueMail.inboundPrefix,
        processingTimeMillis: Math.max(0, now().getTime() - at.getTime()),
      }),
    );
    if (order.delayMs > 0) {
      publishLater(notification, order.copies, order.delayMs);
      return messageId;
    }
    try {
      await publishCopies(notification, order.copies);
    } catch (error) {
      console.error("smtp: the notification was refused", error);
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
      throw refusal(451, "4.3.0 The mail could not be announced, try again later");
    }
    return messageId;
  };

  const receive = async (
    source: AsyncIterable<Buffer>,
    envelope: Envelope,
    sender: Sender,
    tooLarge: () => boolean = () => false,
  ): Promise<string> => {
    const spooled = await spool(source, join(folder, randomUUID()));
    try {
      if (tooLarge()) throw refusal(552, "5.3.4 Message exceeds the maximum size");
      return await deliver(spooled, envelope, sender);
    } finally {
      await rm(spooled.path, { force: true });
    }
  };

  const onData = (
    stream: SMTPServerDataStream,
    session: SMTPServerSession,
    callback: (error?: Error | null, message?: string) => void,
  ): void => {
    const { mailFrom, rcptTo } = session.envelope;
    const envelope: Envelope = {
      from: mailFrom && mailFrom.address !== "" ? mailFrom.address : null,
      to: [...new Set(rcptTo.map((one) => one.address))],
    };
    const helo = /^[\w.:[\]-]+$/.test(session.hostNameAppearsAs ?? "")
      ? session.hostNameAppearsAs
      : "unknown";
    receive(stream, envelope, { helo, address: session.remoteAddress }, () => stream.sizeExceeded).then(
      (id) => callback(null, `OK ${id}`),
      (error: Error) =>
        callback("responseCode" in error ? error : refusal(451, "4.3.0 Local error in processing")),
    );
  };

  const server = new SMTPServer({
    name: `inbound-smtp.${region}.amazonaws.com`,
    banner: "Guichet",
    disabledCommands: ["AUTH", "STARTTLS"],
    authOptional: true,
    hideSMTPUTF8: true,
    hideENHANCEDSTATUSCODES: true,
    size: MAX_SIZE_BYTES,
    disableReverseLookup: true,
    closeTimeout: 500,
    onMailFrom(address, _session, callback) {
      if (address.args && "SMTPUTF8" in address.args)
        return callback(refusal(555, "5.6.7 SMTPUTF8 is not supported"));
      callback(
        isAscii(address.address) ? undefined : refusal(553, "5.6.7 Non-ASCII addresses are not supported"),
      );
    },
    onRcptTo(address, _session, callback) {
      if (!isAscii(address.address))
        return callback(refusal(553, "5.6.7 Non-ASCII addresses are not supported"));
      const ours = domainOf(address.address) === options.mailDomain.toLowerCase();
      callback(ours ? undefined : refusal(550, "5.1.1 Mailbox does not exist"));
    },
    onData,
  });
  // A client that breaks off is its own affair, and what it was sending is not kept.
  server.on("error", (error: NodeJS.ErrnoException) => {
    if (!["ECONNRESET", "ECONNECTION", "EPIPE"].includes(error.code ?? ""))
      console.error("smtp:", error.message);
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.server.once("error", reject);
    server.listen(options.port, host, () => {
      server.server.off("error", reject);
      resolve((server.server.address() as AddressInfo).port);
    });
  });

  return {
    host,
    port,
    async accept(envelope, raw) {
      const to = envelope.to.filter((address) => domainOf(address) === options.mailDomain.toLowerCase());
      if (to.length === 0) throw refusal(550, "5.1.1 Mailbox does not exist");
      const sender = { helo: "localhost", address: "127.0.0.1" };
      return { messageId: await receive(Readable.from([raw]), { from: envelope.from, to }, sender) };
    },
    async idle() {
      await Promise.all(underWay);
    },
    async stop() {
      stopping.abort();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      await Promise.all(underWay);
      client.destroy();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
