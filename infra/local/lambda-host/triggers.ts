import { randomUUID } from "node:crypto";
import type { ScheduledEvent } from "aws-lambda";
import { deadQueue, type FunctionName, functionSpecs } from "../../catalogue.ts";
import type { LocalQueues } from "../queues.ts";
import { concurrencyOf, type LambdaHost } from "./host.ts";
import { pollQueue } from "./queue-poller.ts";

export interface TriggerOptions {
  host: LambdaHost;
  queues: LocalQueues;
  region: string;
  /** Told of an event that failed; queues try again by themselves, schedules at their next time. */
  onProblem: (name: FunctionName, problem: string) => void;
}

/** Feeds the queue functions and the dead-letter functions of the catalogue until stopped. */
export const startPolling = ({
  host,
  queues,
  region,
  onProblem,
}: TriggerOptions): { stop: () => Promise<void> } => {
  const pollers = host.names.flatMap((name) => {
    const { trigger } = functionSpecs[name];
    const sources =
      trigger.kind === "queue"
        ? [{ queue: trigger.queue, batchSize: trigger.batchSize, concurrency: concurrencyOf(name) }]
        : trigger.kind === "dead-letters"
          ? trigger.queues.map((queue) => ({ queue: deadQueue(queue), batchSize: 1, concurrency: 1 }))
          : [];
    return sources.map(({ queue, batchSize, concurrency }) =>
      pollQueue({
        client: queues.client,
        queueUrl: queues.url(queue),
        queueArn: queues.arn(queue),
        region,
        batchSize,
        concurrency,
        invoke: (event) => host.invoke(name, event),
        onProblem: (problem) => onProblem(name, problem),
      }),
    );
  });
  return { stop: async () => void (await Promise.all(pollers.map((poller) => poller.stop()))) };
};

/** The event EventBridge sends for a schedule: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html */
const scheduledEvent = (name: FunctionName, region: string, at: Date): ScheduledEvent => ({
  version: "0",
  id: randomUUID(),
  "detail-type": "Scheduled Event",
  source: "aws.events",
  account: "000000000000",
  time: at.toISOString().replace(/\.\d+Z$/, "Z"),
  region,
  resources: [`arn:aws:events:${region}:000000000000:rule/${name}`],
  detail: {},
});

export interface Schedules {
  /** Runs a scheduled function now and waits for it; throws what it failed with. */
  run: (name: FunctionName) => Promise<void>;
  /** Starts the clock: every scheduled function at once, then at its interval. */
  start: () => void;
  stop: () => void;
}

/** The schedules of the catalogue. A run that is still going when its time comes again is not doubled. */
export const makeSchedules = ({ host, region, onProblem }: Omit<TriggerOptions, "queues">): Schedules => {
  const timers: NodeJS.Timeout[] = [];
  const running = new Set<FunctionName>();

  const run = async (name: FunctionName) => {
    if (functionSpecs[name].trigger.kind !== "schedule") throw new Error(`${name} has no schedule.`);
    const outcome = await host.invoke(name, scheduledEvent(name, region, new Date()));
    if (outcome.kind !== "response") throw new Error(`${name}: ${JSON.stringify(outcome)}`);
  };
  const tick = async (name: FunctionName) => {
    if (running.has(name)) return;
    running.add(name);
    try {
      await run(name);
    } catch (error) {
      onProblem(name, String(error));
    } finally {
      running.delete(name);
    }
  };
  return {
    run,
    start: () => {
      for (const name of host.names) {
        const { trigger } = functionSpecs[name];
        if (trigger.kind !== "schedule") continue;
        timers.push(setInterval(() => tick(name), trigger.everyMinutes * 60_000));
        tick(name);
      }
    },
    stop: () => {
      for (const timer of timers) clearInterval(timer);
    },
  };
};
