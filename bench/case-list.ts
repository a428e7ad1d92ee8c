import type { Engines, Seeded } from "./engines.ts";
import { type Effort, type Figure, figure, median } from "./figure.ts";
import { apiBundle } from "./guarded-read.ts";
import { inProcess } from "./in-process.ts";
import type { ReadLoop, ReadTimes } from "./read-loop.ts";
import { getEvent, listPath } from "./requests.ts";

const loopOf = (seeded: Seeded, name: string, quick: boolean): ReadLoop => ({
  bundle: apiBundle,
  events: [{ name, event: getEvent(listPath(seeded), seeded) }],
  raw: [],
  rounds: quick ? 5 : 9,
  each: 30,
});

/** The first page of all cases of an organisation that has a million of them, over one that has ten thousand. */
export const caseList = async (engines: Engines, small: Seeded, { quick }: Effort): Promise<Figure> => {
  const large = await engines.database("a_million", 1_000_000);
  const times: ReadTimes = { small: [], large: [] };
  // A process has one database: the two take turns, so that a busy moment of the machine touches both.
  for (let turn = 0; turn < 2; turn += 1) {
    for (const [name, seeded] of [
      ["small", small],
      ["large", large],
    ] as const) {
      const env = engines.environment("api", seeded.name);
      const measured = await inProcess<ReadTimes>("read-loop.ts", loopOf(seeded, name, quick), env);
      times[name]?.push(...(measured[name] ?? []));
    }
  }
  const of = (name: string) => median(times[name] ?? []);
  return figure({
    name: "case list page, 1,000,000 cases / 10,000 cases",
    value: of("large") / of("small"),
    unit: "ratio",
    must: 1.3,
    note: `${of("large").toFixed(2)} ms over ${of("small").toFixed(2)} ms, 50 cases a page`,
  });
};
