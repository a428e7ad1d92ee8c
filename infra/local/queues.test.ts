import { ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { freePort } from "./ports.ts";
import { startQueues } from "./queues.ts";

const start = async () =>
  startQueues({
    port: await freePort(0),
    region: "eu-west-3",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });

test("what waits or is in hand when the queues stop is there again after the next start", async () => {
  const first = await start();
  for (const body of ["held", "waiting"]) {
    await first.client.send(
      new SendMessageCommand({ QueueUrl: first.url("mail-outbound"), MessageBody: body }),
    );
  }
  await first.client.send(
    new SendMessageCommand({
      QueueUrl: first.url("mail-events-dead"),
      MessageBody: "dead",
      DelaySeconds: 60,
    }),
  );
  const { Messages } = await first.client.send(
    new ReceiveMessageCommand({ QueueUrl: first.url("mail-outbound"), MaxNumberOfMessages: 1 }),
  );
  expect(Messages?.map(({ Body }) => Body)).toEqual(["held"]);
  const left = await first.stop();
  expect(left).toEqual([
    { queue: "mail-outbound", body: "held" },
    { queue: "mail-outbound", body: "waiting" },
    { queue: "mail-events-dead", body: "dead" },
  ]);

  const second = await start();
  await second.restore(left);
  expect(await second.count("mail-outbound")).toEqual({ waiting: 2, held: 0 });
  expect(await second.count("mail-events-dead")).toEqual({ waiting: 1, held: 0 });
  await second.stop();
});
