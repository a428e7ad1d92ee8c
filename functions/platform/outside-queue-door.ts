import middy from "@middy/core";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { type OutsideEnv, readOutsideEnv } from "./env.ts";
import { errorFields, type Log, makeLog } from "./log.ts";

/** What queue work outside the private network may use: no database, so no actor and no audit either. */
export interface OutsideJob {
  env: OutsideEnv;
  log: Log;
  now(): Date;
}

let environment: OutsideEnv | undefined;

/** The door of a queue for a function without database: as `queueDoor`, a record that throws comes again. */
export const outsideQueueDoor = (
  functionName: string,
  work: (job: OutsideJob, record: SQSRecord) => Promise<void>,
) =>
  middy<SQSEvent, SQSBatchResponse>().handler(async (event) => {
    environment ??= readOutsideEnv();
    const failures: SQSBatchResponse["batchItemFailures"] = [];
    for (const record of event.Records) {
      const about = { function: functionName, requestId: record.messageId };
      const log = makeLog(about, undefined, environment.logLevel);
      try {
        await work({ env: environment, log, now: () => new Date() }, record);
      } catch (error) {
        log.error("record.failed", {
          attempt: Number(record.attributes.ApproximateReceiveCount),
          ...errorFields(error),
        });
        failures.push({ itemIdentifier: record.messageId });
      }
    }
    return { batchItemFailures: failures };
  });
