import { beforeAll, describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { Problem } from "../../shared/platform/problem.ts";
import { hashSecret, newSecret, uuidV7 } from "../platform/ids.ts";
import { apiEvent, lambdaContext } from "../platform/test-kit/api-event.ts";
import { aMediator, anOrganisation } from "../platform/test-kit/builders.ts";
import { testDatabase } from "../platform/test-kit/database.ts";

const database = testDatabase();

interface Answer {
  status: number;
  type: string;
  body: unknown;
}
type Request = { body?: string; cookies?: string[]; headers?: Record<string, string> };

/** The production handler, on the application's database role. */
const call = async (method: string, path: string, given: Request = {}): Promise<Answer> => {
  const { handler } = await import("./api.ts");
  const answer = await handler(apiEvent(method, path, given), lambdaContext("api"));
  const headers = answer.headers ?? {};
  const type = String(headers["content-type"] ?? "");
  const text = answer.isBase64Encoded ? Buffer.from(answer.body, "base64").toString() : answer.body;
  return { status: answer.statusCode, type, body: type.includes("json") ? JSON.parse(text) : text };
};

interface Operation {
  method: string;
  path: string;
  action: string;
  hasBody: boolean;
}

const operations = async (): Promise<Operation[]> => {
  const { body } = await call("GET", "/api/openapi.json");
  const document = z
    .looseObject({
      openapi: z.string(),
      paths: z.record(z.string(), z.record(z.string(), z.looseObject({}))),
    })
    .parse(body);
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      action: String(operation["x-action"] ?? ""),
      hasBody: "requestBody" in operation,
    })),
  );
};

/** The path with every parameter replaced by an id (or slug) that nobody has. */
const withUnknownIds = (path: string) =>
  path.replaceAll("{slug}", "commune-inconnue").replaceAll(/\{[^}]+\}/g, uuidV7(new Date()));

/** A case of another organisation, with an entry, a file and an upload. */
const theirs = {
  case: uuidV7(new Date()),
  entry: uuidV7(new Date()),
  file: uuidV7(new Date()),
  upload: uuidV7(new Date()),
};
/** The path with real ids, of another organisation. */
const withTheirIds = (path: string) =>
  path
    .replace(/\/files\/\{[^}]+\}/, `/files/${theirs.file}`)
    .replace(/\/entries\/\{[^}]+\}/, `/entries/${theirs.entry}`)
    .replace(/\/uploads\/\{[^}]+\}/, `/uploads/${theirs.upload}`)
    .replace(/\/cases\/\{[^}]+\}/, `/cases/${theirs.case}`);

const plantTheirCase = async () => {
  const { id } = await anOrganisation(database);
  const { admin } = database;
  await admin`
    insert into cases (id, organisation_id, year, seq, received_at, registered_at, channel, status, status_since, subject,
      description, filing_key, last_exchange_at, updated_at)
    values (${theirs.case}, ${id}, 2027, 1, now(), now(), 'WEB', 'TO_PROCESS', now(), 'Facture', 'Une facture',
      ${theirs.case}, now(), now())`;
  await admin`
    insert into party (id, organisation_id, case_id, role, kind, last_name, preferred_contact, search_text)
    values (${uuidV7(new Date())}, ${id}, ${theirs.case}, 'REQUESTER', 'NATURAL', 'Ferrand', 'POST', 'ferrand')`;
  await admin`
    insert into case_entry (id, organisation_id, case_id, kind, medium, occurred_at, html, to_process)
    values (${theirs.entry}, ${id}, ${theirs.case}, 'message', 'EMAIL', now(), '<p>secret</p>', true)`;
  const stored = uuidV7(new Date());
  await admin`
    insert into stored_file (id, organisation_id, sha256, size, type, key, scan)
    values (${stored}, ${id}, 'x', 1, 'application/pdf', ${`${id}/x`}, 'clean')`;
  await admin`
    insert into case_file (id, organisation_id, case_id, entry_id, stored_file_id, name, source, visibility, position, decision)
    values (${theirs.file}, ${id}, ${theirs.case}, ${theirs.entry}, ${stored}, 'a.pdf', 'REQUESTER', 'SHARED', 0, 'kept')`;
  await admin`
    insert into upload_ticket (id, organisation_id, owner, name, size, key)
    values (${theirs.upload}, ${id}, ${`case:${theirs.case}`}, 'a.pdf', 1, 'x')`;
};

/** A body that passes the door of a route, as far as a test that knows no route can write one. */
const bodies: Record<string, object> = {
  messages: {
    idempotencyKey: uuidV7(new Date()),
    recipients: [uuidV7(new Date())],
    subject: "Bonjour",
    text: "Bonjour",
    files: [],
    lastSeenEntryId: null,
  },
  close: { version: 1, outcome: "OTHER", mediationEndedOn: "2027-01-01", sayOutcome: false, notify: [] },
  uploads: { name: "a.pdf", size: 1 },
};
const bodyFor = (path: string) => JSON.stringify(bodies[path.split("/").at(-1) ?? ""] ?? {});

const expectProblem = (where: string, answer: Answer) => {
  expect([where, answer.type]).toEqual([where, "application/problem+json; charset=utf-8"]);
  const problem = Problem.parse(answer.body);
  expect([where, problem.status]).toEqual([where, answer.status]);
  expect([where, problem.detail.length > 10]).toEqual([where, true]);
  expect([where, answer.status < 500]).toEqual([where, true]);
  return problem;
};

