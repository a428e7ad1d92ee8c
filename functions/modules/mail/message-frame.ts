import { inArray } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { guarded } from "../../platform/enter.ts";
import { fileLink } from "../../platform/files.ts";
import { derive, derivedBy } from "../../platform/ids.ts";
import { done, type Result, refused, signedOut } from "../../platform/refusal.ts";
import { storedFile } from "../../platform/tables.ts";
import { foldHtml } from "./fold-html.ts";
import type { DisplayedEntry, Mailbox } from "./mailbox.ts";

/**
 * The HTML of one message, on the files origin, for a sandboxed frame of the app (mail.md §5.9). The app's cookies do
 * not reach that origin: a ticket of sixty seconds names the session, whose right is looked at again at each reading.
 */

const ticketSeconds = 60;
const purpose = "message-frame";

/** Address of the frame of one entry, for the agent who is signed in; the right to read it is asked at the frame. */
export function frameLink(
  ctx: Ctx,
  service: string,
  entryId: string,
): Result<{ url: string; expiresAt: string }> {
  const { sessionHash } = ctx.credentials;
  if (ctx.actor.kind !== "user" || sessionHash === undefined) return refused(signedOut);
  const expires = ctx.now().getTime() + ticketSeconds * 1000;
  const payload = Buffer.from(JSON.stringify([service, entryId, sessionHash, expires])).toString("base64url");
  const mac = derive(ctx.env.hmacKeys, purpose, payload).subarray(0, 16).toString("base64url");
  return done({
    url: `${ctx.env.filesOrigin}/frames/${payload}.${mac}`,
    expiresAt: new Date(expires).toISOString(),
  });
}

interface Ticket {
  service: string;
  entryId: string;
  sessionHash: string;
}

function readTicket(ctx: Ctx, ticket: string): Ticket | undefined {
  const [payload = "", mac = ""] = ticket.split(".");
  if (!derivedBy(ctx.env.hmacKeys, purpose, payload, Buffer.from(mac, "base64url"))) return undefined;
  // Signed by us, so of the shape `frameLink` gave it.
  const [service, entryId, sessionHash, expires] = JSON.parse(
    Buffer.from(payload, "base64url").toString(),
  ) as [string, string, string, number];
  return ctx.now().getTime() < expires ? { service, entryId, sessionHash } : undefined;
}

export interface FrameAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Answers `/frames/<ticket>`: the message, or a page that says why not. `theme` is the app's own choice. */
export async function answerFrame(
  ctx: Ctx,
  shown: readonly Pick<Mailbox, "service" | "displayed">[],
  ticket: string,
  theme: string | undefined,
): Promise<FrameAnswer> {
  const found = readTicket(ctx, ticket);
  if (found === undefined) return page(ctx, 410, theme, expired, []);
  const mailbox = shown.find(({ service }) => service === found.service);
  if (mailbox === undefined) return page(ctx, 404, theme, missing, []);
  const { value } = await guarded({ ...ctx, credentials: { sessionHash: found.sessionHash } }, async (db) => {
    const entry = await mailbox.displayed(db, found.entryId);
    return entry && { entry, sources: await imageSources(ctx, entry) };
  });
  if (value === undefined) return page(ctx, 404, theme, missing, []);
  const { entry, sources } = value;
  if (entry.page)
    return { status: 200, headers: headersOf(ctx, [entry.page.images]), body: themed(entry.html, theme) };
  const html = foldHtml(entry.html).replace(/src="cid:([^"]*)"/g, (_, id: string) => {
    const url = sources.get(decoded(id));
    return url === undefined ? 'data-missing=""' : `src="${url.replaceAll("&", "&amp;")}"`;
  });
  return page(ctx, 200, theme, { title: entry.title, html }, [...sources.values()]);
}

/** A short link to each image shown in place; row-level security has chosen which rows there are. */
async function imageSources(ctx: Ctx, entry: DisplayedEntry): Promise<Map<string, string>> {
  const sources = new Map<string, string>();
  if (entry.images.length === 0) return sources;
  const ids = entry.images.map((image) => image.storedFileId);
  const rows = await ctx.db.select().from(storedFile).where(inArray(storedFile.id, ids));
  for (const { contentId, storedFileId } of entry.images) {
    const file = rows.find((row) => row.id === storedFileId && row.scan === "clean");
    if (file === undefined) continue;
    const { url } = await fileLink(ctx, { key: file.key, type: file.type, name: "image" }, true);
    sources.set(contentId, url);
  }
  return sources;
}

function decoded(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    // The sanitiser encodes every id; another writer may not have.
    return id;
  }
}

const expired = {
  title: "Affichage expiré",
  html: "<p>Cet affichage a expiré. Rechargez la page du dossier.</p>",
};
const missing = {
  title: "Message introuvable",
  html: "<p>Ce message n’existe pas, ou vous n’y avez pas accès.</p>",
};

/** What a frame may do: nothing but show words, styles and these images, inside the app. */
function headersOf(ctx: Ctx, images: readonly string[]): Record<string, string> {
  const origins = [...new Set(images.map((url) => new URL(url).origin))].join(" ");
  const policy = [
    "default-src 'none'",
    `img-src ${origins === "" ? "'none'" : origins}`,
    "style-src 'unsafe-inline'",
    "form-action 'none'",
    "base-uri 'none'",
    `frame-ancestors ${ctx.env.appOrigin}`,
    "sandbox allow-popups allow-popups-to-escape-sandbox",
  ];
  return {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": policy.join("; "),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "private, no-store",
    "cross-origin-resource-policy": "cross-origin",
  };
}

function page(
  ctx: Ctx,
  status: number,
  theme: string | undefined,
  content: { title: string; html: string },
  images: readonly string[],
): FrameAnswer {
  return {
    status,
    headers: headersOf(ctx, images),
    body: `<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(content.title)}</title>
<style>${style(theme, content.html)}</style></head>
<body>${content.html}</body></html>
`,
  };
}

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** A mail of ours as a program in the dark or in the light shows it. */
const themed = (html: string, theme: string | undefined) =>
  theme === "dark" || theme === "light"
    ? html.replace("@media (prefers-color-scheme:dark)", theme === "dark" ? "@media all" : "@media not all")
    : html;

const light =
  ":root{color-scheme:light}body{background:#fff;color:#161616}a{color:#000091}summary{color:#000091}";
const dark =
  ":root{color-scheme:dark}body{background:#1e1e1e;color:#fff}a{color:#8585f6}summary{color:#8585f6}";

/** A message that chose its own colours keeps the white page they were chosen for; any other follows the theme. */
function style(theme: string | undefined, html: string): string {
  const common =
    "body{margin:0;padding:8px;font:16px/24px Marianne,Arial,sans-serif;overflow-wrap:anywhere}img,table{max-width:100%}img{height:auto}blockquote{margin:8px 0;padding:0 0 0 12px;border-left:4px solid #929292}summary{cursor:pointer;text-decoration:underline}a[title]{position:relative}a[title]:focus-visible::after{content:attr(title);position:absolute;left:0;top:100%;z-index:1;padding:2px 6px;background:#161616;color:#fff;font:14px/20px Arial,sans-serif;white-space:nowrap}pre{white-space:pre-wrap}";
  const hasColours = /bgcolor=|color=|color:|background/i.test(html);
  if (hasColours || theme === "light") return light + common;
  if (theme === "dark") return dark + common;
  return `${light}@media (prefers-color-scheme:dark){${dark}}${common}`;
}
