import { cellsFor, type Right } from "../../../shared/platform/rights.ts";
import { uuidV7 } from "../../platform/ids.ts";
import type { OpenApiDocument } from "../../platform/openapi.ts";
import type { TestDatabase } from "../../platform/test-kit/open-database.ts";
import { smallest } from "./bodies.ts";
import { fingerprint } from "./fingerprint.ts";
import { choicesOf, type Fixtures, type NamedId, namedIds, type Target } from "./fixtures.ts";
import { type Answer, type Expected, expectedBy, fault, succeeded, told } from "./judge.ts";
import { plantWorld, type World } from "./plant/plant-world.ts";
import { type Seat, seat } from "./seats.ts";
import { type Subject, subjects } from "./subjects.ts";

export interface Call {
  method: string;
  path: string;
  cookies: readonly string[];
  body?: string;
  headers?: Readonly<Record<string, string>>;
}

export interface Walk {
  /** Hands a request to the function that serves its path. */
  call(request: Call): Promise<Answer>;
  /** Database the function works on, to plant and to look. */
  database: TestDatabase;
  document: OpenApiDocument;
  /** Every table of rights, merged. */
  rights: Readonly<Record<string, Right>>;
  fixtures: Fixtures;
}

/** What a walk found: how many requests were judged, and one line for each that was not answered as the tables say. */
export interface Walked {
  routes: number;
  combinations: number;
  leaks: string[];
}

type Described = OpenApiDocument["paths"][string][string];
interface Route {
  key: string;
  method: string;
  path: string;
  described: Described;
  right: Right;
  named: NamedId[];
}
/** One organisation and those who ask, freshly planted. */
interface Stage {
  own: World;
  seats: ReadonlyMap<Subject, Seat>;
}
interface Asked {
  subject: Subject;
  target: Target;
  expected: Expected;
}

/**
 * Sends everybody (subjects.ts) to every route of the document: to their own organisation's record, to another
 * organisation's and to one that does not exist. Each answer is judged by the tables of rights alone. A route without
 * a line in a table, or that nobody could use, counts as a leak: it would prove nothing.
 */
export const walkRoutes = async (walk: Walk): Promise<Walked> => {
  const walked: Walked = { routes: 0, combinations: 0, leaks: [] };
  const { admin } = walk.database;
  const foreign = await plantWorld(admin);
  for (const [path, methods] of Object.entries(walk.document.paths)) {
    for (const [name, described] of Object.entries(methods)) {
      const method = name.toUpperCase();
      const key = `${method} ${path}`;
      const right = walk.rights[described["x-action"]];
      walked.routes += 1;
      try {
        if (!right) throw new Error(withoutLine(described["x-action"]));
        const named = namedIds(path, described.parameters ?? [], walk.fixtures);
        const found = await walkRoute(walk, { key, method, path, described, right, named }, foreign);
        walked.combinations += found.combinations;
        walked.leaks.push(...found.leaks);
      } catch (error) {
        walked.leaks.push(`${key}: ${error instanceof Error ? error.message : error}`);
      }
    }
  }
  return walked;
};

const withoutLine = (action: string): string =>
  action === ""
    ? "it declares nothing: route({...}) is missing, or the routes of its file are not chained on new Hono()"
    : `its action « ${action} » has no line in a table of rights`;

const walkRoute = async (walk: Walk, route: Route, foreign: World): Promise<Omit<Walked, "routes">> => {
  const { admin } = walk.database;
  const leaks: string[] = [];
  const stage = await plantStage(walk, subjects);
  const asked = subjects.flatMap((subject) =>
    targetsOf(walk, route, foreign).map((target): Asked => {
      return { subject, target, expected: expectedBy(route.right, subject, target) };
    }),
  );
  const judge = async (one: Asked, on: Stage): Promise<Answer> => {
    const asks = one.target === "own" ? walk.fixtures.headers[route.key] : undefined;
    const headers = (await asks?.(walk.call)) ?? {};
    const answer = await walk.call({ ...requestOf(walk, route, one, on, foreign), headers });
    const wrong = [fault(one.expected, answer), ...seenOf(walk, route, one, answer, on.own, foreign)];
    leaks.push(
      ...wrong.flatMap((why) => (why ? [`${route.key} · ${one.subject.name} · ${one.target}: ${why}`] : [])),
    );
    return answer;
  };

  // Those who may not, all together: nothing at all may have changed afterwards.
  const refusals = asked.filter(({ expected }) => expected === "refused" || expected === "nothing");
  const before = await fingerprint(admin);
  const heard = new Map<Subject, Partial<Record<Target, string>>>();
  for (const one of refusals) {
    heard.set(one.subject, { ...heard.get(one.subject), [one.target]: told(await judge(one, stage)) });
  }
  for (const [{ name, holders }, { foreign: theirs, unknown }] of heard) {
    // The platform knows which organisations exist.
    const tellsNothing = holders.has("platform") && route.right.about === "organisation";
    if (theirs !== undefined && unknown !== undefined && theirs !== unknown && !tellsNothing) {
      leaks.push(
        `${route.key} · ${name}: another organisation's is refused otherwise than one that does not exist`,
      );
    }
  }
  const changed = (await fingerprint(admin)).filter((line, at) => line.print !== before[at]?.print);
  if (changed.length > 0) {
    leaks.push(`${route.key}: refused, and yet it wrote to ${changed.map(({ table }) => table).join(", ")}`);
  }

  // Those who may: what somebody changed is planted anew for the next.
  let used = false;
  let fresh: Stage | undefined = stage;
  const granted = asked.filter(({ expected }) => ["allowed", "either", "open"].includes(expected));
  for (const one of granted) {
    if (!fresh?.seats.has(one.subject) || (one.subject.handler && fresh === stage)) {
      fresh = await plantStage(walk, [one.subject]);
    }
    const chair = fresh.seats.get(one.subject);
    if (chair) await walk.fixtures.before[route.key]?.(walk.database, fresh.own, chair);
    const answer = await judge(one, fresh);
    if (succeeded(answer) && route.method !== "GET") fresh = undefined;
    used ||= one.target === "own" && succeeded(answer);
  }
  if (!used && !walk.fixtures.unusable[route.key]) {
    leaks.push(`${route.key}: nobody could use it, so its refusals prove nothing: give it a fixture`);
  }
  return { combinations: refusals.length + granted.length, leaks };
};

