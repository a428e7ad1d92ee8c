import { expect, test } from "vitest";
import { type LogLevel, makeLog } from "./log.ts";

const written = (least: LogLevel) => {
  const lines: unknown[] = [];
  const log = makeLog({ function: "sweep-outbox" }, (line) => lines.push(JSON.parse(line)), least);
  log.info("sweep.sent", { count: 2 });
  log.measure("mail.unaccounted", { count: 0 });
  return lines;
};

test("a measured line is written at every level, so that an alarm never depends on how much is logged", () => {
  const measured = expect.objectContaining({ event: "mail.unaccounted", count: 0, function: "sweep-outbox" });
  expect(written("info")).toEqual([expect.objectContaining({ event: "sweep.sent" }), measured]);
  expect(written("error")).toEqual([measured]);
  expect(written("silent")).toEqual([]);
});
