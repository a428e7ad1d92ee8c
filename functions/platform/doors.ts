import middy from "@middy/core";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { type Ctx, containerContext } from "./ctx.ts";
import { withKeptStatements } from "./db.ts";
import { noteRun } from "./job-runs.ts";
import { errorFields } from "./log.ts";

/**
 * The door of a queue: one record at a time, oldest first. A record that throws is given back (partial batch
 * failure) and comes again until the queue's own limit sends it to the dead letters; the others are done.
 */
export const queueDoor = (functionName: string, work: (ctx: Ctx, record: SQSRecord) => Promise<void>) =>
  middy<SQSEvent, SQSBatchResponse>().handler(async (event) => {
    const failures: SQSBatchResponse["batchItemFailures"] = [];
    for (const record of event.Records) {
      const container = containerContext(record.messageId, functionName, { kind: "job", name: functionName });
      const ctx = { ...container, db: withKeptStatements(container.db) };
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
    await noteRun(ctx, functionName, () => work(ctx));
  });
