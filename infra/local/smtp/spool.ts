/** A mail on its way in: its bytes in a temporary file, its head at hand, its orders to this server taken out. */
import { open, rm } from "node:fs/promises";
import { fieldName, rawFields } from "../mail-head.ts";
import { holdsEicar, holdsGtube, LONGEST_PATTERN } from "../test-patterns.ts";

export interface Spooled {
  path: string;
  /** Bytes in the file. */
  size: number;
  /** The head without our orders, at most 64 KB of it. Latin-1. */
  head: string;
  verdictOrder: string | undefined;
  deliveryOrder: string | undefined;
  gtube: boolean;
  eicar: boolean;
}

/** Orders further down than this are not obeyed: a head can be 30 MB of one line. */
const MAX_HEAD_BYTES = 64 * 1024;
const ORDERS = ["x-local-verdict", "x-local-delivery"];

const headEnd = (bytes: Buffer): number | undefined => {
  const crlf = bytes.indexOf("\r\n\r\n");
  const lf = bytes.indexOf("\n\n");
  if (crlf < 0 && lf < 0) return undefined;
  return crlf >= 0 && (lf < 0 || crlf < lf) ? crlf + 2 : lf + 1;
};

const orderIn = (fields: readonly string[], name: string): string | undefined => {
  const field = fields.find((one) => fieldName(one) === name);
  return field?.slice(field.indexOf(":") + 1).replace(/\s+/g, "");
};

/** Writes a mail to `path` as it comes. Throws what the stream throws (a dropped connection), leaving no file. */
export const spool = async (source: AsyncIterable<Buffer>, path: string): Promise<Spooled> => {
  const handle = await open(path, "wx");
  const result: Spooled = {
    ...{ path, size: 0, head: "", gtube: false, eicar: false },
    verdictOrder: undefined,
    deliveryOrder: undefined,
  };
  let tail: Buffer = Buffer.alloc(0);
  const write = async (bytes: Buffer): Promise<void> => {
    await handle.writeFile(bytes);
    result.size += bytes.length;
    const seen = Buffer.concat([tail, bytes]);
    result.gtube ||= holdsGtube(seen);
    result.eicar ||= holdsEicar(seen);
    tail = seen.subarray(-LONGEST_PATTERN);
  };
  const writeHead = async (bytes: Buffer, end: number): Promise<void> => {
    const fields = rawFields(bytes.toString("latin1", 0, end));
    result.verdictOrder = orderIn(fields, "x-local-verdict");
    result.deliveryOrder = orderIn(fields, "x-local-delivery");
    result.head = fields.filter((field) => !ORDERS.includes(fieldName(field))).join("");
    await write(Buffer.from(result.head, "latin1"));
    await write(bytes.subarray(end));
  };
  let head: Buffer | undefined = Buffer.alloc(0);
  try {
    for await (const piece of source) {
      if (!head) {
        await write(piece);
        continue;
      }
      head = Buffer.concat([head, piece]);
      const end = headEnd(head) ?? (head.length > MAX_HEAD_BYTES ? head.lastIndexOf("\n") + 1 : undefined);
      if (end === undefined) continue;
      await writeHead(head, end);
      head = undefined;
    }
    if (head) await writeHead(head, head.length);
    return result;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
};
