import { readFileSync } from "node:fs";
import type { Engines, Seeded } from "./engines.ts";
import { type Effort, type Figure, figure } from "./figure.ts";
import { casePath, getEvent, listPath } from "./requests.ts";

/** A line of /proc/<pid>/status in megabytes: `VmRSS` now, `VmHWM` the highest so far. */
export const memoryOf = (pid: number, line: "VmRSS" | "VmHWM"): number => {
  const found = new RegExp(`^${line}:\\s+(\\d+) kB`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  if (!found) throw new Error(`no ${line} for process ${pid}`);
  return Number(found[1]) / 1024;
};

/** Resident memory of the API's process, run as the local Lambda host runs it, after ten thousand requests. */
export const apiMemory = async (engines: Engines, seeded: Seeded, _effort: Effort): Promise<Figure> => {
  const api = await engines.startFunction("api", seeded.name);
  const [read, list, me] = [casePath(seeded), listPath(seeded), "/api/access/me"].map((path) =>
    getEvent(path, seeded),
  );
  const events = [read, me, read, me, read, me, read, me, read, list];
  const requests = 10_000;
  let atFirst = 0;
  try {
    for (let sent = 0; sent < requests; sent += 1) {
      const outcome = await api.invoke(events[sent % events.length]);
      if (outcome.kind !== "response" || JSON.parse(outcome.payload).statusCode !== 200)
        throw new Error(`request ${sent}: ${JSON.stringify(outcome)}`);
      if (sent === 1_000) atFirst = memoryOf(api.pid, "VmRSS");
    }
    return figure({
      name: "resident memory of the API's process after 10,000 requests",
      value: memoryOf(api.pid, "VmRSS"),
      unit: "MB",
      must: 150,
      note: `${Math.round(atFirst)} MB after 1,000; cases, the account, one list in ten`,
    });
  } finally {
    api.kill();
    await api.exited;
  }
};
