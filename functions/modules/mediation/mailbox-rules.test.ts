import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { actingAs, type Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import type { Traces } from "../mail/index.ts";
import { mediationMailbox } from "./mailbox.ts";
import { aCase, granted } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
let town: Awaited<ReturnType<typeof anOrganisation>>;
let claire: Awaited<ReturnType<typeof aMediator>>;
beforeAll(async () => {
  town = await anOrganisation(database);
  claire = await aMediator(database, town.id, { firstName: "Claire", lastName: "Vasseur" });
});

const receiving = async <T extends Traces>(work: (tx: Tx, ctx: Ctx) => Promise<T>): Promise<T> => {
  const ctx = actingAs(database.worker(), { kind: "mail", inboundMailId: randomUUID() });
  return granted(
    await mutate(ctx, async (tx) => {
      const result = await work(tx, ctx);
      return { result, permission: permit(true), audit: result.audit, events: result.events };
    }),
  );
};
const aClosedCase = async (organisation = town) => {
  const made = await aCase(database, organisation, { assigneeId: claire.id });
  await admin`update cases set status = 'CLOSED', closed_at = now(), closed_by = ${claire.id}, outcome = 'OTHER'
    where id = ${made.found.id}`;
  await admin`insert into case_closing (id, organisation_id, case_id, closed_at, closed_by, ended_on, outcome)
    values (${randomUUID()}, ${organisation.id}, ${made.found.id}, now(), ${claire.id}, current_date, 'OTHER')`;
  return made.found.id;
};
const factsOf = async (caseId: string) => {
  const [facts] = await mediationMailbox.targets(database.worker().db, [caseId]);
  return facts;
};

describe("what an organisation set for mails on closed cases", () => {
  it("is told for each case of its own, and the defaults for the others", async () => {
    const other = await anOrganisation(database);
    await admin`insert into mail_settings (organisation_id, service, closed_reopen_days, after_close, raw_retention_days,
        quarantine_days, undo_seconds, new_mail_notice, updated_at)
      values (${other.id}, 'mediation', 30, 'new_case', 180, 30, 10, 'at_once', now())`;
    const theirs = await aCase(database, other);
    expect(await factsOf(theirs.found.id)).toMatchObject({ closedReopenDays: 30, afterClose: "new_case" });
    expect(await factsOf(await aClosedCase())).toMatchObject({ closedReopenDays: 0, afterClose: "entry" });
  });

  it("lets a mail open a case again: its closing stays in its history, and the reopening is counted", async () => {
    const caseId = await aClosedCase();
    await receiving((tx, ctx) => mediationMailbox.reopen(tx, ctx, caseId));
    const [row] = await admin`select status, closed_at, outcome from cases where id = ${caseId}`;
    expect(row).toEqual({ status: "TO_PROCESS", closed_at: null, outcome: null });
    const closings = await admin`select outcome, reopen_reason from case_closing where case_id = ${caseId}`;
    expect(closings).toEqual([{ outcome: "OTHER", reopen_reason: "Courriel reçu" }]);
    expect(await factsOf(caseId)).toMatchObject({ state: { is: "open" }, reopenedByMail24h: 1 });
    const again = await receiving((tx, ctx) => mediationMailbox.reopen(tx, ctx, caseId));
    expect(again.audit).toEqual([]);
  });
});

it("a service that was switched off says so, for its cases and its intake", async () => {
  const { db } = database.worker();
  const off = await anOrganisation(database, { services: [] });
  expect([await mediationMailbox.isOn?.(db, town.id), await mediationMailbox.isOn?.(db, off.id)]).toEqual([
    true,
    false,
  ]);
});

it("an agent whose address was used without proof reads it in the thread, once an hour", async () => {
  const { found } = await aCase(database, town, { assigneeId: claire.id });
  const doubt = { targetId: found.id, userIds: [claire.id] };
  for (const _ of ["first", "again"])
    await receiving(async (tx, ctx) => {
      return (await mediationMailbox.agentsDoubted?.(tx, ctx, doubt)) ?? { audit: [], events: [] };
    });
  const lines =
    await admin`select fact, text, direction from case_entry where case_id = ${found.id} and kind = 'fact'
    and fact = 'mail.doubted'`;
  expect(lines).toEqual([
    {
      fact: "mail.doubted",
      text: expect.stringContaining("au nom de Claire Vasseur attend"),
      direction: null,
    },
  ]);
});
