import { randomUUID } from "node:crypto";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Ctx } from "../../../platform/ctx.ts";

/** What an act sends to the queue of received mail: here a queue of its own, which no other test reads. */
export const queuedAgain = async (ctx: Ctx, act: (own: Ctx) => Promise<unknown>): Promise<string[]> => {
  const { env } = ctx;
  const client = new SQSClient({
    region: env.region,
    ...(env.endpoints.sqs ? { endpoint: env.endpoints.sqs } : {}),
  });
  const { QueueUrl = "" } = await client.send(new CreateQueueCommand({ QueueName: `again-${randomUUID()}` }));
  await act({
    ...ctx,
    env: { ...env, queue: (name) => (name === "mail-inbound" ? QueueUrl : env.queue(name)) },
  });
  const bodies: string[] = [];
  for (;;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 600 }),
    );
    if (Messages.length === 0) return bodies;
    bodies.push(...Messages.map(({ Body = "" }) => Body));
  }
};
