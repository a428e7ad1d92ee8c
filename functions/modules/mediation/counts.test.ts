import { beforeAll, describe, expect, it } from "vitest";
import type { CaseFilter } from "../../../shared/mediation/case-lists.ts";
import { signals } from "../../../shared/mediation/case-lists.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { parisDay } from "../../platform/test-kit/paris-day.ts";
import { countCases, countedLists } from "./counts.ts";
import { countList, listCases } from "./list-cases.ts";
import { listViews, saveView } from "./saved-views.ts";
import { aCase, granted, signedIn } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
const made = 60;
const roles = ["manager", "mediator", "assistant", "reader"] as const;
let town: Awaited<ReturnType<typeof anOrganisation>>;
const asking = new Map<string, Ctx>();
let people: string[];

/** The same numbers each time: what fails once fails again. */
let state = 38;
const random = (below: number) => {
  state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
  return Math.floor((state / 2_147_483_648) * below);
};
const one = <T>(values: readonly [T, ...T[]]): T => values[random(values.length)] ?? values[0];
const maybe = <T>(value: T): T | null => (random(3) === 0 ? value : null);

beforeAll(async () => {
  town = await anOrganisation(database);
  const members = [];
  for (const role of roles) members.push(await aMediator(database, town.id, { role }));
  people = members.map(({ id }) => id);
  for (let n = 0; n < made; n += 1) {
    const { found } = await aCase(database, town, { subject: `Dossier ${n}` });
    const closed = random(4) === 0;
    await admin`update cases set ${admin({
      received_at: new Date(Date.now() - random(400) * 86_400_000),
      status: closed
        ? "CLOSED"
        : one(["TO_PROCESS", "CONTACT_REQUESTER", "WAITING_FOR_REQUESTER", "ABOUT_TO_CLOSE"]),
      closed_at: closed ? new Date() : null,
      outcome: closed ? one(["PARTIAL", "OTHER"]) : null,
      assignee_id: random(3) === 0 ? null : (people[random(2)] ?? null),
      co_handler_ids: random(5) === 0 ? [people[random(2)] ?? ""] : [],
      watchers: admin.json(random(5) === 0 ? { [people[random(4)] ?? ""]: "all" } : {}),
      due_on: maybe(parisDay(random(12) - 6)),
      restricted: random(4) === 0,
      to_process_count: random(3),
      failed_send: random(5) === 0,
      withdrawn_at: maybe(new Date()),
      priority: one(["NORMAL", "HIGH"]),
      channel: one(["WEB", "MAIL", "PHONE"]),
      competent: one([true, false, null]),
      deleted_at: random(8) === 0 ? new Date() : null,
      to_resume: random(6) === 0,
    })} where id = ${found.id}`;
    if (random(6) === 0)
      await admin`insert into case_task (id, organisation_id, case_id, title, origin, kind, created_at)
        values (gen_random_uuid(), ${town.id}, ${found.id}, 'Clore ?', 'SYSTEM', 'inactivity_close', now())`;
  }
  // Away today: the mediator acts for the manager.
  await admin`insert into absence (id, organisation_id, user_id, from_on, to_on, replacement_id, created_by)
    values (gen_random_uuid(), ${town.id}, ${people[0] ?? ""}, current_date - 2, current_date + 2, ${people[1] ?? ""}, ${people[0] ?? ""})`;
  for (const [index, role] of roles.entries()) {
    const member = members[index];
    if (member) asking.set(role, await signedIn(database, member));
  }
});

/** Every case of a list, through its small pages. */
const idsOf = async (ctx: Ctx, filter: CaseFilter) => {
  const ids: string[] = [];
  let after: string | undefined;
  do {
    const page = granted(
      await listCases(ctx, { organisation: town.id, ...filter, limit: 7, ...(after ? { after } : {}) }),
    );
    ids.push(...page.cases.map(({ id }) => id));
    after = page.next ?? undefined;
  } while (after);
  return ids;
};

