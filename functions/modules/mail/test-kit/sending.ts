import { afterAll, beforeAll, beforeEach, expect } from "vitest";
import { type RunningRelay, startRelay } from "../../../../infra/local/relay/server.ts";
import { type RunningSes, startSes } from "../../../../infra/local/ses/server.ts";
import type { Ctx } from "../../../platform/ctx.ts";
import { readOutsideEnv } from "../../../platform/env.ts";
import { makeLog } from "../../../platform/log.ts";
import { mutate, permit } from "../../../platform/mutate.ts";
import { anOrganisation } from "../../../platform/test-kit/builders.ts";
import type { TestDatabase } from "../../../platform/test-kit/database.ts";
import { sendOne } from "../../mail-relay/relay-mail.ts";
import { applyMailEvent } from "../apply-event.ts";
import { handOver } from "../hand-over.ts";
import { type ComposedMessage, queueMail } from "../queue-mail.ts";
import { sweepMail } from "../sweep-mail.ts";
import { aLetter, createLetters, letters, service } from "./letters.ts";

/** One mail that a provider took: by whom, to whom, and its bytes. */
export interface Taken {
  by: "ses" | "smtp";
  from: string | null;
  to: string[];
  raw: Buffer;
}

/**
 * Both providers as servers of their own, and the functions between them and a test's database, called one message at a
 * time. Call once at the top of a file, after `testDatabase`.
 */
