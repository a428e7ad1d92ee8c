import { sql } from "drizzle-orm";
import { handle } from "hono/aws-lambda";
import { beforeAll, describe, expect, it } from "vitest";
import * as z from "zod/mini";
import type { MediationRole } from "../../../shared/access/roles.ts";
import { type CaseFacts, may } from "../../../shared/mediation/rules.ts";
import { unseen } from "../../../shared/platform/verdict.ts";
import { apiApp, type ModuleRoutes } from "../../platform/api-app.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { enter } from "../../platform/enter.ts";
import { body, params, query, reply, route, routesApp } from "../../platform/http.ts";
import { type DescribedRoutes, openApiDocument } from "../../platform/openapi.ts";
import { done, type Result, refused } from "../../platform/refusal.ts";
import { apiEvent, lambdaContext } from "../../platform/test-kit/api-event.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { fixtures, rights } from "./production.ts";
import { walkRoutes } from "./walk-routes.ts";

const database = testDatabase();
beforeAll(() => {
  Object.assign(process.env, {
    DATABASE_USER: database.env.database.user,
    DATABASE_PASSWORD: database.env.database.password,
  });
});

/** The walk, on a small application of its own. */
const walk = (routes: DescribedRoutes & ModuleRoutes) => {
  const handler = handle(apiApp("planted", { "/api": async () => routes }));
  return walkRoutes({
    call: async ({ method, path, cookies, body: sent }) => {
      const given = { cookies: [...cookies], ...(sent === undefined ? {} : { body: sent }) };
      const answer = await handler(apiEvent(method, path, given), lambdaContext("planted"));
      return { status: answer.statusCode, type: "", text: answer.body };
    },
    database,
    document: openApiDocument([routes]),
    rights,
    fixtures,
  });
};

const Id = z.object({ id: z.uuid() });
const Nothing = z.strictObject({});
const Seen = z.object({ id: z.string() });
const says = (action: string) => route({ summary: "Essai", action, tag: "Essai", answers: Seen });

interface Row {
  [column: string]: unknown;
  id: string;
  organisation_id: string;
  status: CaseFacts["status"];
  assignee_id: string | null;
  restricted: boolean;
}
const columns = sql.raw("id, organisation_id, status, assignee_id, restricted");

/** What every handler should do: read as who asks, then ask the rule. */
const checkedCase = async (ctx: Ctx, id: string): Promise<Result<{ id: string }>> => {
  const { actor, db } = await enter(ctx);
  const [row] = await db.execute<Row>(sql`select ${columns} from cases where id = ${id}`);
  if (!row || actor.kind !== "user") return refused(unseen);
  const roles = actor.memberships
    .filter((held) => held.organisationId === row.organisation_id && held.service === "mediation")
    .flatMap((held) => held.roles as MediationRole[]);
  const verdict = may({ kind: "member", userId: actor.userId, roles }, "case.read", {
    ...row,
    assigneeId: row.assignee_id,
    coHandlerIds: [],
    watchers: {},
    legalHold: false,
    deletedAt: null,
  });
  return verdict === true ? done({ id: row.id }) : refused(verdict);
};
/** The same row, read above every policy. */
const anyCase = async (id: string): Promise<Result<{ id: string }>> => {
  const [row] = await database.admin<{ id: string }[]>`select id from cases where id = ${id}`;
  return row ? done({ id: row.id }) : refused(unseen);
};

/** Lines of the walk without those of the other subjects and targets. */
const about = (leaks: readonly string[], ...words: string[]) =>
  leaks.filter((leak) => words.every((word) => leak.includes(word)));

const checked = () =>
  routesApp().get("/api/mediation/cases/:id", says("case.read"), params(Id), async (c) =>
    reply(c, await checkedCase(c.env.ctx, c.req.valid("param").id)),
  );

