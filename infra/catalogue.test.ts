import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { deadQueue, type FunctionName, functionSpecs, type QueueName, queues, topics } from "./catalogue.ts";
import { startLambdaHost } from "./local/lambda-host/host.ts";

const root = join(import.meta.dirname, "..");
const names = Object.keys(functionSpecs) as FunctionName[];

test("the local host runs exactly the functions of the catalogue", async () => {
  const host = startLambdaHost({
    mode: "bundles",
    region: "eu-west-3",
    environment: () => ({}),
    onLine: () => {},
    onProcesses: () => {},
  });
  expect([...host.names].sort()).toEqual([...names].sort());
  await host.stop();
});

test.each(names)("%s has an entry file that exports its handler and is thirty lines at most", (name) => {
  const entry = join(root, functionSpecs[name].entry);
  expect(existsSync(entry)).toBe(true);
  const text = readFileSync(entry, "utf8");
  expect(text).toMatch(/export const handler\b/);
  expect(text.trimEnd().split("\n").length).toBeLessThanOrEqual(30);
});

test("every queue has one function that works on it and one that takes its dead letters", () => {
  for (const queue of Object.keys(queues) as QueueName[]) {
    const working = names.filter((name) => {
      const { trigger } = functionSpecs[name];
      return trigger.kind === "queue" && trigger.queue === queue;
    });
    const burying = names.filter((name) => {
      const { trigger } = functionSpecs[name];
      return trigger.kind === "dead-letters" && trigger.queues.includes(queue);
    });
    expect([queue, working.length, burying.length, deadQueue(queue)]).toEqual([queue, 1, 1, `${queue}-dead`]);
  }
});

test("a message stays hidden six times as long as its function may take", () => {
  for (const name of names) {
    const { trigger, timeoutSeconds } = functionSpecs[name];
    if (trigger.kind !== "queue") continue;
    expect(queues[trigger.queue].visibilitySeconds).toBeGreaterThanOrEqual(6 * timeoutSeconds);
  }
});

test("every topic leads to a queue that is there, and no two functions answer the same path of an origin", () => {
  for (const { to } of Object.values(topics)) expect(queues).toHaveProperty(to);
  const doors = names.flatMap((name) => {
    const { trigger } = functionSpecs[name];
    return trigger.kind === "http" ? [`${trigger.origin} ${trigger.path}`] : [];
  });
  expect(new Set(doors).size).toBe(doors.length);
});
