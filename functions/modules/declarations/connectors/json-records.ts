/**
 * Lists without pages are read as they come: a hundred thousand tickets weigh 90 MB, of which some records at a time are
 * in memory. A record nobody can parse spoils no other (declarations.md §10).
 */
import { ConnectorFault } from "./contract.ts";
import { readJson } from "./read-json.ts";

/**
 * How many records nobody could read of a whole list; a list that began but is not whole, or something that is no list:
 * its beginning tells what it is.
 */
export type ReadRecords = { whole: true; unreadable: number } | { whole: false; head: string };
/** What is done with a record; false when it cannot be read. A record that is no JSON is undefined. */
type Take = (record: unknown) => boolean;

/** Longest record, and longest beginning kept of what is no list; in bytes. */
const longestRecord = 1_048_576;
const longestHead = 65_536;

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
const isOpening = (byte: number) => byte === 0x5b || byte === 0x7b;
const isClosing = (byte: number) => byte === 0x5d || byte === 0x7d;
const isSpace = (byte: number) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);

/**
 * Gives `take` every element of a JSON array, in order. Nearly all hold texts alone, and are parsed at full speed; one
 * that `take` refuses is given again with its numbers as they were written.
 */
export const readRecords = async (body: AsyncIterable<Uint8Array>, take: Take): Promise<ReadRecords> => {
  const head = headKeeper();
  let unreadable = 0;
  const split = splitter((text) => {
    if (!take(parsed(text, JSON.parse)) && !take(parsed(text, readJson))) unreadable += 1;
  });
  let pending = Buffer.alloc(0);
  for await (const chunk of body) {
    head.keep(chunk);
    if (split.state() === "inside") {
      pending = Buffer.concat([pending, chunk]);
      const end = pending.lastIndexOf("},{") + 2;
      const batch = pending.subarray(0, end > 1 ? end : 0);
      // Between two records, those that follow are parsed together; whatever is not so simple is split byte by byte.
      const refused = split.isBetween() ? takeTogether(batch, take) : undefined;
      if (refused === undefined) split.feed(batch);
      else unreadable += refused;
      pending = pending.subarray(batch.length);
      if (pending.length <= longestRecord) continue;
    } else pending = Buffer.from(chunk);
    split.feed(pending);
    pending = Buffer.alloc(0);
    if (split.state() === "no_list" && head.full()) break;
  }
  split.feed(pending);
  return split.state() === "whole" ? { whole: true, unreadable } : { whole: false, head: head.text() };
};

/** Takes records written one after the other, each with its comma: how many are unreadable. Undefined: they are not. */
const takeTogether = (batch: Buffer, take: Take): number | undefined => {
  if (batch.length === 0) return 0;
  const text = `[${batch.toString("utf8", 0, batch.length - 1)}]`;
  const records = parsed(text, JSON.parse);
  if (!Array.isArray(records)) return undefined;
  let written: readonly unknown[] | undefined;
  let refused = 0;
  for (const [at, record] of records.entries()) {
    if (take(record)) continue;
    written ??= writtenOf(text);
    if (!take(written[at])) refused += 1;
  }
  return refused;
};

const writtenOf = (text: string): readonly unknown[] => {
  const records = parsed(text, readJson);
  return Array.isArray(records) ? records : [];
};

/** Undefined when it is no JSON. */
export const parsed = (text: string, read: (text: string) => unknown): unknown => {
  try {
    return read(text);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof ConnectorFault) return undefined;
    throw error;
  }
};

const headKeeper = () => {
  const kept: Uint8Array[] = [];
  let bytes = 0;
  return {
    keep: (chunk: Uint8Array) => {
      if (bytes >= longestHead) return;
      // A copy: the network may use its buffer again.
      kept.push(Uint8Array.from(chunk.subarray(0, longestHead - bytes)));
      bytes += Math.min(chunk.length, longestHead - bytes);
    },
    full: () => bytes >= longestHead,
    text: () => Buffer.concat(kept).toString("utf8"),
  };
};

type State = "before" | "inside" | "whole" | "no_list";

/** Cuts an array into the texts of its elements, whatever way it is cut into chunks; UTF-8 bytes never look like JSON's. */
const splitter = (each: (text: string) => void) => {
  let state: State = "before";
  let depth = 0;
  let inString = false;
  let escaped = false;
  /** Pieces of the element that earlier chunks began. */
  let begun: Buffer[] = [];
  let begunBytes = 0;

  const finish = (piece: Buffer) => {
    const text = (begun.length > 0 ? Buffer.concat([...begun, piece]) : piece).toString("utf8").trim();
    begun = [];
    begunBytes = 0;
    if (text) each(text);
  };

  const feed = (chunk: Uint8Array): void => {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let from = 0;
    for (let at = 0; at < bytes.length && state !== "whole" && state !== "no_list"; at++) {
      const byte = bytes[at] ?? 0;
      if (state === "before") {
        // A byte order mark and spaces may come first.
        if (byte === 0x5b) state = "inside";
        else if (!isSpace(byte) && byte < 0x80) state = "no_list";
        from = at + 1;
      } else if (inString) {
        if (escaped) escaped = false;
        else if (byte === backslash) escaped = true;
        else if (byte === quote) inString = false;
      } else if (byte === quote) inString = true;
      else if (isOpening(byte)) depth += 1;
      else if (isClosing(byte) && depth > 0) depth -= 1;
      else if (depth === 0 && (byte === comma || isClosing(byte))) {
        finish(bytes.subarray(from, at));
        from = at + 1;
        if (byte !== comma) state = "whole";
      }
    }
    if (state !== "inside" || from === bytes.length) return;
    begun.push(Buffer.from(bytes.subarray(from)));
    begunBytes += bytes.length - from;
    if (begunBytes > longestRecord) state = "no_list";
  };
  const isBetween = () => state === "inside" && depth === 0 && !inString && begunBytes === 0;
  return { feed, state: () => state, isBetween };
};
