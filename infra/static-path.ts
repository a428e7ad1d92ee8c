import { rewrites } from "./catalogue.ts";

/** A pattern of `rewrites` as a regular expression's source: `*` is one segment, `**` any rest. */
export const rewritePattern = (from: string) =>
  `^${from
    .split("/")
    .map((segment) => (segment === "**" ? ".+" : segment === "*" ? "[^/]+" : segment.replaceAll(".", "\\.")))
    .join("/")}/?$`;

const compiled = rewrites.map(({ from, to }) => ({ pattern: new RegExp(rewritePattern(from)), to }));

/**
 * The object of the bucket `site` that answers a path of the app origin, without a leading slash.
 * The catalogue's rewrites first; then a path whose last segment has no dot is a folder and means its index.html.
 * The path is taken as it came in the address (percent-encoded); it is neither decoded nor resolved here.
 */
export const staticKey = (path: string): string => {
  const rewritten = compiled.find(({ pattern }) => pattern.test(path))?.to ?? path;
  const last = rewritten.slice(rewritten.lastIndexOf("/") + 1);
  const file = last.includes(".") ? rewritten : `${rewritten.replace(/\/+$/, "")}/index.html`;
  return file.replace(/^\/+/, "");
};
