import type { Parameter } from "../../platform/openapi.ts";
import type { TestDatabase } from "../../platform/test-kit/open-database.ts";
import type { World } from "./plant/plant-world.ts";
import type { Seat } from "./seats.ts";
import type { Walk } from "./walk-routes.ts";

/** Whose records a request names; `mixed` = one's own first, then another organisation's. */
export type Target = "own" | "foreign" | "unknown" | "mixed";

/** What the walk cannot read off the OpenAPI document. */
export interface Fixtures {
  /** The id behind a parameter, by the path before it or its last word (`cases/{id}`), or `?name` in a query. */
  ids: Readonly<Record<string, (world: World, seat: Seat) => string>>;
  /** An id nobody has, where it is not a UUID. */
  unknown: Readonly<Record<string, () => string>>;
  /** Bodies whose values must be true of the world, by route; others are made from the schema. */
  bodies: Readonly<Record<string, (world: World, seat: Seat) => object>>;
  /** What must have happened before a route can be used. */
  before: Readonly<Record<string, (database: TestDatabase, world: World, seat: Seat) => Promise<unknown>>>;
  /** Headers that must be asked for first, by route; only requests about one's own have them. */
  headers: Readonly<Record<string, (call: Walk["call"]) => Promise<Record<string, string>>>>;
  /** Routes that need what a walk does not have, and what that is. */
  unusable: Readonly<Record<string, string>>;
}

/** The parts of the fixtures as one; a key that two parts give is an error, as it would be inside one of them. */
export const mergedFixtures = (parts: readonly Partial<Fixtures>[]): Fixtures => ({
  ids: merged(parts.map(({ ids }) => ids)),
  unknown: merged(parts.map(({ unknown }) => unknown)),
  bodies: merged(parts.map(({ bodies }) => bodies)),
  before: merged(parts.map(({ before }) => before)),
  headers: merged(parts.map(({ headers }) => headers)),
  unusable: merged(parts.map(({ unusable }) => unusable)),
});

const merged = <T>(parts: readonly (Readonly<Record<string, T>> | undefined)[]): Record<string, T> => {
  const entries = parts.flatMap((part) => Object.entries(part ?? {}));
  const one = Object.fromEntries(entries);
  const twice = entries.find(([key, value]) => one[key] !== value);
  if (twice) throw new Error(`two fixtures are given for ${twice[0]}`);
  return one;
};

/** One value of a request that names a record. */
export interface NamedId {
  /** Name of the parameter in the document. */
  name: string;
  /** Its key in `ids`. */
  key: string;
  in: "path" | "query";
}

/** A word of a list, or a place in one: it names no record by itself. */
const isChoice = ({ schema }: Parameter): boolean =>
  "enum" in schema || ("type" in schema && schema.type === "integer");

/** Parameters of a path that name no record: any value does, unless `ids` gives one. */
export const choicesOf = (parameters: readonly Parameter[]): Parameter[] =>
  parameters.filter((one) => one.in === "path" && isChoice(one));

/** Every value of this path and query that names a record; a path parameter without a fixture is an error. */
export const namedIds = (path: string, parameters: readonly Parameter[], { ids }: Fixtures): NamedId[] => {
  const choices = choicesOf(parameters).map(({ name }) => name);
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].flatMap((found): NamedId[] => {
    const [, name = ""] = found;
    if (choices.includes(name)) return [];
    const before = path.slice(0, found.index - 1);
    const last = name === "slug" ? "slug" : before.slice(before.lastIndexOf("/") + 1);
    const key = ids[before] ? before : last;
    if (!ids[key]) throw new Error(`no fixture says what stands behind ${last}/{${name}}`);
    return [{ name, key, in: "path" }];
  });
  const inQuery = parameters
    .filter((one) => one.in === "query" && ids[`?${one.name}`])
    .map(({ name }): NamedId => ({ name, key: `?${name}`, in: "query" }));
  return [...inPath, ...inQuery];
};
