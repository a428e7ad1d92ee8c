import { sql } from "drizzle-orm";
import { type OriginalView, shownSourceChars } from "../../../shared/mail/originals.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries } from "../../platform/db.ts";
import { fileLink, readBeginning, readObject } from "../../platform/files.ts";
import type { OutboxEvent } from "../../platform/mutate.ts";

/** The raw mail that an entry was read from. Whoever asks has been allowed to see it by the service of the entry. */
export interface Original {
  inboundMailId: string;
  rawKey: string;
  /** Bytes. */
  size: number;
  receivedAt: Date;
  subject: string;
  state: "kept" | "purged";
}

/** The bytes read to show 200,000 characters and the headers before them. */
const shownBytes = 1024 * 1024;
const shownHeaders = 300;
const mostKept = 64 * 1024 * 1024;

/** The original behind a target's row; undefined when it is not a mail of the asker's organisations, or holds a virus. */
export async function originalOf(on: Queries, inboundTargetId: string): Promise<Original | undefined> {
  const rows = await on.execute<{
    inbound_mail_id: string;
    raw_key: string;
    raw_size: string | null;
    received_at: string | Date;
    subject: string | null;
    state: string;
  }>(sql`select inbound_mail_id, raw_key, raw_size, received_at, subject, state
    from guichet.original_of(${inboundTargetId})`);
  const [row] = [...rows];
  if (row === undefined || (row.state !== "kept" && row.state !== "purged")) return undefined;
  return {
    inboundMailId: row.inbound_mail_id,
    rawKey: row.raw_key,
    size: Number(row.raw_size ?? 0),
    receivedAt: new Date(row.received_at),
    subject: row.subject ?? "message",
    state: row.state,
  };
}

/** Its headers, its source as text, and a link of a minute to the whole. */
export async function viewOriginal(ctx: Ctx, original: Original): Promise<OriginalView> {
  const receivedAt = original.receivedAt.toISOString();
  const bytes =
    original.state === "kept"
      ? await readBeginning(ctx.env, "mail-raw", original.rawKey, shownBytes)
      : undefined;
  if (bytes === undefined) return { state: "purged", receivedAt };
  const [{ readStructure }, { shownLine }, { cleanText, decodeText }, { url }] = await Promise.all([
    import("./mime-parts.ts"),
    import("./mime-headers.ts"),
    import("./mime-decode.ts"),
    fileLink(ctx, {
      bucket: "mail-raw",
      key: original.rawKey,
      type: "message/rfc822",
      name: emlName(original),
    }),
  ]);
  const source = cleanText(decodeText(bytes, undefined));
  return {
    state: "kept",
    receivedAt,
    size: original.size,
    headers: readStructure(bytes)
      .root.headers.slice(0, shownHeaders)
      .map(({ name, value }) => ({ name, value: shownLine(value, 2000) })),
    source: source.slice(0, shownSourceChars).toWellFormed(),
    cut: source.length > shownSourceChars || original.size > bytes.length,
    downloadUrl: url,
  };
}

/** The exact bytes; undefined once they are gone. */
export const originalBytes = (ctx: Ctx, { rawKey, state }: Original): Promise<Buffer | undefined> =>
  state === "kept" ? readObject(ctx.env, "mail-raw", rawKey, mostKept) : Promise.resolve(undefined);

export const emlName = ({ subject }: Original): string =>
  `${
    subject
      .replace(/[/\\<>:"|?*]/g, "_")
      .slice(0, 150)
      .trim() || "message"
  }.eml`;

/** Asks that the mail be read again; carried out by `rereadMail`. */
export const rereadEvent = ({ inboundMailId }: Original, organisationId: string): OutboxEvent => ({
  queue: "mail-inbound",
  body: { reprocess: inboundMailId },
  organisationId,
});
