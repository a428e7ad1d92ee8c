import type { QueueName } from "../../infra/catalogue.ts";
import type { Env } from "./env.ts";

/** What queues need to know of where they are; functions without database know it too. */
type Place = Pick<Env, "region" | "queue"> & { endpoints: Pick<Env["endpoints"], "sqs"> };

/**
 * Sends JSON bodies to a queue, ten at a time; throws when the queue did not take them all. Nobody sees them for
 * `delaySeconds` (900 at most).
 */
export const sendToQueue = async (
  env: Place,
  queue: QueueName,
  bodies: readonly unknown[],
  delaySeconds = 0,
): Promise<void> => {
  const { SendMessageBatchCommand, SQSClient } = await import("@aws-sdk/client-sqs");
  const client = sqsClient(env, (options) => new SQSClient(options));
  for (let start = 0; start < bodies.length; start += 10) {
    const entries = bodies.slice(start, start + 10).map((body, index) => ({
      Id: String(index),
      MessageBody: JSON.stringify(body),
      DelaySeconds: delaySeconds,
    }));
    const answer = await client.send(
      new SendMessageBatchCommand({ QueueUrl: env.queue(queue), Entries: entries }),
    );
    if (answer.Failed?.length) throw new Error(`queue ${queue} refused ${answer.Failed.length} messages`);
  }
};

type SqsClient = import("@aws-sdk/client-sqs").SQSClient;
let sqs: SqsClient | undefined;
const sqsClient = (env: Place, make: (options: object) => SqsClient): SqsClient => {
  sqs ??= make({ region: env.region, ...(env.endpoints.sqs ? { endpoint: env.endpoints.sqs } : {}) });
  return sqs;
};
