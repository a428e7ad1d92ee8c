import { setFlagsFromString } from "node:v8";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { type ReadMail, type ReadOptions, read, readHeadersOnly } from "./read.ts";

/**
 * `read` in a thread of its own, with a heap limit and a deadline: a mail that crashes or stalls the reader costs its
 * thread, never the function (mail.md §5.2). The thread is this very file, so a bundle needs nothing beside it; it
 * stays warm between mails, since a Lambda container reads one at a time.
 */

const mark = "guichet-mail-reader";
/** `heapMb` holds JavaScript objects; the bytes of the mail live outside it. */
const usualLimits = { heapMb: 192, wholeMs: 20_000, plainMs: 10_000 };
/** After a mail this large the thread is let go, and its memory with it. */
const keepThreadBelow = 2 * 1024 * 1024;

interface Request {
  raw: Uint8Array;
  options: ReadOptions;
}

if (!isMainThread && workerData === mark) {
  parentPort?.on("message", async ({ raw, options }: Request) => {
    const mail = await read(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength), options);
    parentPort?.postMessage(mail);
  });
}

/**
 * Reads a mail whatever it does to its reader: whole, else its text without HTML or files, else its headers. `raw`
 * should lie on a SharedArrayBuffer (`sharedBytes`), or it is copied into the thread.
 */
export async function readSafely(raw: Buffer, options: ReadOptions, limits = usualLimits): Promise<ReadMail> {
  const whole = await attempt({ raw, options }, limits.wholeMs, limits);
  if (whole !== undefined) return whole;
  const plain = await attempt({ raw, options: { ...options, plainOnly: true } }, limits.plainMs, limits);
  if (plain === undefined) return readHeadersOnly(raw, options, "reader_failed");
  return {
    ...plain,
    flags: [...new Set([...plain.flags, "unreadable" as const])],
    problems: [...plain.problems, "reader_failed"],
  };
}

/** Bytes that a thread may look at without a copy. */
export const sharedBytes = (length: number): Buffer => Buffer.from(new SharedArrayBuffer(length));

let idle: Worker | undefined;

/** The mail, or undefined when the thread died or took too long. */
async function attempt(
  request: Request,
  deadline: number,
  limits: typeof usualLimits,
): Promise<ReadMail | undefined> {
  const canStay = limits === usualLimits && request.raw.length <= keepThreadBelow;
  const worker = (canStay ? idle : undefined) ?? startThread(limits.heapMb);
  if (worker === idle) idle = undefined;
  worker.ref();
  const mail = await answerOf(worker, request, deadline);
  if (mail === undefined || !canStay || idle !== undefined) {
    await worker.terminate();
  } else {
    worker.unref();
    idle = worker;
  }
  return mail;
}

const answerOf = (worker: Worker, request: Request, deadline: number) =>
  new Promise<ReadMail | undefined>((resolve) => {
    const end = (value: ReadMail | undefined) => {
      clearTimeout(timer);
      worker.off("message", end).off("error", dead).off("exit", dead);
      resolve(value);
    };
    const dead = () => end(undefined);
    const timer = setTimeout(dead, deadline);
    worker.on("message", end).on("error", dead).on("exit", dead);
    worker.postMessage(request);
  });

function startThread(heapMb: number): Worker {
  // Lambda starts Node.js with --max-old-space-size, which would win over the limit below; our own heap keeps its size.
  setFlagsFromString("--max-old-space-size=0");
  const worker = new Worker(new URL(import.meta.url), {
    workerData: mark,
    resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: 32 },
  });
  // Also while it waits for its next mail, a thread that ends is only not used again.
  const forget = () => {
    if (idle === worker) idle = undefined;
  };
  return worker.on("error", forget).on("exit", forget);
}
