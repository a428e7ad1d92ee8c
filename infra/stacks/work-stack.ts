import { Duration, Stack, type StackProps } from "aws-cdk-lib";
import * as events from "aws-cdk-lib/aws-events";
import * as targets from "aws-cdk-lib/aws-events-targets";
import * as lambda from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { deadQueue, type FunctionName, functionSpecs } from "../catalogue.ts";
import { catalogueFunction, type Surroundings } from "./catalogue-function.ts";
import type { DataStack } from "./data-stack.ts";
import type { Settings } from "./settings.ts";

/** Containers a queue may keep busy at once, hence connections to the database; fewer where nobody waits. */
const queueConcurrency = 5;
const slowQueues: Partial<Record<FunctionName, number>> = {
  "publish-pages": 2,
  "case-jobs": 2,
  "mail-events": 2,
  "account-mails": 2,
  "file-scans": 3,
  "declaration-jobs": 2,
  "ticketing-sync": 3,
};
/** The least AWS accepts. Dead letters are rare and nobody waits for them. */
const deadLetterConcurrency = 2;

/** Functions nobody waits for: queues, dead letters, schedules. */
export class WorkStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    { surroundings, data, ...props }: StackProps & { surroundings: Surroundings; data: DataStack },
  ) {
    super(scope, id, props);
    for (const name of Object.keys(functionSpecs) as FunctionName[]) {
      const { trigger } = functionSpecs[name];
      switch (trigger.kind) {
        case "queue":
          feed(catalogueFunction(this, name, surroundings), data.queues[trigger.queue].queueArn, {
            id: `Feed-${name}`,
            batchSize: trigger.batchSize,
            maxConcurrency: slowQueues[name] ?? queueConcurrency,
          });
          break;
        case "dead-letters": {
          const handler = catalogueFunction(this, name, surroundings);
          for (const queue of trigger.queues.map(deadQueue))
            feed(handler, data.deadQueues[queue].queueArn, {
              id: `Feed-${name}-${queue}`,
              batchSize: 1,
              maxConcurrency: deadLetterConcurrency,
            });
          break;
        }
        case "schedule":
          new events.Rule(this, `Every-${name}`, {
            description: functionSpecs[name].does,
            schedule: events.Schedule.rate(everyMinutes(surroundings.settings, trigger.everyMinutes)),
            targets: [
              new targets.LambdaFunction(catalogueFunction(this, name, surroundings), {
                retryAttempts: 0,
                maxEventAge: Duration.minutes(1),
              }),
            ],
          });
          break;
        case "http":
        case "deploy":
          break;
      }
    }
  }
}

/** A quiet stage runs its schedules once an hour, or its database would never pause (docs/decisions/020). */
const everyMinutes = ({ quiet }: Settings, minutes: number) =>
  Duration.minutes(quiet ? Math.max(minutes, 60) : minutes);

/** The rights to consume come with the function's role (grant-rights.ts). */
const feed = (
  target: lambda.Function,
  eventSourceArn: string,
  { id, ...limits }: { id: string; batchSize: number; maxConcurrency: number },
) =>
  new lambda.EventSourceMapping(target, id, {
    target,
    eventSourceArn,
    reportBatchItemFailures: true,
    ...limits,
  });
