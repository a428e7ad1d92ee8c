import middy from "@middy/core";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import type { QueueName } from "../../infra/catalogue.ts";
import { type Ctx, containerContext } from "./ctx.ts";
import type { Env } from "./env.ts";
import { errorFields } from "./log.ts";

/** Sends JSON bodies to a queue, ten at a time; throws when the queue did not take them all. */
export const sendToQueue = async (env: Env, queue: QueueName, bodies: readonly unknown[]): Promise<void> => {
  const { SendMessageBatchCommand, SQSClient } = await import("@aws-sdk/client-sqs");
  const client = sqsClient(env, (options) => new SQSClient(options));
  for (let start = 0; start < bodies.length; start += 10) {
    const entries = bodies
      .slice(start, start + 10)
      .map((body, index) => ({ Id: String(index), MessageBody: JSON.stringify(body) }));
    const answer = await client.send(
      new SendMessageBatchCommand({ QueueUrl: env.queue(queue), Entries: entries }),
    );
    if (answer.Failed?.length) throw new Error(`queue ${queue} refused ${answer.Failed.length} messages`);
  }
};

type SqsClient = import("@aws-sdk/client-sqs").SQSClient;
let sqs: SqsClient | undefined;
const sqsClient = (env: Env, make: (options: object) => SqsClient): SqsClient => {
  sqs ??= make({ region: env.region, ...(env.endpoints.sqs ? { endpoint: env.endpoints.sqs } : {}) });
  return sqs;
};

/**
 * The door of a queue: one record at a time, oldest first. A record that throws is given back (partial batch
 * failure) and comes again until the queue's own limit sends it to the dead letters; the others are done.
 */
export const queueDoor = (functionName: string, work: (ctx: Ctx, record: SQSRecord) => Promise<void>) =>
  middy<SQSEvent, SQSBatchResponse>().handler(async (event) => {
    const failures: SQSBatchResponse["batchItemFailures"] = [];
    for (const record of event.Records) {
      const ctx = containerContext(record.messageId, functionName, { kind: "job", name: functionName });
      try {
        await work(ctx, record);
      } catch (error) {
        ctx.log.error("record.failed", {
          attempt: Number(record.attributes.ApproximateReceiveCount),
          ...errorFields(error),
        });
        failures.push({ itemIdentifier: record.messageId });
      }
    }
    return { batchItemFailures: failures };
  });

/** The door of a schedule: notes when it ran and how it ended, so that a silent job is seen. */
export const scheduleDoor = (functionName: string, work: (ctx: Ctx) => Promise<void>) =>
  middy().handler(async () => {
    const ctx = containerContext(crypto.randomUUID(), functionName, { kind: "job", name: functionName });
    const { noteRun } = await import("./job-runs.ts");
    await noteRun(ctx, functionName, () => work(ctx));
  });
