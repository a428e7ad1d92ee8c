import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { securityHeaders } from "../../../infra/security-headers.ts";
import { readToken } from "../../../shared/access/secret-link.ts";
import { challengePath } from "../../../shared/platform/proof-of-work.ts";
import { Challenge } from "../../platform/proof-of-work.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { type Answer, callFunction } from "../../platform/test-kit/call-function.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { proofFor } from "../../platform/test-kit/proof.ts";
import { aRequest, writeLetters } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
let town: Awaited<ReturnType<typeof anOrganisation>>;
/** Everything the functions wrote to their logs. */
const lines: string[] = [];
beforeAll(async () => {
  process.env.LOG_LEVEL = "info";
  vi.spyOn(process.stdout, "write").mockImplementation((line) => {
    lines.push(String(line));
    return true;
  });
  town = await anOrganisation(database);
  await aMediator(database, town.id, { role: "manager" });
});
afterAll(() => {
  vi.restoreAllMocks();
  process.env.LOG_LEVEL = "silent";
});

/** Paths and headers as they were asked and answered: what access logs, proxies and the next site may see. */
const seen: string[] = [];
const call = async (
  method: string,
  path: string,
  body?: unknown,
  given: { cookies?: string[]; headers?: Record<string, string> } = {},
): Promise<Answer> => {
  const answer = await callFunction(database, "public-api", method, path, body, given);
  const { "set-cookie": _, ...headers } = answer.headers;
  seen.push(path, JSON.stringify(headers));
  return answer;
};
const file = async (changed: Parameters<typeof aRequest>[0] = {}) => {
  const headers = await proofFor(Challenge.parse((await call("GET", challengePath)).body));
  const path = `/api/public/mediation/organisations/${town.slug}/requests`;
  return call("POST", path, aRequest(changed), { headers });
};

/** Every text of every column, save the mails themselves, which are how secrets reach their owner. */
const wholeDatabase = async (): Promise<string> => {
  const tables = await admin<{ name: string }[]>`
    select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`;
  const texts = await Promise.all(
    tables
      .filter(({ name }) => name !== "outgoing_message")
      .map(({ name }) => admin`select coalesce(json_agg(t), '[]')::text as all from ${admin(name)} t`),
  );
  return texts.map(([row]) => row?.all).join("\n");
};

it("a token, a code and an access code reach their owner's mail or screen, and no log, address, header, audit or row", async () => {
  const filed = await file();
  const token = String(filed.body.followUpPath).replace("/suivi#", "");
  expect(readToken(token)).toEqual({ token });
  const byPost = await file({
    requester: { lastName: "Ferrand", line1: "27 rue des Tanneurs", postalCode: "18990", city: "Valbrune" },
  });
  const accessCode = String(byPost.body.accessCode);

  const opened = await call("POST", "/api/public/suivi/open", { token });
  const page = opened.cookies;
  const session = page[0]?.split("=")[1] ?? "";
  expect(session).toHaveLength(43);
  await call("POST", "/api/public/suivi/code", {}, { cookies: page });
  await writeLetters(database);
  const [mail] = await admin`select text from outgoing_message where template = 'mediation.code@1'`;
  const code = /\d{3} \d{3}/.exec(mail?.text ?? "")?.[0].replace(" ", "") ?? "";
  expect(code).toHaveLength(6);
  await call("POST", "/api/public/suivi/code/check", { code: "000000" }, { cookies: page });
  expect((await call("POST", "/api/public/suivi/code/check", { code }, { cookies: page })).status).toBe(200);
  const answer = { idempotencyKey: randomUUID(), text: "Merci.", files: [] };
  expect((await call("POST", "/api/public/suivi/messages", answer, { cookies: page })).status).toBe(200);
  const byCode = await call("POST", "/api/public/suivi/open-by-code", {
    number: byPost.body.number,
    accessCode,
  });
  expect(byCode.status).toBe(200);
  // What goes wrong says no more than what goes well.
  await call("POST", "/api/public/suivi/open", { token: token.slice(0, 30) });
  await call("POST", "/api/public/suivi/open", { token: `${token}${token}` });
  await call("POST", "/api/public/suivi/open", { token, unexpected: true });
  await call("POST", "/api/public/suivi/open", `{"token":"${token}"`);
  await call("POST", "/api/public/suivi/new-link", {
    number: filed.body.number,
    email: filed.body.email,
  });
  await writeLetters(database);

  expect(lines.length).toBeGreaterThan(10);
  const places = {
    logs: lines.join(""),
    "addresses and headers": seen.join("\n"),
    rows: await wholeDatabase(),
  };
  const secrets = { token, session, accessCode, "half of the token": token.slice(0, 30) };
  for (const [place, text] of Object.entries(places)) {
    for (const [name, secret] of Object.entries(secrets))
      expect([place, name, text.includes(secret)]).toEqual([place, name, false]);
  }
  expect(places.logs).not.toContain(code);
  const audit = await admin`select coalesce(json_agg(a), '[]')::text as all from audit_event a`;
  expect(audit[0]?.all).toContain("link.verify");
  expect(audit[0]?.all).not.toContain(`"${code}"`);
});

it("the page that carries a token in its address sends no referrer anywhere, and asks nobody else for anything", () => {
  const headers = securityHeaders({
    app: "https://guichet.example",
    files: "https://fichiers.example",
    s3: ["https://s3.example"],
  });
  expect(headers["referrer-policy"]).toBe("no-referrer");
  expect(headers["content-security-policy"]).toContain("script-src 'self'");
});