const filters: CaseFilter[] = [
  ...(["mine", "unassigned", "all", "watched", "closed", "deleted"] as const).map((view) => ({ view })),
  ...signals.flatMap((signal) => [{ view: "mine", signal } as const, { view: "all", signal } as const]),
  { view: "all", status: "OPEN", channel: "MAIL", competent: "undecided" },
  { view: "all", assignee: "absent" },
  { view: "all", signal: "unread,failed_send", assignee: "none" },
  { view: "all", q: "dossier" },
  { view: "all", receivedFrom: parisDay(-90), receivedTo: parisDay(0) },
];

describe.each(roles)("what a %s is told", (role) => {
  const ctxOf = (): Ctx => {
    const ctx = asking.get(role);
    if (!ctx) throw new Error(`nobody is ${role}`);
    return ctx;
  };

  it("mediation#38 each figure of the home is the length of the list it opens", async () => {
    const counts = granted(await countCases(ctxOf(), town.id));
    for (const [name, filter] of Object.entries(countedLists)) {
      const ids = await idsOf(ctxOf(), filter);
      expect([name, counts[name as keyof typeof countedLists]]).toEqual([name, ids.length]);
    }
  });

  it("mediation#38 each list holds as many cases as are counted for it, each once, in any order", async () => {
    for (const filter of filters) {
      const ids = await idsOf(ctxOf(), filter);
      expect([filter, new Set(ids).size]).toEqual([filter, ids.length]);
      expect([filter, granted(await countList(ctxOf(), { organisation: town.id, ...filter })).total]).toEqual(
        [filter, ids.length],
      );
    }
    const all = await idsOf(ctxOf(), { view: "all" });
    for (const sort of ["received", "due", "last", "number", "status"] as const)
      for (const direction of ["asc", "desc"] as const) {
        const seen: string[] = [];
        let after: string | undefined;
        do {
          const page = granted(
            await listCases(ctxOf(), {
              organisation: town.id,
              view: "all",
              sort,
              direction,
              limit: 11,
              ...(after ? { after } : {}),
            }),
          );
          seen.push(...page.cases.map(({ id }) => id));
          after = page.next ?? undefined;
        } while (after);
        expect([sort, direction, seen.toSorted()]).toEqual([sort, direction, all.toSorted()]);
      }
  });

  it("mediation#34 restricted cases that are not theirs are in no list, no count and no search", async () => {
    const allowed = new Set(
      (
        await admin<{ id: string }[]>`
          select c.id from cases c where c.organisation_id = ${town.id} and c.deleted_at is null and (not c.restricted
            or ${role === "manager"} or c.watchers ? ${people[roles.indexOf(role)] ?? ""}
            or (${role === "mediator"} and (c.assignee_id in (${people[0] ?? ""}, ${people[1] ?? ""})
              or ${people[1] ?? ""} = any (c.co_handler_ids))))`
      ).map(({ id }) => id),
    );
    for (const filter of [
      { view: "all" },
      { view: "all", q: "dossier" },
      { view: "all", signal: "restricted" },
    ] as const)
      expect((await idsOf(ctxOf(), filter)).filter((id) => !allowed.has(id))).toEqual([]);
    expect((await idsOf(ctxOf(), { view: "all" })).length).toBe(allowed.size);
  });

  it("mediation#38 a saved view counts what its list shows", async () => {
    const search = { statut: "ouverts", signal: "reponse-recue", tri: "echeance" };
    const saved = granted(
      await saveView(ctxOf(), { organisation: town.id, title: "À lire", list: "all", search, shared: false }),
    ).views;
    expect(saved).toEqual(granted(await listViews(ctxOf(), town.id)).views);
    expect(saved).toEqual([
      expect.objectContaining({
        title: "À lire",
        search,
        mayChange: true,
        total: (await idsOf(ctxOf(), { view: "all", status: "OPEN", signal: "unread" })).length,
      }),
    ]);
  });
});
