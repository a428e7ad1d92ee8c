import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type postgres from "postgres";
import { expect, test } from "vitest";
import { type Evidence, judge } from "./judge.ts";
import { kindNames } from "./kinds.ts";
import { soak } from "./soak.ts";

/** Breaks the ledger in one place, looks at what the judge says, and repairs it. */
const planted = async (
  sql: postgres.Sql,
  evidence: Evidence,
  spoil: (tx: postgres.TransactionSql) => Promise<unknown>,
) => {
  let faults: string[] = [];
  await sql
    .begin(async (tx) => {
      // Nothing the application does could: the keys of the tables forbid it.
      await tx`set local session_replication_role = replica`;
      await spoil(tx);
      faults = (await judge(tx, evidence)).faults;
      throw new Error("undone");
    })
    .catch((error: Error) => {
      if (error.message !== "undone") throw error;
    });
  return faults;
};

test("every kind of mail is accounted for once while functions are killed and the database restarts", {
  timeout: 300_000,
}, async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "guichet-soak-"));
  const found: Record<string, string[]> = {};
  try {
    const { counts, faults } = await soak({
      ...{ mails: kindNames.length * 2, seed: 11, dataDir, senders: 6, killEvery: 700 },
      atTheEnd: async (sql, evidence) => {
        found.lost = await planted(
          sql,
          evidence,
          (tx) => tx`delete from inbound_target where outcome = 'quarantine' and id = (
            select id from inbound_target where outcome = 'quarantine' limit 1)`,
        );
        found.doubled = await planted(
          sql,
          evidence,
          (
            tx,
          ) => tx`insert into case_entry (id, organisation_id, case_id, kind, medium, occurred_at, inbound_target_id)
            select ${randomUUID()}, organisation_id, case_id, kind, medium, occurred_at, ${randomUUID()}
            from case_entry where inbound_target_id is not null limit 1`,
        );
        found.misplaced = await planted(
          sql,
          evidence,
          (tx) => tx`update inbound_target set case_id = ${randomUUID()} where id = (
            select id from inbound_target where outcome = 'entry' and authorship = 'agent' limit 1)`,
        );
        const [copy] = [...evidence.sent.keys()];
        const twice = new Map(evidence.sent).set(copy ?? "", 2);
        found.sentTwice = (await judge(sql, { ...evidence, sent: twice })).faults;
      },
    });
    expect(faults).toEqual([]);
    expect(counts).toMatchObject({ unaccounted: 0, restarts: 1 });
    expect(counts.kills).toBeGreaterThan(0);
    // A ledger that is wrong is said to be so.
    expect(found.lost?.[0]).toMatch(/nothing came of|no \{/);
    expect(found.doubled).toEqual([expect.stringContaining("1 entries that nothing explains")]);
    expect(found.misplaced?.length).toBeGreaterThan(0);
    expect(found.sentTwice).toEqual([expect.stringContaining("sent 2 times")]);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
});
