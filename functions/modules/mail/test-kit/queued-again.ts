import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Ctx } from "../../../platform/ctx.ts";

/** What an act sent to the queue of received mail, taken out of it. */
export const queuedAgain = async (ctx: Ctx, act: () => Promise<unknown>): Promise<string[]> => {
  const client = new SQSClient({
    region: ctx.env.region,
    ...(ctx.env.endpoints.sqs ? { endpoint: ctx.env.endpoints.sqs } : {}),
  });
  const QueueUrl = ctx.env.queue("mail-inbound");
  await act();
  const bodies: string[] = [];
  for (;;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) return bodies;
    for (const { Body = "", ReceiptHandle } of Messages) {
      bodies.push(Body);
      await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
};
