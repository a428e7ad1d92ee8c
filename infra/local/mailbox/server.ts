/** Where a newcomer reads what Guichet sent, and answers it: pages for people, JSON for scripts. Nothing leaves this machine. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { closeServer, listen } from "../listen.ts";
import type { AccountWithCodes } from "./codes.ts";
import { faultsOf, replyTo, sendMail, sendSchema } from "./compose.ts";
import { codesPage, composePage, listPage, messagePage, plainPage, shownDate } from "./pages.ts";
import { readMessage } from "./read-message.ts";
import type { Mailbox } from "./store.ts";
import { STYLE } from "./style.ts";

export interface MailboxOptions {
  /** 0 = any free port. */
  port: number;
  host?: string;
  mailbox: Mailbox;
  /** Where written mails go. */
  smtp: { host: string; port: number };
  /** Accounts whose sign-in codes are shown. */
  codes?: readonly AccountWithCodes[];
}

export interface RunningMailbox {
  url: string;
  port: number;
  stop(): Promise<void>;
}

interface Answer {
  status: number;
  type?: string;
  body?: string | Buffer;
  headers?: Record<string, string>;
}

const PAGE_SIZE = 100;
const MAX_BODY_BYTES = 2 * 1024 * 1024;
const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; img-src data:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/** The HTML of a mail runs nothing and loads nothing, even opened by itself. */
const MAIL_POLICY =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

const page = (body: string, status = 200): Answer => ({
  status,
  type: "text/html; charset=utf-8",
  body,
  headers: { "content-security-policy": PAGE_POLICY },
});
const json = (value: unknown, status = 200): Answer => ({
  status,
  type: "application/json; charset=utf-8",
  body: JSON.stringify(value),
});
const seeOther = (location: string): Answer => ({ status: 303, headers: { location } });
const notFound = page(plainPage("Page introuvable", "Ce courriel ou cette page n’existe pas."), 404);

/** RFC 6266: an ASCII name for old readers, the real one for the others. */
const disposition = (name: string): string =>
  `attachment; filename="${name.replace(/[^\x20-\x7e]|["\\%]/g, "_")}"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)}`;

/** Another site's page may make the browser post here; it may not make it take effect. */
const isForeign = ({ headers }: IncomingMessage): boolean => {
  const { origin, host } = headers;
  return (
    headers["sec-fetch-site"] === "cross-site" || (origin !== undefined && URL.parse(origin)?.host !== host)
  );
};

const readBody = async (message: IncomingMessage): Promise<string | undefined> => {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of message) {
    size += (piece as Buffer).length;
    if (size <= MAX_BODY_BYTES) pieces.push(piece as Buffer);
  }
  return size <= MAX_BODY_BYTES ? Buffer.concat(pieces).toString("utf8") : undefined;
};

