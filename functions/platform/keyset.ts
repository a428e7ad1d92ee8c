import { type Refusal, refuse } from "./refusal.ts";

const badCursor: Refusal = {
  code: "invalid",
  reason: "bad_cursor",
  detail: "Cette page de la liste n’est plus valable. Revenez au début.",
};

/** Where a page ends: the sort value and the id of its last row. */
export interface Cursor {
  at: Date;
  id: string;
}

/** An opaque cursor for the caller to give back. */
export const encodeCursor = (cursor: Cursor): string =>
  Buffer.from(`${cursor.at.getTime()}:${cursor.id}`).toString("base64url");

/** Reads a cursor back; refuses one that this service did not make. */
export const decodeCursor = (text: string | undefined): Cursor | undefined => {
  if (text === undefined) return undefined;
  const match = /^(\d{1,15}):([0-9a-f-]{36})$/.exec(Buffer.from(text, "base64url").toString());
  const [, at, id] = match ?? [];
  if (!at || !id) {
    return refuse(badCursor);
  }
  return { at: new Date(Number(at)), id };
};

/** Splits `limit + 1` rows read into a page and the cursor of the next one, null at the end. */
export const pageOf = <R>(
  rows: readonly R[],
  limit: number,
  cursorOf: (row: R) => Cursor,
): { page: R[]; next: string | null } => {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { page, next: rows.length > limit && last ? encodeCursor(cursorOf(last)) : null };
};

/** The same for lists sorted by words: the values that order the last row, its id at the end. */
export const encodeWords = (words: readonly string[]): string =>
  Buffer.from(JSON.stringify(words)).toString("base64url");

/** Reads such a cursor of `count` values back; refuses one that this service did not make. */
export const decodeWords = (text: string | undefined, count: number): string[] | undefined => {
  if (text === undefined) return undefined;
  const words = parsed(Buffer.from(text, "base64url").toString());
  return Array.isArray(words) && words.length === count && words.every((word) => typeof word === "string")
    ? words
    : refuse(badCursor);
};

/** The same, each value of a form that PostgreSQL reads. */
export const decodeValues = (text: string | undefined, forms: readonly RegExp[]): string[] | undefined => {
  const values = decodeWords(text, forms.length);
  return values?.every((value, index) => forms[index]?.test(value)) === false ? refuse(badCursor) : values;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
