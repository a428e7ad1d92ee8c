import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { newsTopics } from "../../../shared/declarations/news.ts";
import { someSettings } from "../../platform/test-kit/open-database.ts";
import { mailCatalogue } from "./mail-catalogue.ts";

const root = join(import.meta.dirname, "../../..");
const env = { appOrigin: "https://guichet.example" };
const organisation = {
  id: "00000000-0000-7000-8000-000000000001",
  slug: "theatre-de-la-lanterne",
  name: "Théâtre de la Lanterne",
  kind: "company",
  timeZone: "Europe/Paris",
  services: ["declarations"],
  settings: someSettings({ senderName: "Théâtre de la Lanterne", address: ["14 rue des Halles"] }),
};
/** What waits from day to day is told in the morning's summary alone. */
const inSummaryAlone = ["aside", "figures_changed"];

describe("the list of mails", () => {
  it("has every template the code names and every topic that is mailed, once", () => {
    const codes = mailCatalogue.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    const written = globSync("functions/modules/declarations/mail-news.ts", { cwd: root }).flatMap((file) => [
      ...readFileSync(join(root, file), "utf8").matchAll(/template: "(declarations\.\w+)@/g),
    ]);
    const topics = Object.keys(newsTopics).filter((topic) => !inSummaryAlone.includes(topic));
    const named = [...written.map(([, code]) => code), ...topics.map((topic) => `declarations.${topic}`)];
    expect(named.filter((code) => !codes.includes(String(code)))).toEqual([]);
  });

  it("is what docs/mails-declarations.md says", () => {
    const rows = mailCatalogue.map(
      ({ code, name, to, when, limit }) =>
        `| ${name} | \`${code}\` | ${to} | ${when}${limit ? `; ${limit}` : ""} |`,
    );
    const written = readFileSync(join(root, "docs/mails-declarations.md"), "utf8").split("\n");
    expect(written.filter((line) => line.startsWith("| "))).toEqual([
      "| E-mail | template | to | when; at most |",
      ...rows,
    ]);
  });
});

describe.each(mailCatalogue.map((mail) => [mail.code, mail] as const))("%s", (code, mail) => {
  const { html, text, subject, senderName, template } = mail.sample(env, organisation);

  it("is of its template, has a subject of one line, and says who writes", () => {
    expect(template).toBe(`${code}@1`);
    expect(subject).not.toMatch(/[\r\n]/);
    expect(subject.length).toBeLessThanOrEqual(255);
    expect(senderName).not.toBe("");
    if (code !== "declarations.agency_missing") expect(text).toContain("14 rue des Halles");
  });

  it("holds no amount, address or code of anybody", () => {
    expect(`${subject}${text}`).not.toMatch(/\d\s?€|@|Delmas/);
  });

  it("is French with correct spaces, and its links lead here by full words", () => {
    expect(html).toMatch(/<html lang="fr">/);
    const words = text.replaceAll(/https?:\/\/\S+/g, "");
    expect([...words.matchAll(/.{0,20} [?!;:»].{0,10}|.{0,10}« .{0,20}/g)].map(([part]) => part)).toEqual([]);
    for (const [, href = "", label = ""] of html.matchAll(/<a [^>]*href="([^"]*)"[^>]*>([^<]*)</g)) {
      expect(href).toMatch(/^https:\/\/guichet\.example\//);
      expect(label.trim().split(/\s+/).length).toBeGreaterThan(1);
    }
  });
});
