/**
 * `npm run bench:cases` (`-- --cases=1000000`): finding among the cases of 200 organisations, beside the same questions
 * among 10,000 cases of as large organisations, in the same run. Prints p95 of each, the ratio, and the plans.
 */
import postgres from "postgres";
import { buildChanged } from "../infra/build.ts";
import { type Engines, startEngines } from "./engines.ts";
import { type Figure, figure, median, table } from "./figure.ts";
import type { FindLoop, FindTimes } from "./find-loop.ts";
import { apiBundle } from "./guarded-read.ts";
import { inProcess } from "./in-process.ts";
import { fillManyCases, type ManyCases } from "./many-cases.ts";
import { getEvent } from "./requests.ts";

const option = (name: string, otherwise: number) =>
  Number(process.argv.find((word) => word.startsWith(`--${name}=`))?.split("=")[1] ?? otherwise);
const large = option("cases", 1_000_000);
const each = option("each", 5_000);
const small = Math.min(10_000, large);
const turns = 3;
const rounds = 8;

/** Each kind of question, with the words it is asked with in turns. */
const questions: Record<string, readonly string[]> = {
  "list, three filters": ["MAIL", "WEB", "EMAIL", "PHONE"].map(
    (channel) => `cases?view=all&status=OPEN&channel=${channel}&admissibility=ADMISSIBLE&limit=50`,
  ),
  "list, three filters, by due date": ["MAIL", "WEB", "EMAIL", "PHONE"].map(
    (channel) => `cases?view=all&status=CLOSED&channel=${channel}&assignee=none&sort=due&limit=50`,
  ),
  "count of a list": ["MAIL", "WEB"].map((channel) => `total?view=all&channel=${channel}`),
  "name prefix": ["bel", "cori", "durand", "fone", "ga", "lamie", "maroux", "vileau"].map(found),
  "two names": ["ada belier", "cor basile", "isaure val", "jonas ter"].map(found),
  phone: ["06 00 00 04 00", "+33 6 00 00 12 00", "0600002000", "06.00.00.08.01"].map(found),
  "city and subject": ["valbrune facture", "orsonne bornage", "haute vere permis"].map(found),
  "words of messages, panel": ["plombier fuite", "constat c12", "notaire rendu cloture", "geometre"].map(
    (q) => `search?q=${encodeURIComponent(q)}`,
  ),
  "words of messages, list": ["plombier fuite", "constat c40", "huissier trottoir"].map(
    (q) => `cases?q=${encodeURIComponent(q)}&sort=relevance&limit=50`,
  ),
};
function found(q: string): string {
  return `cases?q=${encodeURIComponent(q)}&depth=cases&sort=relevance&limit=7`;
}

const p95 = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.ceil(sorted.length * 0.95) - 1];
  if (value === undefined) throw new Error("no samples");
  return value;
};

const loopOf = (filled: ManyCases): FindLoop => ({
  bundle: apiBundle,
  rounds,
  kinds: Object.entries(questions).map(([name, paths]) => ({
    name,
    events: paths.map((path) =>
      getEvent(`/api/mediation/${path}&organisation=${filled.organisationId}`, filled),
    ),
  })),
});

/** Both databases take turns, so that a busy moment of the machine touches both. */
const measured = async (engines: Engines, sides: Record<"small" | "large", ManyCases>) => {
  const times = { small: {} as FindTimes, large: {} as FindTimes };
  for (let turn = 0; turn < turns; turn += 1) {
    for (const side of ["small", "large"] as const) {
      const one = await inProcess<FindTimes>(
        "find-loop.ts",
        loopOf(sides[side]),
        engines.environment("api", side),
      );
      for (const [name, values] of Object.entries(one))
        times[side][name] = [...(times[side][name] ?? []), ...values];
    }
  }
  return times;
};

/** What PostgreSQL does for the heart of each question, on the large side. */
const printPlans = async (adminUrl: string, { organisationId }: ManyCases) => {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => {} });
  const inWords = (word: string) =>
    `guichet.own_words(s.organisation_id, s.words) @@ guichet.own_question('${organisationId}', array['${word}'])`;
  const plans = {
    "list, three filters": `select id from cases where organisation_id = '${organisationId}' and deleted_at is null
      and status not in ('CLOSED', 'MERGED') and channel = 'MAIL' and admissibility = 'ADMISSIBLE' order by received_at desc, id desc limit 51`,
    "name prefix": `select c.id from cases c where c.organisation_id = '${organisationId}' and exists (select from case_search s
      where s.case_id = c.id and s.organisation_id = '${organisationId}' and ${inWords(" bel")}) order by c.received_at desc, c.id desc limit 1000`,
    phone: `select case_id from case_search s where organisation_id = '${organisationId}' and ${inWords(" 0600000400")}`,
    "words of messages": `select case_id, id from case_entry where organisation_id = '${organisationId}'
      and guichet.own_roots(organisation_id, search) @@ guichet.own_question('${organisationId}',
        to_tsquery('guichet.french', 'plombier & fuite:*')) and deleted_at is null order by occurred_at desc, id desc limit 9`,
  };
  try {
    for (const [name, statement] of Object.entries(plans)) {
      const rows = await sql.unsafe(`explain (analyze, buffers, costs off) ${statement}`);
      console.log(`\n${name}\n${rows.map((row) => `  ${row["QUERY PLAN"]}`).join("\n")}`);
    }
  } finally {
    await sql.end();
  }
};

await buildChanged({ halves: ["functions"] });
const engines = await startEngines();
try {
  const fill = async (name: "small" | "large", cases: number) => {
    const start = performance.now();
    const adminUrl = await engines.emptyDatabase(name);
    const filled = await fillManyCases(adminUrl, {
      cases,
      organisations: Math.max(1, Math.round(cases / each)),
    });
    console.error(
      `  ${cases} cases of ${filled.organisations} organisations: ${((performance.now() - start) / 1000).toFixed(0)} s`,
    );
    return { adminUrl, filled };
  };
  const few = await fill("small", small);
  const many = await fill("large", large);
  const times = await measured(engines, { small: few.filled, large: many.filled });
  const figures = Object.keys(questions).map((name): Figure => {
    const [before, after] = [p95(times.small[name] ?? []), p95(times.large[name] ?? [])];
    return figure({
      name: `${name}: p95 among ${large.toLocaleString("en")} cases`,
      value: after,
      unit: "ms",
      must: Math.round(Math.max(50, before * 1.5) * 100) / 100,
      note: `${before.toFixed(1)} ms among ${small.toLocaleString("en")}: ratio ${(after / before).toFixed(2)}; medians ${median(times.large[name] ?? []).toFixed(1)} and ${median(times.small[name] ?? []).toFixed(1)} ms`,
    });
  });
  await printPlans(many.adminUrl, many.filled);
  console.log(`\n${table(figures)}\n`);
} finally {
  await engines.stop();
}
