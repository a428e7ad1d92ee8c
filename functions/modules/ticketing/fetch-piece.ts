import { randomUUID } from "node:crypto";
import { PieceAsked, type PieceRead } from "../../../shared/declarations/reading.ts";
import { writeObject } from "../../platform/files.ts";
import { errorFields } from "../../platform/log.ts";
import type { OutsideJob } from "../../platform/outside-queue-door.ts";
import { sendToQueue } from "../../platform/queue.ts";
import { connectorOf } from "../declarations/connectors/connectors.ts";
import {
  type Call,
  type Connector,
  ConnectorFault,
  type Credentials,
  type Json,
} from "../declarations/connectors/contract.ts";
import { openCodes } from "./sealed-codes.ts";
import { keptSessions } from "./sessions.ts";
import { vendorCall } from "./vendor-call.ts";

/** Nothing new is begun after so long; the longest call still ends before the function's time is over. */
const workMilliseconds = 60_000;
/** Between two series (declarations.md §10.1). */
const seriesPause = 250;

/**
 * One message of the queue `ticketing-fetch`: reads the piece it asks for, puts the pages down and tells the queue of
 * readings, also of what went wrong. A message that comes twice reads twice, under other names; only the first answer
 * counts. Nothing is read that nobody waits for any more.
 */
export const fetchPiece = async (
  job: OutsideJob,
  body: string,
  sleep: Sleep = reallySleep,
): Promise<void> => {
  const asked = PieceAsked.parse(JSON.parse(body));
  if (job.now() >= new Date(asked.before))
    return job.log.warn("ticketing.too_late", { targetId: asked.runId });
  const read = await readPiece(job, asked, sleep);
  job.log.info("ticketing.read", {
    ...{ targetId: asked.runId, provider: asked.provider, count: read.calls },
    ...(read.fault ? { code: read.fault.code } : {}),
  });
  await sendToQueue(job.env, "ticketing-sync", [read]);
};

type Sleep = (milliseconds: number) => Promise<void>;
const reallySleep: Sleep = (milliseconds) => new Promise((wake) => setTimeout(wake, milliseconds));

const readPiece = async (job: OutsideJob, asked: PieceAsked, sleep: Sleep): Promise<PieceRead> => {
  const { runId, step, provider, fingerprint, organisationId } = asked;
  const owner = { organisationId, provider, fingerprint };
  const credentials = await openCodes(job.env, owner, asked.sealed);
  const connector = connectorOf(provider, { now: job.now, sessions: keptSessions(job.env, fingerprint) });
  const counted = countedCalls(connector, asked.calls, job.now);
  const call = vendorCall(job.env, connector, credentials, { now: job.now, sleep, before: counted.before });
  const began = performance.now();
  const piece: Piece = {
    job,
    connector,
    call,
    credentials,
    sleep,
    hasTime: () => counted.left() && performance.now() - began < workMilliseconds,
    prefix: `${organisationId}/${runId}/${step}-${randomUUID()}`,
    written: 0,
    answer: { runId, step, allowed: asked.calls, calls: 0, fault: null, discovered: null, series: [] },
  };
  try {
    if ("since" in asked.want) await discover(piece, asked.want.since, asked.want.cursor);
    else await readSeries(piece, asked.want.series);
  } catch (error) {
    // That our own calls are used up is no fault: what is left is asked for later.
    if (!(error instanceof ConnectorFault && error.retryAt === outOfCalls))
      piece.answer.fault = faultOf(job, error, piece.reading);
  }
  return { ...piece.answer, calls: counted.made() };
};

interface Piece {
  job: OutsideJob;
  connector: Connector;
  call: Call;
  credentials: Credentials;
  sleep: Sleep;
  hasTime(): boolean;
  prefix: string;
  written: number;
  /** The series being read. */
  reading?: string;
  answer: PieceRead;
}

const putDown = async (piece: Piece, found: Json | readonly string[]): Promise<string> => {
  const key = `${piece.prefix}/${piece.written}.json`;
  piece.written += 1;
  await writeObject(piece.job.env, "readings", key, JSON.stringify(found), "application/json");
  return key;
};

const discover = async (piece: Piece, since: string, from: Json): Promise<void> => {
  const { connector, call, credentials } = piece;
  const discovered: { keys: string[]; next: Json } = { keys: [], next: from };
  do {
    const step = await connector.discover(call, credentials, new Date(since), discovered.next);
    discovered.keys.push(await putDown(piece, step.found));
    discovered.next = step.next;
    piece.answer.discovered = { keys: discovered.keys, next: discovered.next };
  } while (discovered.next !== null && piece.hasTime());
};

const readSeries = async (piece: Piece, wanted: readonly { id: string; cursor: Json }[]): Promise<void> => {
  const { connector, call, credentials, job, sleep } = piece;
  for (const { id, cursor } of wanted) {
    if (piece.answer.series.length > 0) {
      if (!piece.hasTime()) return;
      if (connector.limits.length > 0) await sleep(seriesPause);
    }
    piece.reading = id;
    const readAt = job.now().toISOString();
    const keys: string[] = [];
    let at = cursor;
    do {
      const step = await connector.fetchSeries(call, credentials, id, at);
      keys.push(await putDown(piece, step.found));
      at = step.next;
      const read = { id, readAt, keys, next: at };
      piece.answer.series = [...piece.answer.series.filter((one) => one.id !== id), read];
    } while (at !== null && piece.hasTime());
    if (at !== null) return;
  }
};

/** Never an instant: it says that our own calls are used up. */
const outOfCalls = new Date(8.64e15);

/** Counts calls, stops at `most`, and keeps the distance between two (milliseconds) that limits below a second ask for. */
export const countedCalls = ({ limits }: Connector, most: number, now: () => Date) => {
  const apart = Math.max(
    0,
    ...limits.map(({ calls, seconds }) => (seconds < 1 ? (seconds * 1000) / calls : 0)),
  );
  let made = 0;
  let last = 0;
  return {
    made: () => made,
    left: () => made < most,
    before: async (): Promise<Date | undefined> => {
      if (made >= most) return outOfCalls;
      const at = now().getTime();
      if (at < last + apart) return new Date(last + apart);
      made += 1;
      last = at;
      return undefined;
    },
  };
};

/** What a person and the machine of runs need to know; what is no fault of the vendor's is one of ours, and logged. */
const faultOf = (job: OutsideJob, error: unknown, seriesId: string | undefined): PieceRead["fault"] => {
  if (error instanceof ConnectorFault)
    return {
      code: error.code,
      retryAt: error.retryAt?.toISOString() ?? null,
      seriesId: seriesId ?? null,
    };
  job.log.error("ticketing.failed", errorFields(error));
  return { code: "unexpected_answer", retryAt: null, seriesId: seriesId ?? null };
};
