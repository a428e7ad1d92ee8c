/**
 * `npm run bench` (`-- --quick` within a minute and a half): the figures, side by side in one run. Ratios, not
 * milliseconds: both sides of each are measured on this machine, in turns, and compared by their medians. Prints the
 * table and writes bench/latest.json. Words after the options choose figures by name: `npm run bench -- list`.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildChanged } from "../infra/build.ts";
import { apiMemory } from "./api-memory.ts";
import { caseList } from "./case-list.ts";
import { coldStart } from "./cold-start.ts";
import { type Engines, type Seeded, startEngines } from "./engines.ts";
import { type Effort, type Figure, table } from "./figure.ts";
import { formSize } from "./form-size.ts";
import { guardedRead } from "./guarded-read.ts";
import { mailHtml, mailQuotes } from "./mail-content.ts";
import { mailIntake } from "./mail-intake.ts";
import { mailMemory } from "./mail-memory.ts";
import { mailPath } from "./mail-path.ts";
import { statistics } from "./statistics.ts";
import { ticketingAgain, ticketingMemory, ticketingTime } from "./ticketing.ts";

type Measure = (engines: Engines, seeded: Seeded, effort: Effort) => Promise<Figure> | Figure;
const measures: Record<string, Measure> = {
  read: guardedRead,
  cold: coldStart,
  mail: mailPath,
  "mail-memory": mailMemory,
  "mail-intake": mailIntake,
  "mail-html": mailHtml,
  "mail-quotes": mailQuotes,
  list: caseList,
  statistics,
  ticketing: ticketingTime,
  "ticketing-memory": ticketingMemory,
  "ticketing-again": ticketingAgain,
  memory: apiMemory,
  form: formSize,
};

const words = process.argv.slice(2);
const effort: Effort = { quick: words.includes("--quick") };
const chosen = words.filter((word) => !word.startsWith("--"));

await buildChanged();
const engines = await startEngines();
const figures: Figure[] = [];
try {
  const seeded = await engines.database("ten_thousand", 10_000);
  for (const [name, measure] of Object.entries(measures)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    const start = performance.now();
    figures.push(await measure(engines, seeded, effort));
    console.error(`  ${name}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
  }
} finally {
  await engines.stop();
}
console.log(`\n${table(figures)}\n`);
writeFileSync(join(import.meta.dirname, "latest.json"), `${JSON.stringify(figures, undefined, 2)}\n`);
