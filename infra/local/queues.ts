import { randomUUID } from "node:crypto";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { buildApp } from "fauxqs";
import * as z from "zod/mini";
import {
  type DeadQueueName,
  deadQueue,
  functionSpecs,
  type QueueName,
  type QueueSpec,
  queues,
  type TopicName,
  topics,
} from "../catalogue.ts";
import { loopback } from "./ports.ts";

const account = "000000000000";
const daySeconds = 86_400;

export interface QueuesOptions {
  port: number;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  /** Replaces every queue's visibility time, so that a test need not wait for minutes. */
  visibilitySeconds?: number;
}

export interface LocalQueues {
  endpoint: string;
  client: SQSClient;
  url: (name: QueueName | DeadQueueName) => string;
  arn: (name: QueueName | DeadQueueName) => string;
  /** What SNS does: wraps the message into its envelope and sends it to the topic's queue. */
  publish: (topic: TopicName, message: string) => Promise<void>;
  /** Messages in a queue: waiting, and held by a function. */
  count: (name: QueueName | DeadQueueName) => Promise<{ waiting: number; held: number }>;
  /** While on, every call is refused with 503, as in an outage of the service. */
  setOutage: (on: boolean) => void;
  /** Stops; returns what was waiting or held, oldest first in each queue. */
  stop: () => Promise<QueuedMessage[]>;
  /** Queues messages, in their order. */
  restore: (messages: readonly QueuedMessage[]) => Promise<void>;
}

/** What the hook below needs of Fastify, whose types do not come with fauxqs. */
interface Reply {
  status: (code: number) => { send: (body: unknown) => PromiseLike<unknown> };
}

/**
 * SQS in memory with every queue of the catalogue and its dead-letter queue, on the loopback address.
 * `stop` gives back what is still queued, for `restore` at the next start. What a killed process held is gone, and
 * the outbox and the raw mails are the truth then: the sweep and the reconciliation, which run at once at each start,
 * queue again what is not done.
 */
export const startQueues = async (options: QueuesOptions): Promise<LocalQueues> => {
  const { port, region, credentials } = options;
  const endpoint = `http://${loopback}:${port}`;
  const url = (name: string) => `${endpoint}/${account}/${name}`;
  const arn = (name: string) => `arn:aws:sqs:${region}:${account}:${name}`;

  let outage = false;
  // Not startFauxqs: it would listen on every address of the machine.
  const app = buildApp({ logger: false, defaultRegion: region });
  app.addHook("onRequest", async (_request: unknown, reply: Reply) => {
    if (outage) await reply.status(503).send({ __type: "com.amazonaws.sqs#ServiceUnavailable" });
  });
  await app.listen({ port, host: loopback });
  const client = new SQSClient({ region, endpoint, credentials });

  for (const name of Object.keys(queues) as QueueName[]) {
    await createWithDeadLetters(client, name, arn(deadQueue(name)), options.visibilitySeconds);
  }

  const publish = async (topic: TopicName, message: string) => {
    const body = JSON.stringify(snsEnvelope(`arn:aws:sns:${region}:${account}:${topic}`, region, message));
    await client.send(new SendMessageCommand({ QueueUrl: url(topics[topic].to), MessageBody: body }));
  };
  const count = async (name: QueueName | DeadQueueName) => {
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: url(name), AttributeNames: ["All"] }),
    );
    return {
      waiting:
        Number(Attributes?.ApproximateNumberOfMessages) +
        Number(Attributes?.ApproximateNumberOfMessagesDelayed),
      held: Number(Attributes?.ApproximateNumberOfMessagesNotVisible),
    };
  };
  return {
    endpoint,
    client,
    url,
    arn,
    publish,
    count,
    setOutage: (on) => {
      outage = on;
    },
    stop: async () => {
      const left: QueuedMessage[] = [];
      for (const name of allQueues) {
        const answer = await app.inject({ method: "GET", url: `/_fauxqs/queues/${name}` });
        left.push(...Queued.parse(answer.json()).map((body) => ({ queue: name, body })));
      }
      client.destroy();
      await app.close();
      return left;
    },
    restore: async (messages) => {
      for (const { queue, body } of messages) {
        await client.send(new SendMessageCommand({ QueueUrl: url(queue), MessageBody: body }));
      }
    },
  };
};

const allQueues = (Object.keys(queues) as QueueName[]).flatMap((name) => [name, deadQueue(name)] as const);

/** What `stop` gives back, read again from a file. */
export const QueuedMessages = z.array(z.object({ queue: z.enum(allQueues), body: z.string() }));
export type QueuedMessage = z.infer<typeof QueuedMessages>[number];

/** Bodies of all messages in fauxqs's account of a queue. */
const Message = z.object({ body: z.string() });
const Queued = z.pipe(
  z.object({
    messages: z.object({
      ready: z.array(Message),
      delayed: z.array(Message),
      inflight: z.array(z.object({ message: Message })),
    }),
  }),
  z.transform(({ messages }) =>
    [...messages.inflight.map(({ message }) => message), ...messages.ready, ...messages.delayed].map(
      ({ body }) => body,
    ),
  ),
);

const createWithDeadLetters = async (
  client: SQSClient,
  name: QueueName,
  deadArn: string,
  override?: number,
) => {
  const { visibilitySeconds, maxReceives, retentionDays }: QueueSpec = queues[name];
  await client.send(
    new CreateQueueCommand({
      QueueName: deadQueue(name),
      Attributes: {
        VisibilityTimeout: String(override ?? deadVisibilitySeconds()),
        MessageRetentionPeriod: String(14 * daySeconds),
      },
    }),
  );
  await client.send(
    new CreateQueueCommand({
      QueueName: name,
      Attributes: {
        VisibilityTimeout: String(override ?? visibilitySeconds),
        MessageRetentionPeriod: String(retentionDays * daySeconds),
        RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadArn, maxReceiveCount: maxReceives }),
      },
    }),
  );
};

/** Six times the longest timeout of the functions that read dead letters, as AWS advises. */
const deadVisibilitySeconds = () =>
  Math.max(
    ...Object.values(functionSpecs)
      .filter(({ trigger }) => trigger.kind === "dead-letters")
      .map(({ timeoutSeconds }) => 6 * timeoutSeconds),
  );

/** The JSON that SNS delivers to a queue without raw delivery: https://docs.aws.amazon.com/sns/latest/dg/sns-sqs-as-subscriber.html */
export const snsEnvelope = (topicArn: string, region: string, message: string) => ({
  Type: "Notification",
  MessageId: randomUUID(),
  TopicArn: topicArn,
  Message: message,
  Timestamp: new Date().toISOString(),
  SignatureVersion: "1",
  Signature: "bG9jYWw=",
  SigningCertURL: `https://sns.${region}.amazonaws.com/SimpleNotificationService-local.pem`,
  UnsubscribeURL: `https://sns.${region}.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${topicArn}:local`,
});
