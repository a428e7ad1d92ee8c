import { beforeAll, describe, expect, it } from "vitest";
import { type BulkAct, BulkResult } from "../../../shared/mediation/bulk.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { readObject } from "../../platform/files.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { parisDay } from "../../platform/test-kit/paris-day.ts";
import { askBulk, undoBulk } from "./ask-bulk.ts";
import { fillTemplates } from "./fill-templates.ts";
import { readJob } from "./read-jobs.ts";
import { runJob } from "./run-job.ts";
import { aCase, granted, refusalOf, signedIn } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
type Agent = Awaited<ReturnType<typeof aMediator>>;
let town: Awaited<ReturnType<typeof anOrganisation>>;
let claire: Agent;
let hugo: Agent;
let asClaire: Ctx;
let asManager: Ctx;
beforeAll(async () => {
  town = await anOrganisation(database);
  claire = await aMediator(database, town.id, { firstName: "Claire", lastName: "Vasseur" });
  hugo = await aMediator(database, town.id, { firstName: "Hugo", lastName: "Lemarchand" });
  asClaire = await signedIn(database, claire);
  asManager = await signedIn(database, await aMediator(database, town.id, { role: "manager" }));
});

const run = (jobId: string) => runJob(database.worker({ kind: "job", name: "case-jobs" }), { jobId });
const resultOf = async (ctx: Ctx, jobId: string) => {
  const job = granted(await readJob(ctx, jobId));
  return { ...job, result: BulkResult.parse(job.result) };
};
const doAll = async (ctx: Ctx, act: BulkAct, cases: readonly { id: string; version?: number }[]) => {
  const asked = { organisation: town.id, act, cases: cases.map(({ id, version = 1 }) => ({ id, version })) };
  const { jobId } = granted(await askBulk(ctx, asked));
  await run(jobId);
  return { jobId, ...(await resultOf(ctx, jobId)) };
};
const assigneesOf = async (ids: readonly string[]) =>
  (
    await admin<{ assignee_id: string | null }[]>`
    select distinct assignee_id from cases where id = any (${[...ids]})`
  ).map((row) => row.assignee_id);
const some = async (count: number, given: Parameters<typeof aCase>[2] = {}) => {
  const made = [];
  for (let n = 0; n < count; n += 1) made.push((await aCase(database, town, given)).found);
  return made;
};

