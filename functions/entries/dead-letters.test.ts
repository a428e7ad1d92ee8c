import { randomUUID } from "node:crypto";
import type { SQSEvent } from "aws-lambda";
import { expect, it } from "vitest";
import { lambdaContext } from "../platform/test-kit/api-event.ts";
import { testDatabase } from "../platform/test-kit/database.ts";

const database = testDatabase();

it("declarations#30 a piece of an account that failed is kept as its run, without its codes", async () => {
  const { env } = database.worker();
  Object.assign(process.env, { DATABASE_USER: env.database.user, DATABASE_PASSWORD: env.database.password });
  const { handler } = await import("./dead-letters.ts");
  const [messageId, runId] = [randomUUID(), randomUUID()];
  const body = JSON.stringify({ runId, step: 3, sealed: { ciphertext: "sealed-codes" } });
  const eventSourceARN = "arn:aws:sqs:eu-west-3:000000000000:guichet-prod-ticketing-fetch-dead";
  const record = { messageId, body, eventSourceARN, attributes: { ApproximateReceiveCount: "1" } };
  // Lambda's event has a dozen fields that no handler of ours reads.
  const event = { Records: [record] } as unknown as SQSEvent;
  expect(await handler(event, lambdaContext("dead-letters"))).toEqual({ batchItemFailures: [] });
  const kept = await database.admin`select queue, body from dead_letter where message_id = ${messageId}`;
  expect(kept).toEqual([{ queue: "ticketing-sync", body: JSON.stringify({ runId }) }]);
});
