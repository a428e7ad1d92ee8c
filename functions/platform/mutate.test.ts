import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { mutate, permit } from "./mutate.ts";
import { sweepOutbox } from "./outbox.ts";
import { notFound, refuse } from "./refusal.ts";
import { aMediator, anOrganisation } from "./test-kit/builders.ts";
import { testDatabase } from "./test-kit/database.ts";

const database = testDatabase();
let organisation: Awaited<ReturnType<typeof anOrganisation>>;
beforeAll(async () => {
  organisation = await anOrganisation(database);
});

/** Any row that carries its organisation. */
const aRow = (organisationId: string, name: string) =>
  sql`insert into upload_ticket (id, organisation_id, owner, name, size, key)
    values (gen_random_uuid(), ${organisationId}, 'test', ${name}, 7, ${name})`;
const rowsNamed = (name: string) => database.admin`
  select size::int from upload_ticket where organisation_id = ${organisation.id} and name = ${name}`;

describe("mutate", () => {
  it("commits the change, its audit and its outbox row together, and sends what was committed", async () => {
    const { actor } = await aMediator(database, organisation.id);
    const ctx = database.app(actor);
    const result = await mutate(ctx, async (tx) => {
      await tx.execute(aRow(organisation.id, "kept"));
      return {
        result: "done",
        permission: permit(true),
        audit: {
          action: "test.write",
          organisationId: organisation.id,
          target: { kind: "row", id: organisation.id },
        },
        events: [{ queue: "mail-outbound", body: { recipientId: "r1" }, organisationId: organisation.id }],
      };
    });
    expect(result).toEqual({ ok: true, value: "done" });
    expect(await rowsNamed("kept")).toEqual([{ size: 7 }]);
    const [audit] =
      await database.admin`select action, actor_kind, actor_id from audit_event where request_id = ${ctx.requestId}`;
    expect(audit).toEqual({ action: "test.write", actor_kind: "user", actor_id: actor.userId });
    const [row] =
      await database.admin`select queue, sent_at is not null as sent from outbox where body ->> 'recipientId' = 'r1'`;
    expect(row).toEqual({ queue: "mail-outbound", sent: true });
  });

  it("writes nothing at all when a rule refuses half-way, and answers the refusal as a value", async () => {
    const { actor } = await aMediator(database, organisation.id);
    const result = await mutate(database.app(actor), async (tx) => {
      await tx.execute(aRow(organisation.id, "undone"));
      return refuse(notFound);
    });
    expect(result).toEqual({ ok: false, refusal: notFound });
    expect(await rowsNamed("undone")).toEqual([]);
  });

  it("cannot write a row of another organisation, whatever the code asks", async () => {
    const other = await anOrganisation(database);
    const { actor } = await aMediator(database, organisation.id);
    const attempt = mutate(database.app(actor), async (tx) => {
      await tx.execute(aRow(other.id, "foreign"));
      return { result: 1, permission: permit(true), audit: [], events: [] };
    });
    await expect(attempt).rejects.toMatchObject({ cause: { code: "42501" } });
  });

  it("has the queue hold back what is for a little later, and leaves the far future to the sweep", async () => {
    const ctx = database.app((await aMediator(database, organisation.id)).actor);
    const at = (seconds: number) => new Date(ctx.now().getTime() + seconds * 1_000);
    const event = (recipientId: string, notBefore: Date) => ({
      queue: "mail-outbound" as const,
      body: { recipientId },
      organisationId: organisation.id,
      notBefore,
    });
    await mutate(ctx, async () => ({
      result: 1,
      permission: permit(true),
      audit: [],
      events: [event("in-a-minute", at(60)), event("in-an-hour", at(3_600))],
    }));
    const rows =
      await database.admin`select body ->> 'recipientId' as id, sent_at is not null as sent from outbox
      where body ->> 'recipientId' like 'in-a%' order by 1 desc`;
    expect(rows).toEqual([
      { id: "in-an-hour", sent: false },
      { id: "in-a-minute", sent: true },
    ]);
  });

  it("leaves what could not be sent to the sweep, which sends it once", async () => {
    const { actor } = await aMediator(database, organisation.id);
    const ctx = database.app(actor);
    const broken = { ...ctx, env: { ...ctx.env, queue: () => "http://127.0.0.1:1/000000000000/none" } };
    const result = await mutate(broken, async () => ({
      result: 1,
      permission: permit(true),
      audit: [],
      events: [
        {
          queue: "publish-pages" as const,
          body: { organisationId: "late" },
          organisationId: organisation.id,
        },
      ],
    }));
    expect(result.ok).toBe(true);
    const state = () =>
      database.admin`select sent_at is not null as sent from outbox where body ->> 'organisationId' = 'late'`;
    expect(await state()).toEqual([{ sent: false }]);
    await database.admin`update outbox set created_at = now() - interval '1 minute'`;
    expect(await sweepOutbox(database.worker())).toBe(1);
    expect(await state()).toEqual([{ sent: true }]);
    expect(await sweepOutbox(database.worker())).toBe(0);
  });
});