export const sending = (database: TestDatabase) => {
  const mailboxes = [letters];
  const taken: Taken[] = [];
  const events: string[] = [];
  let ses: RunningSes;
  let relay: RunningRelay;
  let organisationId: string;
  const credentials = {
    accessKeyId: process.env.AWS_ACCESS_KEY_ID ?? "",
    secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY ?? "",
  };
  const keptBy = (by: Taken["by"]) => ({
    add: async (mail: {
      providerMessageId: string;
      envelope: { from: string | null; to: string[] };
      raw: Buffer;
    }) => {
      taken.push({ by, from: mail.envelope.from, to: mail.envelope.to, raw: mail.raw });
      const about = {
        id: mail.providerMessageId,
        from: "",
        to: [],
        subject: "",
        date: "",
        size: mail.raw.length,
      };
      return { ...mail, ...about };
    },
  });

  const openSes = (port: number): Promise<RunningSes> => {
    const { mailDomain, region } = database.env;
    return startSes({
      ...{ port, credentials, region, mailDomain, mailbox: keptBy("ses") },
      verifiedDomains: ["guichet.example"],
      publish: async (_topic, message) =>
        void events.push(JSON.stringify({ Type: "Notification", Message: message })),
      deliverInbound: async () => {},
    });
  };
  beforeAll(async () => {
    await createLetters(database);
    organisationId = (await anOrganisation(database)).id;
    ses = await openSes(0);
    const { mailDomain } = database.env;
    relay = await startRelay({
      port: 0,
      mailDomain,
      mailbox: keptBy("smtp"),
      deliverInbound: async () => {},
    });
  });
  afterAll(async () => {
    await ses.stop();
    await relay.stop();
  });
  beforeEach(async () => {
    ses.switches.reset();
    relay.set({});
    taken.length = 0;
    events.length = 0;
    database.setNow(undefined);
    await database.admin`delete from provider_health`;
    await database.admin`delete from rate_bucket`;
    // Copies of the test before are not this one's to send.
    await database.admin`update outgoing_recipient set state = 'cancelled' where state = 'queued'`;
  });

  const worker = (part: Partial<Ctx["env"]> = {}): Ctx => {
    const ctx = database.worker();
    const endpoints = { ...ctx.env.endpoints, ses: ses.url };
    const sesSecurityConfigurationSet = "guichet-security";
    return { ...ctx, env: { ...ctx.env, endpoints, hasRelay: true, sesSecurityConfigurationSet, ...part } };
  };
  /** The relay's own context, as its function has it: no database. */
  const outside = () => ({
    env: readOutsideEnv({
      ...process.env,
      ...{ SMTP_RELAY_HOST: "localhost", SMTP_RELAY_PORT: String(relay.port), SMTP_RELAY_USER: relay.user },
      ...{ SMTP_RELAY_PASSWORD: relay.password, SMTP_RELAY_CA: relay.ca },
    }),
    log: makeLog({}, () => {}),
    now: () => database.worker().now(),
  });

  let number = 0;
  const someone = () => `destinataire-${++number}@usagers.example`;
  const queue = async (message: ComposedMessage) => {
    const ctx = worker();
    const result = await mutate(ctx, async (tx) => {
      const queued = await queueMail(tx, ctx, message);
      return { result: queued, permission: permit(true), audit: [], events: [] };
    });
    if (!result.ok) throw new Error(result.refusal.reason);
    return result.value;
  };
  /** A letter with its person, and a message to them, queued. */
  const aQueuedMessage = async (part: Partial<ComposedMessage> = {}) => {
    const address = someone();
    const letter = await aLetter(database, part.organisationId ?? organisationId, { people: [address] });
    const queued = await queue({
      ...{ organisationId, service, targetId: letter.id, class: "conversation", template: "free" },
      ...{ senderName: "Service des lettres", subject: "[Lettre 1] Deux précisions" },
      ...{ text: "Bonjour,\n", html: "<p>Bonjour,</p>", idempotencyKey: `sending-${++number}` },
      recipients: [{ address, ...(letter.people[0] ? { participantId: letter.people[0] } : {}) }],
      ...part,
    });
    return { address, letter, queued, recipientId: queued.recipients[0]?.id ?? "" };
  };
  const recipient = async (id: string) => {
    const [row] = await database.admin<
      {
        state: string;
        provider: string | null;
        attempts: number;
        last_code: string | null;
        diagnostic: string | null;
        next_attempt_at: Date | null;
      }[]
    >`select * from outgoing_recipient where id = ${id}`;
    if (row === undefined) throw new Error("no such recipient");
    return row;
  };
  const keyOf = async (recipientId: string) =>
    `mails/${recipientId}/${(await recipient(recipientId)).attempts}`;

  return {
    mailboxes,
    taken,
    events,
    worker,
    outside,
    someone,
    queue,
    aQueuedMessage,
    recipient,
    keyOf,
    organisationId: () => organisationId,
    ses: () => ses,
    relay: () => relay,
    /** Nobody listens where SES was, until `openSes`. */
    closeSes: () => ses.stop(),
    openSes: async () => {
      ses = await openSes(ses.port);
    },
    stateOf: async (id: string) => (await recipient(id)).state,
    handOver: (recipientId: string, part: Partial<Ctx["env"]> = {}) =>
      handOver(worker(part), mailboxes, recipientId),
    /** The relay's function takes the message of a copy, as often as the queue gives it; its news come back as a body. */
    relayed: async (recipientId: string, times = 1): Promise<string[]> => {
      const key = await keyOf(recipientId);
      const told: string[] = [];
      const job = outside();
      for (let time = 0; time < times; time += 1) {
        const news = await sendOne(job, { key });
        if (news) told.push(JSON.stringify(news));
      }
      await relay.idle();
      return told;
    },
    apply: async (bodies: readonly string[]) => {
      for (const body of bodies) await applyMailEvent(worker(), mailboxes, body);
    },
    applyEvents: async () => {
      await ses.idle();
      for (const body of events.splice(0)) await applyMailEvent(worker(), mailboxes, body);
    },
    sweep: () => sweepMail(worker(), mailboxes),
    later: (minutes: number) => database.setNow(new Date(Date.now() + minutes * 60_000)),
    told: async (recipientId: string) => {
      const rows = await database.admin<{ became: string; reason: string | null }[]>`
        select became, reason from letter_delivery where recipient_id = ${recipientId}`;
      return rows.map((row) => row.became);
    },
    expectTaken: (...by: Taken["by"][]) => expect(taken.map((mail) => mail.by)).toEqual(by),
  };
};
