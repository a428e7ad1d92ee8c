import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import type { SQSEvent, SQSRecord } from "aws-lambda";
import type { Outcome } from "./function-process.ts";

export interface PollerOptions {
  client: SQSClient;
  queueUrl: string;
  queueArn: string;
  region: string;
  batchSize: number;
  /** Batches in work at once. */
  concurrency: number;
  invoke: (event: SQSEvent) => Promise<Outcome>;
  /** Told of what went wrong; the poller itself goes on. */
  onProblem: (problem: string) => void;
}

/** Why a round failed is told, and the next one waits this long: the queue service may be down. */
const pauseAfterFailureMs = 500;

/**
 * What Lambda's event source mapping does: receives up to batchSize messages, invokes, deletes those that are not in
 * `batchItemFailures`. After a failure of the whole invocation (thrown, killed, too long) nothing is deleted: the
 * messages come back when their visibility time is over, and reach the dead-letter queue after their last receive.
 */
export const pollQueue = (options: PollerOptions): { stop: () => Promise<void> } => {
  const { client, queueUrl } = options;
  const stopping = new AbortController();

  const round = async () => {
    const receive = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: options.batchSize,
      WaitTimeSeconds: 20,
      MessageSystemAttributeNames: ["All"],
      MessageAttributeNames: ["All"],
    });
    const { Messages = [] } = await client.send(receive, { abortSignal: stopping.signal });
    if (Messages.length === 0) return;
    const outcome = await options.invoke({ Records: Messages.map((message) => sqsRecord(message, options)) });
    const done = doneMessages(Messages, outcome);
    if (outcome.kind !== "response") options.onProblem(describeOutcome(outcome));
    if (done.length === 0) return;
    await client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: done.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
      }),
    );
  };

  const loop = async () => {
    while (!stopping.signal.aborted) {
      try {
        await round();
      } catch (error) {
        if (stopping.signal.aborted) return;
        options.onProblem(String(error));
        await pause(pauseAfterFailureMs, stopping.signal);
      }
    }
  };
  const loops = Array.from({ length: options.concurrency }, loop);
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(loops);
    },
  };
};

const pause = (milliseconds: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });

const describeOutcome = (outcome: Exclude<Outcome, { kind: "response" }>) =>
  outcome.kind === "error"
    ? `${outcome.error.errorType}: ${outcome.error.errorMessage}`
    : outcome.kind === "crash"
      ? outcome.how
      : "timeout";

/**
 * The messages to delete. As in Lambda, an answer that is not a readable failure list means the whole batch failed
 * when it has a malformed `batchItemFailures`, and succeeded when it has none.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export const doneMessages = (messages: readonly Message[], outcome: Outcome): readonly Message[] => {
  if (outcome.kind !== "response") return [];
  const answer: unknown = JSON.parse(outcome.payload);
  if (typeof answer !== "object" || answer === null || !("batchItemFailures" in answer)) return messages;
  const failures = answer.batchItemFailures;
  if (failures === null) return messages;
  if (!Array.isArray(failures)) return [];
  const failed = failures.map((failure) => failure?.itemIdentifier);
  const known = new Set(messages.map(({ MessageId }) => MessageId));
  if (failed.some((id) => !known.has(id))) return [];
  return messages.filter(({ MessageId }) => !failed.includes(MessageId));
};

/** A received message in the shape a function sees it. */
export const sqsRecord = (message: Message, source: { queueArn: string; region: string }): SQSRecord => ({
  messageId: message.MessageId ?? "",
  receiptHandle: message.ReceiptHandle ?? "",
  body: message.Body ?? "",
  attributes: {
    ApproximateReceiveCount: message.Attributes?.ApproximateReceiveCount ?? "1",
    SentTimestamp: message.Attributes?.SentTimestamp ?? "",
    SenderId: message.Attributes?.SenderId ?? "",
    ApproximateFirstReceiveTimestamp: message.Attributes?.ApproximateFirstReceiveTimestamp ?? "",
  },
  messageAttributes: Object.fromEntries(
    Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [
      name,
      {
        stringValue: value.StringValue,
        stringListValues: [],
        binaryListValues: [],
        dataType: value.DataType ?? "String",
      },
    ]),
  ),
  md5OfBody: message.MD5OfBody ?? "",
  eventSource: "aws:sqs",
  eventSourceARN: source.queueArn,
  awsRegion: source.region,
});
