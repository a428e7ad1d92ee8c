import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Message, SendMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { freePort } from "../ports.ts";
import { type LocalQueues, startQueues } from "../queues.ts";
import { type FunctionPool, startPool } from "./function-pool.ts";
import { doneMessages, pollQueue } from "./queue-poller.ts";

vi.setConfig({ testTimeout: 30_000 });
const folder = fileURLToPath(new URL(".", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "guichet-queue-test-"));
const journal = join(scratch, "journal");
const region = "eu-west-3";
let queues: LocalQueues;
let pool: FunctionPool;
const pollers: Array<{ stop: () => Promise<void> }> = [];

beforeAll(async () => {
  queues = await startQueues({
    port: await freePort(0),
    region,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    visibilitySeconds: 1,
  });
  pool = startPool(
    {
      name: "jobs",
      taskRoot: `${folder}fixtures`,
      handler: "jobs.handler",
      environment: { JOURNAL: journal },
      memoryMb: 128,
      timeoutSeconds: 30,
      concurrency: 2,
    },
    { bootstrap: [`${folder}bootstrap.ts`], region, onLine: () => {}, onChange: () => {} },
  );
  for (const name of ["mail-events", "mail-events-dead"] as const) {
    pollers.push(
      pollQueue({
        client: queues.client,
        queueUrl: queues.url(name),
        queueArn: queues.arn(name),
        region,
        batchSize: name === "mail-events" ? 10 : 1,
        concurrency: 1,
        invoke: pool.invoke,
        onProblem: () => {},
      }),
    );
  }
});

afterAll(async () => {
  await Promise.all(pollers.map((poller) => poller.stop()));
  await pool.stop(0);
  await queues.stop();
  rmSync(scratch, { recursive: true, force: true });
});

const send = (body: string) =>
  queues.client.send(new SendMessageCommand({ QueueUrl: queues.url("mail-events"), MessageBody: body }));
const seen = (): Array<{ body: string; receives: number; queue: string }> =>
  existsSync(journal)
    ? readFileSync(journal, "utf8")
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line))
    : [];
const receivesOf = (body: string, queue = "mail-events") =>
  seen()
    .filter((line) => line.body === body && line.queue === queue)
    .map(({ receives }) => receives);
const soon = { timeout: 20_000, interval: 50 };

test("a message that succeeds is gone, the failed one of the same batch comes back and ends as a dead letter", async () => {
  await Promise.all([send("good"), send("fail")]);
  await expect.poll(() => receivesOf("fail", "mail-events-dead").length, soon).toBeGreaterThan(0);
  expect(receivesOf("fail")).toEqual([1, 2, 3, 4, 5]);
  expect(receivesOf("good")).toEqual([1]);
  expect(await queues.count("mail-events")).toEqual({ waiting: 0, held: 0 });
});

test("a message whose function is killed in the middle of the work comes back and is done", async () => {
  await send("hang-once");
  await expect.poll(() => receivesOf("hang-once"), soon).toEqual([1]);
  await pool.kill();
  await expect.poll(() => receivesOf("hang-once"), soon).toEqual([1, 2]);
  await expect.poll(() => queues.count("mail-events"), soon).toEqual({ waiting: 0, held: 0 });
});

test("a topic's message arrives inside the envelope of SNS", async () => {
  await queues.publish("ses-events", '{"eventType":"Delivery"}');
  await expect.poll(() => seen().filter(({ body }) => body.includes("ses-events")).length, soon).toBe(1);
  const envelope = JSON.parse(seen().find(({ body }) => body.includes("ses-events"))?.body ?? "");
  expect(envelope).toMatchObject({
    Type: "Notification",
    TopicArn: "arn:aws:sns:eu-west-3:000000000000:ses-events",
    Message: '{"eventType":"Delivery"}',
  });
});

test("polling goes on after an outage of the queue service", async () => {
  queues.setOutage(true);
  await expect(send("during")).rejects.toThrow();
  queues.setOutage(false);
  await send("after");
  await expect.poll(() => receivesOf("after"), soon).toEqual([1]);
});

const batch: Message[] = [{ MessageId: "a" }, { MessageId: "b" }];
test.each([
  ['{"batchItemFailures":[{"itemIdentifier":"b"}]}', ["a"]],
  ['{"batchItemFailures":[]}', ["a", "b"]],
  ['{"batchItemFailures":null}', ["a", "b"]],
  ["null", ["a", "b"]],
  ["{}", ["a", "b"]],
  ['{"batchItemFailures":[{"itemIdentifier":""}]}', []],
  ['{"batchItemFailures":[{"itemIdentifier":"unknown"}]}', []],
  ['{"batchItemFailures":"all"}', []],
])("the answer %s deletes %j", (payload, ids) => {
  expect(doneMessages(batch, { kind: "response", payload }).map(({ MessageId }) => MessageId)).toEqual(ids);
});
