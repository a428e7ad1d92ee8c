import { expect, test } from "vitest";
import { logoHeaders, securityHeaders } from "./security-headers.ts";

const cloud = securityHeaders({
  app: "https://guichet.example",
  files: "https://fichiers.example",
  s3: ["https://a.s3.example", "https://b.s3.example"],
});
const local = securityHeaders({
  app: "http://localhost:3000",
  files: "http://127.0.0.1:3001",
  s3: "http://127.0.0.1:3002",
});

const directive = (headers: Record<string, string>, name: string) =>
  headers["content-security-policy"]
    ?.split("; ")
    .find((each) => each.startsWith(`${name} `))
    ?.slice(name.length + 1);

test("no script runs but those of the app, no style but its own, and nobody frames it", () => {
  expect(directive(cloud, "script-src")).toBe("'self'");
  expect(directive(cloud, "style-src")).toBe("'self'");
  expect(directive(cloud, "object-src")).toBe("'none'");
  expect(directive(cloud, "frame-ancestors")).toBe("'none'");
  expect(cloud["content-security-policy"]).not.toMatch(/unsafe|sha256|\*/);
});

test("the address of a page is told to no other site, since some pages open by a secret in theirs", () => {
  expect(cloud["referrer-policy"]).toBe("no-referrer");
});

test("a page may use passkeys and copy, and nothing else of the device", () => {
  const granted = cloud["permissions-policy"]?.split(", ").filter((one) => !one.endsWith("=()"));
  expect(granted?.every((one) => one.endsWith("=(self)"))).toBe(true);
  expect(granted).toHaveLength(4);
  for (const feature of ["camera", "microphone", "geolocation", "payment", "usb", "browsing-topics"])
    expect(cloud["permissions-policy"]).toContain(`${feature}=()`);
});

test("uploads, pictures and frames reach the other origins and no more", () => {
  expect(directive(cloud, "connect-src")).toBe("'self' https://a.s3.example https://b.s3.example");
  expect(directive(cloud, "frame-src")).toBe(
    "blob: https://fichiers.example https://a.s3.example https://b.s3.example",
  );
  expect(directive(local, "img-src")).toBe("'self' data: blob: http://127.0.0.1:3001 http://127.0.0.1:3002");
});

test("https is made to stick where the app is on https, and only there", () => {
  expect(cloud["strict-transport-security"]).toBe("max-age=63072000; includeSubDomains");
  expect(cloud["content-security-policy"]).toContain("upgrade-insecure-requests");
  expect(local).not.toHaveProperty("strict-transport-security");
  expect(local["content-security-policy"]).not.toContain("upgrade-insecure-requests");
});

test("a logo may be shown by any mail program, and nothing else may be taken by other sites", () => {
  const changed = Object.entries(logoHeaders(cloud)).filter(([name, value]) => cloud[name] !== value);
  expect(changed).toEqual([["cross-origin-resource-policy", "cross-origin"]]);
  expect(cloud["cross-origin-resource-policy"]).toBe("same-origin");
});
