import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createTransport } from "nodemailer";
import postgres from "postgres";
import { type QueueName, queues as queueSpecs } from "../../infra/catalogue.ts";
import { mailboxFolder } from "../../infra/local/data-folder.ts";
import { type Random, seeded } from "../../infra/local/demo/random.ts";
import { type Platform, startPlatform } from "../../infra/local/platform.ts";
import { type Accepted, type Evidence, judge } from "./judge.ts";
import { drawMails, kindNames, type SoakMail } from "./kinds.ts";
import { makeWorld } from "./world.ts";

export interface SoakOptions {
  /** Mails to send, besides those that are sent twice and the flood. */
  mails: number;
  /** Decides kinds, cases, copies, delays and kills; the same seed draws the same mails. */
  seed: number;
  /** A folder of its own, empty. */
  dataDir: string;
  /** One connection in flight per worker. */
  senders: number;
  /** Milliseconds between two kills, about. */
  killEvery: number;
  onStep?: (step: string) => void;
  /** Called at the end with the database and what was judged, to prove that faults are found. */
  atTheEnd?: (sql: postgres.Sql, evidence: Evidence) => Promise<void>;
}

/** What a run saw and what is wrong with it. */
export interface SoakResult {
  counts: Record<string, number>;
  faults: string[];
}

/** Functions whose processes are killed while they work. */
const victims = ["inbound-mail", "outbound-mail", "mail-events", "sweep-outbox", "reconcile-mail"] as const;

/**
 * Sends mails of every kind of the decision tables through SMTP, each announced one to three times, late and in
 * disorder, to the real functions in processes of their own, which are killed at random while the database restarts
 * once. When all is quiet, what the database and the mailbox hold is compared with what each mail had to become.
 */
export const soak = async (options: SoakOptions): Promise<SoakResult> => {
  const { dataDir, onStep = () => {} } = options;
  const platform = await startPlatform({
    dataDir,
    ports: "free",
    mode: "bundles",
    demo: false,
    // A killed function's message comes back after this long instead of minutes.
    visibilitySeconds: 8,
    durable: false,
    schedules: false,
  });
  const sql = postgres(platform.db("admin"), { max: 2, onnotice: () => {} });
  try {
    onStep(`seed ${options.seed}`);
    const world = await makeWorld(sql, Math.max(kindNames.length, Math.ceil(options.mails / 12)));
    const random = seeded(options.seed);
    const mails = drawMails(random, world, platform.mailDomain, options.mails);
    const known = { cases: new Set((await sql`select id from cases`).map(({ id }) => String(id))) };
    const mayhem = startMayhem(platform, random, options);
    onStep(`sending ${mails.length} mails of ${kindNames.length} kinds`);
    const accepted = await sendAll(platform, random, mails, options.senders, mayhem.halfWay);
    const { kills, restarts } = await mayhem.stop();
    onStep("waiting until all is quiet");
    const settled = await settle(platform, sql, accepted.length);
    const evidence = { accepted, known, sent: sentCopies(dataDir) };
    const verdict = await judge(sql, evidence);
    await options.atTheEnd?.(sql, evidence);
    return {
      counts: { ...verdict.counts, kills, restarts },
      faults: [...settled, ...verdict.faults],
    };
  } finally {
    await sql.end({ timeout: 1 });
    await platform.stop();
  }
};

/** Kills a function every now and then, and stops the database once in the middle. */
const startMayhem = (platform: Platform, random: Random, { killEvery }: SoakOptions) => {
  const stopping = new AbortController();
  let kills = 0;
  let restarts = 0;
  const loop = async () => {
    while (!stopping.signal.aborted) {
      await delay(random.between(killEvery / 2, killEvery * 1.5), undefined, {
        signal: stopping.signal,
      }).catch(() => undefined);
      if (!stopping.signal.aborted) kills += await platform.kill(random.pick(victims));
    }
  };
  const killing = loop();
  return {
    halfWay: async () => {
      restarts += 1;
      await platform.stopDatabase();
      await delay(1_500);
      await platform.startDatabase();
    },
    stop: async () => {
      stopping.abort();
      await killing;
      return { kills, restarts };
    },
  };
};

