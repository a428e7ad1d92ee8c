import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { Problem } from "../../shared/platform/problem.ts";
import { hashSecret, newSecret, uuidV7 } from "../platform/ids.ts";
import { aMediator, anOrganisation } from "../platform/test-kit/builders.ts";
import { testDatabase } from "../platform/test-kit/database.ts";
import { startFunctions } from "./leaks/functions.ts";
import type { Answer } from "./leaks/judge.ts";
import { describedRoutes } from "./leaks/production.ts";

// Who may do what is asked of every route by the walk (leaks/); here, what no right decides.
const database = testDatabase();
const functions = startFunctions(inject("engines"), database.env.database.name);
afterAll(() => functions.stop());

interface Operation {
  method: string;
  path: string;
  action: string;
  hasBody: boolean;
}

/** The path with every parameter replaced by an id (or slug) that nobody has. */
const withUnknownIds = (path: string) =>
  path.replaceAll("{slug}", "commune-inconnue").replaceAll(/\{[^}]+\}/g, uuidV7(new Date()));

let all: Operation[];
let member: string[];
beforeAll(async () => {
  const organisation = await anOrganisation(database);
  const { actor } = await aMediator(database, organisation.id);
  const secret = newSecret();
  await database.admin`
    insert into session (id, user_id, token_hash, last_seen_at, expires_at)
    values (${uuidV7(new Date())}, ${actor.userId}, ${hashSecret(secret)}, now(), now() + interval '1 hour')`;
  member = [`guichet=${secret}`];
  const { paths } = await describedRoutes(functions);
  all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      action: operation["x-action"],
      hasBody: operation.requestBody !== undefined,
    })),
  );
});
const writes = () => all.filter(({ method }) => method !== "GET");

const expectProblem = (where: string, answer: Answer): Problem => {
  expect([where, answer.type]).toEqual([where, "application/problem+json; charset=utf-8"]);
  const problem = Problem.parse(JSON.parse(answer.text));
  expect([where, problem.status]).toEqual([where, answer.status]);
  expect([where, problem.detail.length > 10]).toEqual([where, true]);
  expect([where, answer.status < 500]).toEqual([where, true]);
  return problem;
};
const expectCode = (where: string, answer: Answer, ...codes: Problem["code"][]) => {
  const { code } = expectProblem(where, answer);
  expect([where, code, codes.includes(code)]).toEqual([where, code, true]);
};

describe("every route", () => {
  it("is described, with the action its right is checked for", () => {
    expect(all.length).toBeGreaterThan(20);
    expect(all.filter(({ action }) => action === "").map(({ path }) => path)).toEqual([]);
  });

  it("refuses a write that comes from another site, before anything else", async () => {
    for (const { method, path } of writes()) {
      const answer = await functions.call({
        method,
        path: withUnknownIds(path),
        body: "{}",
        cookies: member,
        headers: { origin: "https://ailleurs.example" },
      });
      expect([path, expectProblem(path, answer).reason]).toEqual([path, "foreign_origin"]);
    }
  });

  // Two megabytes to every route that writes: it grows with them.
  it("explains malformed JSON, a body that is not JSON, and one of two megabytes", {
    timeout: 90_000,
  }, async () => {
    const large = JSON.stringify({ text: "x".repeat(2 * 1024 * 1024) });
    for (const { method, path } of writes()) {
      const target = { method, path: withUnknownIds(path), cookies: member };
      const broken = await functions.call({ ...target, body: "{" });
      expectCode(path, broken, "invalid", "notFound", "forbidden");
      const form = await functions.call({
        ...target,
        body: "a=b",
        headers: { "content-type": "application/x-www-form-urlencoded" },
      });
      // Mail programs post a form to stop digests (RFC 8058); only that address takes one.
      const takesForms = path.startsWith("/api/mail/digests/");
      expect([path, expectProblem(path, form).reason]).toEqual([path, takesForms ? "not_found" : "not_json"]);
      const answer = await functions.call({ ...target, body: large });
      expect([path, expectProblem(path, answer).reason]).toEqual([path, "body_too_large"]);
    }
  });

  it("refuses unknown keys and wrong types at the field, never with a fault", async () => {
    const body = JSON.stringify({ inconnu: 1, text: { a: [] }, email: 7, version: "x" });
    for (const { method, path } of writes().filter(({ hasBody }) => hasBody)) {
      const answer = await functions.call({ method, path: withUnknownIds(path), cookies: member, body });
      expectCode(path, answer, "invalid", "notFound", "forbidden");
    }
  });

  it("takes odd bytes in a path or a query for something that does not exist", async () => {
    for (const path of [
      "/api/mediation/cases/'; drop table cases;--",
      "/api/mediation/cases/%00",
      "/api/nowhere",
      "/api/mediation/organisations/%F0%9F%8F%9B",
      "/api/mediation/cases?organisation=x&limit=1e9",
    ]) {
      expectProblem(path, await functions.call({ method: "GET", path, cookies: member }));
    }
  });
});

describe("the API's description of itself", () => {
  it("is OpenAPI 3.1 with schemas made from the code, and a page for people", async () => {
    const document = await describedRoutes(functions);
    expect(document).toMatchObject({ openapi: "3.1.0", info: { title: "Guichet" } });
    expect(JSON.stringify(document)).toContain("requestBody");
    const page = await functions.call({ method: "GET", path: "/api/docs", cookies: [] });
    expect(page.type).toContain("text/html");
    expect(page.text).toContain("/api/access/sign-in");
  });
});
