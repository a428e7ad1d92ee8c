import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { securityTxt } from "./security-txt.ts";
import { staticRewriteSource } from "./stacks/static-rewrite.ts";

const contact = "mailto:securite@guichet.example";
const now = new Date("2027-03-16T09:30:00.000Z");

test("says whom to tell, in which languages, and is never out of date nor a year ahead", () => {
  expect(securityTxt("https://guichet.example", contact, now)).toBe(
    [
      `Contact: ${contact}`,
      "Expires: 2027-06-14T09:30:00Z",
      "Preferred-Languages: fr, en",
      "Canonical: https://guichet.example/.well-known/security.txt",
      "",
    ].join("\n"),
  );
});

test("CloudFront answers the same, and rewrites everything else as before", () => {
  const handled = (uri: string) =>
    runInNewContext(
      `${staticRewriteSource(contact)}; JSON.stringify(handler({ request: { uri: ${JSON.stringify(uri)}, headers: { host: { value: "guichet.example" } } } }))`,
      {
        Date: class extends Date {
          static override now = () => now.getTime();
        },
      },
    );
  const answer = JSON.parse(handled("/.well-known/security.txt"));
  expect(answer).toMatchObject({
    statusCode: 200,
    headers: { "content-type": { value: "text/plain; charset=utf-8" } },
    body: securityTxt("https://guichet.example", contact, now),
  });
  expect(JSON.parse(handled("/suivi")).uri).toBe("/suivi.html");
});
