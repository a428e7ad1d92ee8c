import { execFileSync, spawnSync } from "node:child_process";
import { createReadStream, createWriteStream, existsSync, mkdirSync, readFileSync } from "node:fs";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { brotliDecompressSync, createBrotliDecompress } from "node:zlib";
import { type Browser, type BrowserServer, chromium } from "playwright-core";

const root = join(import.meta.dirname, "../..");

/** A Chromium that starts on this machine, and what its environment needs beyond ours. */
export interface FoundBrowser {
  path: string;
  env: Record<string, string>;
}

const starts = ({ path, env }: FoundBrowser) =>
  spawnSync(path, ["--version"], { env: { ...process.env, ...env }, stdio: "ignore" }).status === 0;

const installedNames = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The Chromium or Chrome of the machine: first one on the path that really starts (some are empty shells). */
const installedBrowser = (): FoundBrowser | undefined =>
  (process.env.PATH ?? "")
    .split(delimiter)
    .flatMap((folder) => installedNames.map((name) => ({ path: join(folder, name), env: {} })))
    .find((found) => existsSync(found.path) && starts(found));

const untar = (archive: string, folder: string) => {
  mkdirSync(folder, { recursive: true });
  execFileSync("tar", ["-xf", "-", "-C", folder], { input: brotliDecompressSync(readFileSync(archive)) });
};

/** The package's own file only looks into /tmp/fonts. */
const fontsConfiguration = (folder: string) =>
  `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/fonts-cache</cachedir></fontconfig>\n`;

/**
 * Unpacks the Chromium of the npm package once, into .guichet/browser/<version>. Written beside and renamed, so that
 * several first launches at the same time are safe: the first one wins, the others use its folder.
 */
const unpackedBrowser = async (): Promise<string> => {
  const entry = createRequire(import.meta.url).resolve("@sparticuz/chromium");
  const bin = join(dirname(entry), "..", "bin");
  const { version } = JSON.parse(readFileSync(join(bin, "..", "package.json"), "utf8"));
  const home = join(root, ".guichet", "browser");
  const folder = join(home, version);
  if (existsSync(folder)) return folder;
  mkdirSync(home, { recursive: true });
  const making = await mkdtemp(join(home, "making-"));
  await pipeline(
    createReadStream(join(bin, "chromium.br")),
    createBrotliDecompress(),
    createWriteStream(join(making, "chromium"), { mode: 0o755 }),
  );
  untar(join(bin, "swiftshader.tar.br"), making);
  untar(join(bin, "fonts.tar.br"), making);
  await writeFile(join(making, "fonts.conf"), fontsConfiguration(folder));
  untar(join(bin, "al2023.tar.br"), join(making, "libraries"));
  await rename(making, folder).catch(async (error: NodeJS.ErrnoException) => {
    await rm(making, { recursive: true });
    if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
  });
  return folder;
};

/**
 * Finds a Chromium: the machine's own, else the one that comes as an npm package, with the package's own libraries
 * (NSS and others) and fonts where the machine has none. Throws with the system's words when nothing starts.
 */
export const findBrowser = async (): Promise<FoundBrowser> => {
  const installed = installedBrowser();
  if (installed) return installed;
  const folder = await unpackedBrowser();
  const found: FoundBrowser = {
    path: join(folder, "chromium"),
    env: existsSync("/etc/fonts/fonts.conf") ? {} : { FONTCONFIG_PATH: folder },
  };
  if (starts(found)) return found;
  const withLibraries = { ...found, env: { ...found.env, LD_LIBRARY_PATH: join(folder, "libraries/lib") } };
  if (starts(withLibraries)) return withLibraries;
  const { stderr, error } = spawnSync(found.path, ["--version"], { encoding: "utf8" });
  throw new Error(`No Chromium starts on this machine. Install one (chromium). ${error?.message ?? stderr}`);
};

const launchOptions = async () => {
  const { path, env } = await findBrowser();
  return { executablePath: path, env: { ...process.env, ...env } };
};

/** Starts a headless browser; whoever starts it closes it. */
export const launchBrowser = async (): Promise<Browser> => chromium.launch(await launchOptions());

/** Starts a headless browser that other processes connect to. */
export const serveBrowser = async (): Promise<BrowserServer> => chromium.launchServer(await launchOptions());
