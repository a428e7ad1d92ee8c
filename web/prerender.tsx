import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { prerendered, renderPage } from "./app/prerendered.tsx";

/** The built front: `.build/web`, or the folder given on the command line. */
const built = resolve(process.argv[2] ?? join(import.meta.dirname, "../.build/web"));

/** Where `publish-pages` finds the page of an organisation to fill; no address of the site leads there. */
const organisationTemplate = "_templates/organisation.html";

/** Scripts a page loads before it works: the one of its HTML and what that one imports. */
const scriptsOf = async (file: string, seen = new Set<string>()): Promise<Set<string>> => {
  const text = await readFile(join(built, file), "utf8");
  const names = file.endsWith(".html")
    ? text.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)
    : text.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g);
  for (const [, name = ""] of names) {
    const path = name.startsWith("assets/") ? name : `assets/${name}`;
    if (seen.has(path)) continue;
    seen.add(path);
    await scriptsOf(path, seen);
  }
  return seen;
};

/** JavaScript of a built page in bytes, each file gzipped as it is sent. */
export const scriptBytes = async (file: string): Promise<number> => {
  const scripts = [...(await scriptsOf(file))];
  const sizes = await Promise.all(
    scripts.map(async (name) => gzipSync(await readFile(join(built, name))).length),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
};

const prerender = async () => {
  await Promise.all(
    Object.keys(prerendered).map(async (file) => {
      const html = await readFile(join(built, file), "utf8");
      await writeFile(join(built, file), renderPage(file, html));
    }),
  );
  await mkdir(join(built, "_templates"), { recursive: true });
  await rename(join(built, "mediation/organisation.html"), join(built, organisationTemplate));
};

if (process.argv[1] === import.meta.filename) {
  await prerender();
  for (const file of ["mediation/demande.html", "suivi.html", organisationTemplate]) {
    const kilobytes = (await scriptBytes(file)) / 1024;
    process.stdout.write(`${file.padEnd(28)} ${kilobytes.toFixed(1)} KB of JavaScript, gzip\n`);
  }
}
