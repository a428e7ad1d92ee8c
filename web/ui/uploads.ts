import type { UploadResult, UploadTicket } from "../../shared/mediation/schema.ts";
import { type FileAllowance, type FileRefusal, refuseFile } from "../../shared/mediation/uploads.ts";
import { ProblemError } from "../app/api.ts";

export type UploadState =
  | { at: "waiting" }
  | { at: "sending"; sent: number }
  | { at: "checking" }
  | { at: "added"; id: string; sentAt: number }
  | ({ at: "refused" } & FileRefusal)
  | { at: "interrupted"; sent: number };

export interface Upload {
  key: string;
  name: string;
  /** Bytes. */
  size: number;
  state: UploadState;
  /** What it was added for, where a page adds files at several places. */
  about?: string | undefined;
}

/** How files leave the browser: a ticket from the API, the bytes straight to the store, then a word from the API. */
export interface UploadDoor {
  ticket: (file: { name: string; size: number }) => Promise<UploadTicket>;
  send: (
    ticket: UploadTicket,
    file: File,
    onSent: (bytes: number) => void,
    signal: AbortSignal,
  ) => Promise<void>;
  check: (id: string) => Promise<UploadResult>;
  /** Tells the API that a taken file is no longer wanted; absent where it need not know. */
  remove?: (id: string) => Promise<unknown>;
  /** How much one sending takes, asked at each file; absent = what a request takes. */
  allowance?: FileAllowance | (() => FileAllowance);
}

/** Posts a file to its ticket's address, telling how many bytes went. Rejects when the store refuses or is not reached. */
export const postToStore: UploadDoor["send"] = (ticket, file, onSent, signal) =>
  new Promise((resolve, reject) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(ticket.fields)) form.append(name, value);
    form.append("file", file);
    const request = new XMLHttpRequest();
    request.upload.onprogress = (event) => onSent(Math.min(event.loaded, file.size));
    request.onload = () =>
      request.status < 300 ? resolve() : reject(new Error(`The store answered ${request.status}.`));
    request.onerror = () => reject(new Error("The store was not reached."));
    request.onabort = () => reject(new Error("Sending was cancelled."));
    signal.addEventListener("abort", () => request.abort());
    request.open("POST", ticket.url);
    request.send(form);
  });

/** A refusal of the API in the words of a row; anything else is a sending to try again. */
const refusalOf = (error: unknown): FileRefusal | null => {
  if (!(error instanceof ProblemError) || error.problem.status >= 500) return null;
  const { fields, detail, facts } = error.problem;
  const cause = facts?.cause ?? fields?.[0]?.message ?? detail;
  return { cause: cause.charAt(0).toLowerCase() + cause.slice(1), advice: facts?.advice ?? "" };
};

const allowanceOf = ({ allowance }: UploadDoor) =>
  typeof allowance === "function" ? allowance() : allowance;

const atOnce = 2;

const isTaken = ({ state }: Upload) => state.at !== "refused";
export const isUnderWay = ({ state }: Upload) =>
  state.at === "waiting" || state.at === "sending" || state.at === "checking";
const sentBytes = ({ size, state }: Upload) =>
  state.at === "sending" ? state.sent : state.at === "waiting" ? 0 : size;

/** What the list says of itself: rows that count, their bytes, and what is still going. */
export const summary = (uploads: readonly Upload[]) => {
  const taken = uploads.filter(isTaken);
  const going = uploads.filter(isUnderWay);
  const total = (list: readonly Upload[], bytes: (upload: Upload) => number) =>
    list.reduce((sum, upload) => sum + bytes(upload), 0);
  return {
    count: taken.length,
    bytes: total(taken, ({ size }) => size),
    underWay: going.length,
    underWaySent: total(going, sentBytes),
    underWayBytes: total(going, ({ size }) => size),
    ids: uploads.flatMap(({ state }) => (state.at === "added" ? [state.id] : [])),
    interrupted: uploads.filter(({ state }) => state.at === "interrupted").length,
  };
};