const plantStage = async ({ database: { admin } }: Walk, who: readonly Subject[]): Promise<Stage> => {
  const own = await plantWorld(admin);
  return { own, seats: await seat(admin, own, who) };
};

/** The targets that make a difference on this route. */
const targetsOf = (walk: Walk, { key, named }: Route, foreign: World): Target[] => {
  const body = JSON.stringify(walk.fixtures.bodies[key]?.(foreign, foreign.colleague) ?? {});
  const bodyNames = foreign.marks.some((mark) => body.includes(mark));
  return [
    "own",
    ...(named.length > 0 ? (["unknown", "foreign"] as const) : []),
    ...(named.length > 1 || bodyNames ? (["mixed"] as const) : []),
  ];
};

const requestOf = (
  { fixtures }: Walk,
  { key, method, path, described, named }: Route,
  { subject, target }: Asked,
  { own, seats }: Stage,
  foreign: World,
): Call => {
  const chair = seats.get(subject);
  if (!chair) throw new Error(`${subject.name} has no seat`);
  const idOf = (one: NamedId, at: number): string => {
    if (target === "unknown") return fixtures.unknown[one.key]?.() ?? uuidV7(new Date());
    const theirs = target === "foreign" || (target === "mixed" && at > 0);
    const id = theirs
      ? fixtures.ids[one.key]?.(foreign, foreign.colleague)
      : fixtures.ids[one.key]?.(own, chair);
    return id ?? "";
  };
  const values = new Map(named.map((one, at) => [one, idOf(one, at)]));
  let filled = path;
  const search = new URLSearchParams();
  for (const [one, value] of values) {
    if (one.in === "path") filled = filled.replace(`{${one.name}}`, encodeURIComponent(value));
    else search.set(one.name, value);
  }
  const parameters = described.parameters ?? [];
  for (const { name, schema } of choicesOf(parameters)) {
    const known = fixtures.ids[path.slice(0, path.indexOf(`/{${name}}`))];
    filled = filled.replace(`{${name}}`, known?.(own, chair) ?? String(smallest(schema, name)));
  }
  for (const { name, required, schema, ...one } of parameters) {
    if (one.in !== "query" || !required || search.has(name)) continue;
    search.set(name, String(smallest(schema, name)));
  }
  const asks = search.size > 0 ? `${filled}?${search}` : filled;
  if (method === "GET") return { method, path: asks, cookies: chair.cookies };
  const given = target === "mixed" ? foreign : own;
  const body = fixtures.bodies[key]?.(given, chair) ?? smallest(bodySchema(described));
  return { method, path: asks, cookies: chair.cookies, body: JSON.stringify(body) };
};

const bodySchema = ({ requestBody }: Described): object => {
  const found = requestBody as { content?: { "application/json"?: { schema?: object } } } | undefined;
  return found?.content?.["application/json"]?.schema ?? {};
};

/** What an answer shows that this subject may not see, whatever was asked. */
const seenOf = (
  { rights }: Walk,
  { right }: Route,
  { subject: { holders } }: Asked,
  { text }: Answer,
  own: World,
  foreign: World,
): string[] => {
  const everywhere = holders.has("platform") && right.may.platform !== undefined;
  // Whoever sends a file to a public form meets the id of its organisation.
  const known = "anyone" in right.may ? foreign.organisation.id : undefined;
  const theirs = everywhere ? foreign.caseMarks : foreign.marks.filter((mark) => mark !== known);
  const reads = rights["case.read"] && cellsFor(rights["case.read"], holders).length > 0;
  const hidden = reads || holders.has("link") ? [] : own.caseMarks;
  return [
    ...theirs
      .filter((mark) => text.includes(mark))
      .map((mark) => `shows « ${mark} » of another organisation`),
    ...hidden.filter((mark) => text.includes(mark)).map((mark) => `shows « ${mark} » of a case`),
  ];
};
