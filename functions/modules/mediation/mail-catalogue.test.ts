import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { someSettings } from "../../platform/test-kit/open-database.ts";
import { mailCatalogue } from "./mail-catalogue.ts";
import type { MailTemplate } from "./mail-template.ts";

const root = join(import.meta.dirname, "../../..");
const env = { appOrigin: "https://guichet.example" };
const organisation = {
  id: "00000000-0000-7000-8000-000000000001",
  slug: "valbrune",
  name: "Ville de Valbrune",
  kind: "commune",
  timeZone: "Europe/Paris",
  services: ["mediation"],
  settings: someSettings({
    accent: "green-emeraude",
    logo: "/logos/valbrune.svg",
    address: ["1 place du Marché"],
  }),
};
const own = { signature: "Médiation\n1 place du Marché", acknowledgement: "Le bureau est fermé en août." };
const sampleOf = (mail: MailTemplate) => mail.sample(env, organisation, own);

/** Templates the code writes as a text; those made of a kind are held by their types. */
const writtenTemplates = () =>
  globSync("functions/modules/**/*.ts", { cwd: root })
    .filter((file) => !/\.test\.ts$|test-kit/.test(file))
    .flatMap((file) => [
      ...readFileSync(join(root, file), "utf8").matchAll(/template: "((?:mail|mediation|access)\.\w+)@/g),
    ])
    .map(([, code]) => code);
/** Never seen by anyone it was not sent to: the canary writes to a machine, a trial wears another's words. */
const unlisted = ["mail.canary", "mediation.trial"];

describe("the list of mails", () => {
  it("has every template the code names, once", () => {
    const codes = mailCatalogue.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(writtenTemplates().length).toBeGreaterThan(8);
    const missing = writtenTemplates().filter((code) => code && ![...codes, ...unlisted].includes(code));
    expect(missing).toEqual([]);
  });

  it("is what docs/mails.md says", () => {
    const rows = mailCatalogue.map(
      ({ code, name, to, when, limit }) =>
        `| ${name} | \`${code}\` | ${to} | ${when}${limit ? `; ${limit}` : ""} |`,
    );
    const written = readFileSync(join(root, "docs/mails.md"), "utf8").replaceAll("\u00a0", " ").split("\n");
    expect(written.filter((line) => /^\| [^-E]/.test(line) || line.startsWith("| E"))).toEqual(
      ["| E-mail | template | to | when; at most |", ...rows].map((row) => row.replaceAll("\u00a0", " ")),
    );
  });
});

describe.each(mailCatalogue.map((mail) => [mail.code, mail] as const))("%s", (_code, mail) => {
  const { html, text, subject, senderName, template } = sampleOf(mail);

  it("says who writes and where they are, or whose account it is about", () => {
    expect(template.replace(/@\d+$/, "")).toBe(mail.code);
    expect(senderName).not.toBe("");
    // The sender of a file is named; where they are stands in the mail that brought it.
    if (!mail.code.startsWith("access.") && mail.code !== "mail.file_code")
      expect(text.replaceAll("\n", " ")).toContain("1 place du Marché");
  });

  it("has a subject of one line without a secret", () => {
    expect(subject).not.toMatch(/[\r\n]|482913|exemple/);
    expect(subject.length).toBeLessThanOrEqual(255);
    if (
      mail.code.startsWith("mediation.") &&
      !/cases_(released|assigned)|export_ready|retention/.test(mail.code)
    )
      expect(subject).toMatch(/^\[Dossier 2027-00042\] /);
  });

  it("is French, one column, and its links have full words", () => {
    expect(html).toMatch(/<html lang="fr">/);
    expect(html).toContain("prefers-color-scheme:dark");
    for (const [, href = "", words = ""] of html.matchAll(/<a [^>]*href="([^"]*)"[^>]*>([^<]*)</g)) {
      expect(href).toMatch(/^https:\/\/guichet\.example\//);
      expect(words.trim().split(/\s+/).length, words).toBeGreaterThan(1);
      expect(words).not.toMatch(/^ici$|cliquez/i);
    }
  });

  it("says in text everything the HTML says", () => {
    const shown = html
      .replace(/^[\s\S]*<body[^>]*>/, "")
      .replace(/<div style="display:none[\s\S]*?<\/div>/, "")
      .replaceAll(/<br>/g, "\n")
      .replaceAll(/<[^>]+>/g, "\n")
      .replaceAll("&nbsp;", "")
      .replaceAll("&quot;", '"')
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&amp;", "&");
    const flat = text.replaceAll(/\s+/g, " ");
    for (const line of shown.split("\n").map((part) => part.replaceAll(/\s+/g, " ").trim()))
      if (line.length > 1) expect(flat).toContain(line);
  });

  it("has correct French spaces", () => {
    const words = text.replaceAll(/https?:\/\/\S+/g, "");
    const wrong = [...words.matchAll(/.{0,20} [?!;:»].{0,10}|.{0,10}« .{0,20}/g)].map(([part]) => part);
    // What an agent typed is theirs.
    if (mail.code !== "free") expect(wrong).toEqual([]);
  });
});

it("notices to agents carry no name, address or word of the case", () => {
  for (const mail of mailCatalogue.filter(({ to }) => /intervenant|médiateurs|agents/.test(to))) {
    if (mail.code.startsWith("access.")) continue;
    const { subject, text, html } = sampleOf(mail);
    expect(`${subject}${text}${html}`).not.toMatch(/Thibaudot|Lemarchand|cantine|courriel\.example/);
  }
});
