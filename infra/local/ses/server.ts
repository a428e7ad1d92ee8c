/**
 * SES on this machine: SendRawEmail in the real query protocol, signatures checked, Message-ID and Date rewritten,
 * events told through the configuration set, the mailbox simulator, and switches to make it fail (mail.md §10.2, §10.3).
 */
import { createHash, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import * as z from "zod/mini";
import { mail as catalogueMail, type TopicName } from "../../catalogue.ts";
import { type AwsCredentials, verifySignature } from "../aws-signature.ts";
import { closeServer, listen } from "../listen.ts";
import { domainOf, headerValue } from "../mail-head.ts";
import type { Envelope, Mailbox } from "../mailbox/store.ts";
import { writeXml } from "../s3/xml.ts";
import { holdsEicar } from "../test-patterns.ts";
import {
  mailFacts,
  type Outcome,
  outcomeEvents,
  rejectEvent,
  type SendingEvent,
  sendEvent,
  simulatedOutcome,
} from "./events.ts";
import { type SesRefusal, stampMessage, vacationReply, wireMessageId } from "./raw-message.ts";
import { type Accepted, readSendRawEmail } from "./send-raw-email.ts";
import { type SwitchBoard, switchBoard, switchesSchema } from "./switches.ts";

export interface SesOptions {
  /** 0 = any free port. */
  port: number;
  host?: string;
  credentials: AwsCredentials;
  region: string;
  /** Domains that may be written from; each covers its sub-domains. */
  verifiedDomains: readonly string[];
  /** R: mail to it comes back in. */
  mailDomain: string;
  mailbox: Pick<Mailbox, "add">;
  /** Gives one event to a topic; the caller wraps it for SNS. */
  publish: (topic: TopicName, message: string) => Promise<void>;
  /** Hands a mail to the receiving side: answers of the absent, and mail written to R itself. */
  deliverInbound: (envelope: Envelope, raw: Buffer) => Promise<void>;
  now?: () => Date;
}

export interface RunningSes {
  url: string;
  port: number;
  switches: SwitchBoard;
  /** The account's suppression list, by address in lower case: filled by hard bounces and complaints. */
  suppressed: Map<string, SuppressedReason>;
  /** Resolves when every event and delivery under way is done. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** Why the account's list holds an address. */
type SuppressedReason = "BOUNCE" | "COMPLAINT";
const listPath = "/v2/email/suppression/addresses";
const securitySet: string = catalogueMail.securityConfigurationSet;
const NAMESPACE = "http://ses.amazonaws.com/doc/2010-12-01/";
const MAX_REQUEST_BYTES = 32 * 1024 * 1024;
const SUPPRESSING: ReadonlySet<Outcome> = new Set(["bounce", "noEmail", "deliveryThenBounce", "complaint"]);

const readBody = async (message: IncomingMessage): Promise<Buffer | undefined> => {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of message) {
    size += (piece as Buffer).length;
    if (size <= MAX_REQUEST_BYTES) pieces.push(piece as Buffer);
  }
  return size <= MAX_REQUEST_BYTES ? Buffer.concat(pieces) : undefined;
};

const answerXml = (response: ServerResponse, status: number, xml: string): void => {
  response.writeHead(status, { "content-type": "text/xml" }).end(xml);
};

const answerRefusal = (response: ServerResponse, refusal: SesRefusal): void => {
  const { status, code, message } = refusal;
  const error = { Type: status >= 500 ? "Receiver" : "Sender", Code: code, Message: message };
  answerXml(
    response,
    status,
    writeXml("ErrorResponse", { Error: error, RequestId: randomUUID() }, NAMESPACE),
  );
};

/** SES's own ids begin with the time in hexadecimal. */
const newMessageId = (at: Date): string =>
  `0109${at.getTime().toString(16).padStart(12, "0")}-${randomUUID()}-000000`;

/** Starts the server. Nothing of a refused call is kept; an accepted mail is on disk before the answer. */
export const startSes = async (options: SesOptions): Promise<RunningSes> => {
  const now = options.now ?? (() => new Date());
  const switches = switchBoard();
  const suppressed: RunningSes["suppressed"] = new Map();
  const underWay = new Set<Promise<void>>();
  const timers = new Set<NodeJS.Timeout>();

  const follow = (work: Promise<void>): void => {
    const followed = work
      .catch((error: unknown) => console.error("ses: an event or a delivery was lost", error))
      .finally(() => underWay.delete(followed));
    underWay.add(followed);
  };

  const publishAll = async (events: readonly SendingEvent[]): Promise<void> => {
    const { copies = 1, reversed = false } = switches.read().events ?? {};
    for (const event of reversed ? events.toReversed() : events) {
      for (let copy = 0; copy < copies; copy++) {
        await options.publish(catalogueMail.eventsTopic, JSON.stringify(event));
      }
    }
  };

  const tell = (events: readonly SendingEvent[]): void => {
    const delayMs = switches.read().events?.delayMs ?? 0;
    if (delayMs === 0) {
      follow(publishAll(events));
      return;
    }
    const timer = setTimeout(() => {
      timers.delete(timer);
      follow(publishAll(events));
    }, delayMs);
    timers.add(timer);
  };

  /** A set holds back only what the list names for one of the set's own reasons. */
  const isHeldBack = (address: string, configurationSet: string | undefined): boolean => {
    const reason = suppressed.get(address);
    return reason === "BOUNCE" || (reason === "COMPLAINT" && configurationSet !== securitySet);
  };

  const outcomeOf = (recipient: string, configurationSet: string | undefined): Outcome | "ooto" => {
    const address = recipient.toLowerCase();
    const dictated = switches.read().outcomes?.[address];
    if (dictated) return dictated;
    const simulated = simulatedOutcome(address);
    if (simulated) return simulated;
    if (isHeldBack(address, configurationSet)) return "accountSuppressed";
    return domainOf(address).endsWith(".invalid") ? "noEmail" : "delivery";
  };

  /** Stores the mail as it leaves, then lets events and local deliveries follow the answer. */
  const accept = async (accepted: Accepted): Promise<string> => {
    const { source, destinations, headers, configurationSet, tags } = accepted;
    const at = now();
    const messageId = newMessageId(at);
    const raw = stampMessage(accepted.raw, messageId, options.region, at);
    const envelope: Envelope = { from: source, to: destinations };
    const virus = holdsEicar(accepted.raw);
    if (!virus) await options.mailbox.add({ providerMessageId: messageId, envelope, raw, acceptedAt: at });
    const facts = mailFacts({
      ...{ messageId, source, destinations, headers, tags, at },
      configurationSet: configurationSet ?? "",
      region: options.region,
    });
    const events = [virus ? rejectEvent(facts) : sendEvent(facts)];
    for (const recipient of virus ? [] : destinations) {
      const outcome = outcomeOf(recipient, configurationSet);
      events.push(...outcomeEvents(outcome === "ooto" ? "delivery" : outcome, facts, recipient, now()));
      if (outcome === "ooto") {
        const subject = headerValue(headers, "subject") ?? "";
        const inReplyTo = wireMessageId(messageId, options.region);
        const reply = vacationReply({ to: source, from: recipient, inReplyTo, subject, at });
        if (domainOf(source) === options.mailDomain)
          follow(options.deliverInbound({ from: null, to: [source] }, reply));
      } else if (SUPPRESSING.has(outcome) && simulatedOutcome(recipient) === undefined) {
        suppressed.set(recipient.toLowerCase(), outcome === "complaint" ? "COMPLAINT" : "BOUNCE");
      } else if (outcome === "delivery" && domainOf(recipient) === options.mailDomain) {
        follow(options.deliverInbound({ from: source, to: [recipient] }, raw));
      }
    }
    if (configurationSet !== undefined) tell(events);
    return messageId;
  };

  const callQuery = async (body: Buffer, response: ServerResponse): Promise<void> => {
    const answer = switches.nextAnswer();
    if (answer === "throttling") {
      return answerRefusal(response, {
        status: 400,
        code: "Throttling",
        message: "Maximum sending rate exceeded.",
      });
    }
    if (answer === "error500") {
      return answerRefusal(response, { status: 500, code: "InternalFailure", message: "Internal failure" });
    }
    const form = new URLSearchParams(body.toString("utf8"));
    const action = form.get("Action");
    if (action !== "SendRawEmail") {
      const message = `Could not find operation ${action} for version 2010-12-01`;
      return answerRefusal(response, { status: 400, code: "InvalidAction", message });
    }
    const read = readSendRawEmail(form, options);
    if (!read.ok) return answerRefusal(response, read.refusal);
    const messageId = await accept(read.accepted);
    if (answer === "hang") return;
    if (answer === "drop") {
      response.destroy();
      return;
    }
    const result = {
      SendRawEmailResult: { MessageId: messageId },
      ResponseMetadata: { RequestId: randomUUID() },
    };
    answerXml(response, 200, writeXml("SendRawEmailResponse", result, NAMESPACE));
  };

  const answerJson = (response: ServerResponse, status: number, body: unknown): void => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  };

  /** SES v2: a page of the account's suppression list; the token is where the next one begins. */
  const listSuppressed = (query: URLSearchParams, response: ServerResponse): void => {
    const start = Number(query.get("NextToken") ?? 0);
    const size = Number(query.get("PageSize") ?? 1000);
    const all = [...suppressed];
    answerJson(response, 200, {
      SuppressedDestinationSummaries: all.slice(start, start + size).map(([EmailAddress, Reason]) => ({
        ...{ EmailAddress, Reason },
        LastUpdateTime: now().getTime() / 1000,
      })),
      ...(start + size < all.length && { NextToken: String(start + size) }),
    });
  };

  /** SES v2: lifts an address off the account's suppression list. */
  const liftSuppression = (address: string, response: ServerResponse): void => {
    const known = suppressed.delete(address.toLowerCase());
    const body = known
      ? {}
      : { message: `Email address ${address} does not exist on your suppression list.` };
    const headers = {
      "content-type": "application/json",
      ...(!known && { "x-amzn-errortype": "NotFoundException" }),
    };
    response.writeHead(known ? 200 : 404, headers).end(JSON.stringify(body));
  };

  /** What a request about the switches is answered: status and JSON. */
  const askSwitches = (message: IncomingMessage, body: Buffer): [number, unknown] => {
    if (message.method === "GET") return [200, switches.read()];
    if (message.method === "DELETE") {
      switches.reset();
      return [200, switches.read()];
    }
    // A page of another site can post a form here, but not JSON.
    if (message.method !== "POST" || !message.headers["content-type"]?.startsWith("application/json")) {
      return [415, { error: "POST application/json" }];
    }
    const parsed = switchesSchema.safeParse(parseJson(body));
    if (!parsed.success) return [400, { error: z.prettifyError(parsed.error) }];
    switches.set(parsed.data);
    return [200, switches.read()];
  };

  const serve = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const isSwitches = message.url === "/_switches";
    if (!isSwitches && switches.read().answer === "outage") {
      switches.nextAnswer();
      message.socket.destroy();
      return;
    }
    const body = await readBody(message);
    if (!body) {
      return answerRefusal(response, {
        status: 413,
        code: "RequestEntityTooLarge",
        message: "Request too large",
      });
    }
    if (isSwitches) {
      const [status, value] = askSwitches(message, body);
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
      return;
    }
    const checked = verifySignature(
      {
        method: message.method ?? "GET",
        target: message.url ?? "/",
        headers: message.headers,
        payloadHash: createHash("sha256").update(body).digest("hex"),
      },
      { credentials: options.credentials, region: options.region, service: "ses", now: now() },
    );
    if (!checked.ok) {
      const { code, message: sentence } = checked.refusal;
      const named = code === "AccessDenied" ? "MissingAuthenticationToken" : code;
      return answerRefusal(response, { status: 403, code: named, message: sentence });
    }
    const { pathname, searchParams } = new URL(message.url ?? "/", "http://ses");
    if (pathname.startsWith(listPath) && switches.read().list === "down")
      return answerJson(response, 500, { message: "Internal failure" });
    if (message.method === "GET" && pathname === listPath) return listSuppressed(searchParams, response);
    const lifted = /^\/v2\/email\/suppression\/addresses\/([^/?]+)$/.exec(message.url ?? "")?.[1];
    if (message.method === "DELETE" && lifted) return liftSuppression(decodeURIComponent(lifted), response);
    if (message.method === "POST" && message.url === "/") return callQuery(body, response);
    answerRefusal(response, { status: 404, code: "UnknownOperationException", message: "Unknown operation" });
  };

  const server = createServer((message, response) => {
    serve(message, response).catch((error: unknown) => {
      console.error("ses: a request failed", error);
      if (response.headersSent || response.destroyed) response.destroy();
      else answerRefusal(response, { status: 500, code: "InternalFailure", message: "Internal failure" });
    });
  });
  const { url, port } = await listen(server, options.port, options.host ?? "127.0.0.1");

  const idle = async (): Promise<void> => {
    while (underWay.size > 0) await Promise.all(underWay);
  };
  return {
    url,
    port,
    switches,
    suppressed,
    idle,
    async stop() {
      for (const timer of timers) clearTimeout(timer);
      await closeServer(server);
      await idle();
    },
  };
};

const parseJson = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
};
