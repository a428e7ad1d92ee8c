/** Readings of ticketing accounts as the cloud runs them: real queues, real objects, vendors of this machine. */
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { QueueName } from "../../../../infra/catalogue.ts";
import type { TicketingPlaces } from "../../../../infra/function-environment.ts";
import { startKms } from "../../../../infra/local/kms/server.ts";
import { loopback } from "../../../../infra/local/ports.ts";
import type { RemoteProvider } from "../../../../shared/declarations/enums.ts";
import type { Ctx } from "../../../platform/ctx.ts";
import { readOutsideEnv } from "../../../platform/env.ts";
import { makeLog } from "../../../platform/log.ts";
import type { Outside } from "../../../platform/outside-app.ts";
import type { TestDatabase } from "../../../platform/test-kit/database.ts";
import { fetchPiece } from "../../ticketing/jobs.ts";
import { testAccount } from "../../ticketing/test-account.ts";
import { askTest } from "../ask-test.ts";
import { connectAccount } from "../connect-account.ts";
import { dispatchSync, goOnWithRun } from "../jobs.ts";
import { granted } from "../test-kit.ts";

export interface Codes {
  provider: RemoteProvider;
  accessKey: string;
  secret: string;
}

/** Fails where a test wants a function to be killed. */
export class Killed extends Error {}

export const startReadings = async (database: TestDatabase) => {
  const credentials = {
    accessKeyId: process.env.AWS_ACCESS_KEY_ID ?? "",
    secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY ?? "",
  };
  const region = process.env.AWS_REGION ?? "";
  const key = Buffer.alloc(32, 7).toString("base64");
  const kms = await startKms({ port: 0, host: loopback, credentials, region, key });
  const places: { vendors: Record<string, string>; shops: Record<string, string> } = {
    vendors: {},
    shops: {},
  };
  const sqs = new SQSClient({ region, endpoint: database.env.endpoints.sqs ?? "", credentials });
  let offset = 0;
  const now = () => new Date(Date.now() + offset);
  const outsideEnv = () =>
    readOutsideEnv({
      ...process.env,
      KMS_ENDPOINT: kms.url,
      CREDENTIALS_KEY: kms.keyArn,
      TICKETING_PLACES: JSON.stringify(places satisfies TicketingPlaces),
    });
  /** Waits are over at once, and the clock says that they were. */
  const sleep = async (milliseconds: number) => {
    offset += milliseconds;
  };
  const lines: string[] = [];
  const bodies: string[] = [];
  const log = makeLog({}, (line) => lines.push(line));
  const outside = (): Outside => ({ env: outsideEnv(), log, requestId: "test", clientAddress: "::1", now });
  const worker = (): Ctx => ({ ...database.worker({ kind: "job", name: "ticketing-sync" }), now });
  const job = () => ({ env: outsideEnv(), log, now });

  /** One message of a queue, taken off it. */
  const take = async (queue: QueueName): Promise<string | undefined> => {
    const QueueUrl = database.env.queue(queue);
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 1, WaitTimeSeconds: 0 }),
    );
    const [message] = Messages;
    if (!message?.Body) return undefined;
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
    bodies.push(message.Body);
    return message.Body;
  };

  const pump = async (
    how: { sync?: (body: string) => Promise<void>; fetch?: (body: string) => Promise<void> } = {},
  ) => {
    const {
      sync = (body) => goOnWithRun(worker(), JSON.parse(body)),
      fetch = (body) => fetchPiece(job(), body, sleep),
    } = how;
    for (;;) {
      const asked = await take("ticketing-sync");
      if (asked) {
        await sync(asked);
        continue;
      }
      const piece = await take("ticketing-fetch");
      if (!piece) return;
      await fetch(piece);
    }
  };

  return {
    places,
    kms,
    /** All that was logged and all that travelled in queues. */
    heard: () => [...lines, ...bodies].join("\n"),
    now,
    /** Moves the clock on. */
    later: (minutes: number) => {
      offset += minutes * 60_000;
    },
    worker,
    outside,
    dispatch: () => dispatchSync(worker()),
    pump,
    fetch: (body: string) => fetchPiece(job(), body, sleep),
    /** Tries codes and gives the proof. */
    prove: async (ctx: Ctx, organisationId: string, codes: Codes): Promise<string> => {
      const { ticket } = granted(await askTest(ctx, { organisationId }));
      return granted(await testAccount(outside(), { ticket, ...codes })).proof;
    },
    async connect(ctx: Ctx, organisationId: string, codes: Codes) {
      const proof = await this.prove(ctx, organisationId, codes);
      return granted(await connectAccount({ ...ctx, now }, { organisationId, proof }));
    },
    stop: async () => {
      sqs.destroy();
      await kms.stop();
    },
  };
};
export type Readings = Awaited<ReturnType<typeof startReadings>>;

/** What an organisation holds of its shows, without ids and times of reading. */
export const figuresHeld = ({ admin }: TestDatabase, organisationId: string) => admin`
  select s.external_id as show, s.name, p.external_id as performance, p.start_at, p.end_at, p.paid, p.free,
    p.gross::int, p.net::int, p.vat, p.source_state, (select json_agg(json_build_array(l.category_id, l.vat, l.paid, l.free,
      l.gross, l.net, l.channel, l.kind) order by l.category_id, l.vat, l.channel, l.kind)
      from sale_line l where l.performance_id = p.id) as lines
  from performance p join show s on s.id = p.show_id where p.organisation_id = ${organisationId}
  order by s.external_id, p.external_id`;
