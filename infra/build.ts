import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { type BuildOptions, build, type Metafile, stop } from "esbuild";
import { fontFiles, fontPackage } from "../functions/platform/pdf/fonts.ts";
import { type FunctionName, functionSpecs } from "./catalogue.ts";
import { identify, isAlive } from "./local/processes.ts";

const root = join(import.meta.dirname, "..");
const buildFolder = join(root, ".build");
/** `.build/functions/<name>/index.mjs`: what the CDK deploys and what `npm start` runs. */
export const functionsFolder = join(buildFolder, "functions");
/** The static front, as it is put into the bucket `site`. */
export const webFolder = join(buildFolder, "web");
/** The local Runtime API loop, bundled so that a cold start here measures the function and not our TypeScript. */
export const bootstrapFile = join(buildFolder, "bootstrap.mjs");

/**
 * One way to bundle for both the cloud and `npm start` (docs/decisions/040): everything inlined, the AWS SDK too, and
 * split at each dynamic import, so that a cold start parses only what its first request needs.
 */
const bundling = {
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node24",
  splitting: true,
  minify: true,
  keepNames: true,
  sourcemap: true,
  sourcesContent: false,
  metafile: true,
  legalComments: "none",
  mainFields: ["module", "main"],
  chunkNames: "chunks/[name]-[hash]",
  outExtension: { ".js": ".mjs" },
  // Packages still written in CommonJS ask for Node's own modules by require.
  banner: {
    js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);',
  },
  // A bundle finds the SQL and the fonts in its own folder, which is where both Lambda and the local host start it.
  define: { "process.env.MIGRATIONS_FOLDER": '"migrations"', "process.env.FONTS_FOLDER": '"fonts"' },
  logLevel: "warning",
  absWorkingDir: root,
} as const satisfies BuildOptions;

/** Bundles made at the same time: each holds its whole graph in memory, some 200 MB. */
const atOnce = 3;

/**
 * Bundles the named functions into `<outDir>/<name>/index.mjs`, each folder complete by itself. Returns esbuild's
 * account of what went into each, for those who watch sizes. With `keepOld`, chunks of earlier builds stay, for the
 * sake of processes that still run them.
 */
export const bundleFunctions = async (
  names: readonly FunctionName[],
  outDir: string,
  { keepOld = false }: { keepOld?: boolean } = {},
): Promise<Partial<Record<FunctionName, Metafile>>> => {
  const reports: Partial<Record<FunctionName, Metafile>> = {};
  const left = names.values();
  const bundleNext = async () => {
    for (const name of left) {
      const outdir = join(outDir, name);
      if (!keepOld) rmSync(outdir, { recursive: true, force: true });
      const result = await build({ ...bundling, entryPoints: { index: functionSpecs[name].entry }, outdir });
      reports[name] = result.metafile;
      if (functionSpecs[name].trigger.kind === "deploy") copyMigrations(outdir);
      if (Object.keys(result.metafile.inputs).some(isPdfWriter)) copyFonts(outdir);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, bundleNext));
  return reports;
};

/** The reviewed SQL travels beside the bundle of the function that applies it. */
const copyMigrations = (outdir: string) => {
  const target = join(outdir, "migrations");
  rmSync(target, { recursive: true, force: true });
  cpSync(join(root, "functions/migrations"), target, {
    recursive: true,
    filter: (path) => !path.endsWith(".ts"),
  });
};

const isPdfWriter = (input: string) => input.endsWith("functions/platform/pdf/fonts.ts");

/** What PDFs embed travels beside the bundle of each function that writes some, with its licence. */
const copyFonts = (outdir: string) => {
  for (const file of [...Object.values(fontFiles), "LICENSE_FONT"])
    cpSync(join(root, "node_modules", fontPackage, file), join(outdir, "fonts", file));
};

const bundleBootstrap = () =>
  build({
    ...bundling,
    splitting: false,
    sourcemap: false,
    entryPoints: ["infra/local/lambda-host/bootstrap.ts"],
    outfile: bootstrapFile,
    outExtension: {},
  });

/** Files of the last bundling, relative to the project; whatever else lies in the folder is of an older one. */
const bundledFiles = join(buildFolder, "functions.files.json");

const bundleAll = async () => {
  const reports = await bundleFunctions(Object.keys(functionSpecs) as FunctionName[], functionsFolder, {
    keepOld: true,
  });
  await bundleBootstrap();
  // Its service keeps what it used; nothing is bundled after this.
  await stop();
  writeFileSync(
    bundledFiles,
    JSON.stringify(Object.values(reports).flatMap(({ outputs }) => Object.keys(outputs))),
  );
};

