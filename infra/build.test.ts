import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import type { Metafile } from "esbuild";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundleFunctions } from "./build.ts";
import { startPool } from "./local/lambda-host/function-pool.ts";
import { startPostgres } from "./local/postgres.ts";

const root = join(import.meta.dirname, "..");
// Inside the project, so that paths in esbuild's account are those of a real build.
const outDir = join(root, ".build", `test-${process.pid}`);
let reports: Awaited<ReturnType<typeof bundleFunctions>>;

beforeAll(async () => {
  reports = await bundleFunctions(["api", "migrate"], outDir);
});
afterAll(() => rmSync(outDir, { recursive: true, force: true }));

/** Source files that are parsed before the first event: those of index.mjs and of what it imports statically. */
const loadedAtStart = ({ outputs }: Metafile, index: string): string[] => {
  const seen = new Set<string>();
  const visit = (path: string) => {
    const output = outputs[path];
    if (seen.has(path) || !output) return;
    seen.add(path);
    for (const { path: imported, kind } of output.imports) if (kind === "import-statement") visit(imported);
  };
  visit(index);
  return [...seen].flatMap((path) => Object.keys(outputs[path]?.inputs ?? {}));
};

test("a cold start of the API parses no AWS client and no module of the business", () => {
  const report = reports.api;
  expect(report).toBeDefined();
  if (!report) return;
  const loaded = loadedAtStart(report, relative(root, join(outDir, "api/index.mjs")));
  expect(loaded).toContain("functions/entries/api.ts");
  expect(loaded.filter((path) => /node_modules\/(@aws-sdk|@smithy)\//.test(path))).toEqual([]);
  expect(loaded.filter((path) => path.startsWith("functions/modules/"))).toEqual([]);
});

test("a folder built anew holds this build and nothing older", async () => {
  const before = readdirSync(join(outDir, "migrate/chunks")).sort();
  await bundleFunctions(["migrate"], outDir);
  expect(readdirSync(join(outDir, "migrate/chunks")).sort()).toEqual(before);
});

test("the bundle of migrate brings its SQL and makes an empty database ready, twice without harm", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "guichet-build-test-"));
  const database = await startPostgres({ dataDir, durable: false });
  const lines: string[] = [];
  const pool = startPool(
    {
      name: "migrate",
      taskRoot: join(outDir, "migrate"),
      handler: "index.handler",
      environment: {
        APP_ORIGIN: "http://localhost:3000",
        FILES_ORIGIN: "http://127.0.0.1:3001",
        MAIL_DOMAIN: "courrier.guichet.example",
        HMAC_KEYS: "1:a2V5",
        DATABASE_HOST: database.host,
        DATABASE_PORT: String(database.port),
        DATABASE_NAME: database.database,
        DATABASE_USER: "guichet_owner",
        DATABASE_PASSWORD: database.password("owner"),
      },
      memoryMb: 512,
      timeoutSeconds: 60,
      concurrency: 1,
    },
    {
      bootstrap: [join(root, "infra/local/lambda-host/bootstrap.ts")],
      region: "eu-west-3",
      onLine: (_name, line) => lines.push(line),
      onChange: () => {},
    },
  );
  try {
    for (const _time of ["first", "second"]) {
      expect(await pool.invoke({}), lines.join("\n")).toMatchObject({ kind: "response" });
    }
    const admin = postgres(database.url("admin"), { max: 1, onnotice: () => {} });
    const [tables] = await admin`
      select count(*)::int as all, count(*) filter (where relrowsecurity)::int as guarded
      from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> 'schema_migration'`;
    await admin.end();
    expect(tables?.all).toBeGreaterThan(10);
    expect(tables?.guarded).toBe(tables?.all);
    expect(existsSync(join(outDir, "migrate/migrations/meta/_journal.json"))).toBe(true);
  } finally {
    await pool.stop(0);
    await database.erase();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