/**
 * The files of one sending, outside React: two go at a time, each can be cancelled, retried or removed.
 * `subscribe` and `snapshot` are what `useSyncExternalStore` asks for.
 */
export const createUploads = (door: UploadDoor, now: () => number = Date.now) => {
  let uploads: readonly Upload[] = [];
  let lastKey = 0;
  const files = new Map<string, File>();
  const aborts = new Map<string, AbortController>();
  /** Files whose bytes arrived: a retry only asks for the check again. */
  const arrived = new Map<string, string>();
  const listeners = new Set<() => void>();

  const publish = (next: readonly Upload[]) => {
    uploads = next;
    for (const listener of listeners) listener();
  };
  const find = (key: string) => uploads.find((upload) => upload.key === key);
  const become = (key: string, state: UploadState) =>
    publish(uploads.map((upload) => (upload.key === key ? { ...upload, state } : upload)));

  const sendBytes = async (key: string, file: File, signal: AbortSignal): Promise<string> => {
    const ticket = await door.ticket({ name: file.name, size: file.size });
    if (!signal.aborted)
      await door.send(ticket, file, (sent) => become(key, { at: "sending", sent }), signal);
    arrived.set(key, ticket.id);
    return ticket.id;
  };

  const run = async (key: string) => {
    const file = files.get(key);
    if (!file) return;
    const abort = new AbortController();
    aborts.set(key, abort);
    become(key, { at: "sending", sent: 0 });
    try {
      const id = arrived.get(key) ?? (await sendBytes(key, file, abort.signal));
      if (abort.signal.aborted) return;
      become(key, { at: "checking" });
      const result = await door.check(id);
      if (result.state === "accepted") become(key, { at: "added", id: result.id, sentAt: now() });
      else become(key, { at: "refused", cause: result.cause, advice: result.advice });
    } catch (error) {
      const refusal = refusalOf(error);
      const before = find(key)?.state;
      const sent = before?.at === "sending" ? before.sent : file.size;
      become(key, refusal ? { at: "refused", ...refusal } : { at: "interrupted", sent });
    } finally {
      aborts.delete(key);
      startNext();
    }
  };

  const startNext = () => {
    const running = uploads.filter(({ state }) => state.at === "sending" || state.at === "checking").length;
    const next = uploads
      .filter(({ state }) => state.at === "waiting")
      .slice(0, Math.max(0, atOnce - running));
    for (const { key } of next) void run(key);
  };

  return {
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    snapshot: () => uploads,

    /** Takes files one by one, refusing by name and size what the API would refuse. */
    add: (chosen: Iterable<File>, about?: string) => {
      for (const file of chosen) {
        const key = `upload-${++lastKey}`;
        const { count, bytes } = summary(uploads);
        const refusal = refuseFile(file, { count, bytes }, allowanceOf(door));
        if (!refusal) files.set(key, file);
        const state: UploadState = refusal ? { at: "refused", ...refusal } : { at: "waiting" };
        publish([...uploads, { key, name: file.name, size: file.size, state, about }]);
      }
      startNext();
    },

    /** Rows that were there before: files of a draft. */
    restore: (rows: ReadonlyArray<Omit<Upload, "key">>) =>
      publish([...uploads, ...rows.map((row) => ({ ...row, key: `upload-${++lastKey}` }))]),

    /** Takes a row away, stopping its sending if it was going. */
    remove: (key: string) => {
      const state = find(key)?.state;
      aborts.get(key)?.abort();
      files.delete(key);
      publish(uploads.filter((upload) => upload.key !== key));
      // The file is left out of the request in any case; the store forgets it by itself within two days.
      if (state?.at === "added") door.remove?.(state.id).catch(() => undefined);
      startNext();
    },

    retry: (key: string) => {
      become(key, { at: "waiting" });
      startNext();
    },

    /** Forgets everything, once sent or erased. */
    clear: () => {
      for (const abort of aborts.values()) abort.abort();
      files.clear();
      arrived.clear();
      publish([]);
    },
  };
};
export type Uploads = ReturnType<typeof createUploads>;