/** Leaves in each function's folder what the last bundling put there. */
const removeOldChunks = () => {
  const current = new Set<string>(JSON.parse(readFileSync(bundledFiles, "utf8")));
  for (const path of filesBelow(relative(root, functionsFolder))) {
    if (/\.mjs(\.map)?$/.test(path) && !current.has(path)) rmSync(join(root, path));
  }
};

const bundleWeb = async () => {
  const vite = await import("vite");
  // A test run says NODE_ENV=test, and Vite would take React's development build for it: three times the size.
  const before = process.env.NODE_ENV;
  process.env.NODE_ENV = "production";
  try {
    await vite.build({ configFile: join(root, "web/vite.config.ts"), logLevel: "warn" });
  } finally {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  }
  // Renders the pages that are readable without JavaScript; a process of its own, because it needs JSX.
  await promisify(execFile)(join(root, "node_modules/.bin/tsx"), ["web/prerender.tsx"], { cwd: root });
};

/** What each half of the build depends on; anything else may change without a new build. */
const halves: ReadonlyArray<{
  name: "functions" | "web";
  sources: readonly string[];
  product: string;
  make: () => Promise<void>;
}> = [
  {
    name: "functions",
    sources: [
      "functions",
      "shared",
      "infra/catalogue.ts",
      "infra/build.ts",
      "infra/local/lambda-host/bootstrap.ts",
    ],
    product: functionsFolder,
    make: bundleAll,
  },
  {
    name: "web",
    sources: ["web", "shared", "functions", "infra/build.ts"],
    product: webFolder,
    make: bundleWeb,
  },
];

const isSource = (path: string) =>
  !/\.test\.tsx?$/.test(path) &&
  !path.includes("/test-kit/") &&
  !path.startsWith("web/public-assets/dsfr/") &&
  !path.startsWith("web/e2e/");

const filesBelow = (path: string): string[] =>
  statSync(join(root, path)).isDirectory()
    ? readdirSync(join(root, path)).flatMap((name) => filesBelow(`${path}/${name}`))
    : [path];

const fingerprint = (sources: readonly string[]) => {
  const hash = createHash("sha256");
  for (const path of [...sources, "package-lock.json"].flatMap(filesBelow).filter(isSource).sort()) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update("\0");
  }
  return hash.digest("hex");
};

/** One build at a time on this folder: a second one waits; the lock of a killed one is void. */
const withBuildLock = async <T>(work: () => Promise<T>): Promise<T> => {
  const lock = join(buildFolder, "lock");
  const deadline = Date.now() + 5 * 60_000;
  mkdirSync(buildFolder, { recursive: true });
  for (;;) {
    try {
      writeFileSync(lock, JSON.stringify(identify(process.pid)), { flag: "wx" });
      break;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
    if (isVoid(lock)) rmSync(lock, { force: true });
    else if (Date.now() > deadline) throw new Error(`Another build holds ${lock}.`);
    else await new Promise((resolve) => setTimeout(resolve, 100));
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
};

const isVoid = (lock: string) => {
  try {
    return !isAlive(JSON.parse(readFileSync(lock, "utf8")));
  } catch {
    return false; // just removed, or not yet written whole: looked at again soon
  }
};

export interface BuildChoice {
  halves?: ReadonlyArray<"functions" | "web">;
  /** Build also what is up to date. */
  force?: boolean;
  /** Leave chunks of earlier builds for processes that still run them; what is deployed must hold none. */
  keepOld?: boolean;
}

/**
 * Builds what is not up to date: the function bundles and the static front, each with a fingerprint of its sources
 * kept in `.build`. Returns the names of the halves that were built.
 */
export const buildChanged = (choice: BuildChoice = {}): Promise<string[]> =>
  withBuildLock(async () => {
    const built: string[] = [];
    for (const { name, sources, product, make } of halves) {
      if (choice.halves && !choice.halves.includes(name)) continue;
      const stamp = join(buildFolder, `${name}.fingerprint`);
      const current = fingerprint(sources);
      const isFresh = existsSync(product) && existsSync(stamp) && readFileSync(stamp, "utf8") === current;
      if (!isFresh || choice.force) {
        rmSync(stamp, { force: true });
        await make();
        writeFileSync(stamp, current);
        built.push(name);
      }
      if (name === "functions" && !choice.keepOld) removeOldChunks();
    }
    return built;
  });

if (import.meta.main) {
  const started = performance.now();
  await buildChanged({ force: true });
  console.log(`Built into .build in ${Math.round(performance.now() - started)} ms.`);
}