describe("the walk", () => {
  it("finds nothing where every route asks the rule", async () => {
    const { combinations, leaks } = await walk(checked());
    expect(leaks).toEqual([]);
    expect(combinations).toBeGreaterThan(100);
  });

  it("finds a route mounted without its check, for everybody who asks", async () => {
    const { leaks } = await walk(
      checked().get("/api/mediation/cases/:id/open", says("case.read"), params(Id), async (c) =>
        reply(c, await anyCase(c.req.valid("param").id)),
      ),
    );
    expect(about(leaks, "signed out · own: answered 200 instead of a refusal")).toHaveLength(1);
    expect(about(leaks, "administration.admin · own: answered 200")).toHaveLength(1);
    expect(about(leaks, "mediation.manager · foreign: answered 200")).toHaveLength(1);
    expect(about(leaks, "removed administrator · foreign: shows")).toHaveLength(1);
    expect(about(leaks, "GET /api/mediation/cases/{id} ·")).toEqual([]);
  });

  it("finds a route whose action has no line in a table", async () => {
    const { leaks } = await walk(
      routesApp().get("/api/mediation/cases/:id", says("case.peruse"), params(Id), async (c) =>
        reply(c, await checkedCase(c.env.ctx, c.req.valid("param").id)),
      ),
    );
    expect(leaks).toEqual([
      "GET /api/mediation/cases/{id}: its action « case.peruse » has no line in a table of rights",
    ]);
  });

  it("finds a route that declares nothing at all", async () => {
    const { leaks } = await walk(routesApp().get("/api/aside", (c) => c.json({ id: "" })));
    expect(about(leaks, "GET /api/aside: it declares nothing")).toHaveLength(1);
  });

  it("finds a route that checks the role and forgets whose record it is", async () => {
    const { leaks } = await walk(
      routesApp().get("/api/mediation/cases/:id", says("case.read"), params(Id), async (c) => {
        const { actor } = await enter(c.env.ctx);
        const inMediation =
          actor.kind === "user" &&
          actor.memberships.some(
            ({ service, roles }) => service === "mediation" && !roles.includes("stats_reader"),
          );
        return reply(c, inMediation ? await anyCase(c.req.valid("param").id) : refused(unseen));
      }),
    );
    expect(about(leaks, "mediation.reader · foreign: answered 200 instead of a refusal")).toHaveLength(1);
    expect(about(leaks, "mediation.reader · foreign: shows")).toHaveLength(1);
    expect(about(leaks, "mediation.reader: another organisation's is refused otherwise")).toHaveLength(1);
    expect(leaks.filter((leak) => !leak.includes("mediation.") && !leak.includes("handler"))).toEqual([]);
  });

  it("finds a list that carries a line of another organisation", async () => {
    const { leaks } = await walk(
      routesApp().get(
        "/api/mediation/cases",
        says("case.list"),
        query(z.strictObject({ organisation: z.uuid() })),
        async (c) => {
          const { actor } = await enter(c.env.ctx);
          const { organisation } = c.req.valid("query");
          const held = actor.kind === "user" ? actor.memberships : [];
          const roles = held
            .filter((one) => one.organisationId === organisation && one.service === "mediation")
            .flatMap((one) => one.roles as MediationRole[]);
          const verdict = may({ kind: "member", userId: "", roles }, "case.list");
          const all = await database.admin<{ id: string }[]>`select id from cases`;
          const id = all.map((row) => row.id).join();
          return reply(c, verdict === true ? done({ id }) : refused(verdict));
        },
      ),
    );
    expect(about(leaks, "mediation.manager · own: shows").length).toBeGreaterThan(0);
    expect(about(leaks, "answered")).toEqual([]);
  });

  it("finds a foreign id refused in other words than an unknown one", async () => {
    const { leaks } = await walk(
      routesApp().get("/api/mediation/cases/:id", says("case.read"), params(Id), async (c) => {
        const { id } = c.req.valid("param");
        const found = await checkedCase(c.env.ctx, id);
        const exists = (await anyCase(id)).ok;
        return reply(
          c,
          found.ok || !exists ? found : refused({ ...unseen, detail: "Ce dossier est à une autre ville." }),
        );
      }),
    );
    expect(leaks[0]).toContain("another organisation's is refused otherwise than one that does not exist");
    expect(about(leaks, "answered")).toEqual([]);
  });

  it("finds a write that happened although it was refused", async () => {
    const { leaks } = await walk(
      routesApp().post(
        "/api/mediation/cases/:id/take",
        says("case.read"),
        params(Id),
        body(Nothing),
        async (c) => {
          const { id } = c.req.valid("param");
          await database.admin`update cases set version = version + 1 where id = ${id}`;
          return reply(c, await checkedCase(c.env.ctx, id));
        },
      ),
    );
    expect(leaks).toEqual(["POST /api/mediation/cases/{id}/take: refused, and yet it wrote to cases"]);
  });

  it("finds a role that the table lets in and the code does not", async () => {
    const { leaks } = await walk(
      routesApp().get("/api/mediation/cases/:id", says("case.history"), params(Id), async (c) => {
        const { actor } = await enter(c.env.ctx);
        const isManager =
          actor.kind === "user" && actor.memberships.some(({ roles }) => roles.includes("manager"));
        const found = await checkedCase(c.env.ctx, c.req.valid("param").id);
        return reply(c, found.ok && isManager ? refused(unseen) : found);
      }),
    );
    expect(leaks).toEqual([
      "GET /api/mediation/cases/{id} · mediation.manager · own: answered 404 (not_found), and the table allows it",
    ]);
  });

  it("counts a route that nobody could use, and one whose parameter it does not know", async () => {
    const { leaks } = await walk(
      routesApp()
        .get("/api/mediation/cases/:id", says("case.read"), params(Id), (c) => reply(c, refused(unseen)))
        .get("/api/mediation/riddles/:id", says("case.read"), params(Id), (c) => reply(c, refused(unseen))),
    );
    expect(about(leaks, "nobody could use it")).toHaveLength(1);
    expect(about(leaks, "no fixture says what stands behind riddles/{id}")).toHaveLength(1);
  });
});
