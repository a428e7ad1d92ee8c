import { beforeAll, describe, expect, it } from "vitest";
import { type CasePage, type ListCases, mostFound } from "../../../shared/mediation/case-lists.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { parisDay } from "../../platform/test-kit/paris-day.ts";
import { countCases, countedLists } from "./counts.ts";
import { countList, listCases } from "./list-cases.ts";
import { aCase, anEntry, granted, refusalOf, signedIn } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
let town: Awaited<ReturnType<typeof anOrganisation>>;
let claire: Awaited<ReturnType<typeof aMediator>>;
let ctx: Ctx;
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);

/** A mail held on a case, waiting for a decision. */
const holdOn = (caseId: string) => admin`
  with mail as (insert into inbound_mail (id, ses_message_id, bucket, raw_key, received_at, envelope_recipients, verdicts, state)
      values (gen_random_uuid(), gen_random_uuid(), 'b', 'k', now(), '{}', '{}', 'done') returning id),
    target as (insert into inbound_target (id, organisation_id, inbound_mail_id, target_key, case_id, matched_by, outcome)
      select gen_random_uuid(), ${town.id}, id, 'case:x', ${caseId}, 'token', 'quarantine' from mail returning id)
  insert into quarantine (id, inbound_target_id, organisation_id, case_id, cause, state, received_at, expires_at)
  select gen_random_uuid(), id, ${town.id}, ${caseId}, 'unknown_sender', 'waiting', now(), now() + interval '30 days' from target`;

const list = async (given: Partial<ListCases> = {}) =>
  granted(await listCases(ctx, { organisation: town.id, ...given }));
const subjects = async (given: Partial<ListCases>) => (await list(given)).cases.map(({ subject }) => subject);

beforeAll(async () => {
  town = await anOrganisation(database);
  claire = await aMediator(database, town.id, { firstName: "Claire", lastName: "Vasseur" });
  ctx = await signedIn(database, claire);
  const mine = { assigneeId: claire.id };
  const late = await aCase(database, town, { subject: "en retard", receivedAt: daysAgo(9), ...mine });
  const soon = await aCase(database, town, {
    subject: "bientôt",
    receivedAt: daysAgo(8),
    ...mine,
    status: "CONTACT_REQUESTER",
  });
  const unread = await aCase(database, town, { subject: "réponse reçue", receivedAt: daysAgo(7), ...mine });
  const failed = await aCase(database, town, { subject: "envoi en échec", receivedAt: daysAgo(6) });
  const recent = await aCase(database, town, { subject: "récent", receivedAt: daysAgo(1) });
  await holdOn(recent.found.id);
  const closed = await aCase(database, town, { subject: "clos", receivedAt: daysAgo(5), ...mine });
  await admin`update cases set due_on = ${parisDay(-1)} where id = ${late.found.id}`;
  await admin`update cases set due_on = ${parisDay(0)} where id = ${soon.found.id}`;
  await admin`update cases set to_process_count = 1 where id = ${unread.found.id}`;
  await anEntry(database, unread.found, { toProcess: true });
  await admin`update cases set failed_send = true where id = ${failed.found.id}`;
  await admin`update cases set status = 'CLOSED', closed_at = now(), outcome = 'OTHER', due_on = ${parisDay(-3)} where id = ${closed.found.id}`;
});

describe("lists of cases", () => {
  it("show each view in its order: newest first, the waiting ones oldest first", async () => {
    expect(await subjects({ view: "mine" })).toEqual(["réponse reçue", "bientôt", "en retard"]);
    expect(await subjects({ view: "unassigned" })).toEqual(["envoi en échec", "récent"]);
    expect(await subjects({ view: "closed" })).toEqual(["clos"]);
    expect(await subjects({ view: "all" })).toHaveLength(6);
  });

  it("filter by state, by assignee and by signal", async () => {
    expect(await subjects({ status: "CONTACT_REQUESTER" })).toEqual(["bientôt"]);
    expect(await subjects({ assignee: "none" })).toEqual(["récent", "envoi en échec"]);
    expect(await subjects({ assignee: claire.id, view: "all" })).toHaveLength(4);
    expect(await subjects({ signal: "overdue" })).toEqual(["en retard"]);
    expect(await subjects({ signal: "held" })).toEqual(["récent"]);
    expect(await subjects({ signal: "due_soon" })).toEqual(["bientôt"]);
    expect(await subjects({ signal: "unread" })).toEqual(["réponse reçue"]);
    expect(await subjects({ signal: "failed_send" })).toEqual(["envoi en échec"]);
  });

  it("count on the home what each list shows", async () => {
    const counts = granted(await countCases(ctx, town.id));
    for (const [name, filter] of Object.entries(countedLists))
      expect([name, counts[name as keyof typeof countedLists]]).toEqual([
        name,
        (await subjects(filter)).length,
      ]);
    expect(counts.oldestUnassignedAt).toBe((await list({ view: "unassigned" })).cases[0]?.receivedAt);
    expect(counts.quarantined).toBe(0);
    expect(counts.mine).toBe(3);
  });

  it("page by keyset: every case once, whatever arrives meanwhile", async () => {
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await list({ limit: 2, ...(after ? { after } : {}) });
      expect(page.cases.length).toBeLessThanOrEqual(2);
      seen.push(...page.cases.map(({ id }) => id));
      if (!after) await aCase(database, town, { subject: "arrivé pendant la lecture" });
      after = page.next ?? undefined;
    } while (after);
    expect(seen).toHaveLength(6);
    expect(new Set(seen).size).toBe(6);
    expect(refusalOf(await listCases(ctx, { organisation: town.id, after: "n’importe quoi" })).reason).toBe(
      "bad_cursor",
    );
  });

  it("say what may be done with each case", async () => {
    const [first] = (await list({ view: "unassigned" })).cases;
    expect(first).toMatchObject({
      requesterName: "Nadège Thibaudot",
      assignee: null,
      allowed: expect.arrayContaining(["case.read", "case.take", "case.note"]),
    });
  });
});

