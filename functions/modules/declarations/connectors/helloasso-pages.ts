import { createHash } from "node:crypto";
import * as z from "zod/mini";
import { ConnectorFault } from "./contract.ts";

/** Numbers are texts: `readJson` keeps what was written. */
const Envelope = z.object({
  data: z.array(z.unknown()),
  pagination: z.object({
    totalCount: z.optional(z.nullable(z.string())),
    totalPages: z.optional(z.nullable(z.string())),
    continuationToken: z.optional(z.nullable(z.string())),
  }),
});
type Envelope = z.infer<typeof Envelope>;

export const readEnvelope = (json: unknown): Envelope => {
  const { success, data } = Envelope.safeParse(json);
  if (!success) throw new ConnectorFault("unexpected_answer");
  return data;
};

/** Where a list is: kept between two steps. */
export const Progress = z.object({
  token: z.string(),
  pages: z.int(),
  /** Records there are, as the first page said: later ones may tell what remains. Null when it did not say. */
  total: z.nullable(z.int()),
  /** Distinct records read. */
  read: z.int(),
  /** Records of the last page: when the list moves, the next begins with them. */
  last: z.array(z.string()),
  /** Short digests of the tokens followed. */
  followed: z.array(z.string()),
});
export type Progress = z.infer<typeof Progress>;

/** Pages, beyond which a list has no end: a hundred records each. */
const mostPages = 2000;

const Named = z.object({ id: z.string() });

/**
 * How a list goes on; null when it is over. A token is always given, so it is not what tells the end: that is a page
 * with nothing new, a token already followed, or the first page's count reached (declarations.md §10.2,
 * https://dev.helloasso.com/docs/pagination).
 */
export const progressAfter = (before: Progress | null, { data, pagination }: Envelope): Progress | null => {
  const ids = data.map((record, at) => Named.safeParse(record).data?.id ?? `?${before?.pages ?? 0}.${at}`);
  const known = new Set(before?.last);
  const fresh = ids.filter((id) => !known.has(id)).length;
  const total = before ? before.total : countOf(pagination.totalCount);
  const read = (before?.read ?? 0) + fresh;
  const token = pagination.continuationToken;
  if (!token || fresh === 0 || (total !== null && read >= total)) return null;
  if (!before && pagination.totalPages === "1") return null;
  const digest = createHash("sha256").update(token).digest("base64url").slice(0, 12);
  const followed = before?.followed ?? [];
  if (followed.includes(digest)) return null;
  const pages = (before?.pages ?? 0) + 1;
  if (pages > mostPages) throw new ConnectorFault("too_much_data");
  return { token, pages, total, read, last: ids, followed: [...followed, digest] };
};

/** They often write -1: nothing was counted. */
const countOf = (text: string | null | undefined): number | null =>
  text && /^\d{1,9}$/.test(text) ? Number(text) : null;
