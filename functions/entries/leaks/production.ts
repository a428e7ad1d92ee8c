import { accessRights } from "../../../shared/access/rules.ts";
import { declarationRights } from "../../../shared/declarations/rules.ts";
import { fileLinkRights } from "../../../shared/mail/file-links.ts";
import { mediationRights } from "../../../shared/mediation/rules.ts";
import type { Right } from "../../../shared/platform/rights.ts";
import type { OpenApiDocument } from "../../platform/openapi.ts";
import type { TestEngines } from "../../platform/test-kit/engines.ts";
import { openTestDatabase, type TestDatabase } from "../../platform/test-kit/open-database.ts";
import { walkTables } from "../../platform/test-kit/walk-tables.ts";
import { accessFixtures } from "./fixtures/access.ts";
import { casesFixtures } from "./fixtures/cases.ts";
import { citizensFixtures } from "./fixtures/citizens.ts";
import { declarationsFixtures } from "./fixtures/declarations.ts";
import { declaringFixtures } from "./fixtures/declaring.ts";
import { mailFixtures } from "./fixtures/mail.ts";
import { officeFixtures } from "./fixtures/office.ts";
import { type Fixtures, mergedFixtures } from "./fixtures.ts";
import { type RunningFunctions, startFunctions } from "./functions.ts";
import { type Walked, walkRoutes } from "./walk-routes.ts";

/** Every table of rights. A service with a table of its own adds its line. */
export const rights: Readonly<Record<string, Right>> = {
  ...accessRights,
  ...mediationRights,
  ...declarationRights,
  ...fileLinkRights,
};

/** What the OpenAPI document does not say of our routes, by subject. Most new routes need nothing. */
export const fixtures: Fixtures = mergedFixtures([
  accessFixtures,
  mailFixtures,
  casesFixtures,
  officeFixtures,
  citizensFixtures,
  declarationsFixtures,
  declaringFixtures,
]);

/** The description that the running API gives of itself. */
export const describedRoutes = async ({ call }: Pick<RunningFunctions, "call">): Promise<OpenApiDocument> => {
  const { status, text } = await call({ method: "GET", path: "/api/openapi.json", cookies: [] });
  if (status !== 200) throw new Error(`the API does not describe itself: ${status} ${text}`);
  return JSON.parse(text);
};

/** One of `of` shares of the routes, from 0, each with its own database: so that cores and test files walk at once. */
export interface Share {
  at: number;
  of: number;
}
type Paths = OpenApiDocument["paths"];

/** The routes of a share: every `of`-th path, so that a new route is in one of them by itself. */
export const pathsOfShare = (paths: Paths, { at, of }: Share): Paths =>
  Object.fromEntries(Object.entries(paths).filter((_, index) => index % of === at));

/** Walks a share of the routes on the production handlers; with `only`, those whose path has these words. */
export const walkShare = (engines: TestEngines, share: Share, only = ""): Promise<Walked> =>
  onOwnDatabase(engines, async (database, functions) => {
    const document = await describedRoutes(functions);
    const asked = Object.entries(document.paths).filter(([path]) => path.includes(only));
    const paths = pathsOfShare(Object.fromEntries(asked), share);
    return walkRoutes({
      call: functions.call,
      database,
      document: { ...document, paths },
      rights,
      fixtures,
    });
  });

/**
 * Both walks: every route through its function, in two shares so that two cores are at work, and every table by raw
 * SQL. With `only`, the routes whose path has these words and no table.
 */
export const walkEverything = async (
  engines: TestEngines,
  only?: string,
): Promise<Omit<Walked, "routes">> => {
  const walked = await Promise.all([
    ...[0, 1].map((at) => walkShare(engines, { at, of: 2 }, only)),
    ...(only ? [] : [onOwnDatabase(engines, walkTables)]),
  ]);
  return {
    combinations: walked.reduce((sum, { combinations }) => sum + combinations, 0),
    leaks: walked.flatMap(({ leaks }) => leaks),
  };
};

const onOwnDatabase = async <T>(
  engines: TestEngines,
  work: (database: TestDatabase, functions: RunningFunctions) => Promise<T>,
): Promise<T> => {
  const { database, create, drop } = openTestDatabase(engines);
  await create();
  const functions = startFunctions(engines, database.env.database.name);
  try {
    return await work(database, functions);
  } finally {
    await functions.stop();
    await drop();
  }
};
