import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { webFolder } from "../infra/build.ts";
import { type Figure, figure } from "./figure.ts";

const page = "mediation/demande.html";

/** Scripts a page asks for by itself: `src` of its scripts and `href` of its module preloads. */
const scriptsOf = (html: string): string[] =>
  [...html.matchAll(/<(?:script|link)\b[^>]*?\b(?:src|href)="([^"]+\.js)"/g)].map(([, path = ""]) => path);

/** Asked for only where a deployment has the service (web/app/optional-services); all others are counted. */
const onlyWhenConfigured = /\/(error-reports|visits|chat)-[\w-]+\.js$/;

/** Scripts another script asks for, at once, later (`import()`) or in a worker: the form must work to its end. */
const importsOf = (code: string): string[] =>
  [...code.matchAll(/(?:from|import|new URL)\s*\(?\s*["'`]((?:\.{1,2}|\/)[^"'`]+\.js)["'`]/g)].map(
    ([, path = ""]) => path,
  );

/** All the JavaScript of the request form as the browser receives it. */
export const formSize = (): Figure => {
  const sizes = new Map<string, number>();
  const visit = (path: string) => {
    if (sizes.has(path) || onlyWhenConfigured.test(path)) return;
    const code = readFileSync(path);
    sizes.set(path, gzipSync(code, { level: 9 }).length);
    for (const next of importsOf(code.toString())) {
      visit(next.startsWith("/") ? join(webFolder, next) : resolve(dirname(path), next));
    }
  };
  for (const path of scriptsOf(readFileSync(join(webFolder, page), "utf8"))) visit(join(webFolder, path));
  if (sizes.size === 0) throw new Error(`${page} has no script`);
  return figure({
    name: "JavaScript of the request form, gzip",
    value: [...sizes.values()].reduce((sum, size) => sum + size, 0) / 1024,
    unit: "KB",
    must: 120,
    note: `${sizes.size} files, those loaded later included`,
  });
};