let all: Operation[];
let member: string;
beforeAll(async () => {
  Object.assign(process.env, {
    DATABASE_USER: "guichet_app",
    DATABASE_PASSWORD: database.env.database.password,
  });
  const organisation = await anOrganisation(database);
  const { actor } = await aMediator(database, organisation.id);
  const secret = newSecret();
  await database.admin`
    insert into session (id, user_id, token_hash, last_seen_at, expires_at)
    values (${uuidV7(new Date())}, ${actor.userId}, ${hashSecret(secret)}, now(), now() + interval '1 hour')`;
  member = `guichet=${secret}`;
  await plantTheirCase();
  all = await operations();
});

/** What may be asked without having a right, and says so in its declaration. */
const isPublic = ({ action }: Operation) => action === "public";
const writes = () => all.filter(({ method }) => method !== "GET");

describe("every route", () => {
  it("is described, with the action its right is checked for", () => {
    expect(all.length).toBeGreaterThan(20);
    expect(all.filter(({ action }) => action === "").map(({ path }) => path)).toEqual([]);
  });

  it("refuses someone who is not signed in and holds no link, unless it says public", async () => {
    for (const operation of all.filter((one) => !isPublic(one))) {
      const where = `${operation.method} ${operation.path}`;
      const answer = await call(
        operation.method,
        withUnknownIds(operation.path),
        operation.hasBody || operation.method !== "GET" ? { body: "{}" } : {},
      );
      const problem = expectProblem(where, answer);
      expect([where, ["forbidden", "notFound", "invalid"].includes(problem.code)]).toEqual([where, true]);
    }
  });

  it("mediation#1 answers another organisation's id as it answers an unknown one, and changes nothing", async () => {
    const before = await database.admin`select * from cases where id = ${theirs.case}`;
    const walked = all.filter((one) => !isPublic(one) && one.path.includes("{"));
    expect(walked.length).toBeGreaterThan(7);
    for (const operation of walked) {
      const where = `${operation.method} ${operation.path}`;
      const given = {
        cookies: [member],
        ...(operation.method === "GET" ? {} : { body: bodyFor(operation.path) }),
      };
      const unknown = expectProblem(
        where,
        await call(operation.method, withUnknownIds(operation.path), given),
      );
      const foreign = expectProblem(where, await call(operation.method, withTheirIds(operation.path), given));
      const told = ({ code, reason, detail, fields }: Problem) => ({ where, code, reason, detail, fields });
      expect(told(foreign)).toEqual(told(unknown));
      expect([where, foreign.code]).toEqual([where, expect.stringMatching(/^(notFound|forbidden)$/)]);
    }
    expect(await database.admin`select * from cases where id = ${theirs.case}`).toEqual(before);
    expect(await database.admin`select count(*)::int as n from outgoing_message`).toEqual([{ n: 0 }]);
  });

  it("shows a member no case of another organisation, asked for by its id", async () => {
    const foreign = await database.admin<
      { organisation_id: string }[]
    >`select organisation_id from cases where id = ${theirs.case}`;
    for (const path of ["cases", "counts", "quarantine"]) {
      const answer = await call("GET", `/api/mediation/${path}?organisation=${foreign[0]?.organisation_id}`, {
        cookies: [member],
      });
      expect([path, expectProblem(path, answer).status >= 400]).toEqual([path, true]);
    }
  });

  it("refuses a write that comes from another site, before anything else", async () => {
    for (const { method, path } of writes()) {
      const answer = await call(method, withUnknownIds(path), {
        body: "{}",
        cookies: [member],
        headers: { origin: "https://ailleurs.example" },
      });
      expect([path, expectProblem(path, answer).reason]).toEqual([path, "foreign_origin"]);
    }
  });

  it("explains malformed JSON, a body that is not JSON, and one of two megabytes", async () => {
    for (const { method, path } of writes()) {
      const target = withUnknownIds(path);
      const broken = expectProblem(path, await call(method, target, { body: "{", cookies: [member] }));
      expect([path, ["invalid", "notFound", "forbidden"].includes(broken.code)]).toEqual([path, true]);
      const form = await call(method, target, {
        body: "a=b",
        headers: { "content-type": "application/x-www-form-urlencoded" },
      });
      expect([path, expectProblem(path, form).reason]).toEqual([path, "not_json"]);
      const large = await call(method, target, {
        body: JSON.stringify({ text: "x".repeat(2 * 1024 * 1024) }),
      });
      expect([path, expectProblem(path, large).reason]).toEqual([path, "body_too_large"]);
    }
  });

  it("refuses unknown keys and wrong types at the field, never with a fault", async () => {
    for (const { method, path } of writes().filter(({ hasBody }) => hasBody)) {
      const answer = await call(method, withUnknownIds(path), {
        body: JSON.stringify({ inconnu: 1, text: { a: [] }, email: 7, version: "x" }),
        cookies: [member],
      });
      const problem = expectProblem(path, answer);
      expect([path, ["invalid", "notFound", "forbidden"].includes(problem.code)]).toEqual([path, true]);
    }
  });

  it("takes odd bytes in a path or a query for something that does not exist", async () => {
    for (const path of [
      "/api/mediation/cases/'; drop table cases;--",
      "/api/mediation/cases/%00",
      "/api/nowhere",
      "/api/mediation/organisations/%F0%9F%8F%9B",
    ]) {
      expectProblem(path, await call("GET", path, { cookies: [member] }));
    }
    expectProblem(
      "query",
      await call("GET", "/api/mediation/cases?organisation=x&limit=1e9", { cookies: [member] }),
    );
  });
});

describe("the API's description of itself", () => {
  it("is OpenAPI 3.1 with schemas made from the code, and a page for people", async () => {
    const { body } = await call("GET", "/api/openapi.json");
    expect(body).toMatchObject({ openapi: "3.1.0", info: { title: "Guichet" } });
    expect(JSON.stringify(body)).toContain("requestBody");
    const page = await call("GET", "/api/docs");
    expect(page.type).toContain("text/html");
    expect(page.body).toContain("/api/access/sign-in");
  });
});