/** Starts the page. */
export const startMailbox = async ({
  port,
  host = "127.0.0.1",
  mailbox,
  smtp,
  codes = [],
}: MailboxOptions): Promise<RunningMailbox> => {
  const list = (query: URLSearchParams): Answer => {
    const to = query.get("to")?.trim() ?? "";
    const before = query.get("avant");
    const all = mailbox.list({ to });
    const rest = before === null ? all : all.filter((mail) => mail.id < before);
    const mails = rest.slice(0, PAGE_SIZE);
    const last = mails.at(-1);
    const older =
      last && rest.length > PAGE_SIZE ? `/?${new URLSearchParams({ to, avant: last.id })}` : undefined;
    return page(listPage({ mails, total: all.length, to, older, sent: query.has("envoye") }));
  };

  const compose = async (query: URLSearchParams): Promise<Answer> => {
    const answered = await mailbox.get(query.get("en-reponse") ?? "");
    if (!answered) return page(composePage({ to: query.get("to") ?? "", from: query.get("from") ?? "" }, {}));
    const { summary, raw } = answered;
    const message = await readMessage(raw);
    const filled = replyTo({
      recipient: summary.envelope.to[0] ?? "",
      from: message.replyTo ?? message.from,
      subject: message.subject,
      date: shownDate(summary.date),
      text: message.text ?? "",
      messageId: message.messageId,
    });
    return page(composePage(filled, {}));
  };

  /** References of the mail with that Message-ID, among the latest. */
  const referencesOf = async (messageId: string | undefined): Promise<string | undefined> => {
    const providerId = /^<([^@<>]+)@/.exec(messageId ?? "")?.[1];
    const answered = mailbox.list().find((mail) => mail.providerMessageId === providerId);
    const found = answered && (await mailbox.get(answered.id));
    return found && (await readMessage(found.raw)).references;
  };

  const send = async (message: IncomingMessage): Promise<Answer> => {
    const isForm = message.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;
    const body = await readBody(message);
    if (body === undefined) return json({ error: "Le courriel est trop long." }, 413);
    const given: unknown = isForm ? Object.fromEntries(new URLSearchParams(body)) : parseJson(body);
    const input = sendSchema.safeParse(given);
    if (!input.success) {
      const faults = faultsOf(input.error);
      return isForm
        ? page(composePage(given as Record<string, string>, faults), 422)
        : json({ errors: faults }, 422);
    }
    const result = await sendMail(input.data, smtp, await referencesOf(input.data.inReplyTo));
    if (!result.ok) {
      return isForm
        ? page(composePage(input.data, {}, result.response), 422)
        : json({ error: result.response }, 422);
    }
    return isForm ? seeOther("/?envoye") : json({ messageId: result.messageId, response: result.response });
  };

  const readOne = async (id: string, rest: string, isApi: boolean): Promise<Answer> => {
    const found = await mailbox.get(id);
    if (!found) return isApi ? json({ error: "Ce courriel n’existe pas." }, 404) : notFound;
    const { summary, raw } = found;
    if (isApi && rest === "raw") return { status: 200, type: "message/rfc822", body: raw };
    const message = await readMessage(raw);
    if (isApi) {
      if (rest !== "") return json({ error: "Cette adresse n’existe pas." }, 404);
      const attachments = message.attachments.map(({ bytes: _, ...one }, index) => ({
        ...one,
        url: `/messages/${id}/attachments/${index}`,
      }));
      const { headers, text, html } = message;
      return json({ ...summary, headers, text, html, attachments, raw: raw.toString("utf8") });
    }
    if (rest === "") return page(messagePage(summary, message, raw.toString("utf8")));
    if (rest === "html" && message.html !== undefined) {
      const body = `<!doctype html><base target="_blank">${message.html}`;
      const headers = { "content-security-policy": MAIL_POLICY };
      return { status: 200, type: "text/html; charset=utf-8", body, headers };
    }
    const attachment = message.attachments[Number(/^attachments\/(\d+)$/.exec(rest)?.[1] ?? Number.NaN)];
    if (!attachment) return notFound;
    const headers = { "content-disposition": disposition(attachment.name) };
    return { status: 200, type: "application/octet-stream", body: attachment.bytes, headers };
  };

  const answer = async (message: IncomingMessage): Promise<Answer> => {
    const url = new URL(message.url ?? "/", "http://mailbox");
    const { method } = message;
    const path = url.pathname;
    if (method !== "GET" && method !== "HEAD" && isForeign(message))
      return json({ error: "Origine refusée." }, 403);
    const one = /^(\/api)?\/messages\/([0-9a-f]+)(?:\/(.+))?$/.exec(path);
    if (method === "GET" || method === "HEAD") {
      if (path === "/") return list(url.searchParams);
      if (path === "/ecrire") return compose(url.searchParams);
      if (path === "/codes") return page(codesPage(codes, new Date()));
      if (path === "/style.css") return { status: 200, type: "text/css; charset=utf-8", body: STYLE };
      if (path === "/api/messages") return json(mailbox.list({ to: url.searchParams.get("to") ?? "" }));
      if (one?.[2]) return readOne(one[2], one[3] ?? "", one[1] !== undefined);
      return path.startsWith("/api/") ? json({ error: "Cette adresse n’existe pas." }, 404) : notFound;
    }
    if (method === "POST" && path === "/api/send") return send(message);
    if (method === "DELETE" && (path === "/messages" || path === "/api/messages")) {
      await mailbox.clear();
      return { status: 204 };
    }
    if (method === "POST" && path === "/effacer") {
      await mailbox.clear();
      return seeOther("/");
    }
    return json({ error: "Cette adresse n’existe pas." }, 404);
  };

  const respond = (response: ServerResponse, { status, type, body, headers }: Answer): void => {
    response
      .writeHead(status, {
        ...(type && { "content-type": type }),
        "x-content-type-options": "nosniff",
        // Not no-referrer: our own forms would then come with "Origin: null".
        "referrer-policy": "same-origin",
        "cache-control": "no-store",
        ...headers,
      })
      .end(body);
  };

  const server = createServer((message, response) => {
    answer(message).then(
      (result) => respond(response, result),
      (error: unknown) => {
        console.error("mailbox: a request failed", error);
        respond(response, page(plainPage("Erreur", "Cette page n’a pas pu être affichée."), 500));
      },
    );
  });
  const bound = await listen(server, port, host);
  return { ...bound, stop: () => closeServer(server) };
};

const parseJson = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};
