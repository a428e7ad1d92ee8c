import type { Engines, Seeded } from "./engines.ts";
import { type Effort, type Figure, figure, median } from "./figure.ts";
import { inProcess } from "./in-process.ts";
import type { ContentLoop, ContentTimes } from "./mail-content-loop.ts";

const times = ({ quick }: Effort, what: ContentLoop["what"]) =>
  inProcess<ContentTimes>("mail-content-loop.ts", { what, rounds: quick ? 3 : 7 } satisfies ContentLoop, {
    PATH: process.env.PATH ?? "",
  });

/** Sanitising 2 MB of HTML that is within every limit, tables and styles included. */
export const mailHtml = async (_engines: Engines, _seeded: Seeded, effort: Effort): Promise<Figure> => {
  const found = await times(effort, "html");
  const [[name, samples] = ["", []]] = Object.entries(found);
  return figure({
    name: "sanitising the HTML of a mail",
    value: median(samples),
    unit: "ms",
    must: 1000,
    note: name,
  });
};

/** Folding 230 KB written to keep a folder of quotes busy: the slowest of several kinds. */
export const mailQuotes = async (_engines: Engines, _seeded: Seeded, effort: Effort): Promise<Figure> => {
  const found = Object.entries(await times(effort, "quotes")).map(([name, samples]) => ({
    name,
    took: median(samples),
  }));
  const slowest = found.reduce((one, other) => (other.took > one.took ? other : one), { name: "", took: 0 });
  return figure({
    name: "folding 230 KB of hostile quoting",
    value: slowest.took,
    unit: "ms",
    must: 200,
    note: `slowest of ${found.length}: ${slowest.name}`,
  });
};
