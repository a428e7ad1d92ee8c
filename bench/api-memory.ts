import type { Engines, Seeded } from "./engines.ts";
import { type Effort, type Figure, figure } from "./figure.ts";
import { memoryOf } from "./process-memory.ts";
import { casePath, getEvent, listPath } from "./requests.ts";

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