describe("many cases at once", () => {
  it("mediation#32 of two hundred, three not permitted and one changed meanwhile: 196 done, four explained", {
    timeout: 120_000,
  }, async () => {
    const mine = await some(197, { assigneeId: claire.id });
    const others = await some(2);
    const elsewhere = await anOrganisation(database);
    const foreign = await aCase(database, elsewhere);
    const [changed] = mine;
    await admin`update cases set version = 2 where id = ${changed?.id ?? ""}`;
    const all = [...mine, ...others, foreign.found];
    const { result, made, total, state } = await doAll(asClaire, { is: "assign", userId: hugo.id }, all);
    expect([state, made, total]).toEqual(["done", 200, 200]);
    expect(result.lines.filter(({ done }) => done)).toHaveLength(196);
    const refused = result.lines.filter(({ done }) => !done);
    expect(refused.map(({ id, number, why }) => [id, number !== null, why])).toEqual([
      [changed?.id, true, expect.stringMatching(/modifié ce dossier/)],
      [others[0]?.id, true, expect.stringMatching(/intervenant/)],
      [others[1]?.id, true, expect.stringMatching(/intervenant/)],
      [foreign.found.id, false, expect.stringMatching(/n’existe pas/)],
    ]);
    expect(await assigneesOf(mine.slice(1).map(({ id }) => id))).toEqual([hugo.id]);
    expect(await assigneesOf([foreign.found.id])).toEqual([null]);
    const mails = await admin`select m.template from outgoing_message m
      join outgoing_recipient r on r.outgoing_message_id = m.id where r.address = ${hugo.email}`;
    expect(mails).toHaveLength(1);
  });

  it("mediation#52 delivered twice, or cut short, it does each case once and says so", async () => {
    const cases = await some(3, { assigneeId: claire.id });
    const asked = { organisation: town.id, act: { is: "status", status: "ABOUT_TO_CLOSE" } as const };
    const items = cases.map(({ id }) => ({ id, version: 1 }));
    const { jobId } = granted(await askBulk(asClaire, { ...asked, cases: items }));
    await run(jobId);
    // As if the first run had died after the second case.
    await admin`update background_job set state = 'running', finished_at = null,
      result = jsonb_set(result, '{lines}', (result -> 'lines') - 2) where id = ${jobId}`;
    await admin`update cases set status = 'TO_PROCESS', version = 1 where id = ${cases[2]?.id ?? ""}`;
    await run(jobId);
    await run(jobId);
    const { result } = await resultOf(asClaire, jobId);
    expect(result.lines.map(({ id, done }) => [id, done])).toEqual(cases.map(({ id }) => [id, true]));
    const facts = await admin`select case_id from case_entry where fact = 'case.status'
      and case_id = any (${cases.slice(0, 2).map(({ id }) => id)})`;
    expect(facts).toHaveLength(2);
  });

  it("takes an assignment back within ten minutes, once, where nobody acted since", async () => {
    const cases = await some(3, { assigneeId: claire.id });
    const { jobId } = await doAll(asClaire, { is: "assign", userId: hugo.id }, cases);
    const [touched] = cases;
    await admin`update cases set version = version + 1 where id = ${touched?.id ?? ""}`;
    const undo = granted(await undoBulk(asClaire, jobId));
    await run(undo.jobId);
    const { result } = await resultOf(asClaire, undo.jobId);
    expect(result.lines.map(({ done }) => done)).toEqual([false, true, true]);
    expect(await assigneesOf(cases.slice(1).map(({ id }) => id))).toEqual([claire.id]);
    expect(refusalOf(await undoBulk(asClaire, jobId)).reason).toBe("undo_over");

    const late = await doAll(asManager, { is: "assign", userId: hugo.id }, await some(1));
    await admin`update background_job set finished_at = now() - interval '11 minutes' where id = ${late.jobId}`;
    expect(refusalOf(await undoBulk(asManager, late.jobId)).reason).toBe("undo_over");
    expect(refusalOf(await undoBulk(asClaire, late.jobId)).code).toBe("notFound");
  });

  it("sends a template to each requester alone, for managers", async () => {
    const cases = await some(2);
    const { templates: offered } = granted(
      await fillTemplates(asManager, { organisation: town.id, case: cases[0]?.id ?? "" }),
    );
    const usable = offered.find(({ empty, sides }) => empty.length === 0 && sides.includes("REQUESTER"));
    const act = { is: "message", templateId: usable?.id ?? "" } as const;
    const asked = { organisation: town.id, act, cases: cases.map(({ id }) => ({ id, version: 1 })) };
    expect(refusalOf(await askBulk(asClaire, asked)).code).toBe("forbidden");
    const { result } = await doAll(asManager, act, cases);
    expect(result.lines.map(({ done, why }) => [done, why])).toEqual([
      [true, undefined],
      [true, undefined],
    ]);
    const copies = await admin`select count(*)::int as n from outgoing_recipient r
      join outgoing_message m on m.id = r.outgoing_message_id
      where m.class = 'conversation' and m.target_id = any (${cases.map(({ id }) => id)}) group by m.id`;
    expect(copies.map(({ n }) => n)).toEqual([1, 1]);
  });

  it("prints a letter to each requester in one file, and says to whom none can be written", async () => {
    const at = (line1: string) => some(1, { requester: { line1, postalCode: "48990", city: "Valbrune" } });
    const posted = [...(await at("12 rue des Lavandières")), ...(await at("3 place du Puits"))];
    const homeless = (await aCase(database, town, { requester: { line1: null, city: null } })).found;
    const { templates } = granted(
      await fillTemplates(asManager, { organisation: town.id, case: posted[0]?.id ?? "" }),
    );
    const usable = templates.find(({ empty, sides }) => empty.length === 0 && sides.includes("REQUESTER"));
    const act = { is: "letters", templateId: usable?.id ?? "" } as const;
    const { jobId, result, kind, file } = await doAll(asManager, act, [...posted, homeless]);
    expect([kind, file?.name]).toEqual(["letters", `courriers-${parisDay()}.pdf`]);
    expect(result.lines.map(({ done, why }) => [done, why])).toEqual([
      [true, undefined],
      [true, undefined],
      [false, expect.stringMatching(/adresse postale/)],
    ]);
    await run(jobId);
    const [row] = await admin`select file_key from background_job where id = ${jobId}`;
    const { env } = database.worker({ kind: "job", name: "test" });
    const { getDocument } = await import("pdfjs-dist/legacy/build/pdf.mjs");
    const bytes = await readObject(env, "exports", row?.file_key, 5_000_000);
    const pdf = await getDocument({ data: new Uint8Array(bytes ?? []) }).promise;
    const pages = [];
    for (let n = 1; n <= pdf.numPages; n += 1) {
      const { items } = await (await pdf.getPage(n)).getTextContent();
      pages.push(items.map((one) => ("str" in one ? one.str : "")).join(" "));
    }
    expect(pages).toEqual([
      expect.stringMatching(/Lavandières.*page 1 \/ 1/s),
      expect.stringMatching(/place du Puits.*page 1 \/ 1/s),
    ]);
    const kept =
      await admin`select f.category, t.kind from case_file f join case_task t on t.case_id = f.case_id
      where f.case_id = any (${posted.map(({ id }) => id)})`;
    expect(kept.map((one) => [one.category, one.kind])).toEqual([
      ["LETTER", "send_letter"],
      ["LETTER", "send_letter"],
    ]);
    for (const page of pages) expect(page.split("Claire Vasseur")).toHaveLength(2);
  });

  it("letters are for whoever may write on the case", async () => {
    const [theirs] = await some(1, { assigneeId: hugo.id });
    const { templates } = granted(
      await fillTemplates(asClaire, { organisation: town.id, case: theirs?.id ?? "" }),
    );
    const act = { is: "letters", templateId: templates[0]?.id ?? "" } as const;
    const { result, file } = await doAll(asClaire, act, theirs ? [theirs] : []);
    expect(result.lines).toMatchObject([{ done: false, why: expect.stringMatching(/./) }]);
    expect(file).toBeNull();
  });

  it("mediation#44 a right lost between asking and running is lost for the work too", async () => {
    const gone = await aMediator(database, town.id);
    const cases = await some(1, { assigneeId: gone.id });
    const asked = { organisation: town.id, act: { is: "assign", userId: hugo.id } as const };
    const { jobId } = granted(
      await askBulk(await signedIn(database, gone), {
        ...asked,
        cases: [{ id: cases[0]?.id ?? "", version: 1 }],
      }),
    );
    await admin`update membership set ended_at = now() where user_id = ${gone.id}`;
    await run(jobId);
    const [row] = await admin`select result from background_job where id = ${jobId}`;
    expect(BulkResult.parse(row?.result).lines).toMatchObject([{ done: false }]);
    expect(await assigneesOf([cases[0]?.id ?? ""])).toEqual([gone.id]);
  });
});
