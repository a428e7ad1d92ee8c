import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { staticKey } from "../static-path.ts";
import { staticRewriteSource } from "./static-rewrite.ts";

const contact = "mailto:securite@guichet.example";
const rewrite = (uri: string): string =>
  runInNewContext(
    `${staticRewriteSource(contact)}; handler({ request: { uri: ${JSON.stringify(uri)} } }).uri`,
  );

test.each([
  "/",
  "/mediation",
  "/mediation/",
  "/mediation/ville-de-clairval",
  "/mediation/ville-de-clairval/demande",
  "/mediation/ville-de-clairval/demande/",
  "/suivi",
  "/connexion",
  "/espace",
  "/espace/dossiers/2027-00042",
  "/espacement",
  "/assets/app-1a2b.js",
  "//suivi",
  "/fichier%20avec%20espace.pdf",
])("%s is the same object for CloudFront as for the local edge", (path) => {
  expect(rewrite(path)).toBe(`/${staticKey(path)}`);
});

test("fits the 10 KB of a CloudFront function", () => {
  expect(Buffer.byteLength(staticRewriteSource(contact))).toBeLessThan(10 * 1024);
});