describe("searching", () => {
  beforeAll(async () => {
    const person = (firstName: string, lastName: string) => ({ requester: { firstName, lastName } });
    await aCase(database, town, { subject: "dupont", ...person("Jean", "Dupont") });
    await aCase(database, town, { subject: "élodie", ...person("Élodie", "Martin") });
    await aCase(database, town, {
      subject: "par adresse",
      requester: {
        firstName: "Anna",
        lastName: "Roux",
        email: "Anna@Ex.example",
        emailCanonical: "anna@ex.example",
      },
    });
  });

  it.each([
    ["Jean Dupont", ["dupont"]],
    ["dupont jean", ["dupont"]],
    ["dup", ["dupont"]],
    ["Elodie", ["élodie"]],
    ["élodie", ["élodie"]],
    ["ANNA@ex.example", ["par adresse"]],
    ["upont", []],
  ])("mediation#33 « %s » finds %s", async (q, expected) => {
    expect(await subjects({ q })).toEqual(expected);
  });

  it.each(["l'été (test) & : !", "%", "_", "\\", "'; drop table cases --", "{a,b}", '"', "", "\u0000", "😀"])(
    "mediation#33 « %s » is plain text: nothing breaks",
    async (q) => {
      expect((await list({ q, view: "closed" })).cases.length).toBeLessThanOrEqual(1);
    },
  );

  it("finds a case by its number, with or without its year", async () => {
    const [any] = (await list({ view: "closed" })).cases;
    const [year, seq] = (any?.number ?? "").split("-");
    for (const q of [any?.number ?? "", `${Number(seq)}`, `n° ${year}-${Number(seq)}`]) {
      expect((await list({ q })).cases.map(({ id }) => id)).toEqual([any?.id]);
    }
  });

  it("says when words answer more cases than a search goes through, and counts what the list shows", async () => {
    const many = await anOrganisation(database);
    const manager = await signedIn(database, await aMediator(database, many.id));
    const asked = { organisation: many.id, view: "all", q: "quernille" } as const;
    const { found } = await aCase(database, many, { requester: { lastName: "Quernille" } });
    const total = async () => granted(await countList(manager, asked));
    expect(await total()).toEqual({ total: 1, more: false, cut: false });
    // Without triggers, which take a second for fifty cases: the row, its requester and its words a thousand times.
    await admin.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`with copies as (
          insert into cases select (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'seq', c.seq + n,
            'filing_key', 'copy:' || n, 'received_at', c.received_at - n * interval '1 minute'))).*
          from cases c cross join generate_series(1, 1000) n where c.id = ${found.id} returning id
        ), people as (
          insert into party select (jsonb_populate_record(p, jsonb_build_object('id', gen_random_uuid(), 'case_id', copies.id))).*
          from copies cross join party p where p.case_id = ${found.id})
        insert into case_search select copies.id, s.organisation_id, s.words, s.roots
        from copies cross join case_search s where s.case_id = ${found.id}`;
    });
    expect(await total()).toEqual({ total: mostFound, more: false, cut: true });
    const closed = { ...asked, view: "closed" } as const;
    expect(granted(await countList(manager, closed))).toEqual({ total: 0, more: false, cut: true });
    let after: string | null = null;
    let listed = 0;
    do {
      const page: CasePage = granted(
        await listCases(manager, { ...asked, limit: 100, ...(after ? { after } : {}) }),
      );
      listed += page.cases.length;
      after = page.next;
    } while (after);
    expect(listed).toBe(mostFound);
  });

  it("finds words behind signs and quotes of an address, and names written in one word", async () => {
    const away = await anOrganisation(database);
    const manager = await signedIn(database, await aMediator(database, away.id));
    await aCase(database, away, {
      subject: "signes",
      requester: {
        lastName: "Le Fèvre",
        email: "o'h\\ara@ex.example",
        emailCanonical: "o'h\\ara@ex.example",
      },
    });
    for (const q of ["o'h\\ara@ex", "lefevre", "le fev", "fevre le"])
      expect(granted(await listCases(manager, { organisation: away.id, q })).cases).toHaveLength(1);
  });

  it("finds nothing of another organisation", async () => {
    const away = await anOrganisation(database);
    await aCase(database, away, { requester: { lastName: "Introuvable" } });
    expect(await subjects({ q: "Introuvable" })).toEqual([]);
  });
});
