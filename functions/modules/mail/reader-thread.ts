import { setFlagsFromString } from "node:v8";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { type ReadMail, type ReadOptions, read, readHeadersOnly, type Step } from "./read.ts";

/**
 * `read` in a thread of its own, with a heap limit and deadlines: a mail that crashes or stalls the reader costs its
 * thread, never the function (mail.md §5.2). The thread is this very file, so a bundle needs nothing beside it; it
 * stays warm between mails, since a Lambda container reads one at a time.
 */

const mark = "guichet-mail-reader";
/** `heapMb` holds JavaScript objects; the bytes of the mail live outside it. */
const usualLimits = { heapMb: 192, wholeMs: 20_000, stepMs: { html: 5_000, tnef: 5_000 } };
/** With 20 s each, a mail takes a minute at most. */
const tries = 3;
const allSteps: readonly Step[] = ["html", "tnef", "files"];
/** After a mail this large the thread is let go, and its memory with it. */
const keepThreadBelow = 2 * 1024 * 1024;

interface Request {
  raw: Uint8Array;
  options: ReadOptions;
}

/** What the thread says: where it is, then the mail. */
type Said = { step: Step | undefined } | { mail: ReadMail };

if (!isMainThread && workerData === mark) {
  const say = (said: Said) => parentPort?.postMessage(said);
  parentPort?.on("message", async ({ raw, options }: Request) => {
    const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
    say({ mail: await read(bytes, options, (step) => say({ step })) });
  });
}

/**
 * Reads a mail whatever it does to its reader: whole, else without the step that lasted, else its text alone, else its
 * headers. `raw` should lie on a SharedArrayBuffer (`sharedBytes`), or it is copied into the thread.
 */
export async function readSafely(raw: Buffer, options: ReadOptions, limits = usualLimits): Promise<ReadMail> {
  let without: readonly Step[] = options.without ?? [];
  for (let attempted = 1; attempted <= tries; attempted++) {
    const answer = await attempt({ raw, options: { ...options, without } }, limits);
    if ("mail" in answer) return without.length < allSteps.length ? answer.mail : unreadable(answer.mail);
    if (without.length === allSteps.length) break;
    const isLast = attempted + 1 === tries;
    // A step that took all its time is left out alone; a death or a second trouble leaves only the words.
    without = answer.slow === undefined || isLast ? allSteps : [...without, answer.slow];
  }
  return readHeadersOnly(raw, options, "reader_failed");
}

const unreadable = (mail: ReadMail): ReadMail => ({
  ...mail,
  flags: [...new Set([...mail.flags, "unreadable" as const])],
  problems: [...mail.problems, "reader_failed"],
});

/** Bytes that a thread may look at without a copy. */
export const sharedBytes = (length: number): Buffer => Buffer.from(new SharedArrayBuffer(length));

let idle: Worker | undefined;

/** The mail, or how it failed: `slow` is the step that took all its time, if it was one. */
type Answer = { mail: ReadMail } | { slow: Step | undefined };

async function attempt(request: Request, limits: typeof usualLimits): Promise<Answer> {
  const canStay = limits === usualLimits && request.raw.length <= keepThreadBelow;
  const worker = (canStay ? idle : undefined) ?? startThread(limits.heapMb);
  if (worker === idle) idle = undefined;
  worker.ref();
  const answer = await answerOf(worker, request, limits);
  if ("slow" in answer || !canStay || idle !== undefined) {
    await worker.terminate();
  } else {
    worker.unref();
    idle = worker;
  }
  return answer;
}

const answerOf = (worker: Worker, request: Request, limits: typeof usualLimits) =>
  new Promise<Answer>((resolve) => {
    const end = (answer: Answer) => {
      clearTimeout(whole);
      clearTimeout(ofStep);
      worker.off("message", hear).off("error", dead).off("exit", dead);
      resolve(answer);
    };
    const dead = () => end({ slow: undefined });
    const whole = setTimeout(dead, limits.wholeMs);
    let ofStep: NodeJS.Timeout | undefined;
    const hear = (said: Said) => {
      if ("mail" in said) return end(said);
      clearTimeout(ofStep);
      const { step } = said;
      // Keeping files has the whole time of the mail: it is only as long as they are.
      if (step === "html" || step === "tnef")
        ofStep = setTimeout(() => end({ slow: step }), limits.stepMs[step]);
    };
    worker.on("message", hear).on("error", dead).on("exit", dead);
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