/** Sends every mail, several at a time and in disorder; gives the id SES knows each by. */
const sendAll = async (
  platform: Platform,
  random: Random,
  mails: readonly SoakMail[],
  senders: number,
  halfWay: () => Promise<void>,
): Promise<Accepted[]> => {
  const transport = createTransport({
    ...platform.smtp,
    pool: true,
    maxConnections: senders,
    ignoreTLS: true,
  });
  const accepted: Accepted[] = [];
  const waiting = mails.flatMap((mail) => (mail.twice ? [mail, mail] : [mail]));
  const half = Math.floor(waiting.length / 2);
  let broken: Promise<void> | undefined;
  const order = ({ verdict }: SoakMail): Buffer =>
    Buffer.from(
      `${verdict === undefined ? "" : `X-Local-Verdict: ${verdict}\r\n`}X-Local-Delivery: copies=${random.between(1, 3)};delay=${random.between(0, 3) * random.between(0, 1_500)}\r\n`,
    );
  const worker = async () => {
    for (let mail = waiting.pop(); mail; mail = waiting.pop()) {
      if (waiting.length === half) broken ??= halfWay();
      const { response } = await transport.sendMail({
        envelope: { from: mail.envelopeFrom, to: mail.to },
        raw: Buffer.concat([order(mail), mail.raw]),
      });
      const id = /OK ([0-9a-f]{40})/.exec(response)?.[1];
      if (!id) throw new Error(`the mail was not accepted: ${response}`);
      accepted.push({ id, mail });
    }
  };
  try {
    await Promise.all(Array.from({ length: senders }, worker));
    await broken;
    await platform.engines.smtp.idle();
  } finally {
    transport.close();
  }
  return accepted;
};

const settleMinutes = 12;

/**
 * Waits for every queue and every copy. Schedules run as fast as they can, and what waits for a deadline that lies
 * minutes ahead (a lease, an uncertain send, a retry) sees it come at once: no clock is faked, the deadline moves.
 */
const settle = async (platform: Platform, sql: postgres.Sql, mails: number): Promise<string[]> => {
  const end = Date.now() + settleMinutes * 60_000;
  let quiet = 0;
  let last = "";
  while (Date.now() < end) {
    await platform.runSchedule("sweep-outbox");
    const [row] = await sql`
      select (select count(*)::int from inbound_mail where state = 'done') as done,
        (select count(*)::int from outgoing_recipient where state in ('queued', 'handing_over', 'uncertain')) as waiting,
        (select count(*)::int from outbox where sent_at is null) as unsent,
        (select count(*)::int from dead_letter where requeued_at is null) as dead`;
    const queues = await Promise.all(
      (Object.keys(queueSpecs) as QueueName[]).map((name) => platform.engines.queues.count(name)),
    );
    const held = queues.reduce((sum, { waiting, held: inWork }) => sum + waiting + inWork, 0);
    last = `${row?.done} of ${mails} mails done, ${row?.waiting} copies, ${row?.unsent} outbox rows and ${held} messages wait`;
    const isQuiet = row?.done >= mails && row?.waiting === 0 && row?.unsent === 0 && held === 0;
    quiet = isQuiet ? quiet + 1 : 0;
    if (quiet === 3) return [];
    if (held === 0 && !isQuiet) {
      await sql`update inbound_mail set lease_until = now() where state in ('received', 'processing')`;
      await sql`update outgoing_recipient set lease_until = now() where state = 'handing_over'`;
      await sql`update outgoing_recipient set next_attempt_at = now() - interval '10 minutes'
        where state in ('queued', 'uncertain')`;
      await sql`update dead_letter set replayed_at = now() where replayed_at is null`;
      await platform.runSchedule("reconcile-mail");
    }
    await delay(1_000);
  }
  return [`not quiet after ${settleMinutes} minutes: ${last}`];
};

/** How often each recipient's copy was accepted by the provider, read from its mailbox. */
const sentCopies = (dataDir: string): Map<string, number> => {
  const copies = new Map<string, number>();
  const folder = mailboxFolder(dataDir);
  for (const name of readdirSync(folder)) {
    if (!name.endsWith(".eml")) continue;
    const recipient = /^X-Guichet-Id: ([0-9a-f-]{36})/im.exec(
      readFileSync(join(folder, name), "latin1"),
    )?.[1];
    if (recipient) copies.set(recipient, (copies.get(recipient) ?? 0) + 1);
  }
  return copies;
};
