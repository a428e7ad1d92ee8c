/**
 * Lists without pages are read as they come: a hundred thousand tickets weigh 90 MB, of which one record at a time is in
 * memory. Each record is its own text, so that one nobody can parse spoils nothing (declarations.md §10).
 */

/** A list that began but is not whole, or something that is no list: its beginning tells what it is. */
export type ReadRecords = { whole: true } | { whole: false; head: string };

/** Longest record, and longest beginning kept of what is no list; in bytes. */
const longestRecord = 1_048_576;
const longestHead = 65_536;

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
const isOpening = (byte: number) => byte === 0x5b || byte === 0x7b;
const isClosing = (byte: number) => byte === 0x5d || byte === 0x7d;
const isSpace = (byte: number) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);

/** Gives `each` the text of every element of a JSON array, in order. */
export const readRecords = async (
  body: AsyncIterable<Uint8Array>,
  each: (text: string) => void,
): Promise<ReadRecords> => {
  const head = headKeeper();
  const split = splitter(each);
  for await (const chunk of body) {
    head.keep(chunk);
    split.feed(chunk);
    if (split.state() === "no_list" && head.full()) break;
  }
  return split.state() === "whole" ? { whole: true } : { whole: false, head: head.text() };
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
    if (state !== "inside") return;
    begun.push(Buffer.from(bytes.subarray(from)));
    begunBytes += bytes.length - from;
    if (begunBytes > longestRecord) state = "no_list";
  };
  return { feed, state: () => state };
};
