import { readFile } from "node:fs/promises";
import { extname, resolve, sep } from "node:path";
import { staticKey } from "../static-path.ts";

/** What answers a path of the static front. */
export interface SiteObject {
  status: 200 | 404;
  body: Buffer;
  headers: Record<string, string>;
}

/** Reads a published object of the bucket `site`, or undefined when there is none. */
export type ReadPublished = (key: string) => Promise<{ body: Buffer; contentType: string } | undefined>;

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".webp": "image/webp",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
};

/** Names under /assets/ carry a hash of their content: they never change. */
const cacheOf = (key: string) =>
  key.startsWith("assets/") ? "public, max-age=31536000, immutable" : "public, max-age=0, must-revalidate";

const readBuilt = async (folder: string, key: string): Promise<Buffer | undefined> => {
  const path = resolve(folder, key);
  if (!path.startsWith(resolve(folder) + sep)) return undefined;
  try {
    return await readFile(path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "EISDIR" || code === "ENOTDIR") return undefined;
    throw error;
  }
};

/** Keys that `publish-pages` writes: pages of organisations, and the logos they uploaded (the demo's own are built in). */
export const isPublishedKey = (key: string): boolean => /^(mediation\/|logos\/[0-9a-f-]{36}\/)/.test(key);

const decodedKey = (pathname: string) => {
  try {
    const key = decodeURIComponent(staticKey(pathname));
    return key.includes("\0") ? undefined : key;
  } catch {
    return undefined;
  }
};

/**
 * The bucket `site` as CloudFront shows it: published pages of organisations, then the built front, then 404.html.
 * In the cloud both are in one bucket; here the build stays a folder, so that a new build needs no upload.
 */
export const readSite = async (
  folder: string,
  readPublished: ReadPublished,
  pathname: string,
): Promise<SiteObject> => {
  const key = decodedKey(pathname);
  if (key !== undefined) {
    const published = isPublishedKey(key) ? await readPublished(key) : undefined;
    if (published) return siteObject(200, key, published.body, published.contentType);
    const built = await readBuilt(folder, key);
    if (built) return siteObject(200, key, built);
  }
  const missing = await readBuilt(folder, "404.html");
  return siteObject(
    404,
    "404.html",
    missing ?? Buffer.from("<!doctype html><title>Page introuvable</title>"),
  );
};

const siteObject = (status: 200 | 404, key: string, body: Buffer, contentType?: string): SiteObject => ({
  status,
  body,
  headers: {
    "content-type": contentType ?? contentTypes[extname(key)] ?? "application/octet-stream",
    "cache-control": cacheOf(key),
  },
});
