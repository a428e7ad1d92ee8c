import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { together, withKeptStatements } from "./db.ts";
import { testDatabase } from "./test-kit/database.ts";

const database = testDatabase();

describe("statements kept by a connection", () => {
  it("a statement asked twice is prepared once, also in a transaction", async () => {
    const db = withKeptStatements(database.worker().db);
    const ask = (on: Pick<typeof db, "execute">) => on.execute(sql`select ${"kept"}::text as word`);
    await ask(db);
    await db.transaction((tx) => ask(tx));
    const [row] = await db.execute(
      sql`select count(*)::int as kept from pg_prepared_statements where statement = 'select $1::text as word'`,
    );
    expect(row).toEqual({ kept: 1 });
  });
});

describe("work sent together", () => {
  it("is done in the order it was sent", async () => {
    const { db } = database.worker();
    const [row] = await db.transaction(async (tx) => {
      const [, seen] = await together([
        tx.execute(sql`select set_config('guichet.test', ${"first"}, true)`).execute(),
        (async () => tx.execute(sql`select current_setting('guichet.test', ${true}) as value`))(),
      ]);
      return seen;
    });
    expect(row).toEqual({ value: "first" });
  });

  it("that fails waits for the rest, so that nothing is written after the rollback", async () => {
    const { db } = database.worker();
    const name = crypto.randomUUID();
    const write = async (on: Pick<typeof db, "execute">) => {
      await on.execute(sql`select pg_sleep(${0.05})`);
      await on.execute(sql`insert into job_run (name, started_at) values (${name}, now())`);
    };
    const refuse = () => Promise.reject(new Error("refused"));
    await expect(db.transaction((tx) => together([write(tx), refuse()]))).rejects.toThrow("refused");
    const rows = await db.execute(sql`select 1 from job_run where name = ${name}`);
    expect(rows).toHaveLength(0);
  });
});
