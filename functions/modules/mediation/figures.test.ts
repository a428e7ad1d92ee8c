import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { departmentOf } from "../../../shared/mediation/department.ts";
import {
  balanceGap,
  type FigureCases,
  type PeriodFigures,
  writeFigure,
} from "../../../shared/mediation/figures.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { anOrganisation, aUser } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { readFigures } from "./figures.ts";
import { listCases } from "./list-cases.ts";
import { aCase, granted, refusalOf, signedIn } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;

const withRole = async (role: string, of: { id: string }) => {
  const user = await aUser(database, [{ organisationId: of.id, service: "mediation", roles: [role] }]);
  return { ...(await signedIn(database, user)), userId: user.id };
};

/** What the mediation may know of a case, and when it was closed (and reopened). */
interface Story {
  received: string;
  registered?: string;
  closed?: [at: string, outcome: string, reopenedAt?: string][];
  set?: Record<string, unknown>;
  party?: Record<string, unknown>;
  number?: { year: number; seq: number };
}
const tell = async (organisation: { id: string }, story: Story) => {
  const { found } = await aCase(database, organisation);
  const last = story.closed?.at(-1);
  const isClosed = last && !last[2];
  await admin`update cases set ${admin({
    received_at: story.received,
    registered_at: story.registered ?? story.received,
    status: isClosed ? "CLOSED" : "TO_PROCESS",
    status_since: last?.[0] ?? story.received,
    closed_at: isClosed ? last[0] : null,
    outcome: isClosed ? last[1] : null,
    updated_at: story.registered ?? story.received,
    ...story.set,
    ...story.number,
  })} where id = ${found.id}`;
  if (story.party)
    await admin`update party set ${admin(story.party as Record<string, string>)} where case_id = ${found.id} and role = 'REQUESTER'`;
  for (const [at, outcome, reopenedAt = null] of story.closed ?? [])
    await admin`insert into case_closing (id, organisation_id, case_id, closed_at, closed_by, ended_on, outcome, reopened_at)
      values (${randomUUID()}, ${organisation.id}, ${found.id}, ${at}, ${randomUUID()}, ${at.slice(0, 10)}, ${outcome}, ${reopenedAt})`;
  return found.id;
};
const yearOf = (year: number) => ({ from: `${year}-01-01`, to: `${year}-12-31` });
const read = async (ctx: Ctx, organisation: { id: string }, asked: object) =>
  granted(await readFigures(ctx, { organisation: organisation.id, ...yearOf(2026), ...asked })).current;
const listed = async (
  ctx: Ctx,
  organisation: { id: string },
  of: Omit<FigureCases, "value"> & { value?: string | null },
) => {
  const figure = writeFigure({ value: null, ...of });
  const page = granted(
    await listCases(ctx, { organisation: organisation.id, view: "all", figure, limit: 100 }),
  );
  return page.cases.map(({ id }) => id);
};
const count = (figures: PeriodFigures, figure: string, value: string | null) =>
  figures.counts[figure]?.find((one) => one.value === value)?.count ?? 0;

describe("figures of a mediation", () => {
  test("mediation#18 mediation#51 closing, reopening and closing again count when they happened, and the stock balances", async () => {
    const organisation = await anOrganisation(database);
    const ctx = await withRole("manager", organisation);
    await tell(organisation, {
      received: "2024-02-01T10:00:00Z",
      closed: [
        ["2024-03-10T10:00:00Z", "PARTIAL", "2025-02-05T10:00:00Z"],
        ["2025-05-20T10:00:00Z", "FAVORABLE_TO_CITIZEN"],
      ],
    });
    const first = await read(ctx, organisation, yearOf(2024));
    expect(first.balance).toEqual({ opening: 0, received: 1, closings: 1, reopenings: 0, open: 0 });
    expect(first.counts["closed.outcome"]).toEqual([{ value: "PARTIAL", count: 1 }]);
    const second = await read(ctx, organisation, yearOf(2025));
    expect(second.balance).toEqual({ opening: 0, received: 0, closings: 1, reopenings: 1, open: 0 });
    expect(second.counts["closed.outcome"]).toEqual([{ value: "FAVORABLE_TO_CITIZEN", count: 1 }]);
    const between = await read(ctx, organisation, { from: "2025-01-01", to: "2025-03-31" });
    expect(between.balance).toEqual({ opening: 0, received: 0, closings: 0, reopenings: 1, open: 1 });
    const both = await read(ctx, organisation, { from: "2024-01-01", to: "2025-12-31" });
    expect(both.balance).toMatchObject({ closings: 2, reopenings: 1, open: 0 });
    expect(both.closed).toBe(1);
    expect(both.counts["closed.outcome"]).toEqual([{ value: "FAVORABLE_TO_CITIZEN", count: 1 }]);
    for (const { balance } of [first, second, between, both]) expect(balanceGap(balance).gap).toBe(0);
  });

  test("mediation#10 a letter of December registered in January counts in the earlier year, under the number of the later", async () => {
    const organisation = await anOrganisation(database, { timeZone: "Indian/Reunion" });
    const ctx = await withRole("manager", organisation);
    await tell(organisation, {
      received: "2025-12-27T20:00:00Z",
      registered: "2025-12-31T21:30:00Z",
      number: { year: 2026, seq: 1 },
    });
    const earlier = await read(ctx, organisation, yearOf(2025));
    expect(earlier.balance.received).toBe(1);
    // 28 December to 1 January in Réunion.
    expect(earlier.durations.registration).toMatchObject({ count: 1, median: 4 });
    expect((await read(ctx, organisation, yearOf(2026))).balance).toMatchObject({ opening: 1, received: 0 });
  });

  test("leave out merged, deleted and sample cases, and count restricted ones for everybody", async () => {
    const organisation = await anOrganisation(database);
    const kept = await tell(organisation, { received: "2026-03-01T10:00:00Z" });
    const restricted = await tell(organisation, {
      received: "2026-03-02T10:00:00Z",
      set: { restricted: true },
    });
    await tell(organisation, { received: "2026-03-03T10:00:00Z", set: { sample: true } });
    await tell(organisation, {
      received: "2026-03-03T10:00:00Z",
      set: { deleted_at: "2026-03-05T10:00:00Z" },
    });
    await tell(organisation, {
      received: "2026-03-04T10:00:00Z",
      set: { status: "MERGED", merged_into_id: kept },
    });
    for (const role of ["manager", "mediator", "assistant", "reader", "stats_reader"])
      expect((await read(await withRole(role, organisation), organisation, {})).balance.received).toBe(2);
    const received = { figure: "received", ...yearOf(2026) } as const;
    expect(await listed(await withRole("reader", organisation), organisation, received)).toEqual([kept]);
    expect((await listed(await withRole("manager", organisation), organisation, received)).sort()).toEqual(
      [kept, restricted].sort(),
    );
  });

  test("are of one's own organisation, for those who may read them; the load of each mediator is for managers", async () => {
    const organisation = await anOrganisation(database);
    const mediator = await withRole("mediator", organisation);
    await tell(organisation, { received: "2026-03-01T10:00:00Z", set: { assignee_id: mediator.userId } });
    await tell(organisation, { received: "2026-03-01T10:00:00Z" });
    const asked = { organisation: organisation.id, ...yearOf(2026) };
    expect(granted(await readFigures(mediator, asked)).load).toBeNull();
    expect(granted(await readFigures(await withRole("manager", organisation), asked)).load).toEqual(
      expect.arrayContaining([
        { userId: mediator.userId, name: "Claire Vasseur", open: 1, overdue: 0 },
        { userId: null, name: "", open: 1, overdue: 0 },
      ]),
    );
    const elsewhere = await withRole("manager", await anOrganisation(database));
    expect(refusalOf(await readFigures(elsewhere, asked)).code).toBe("notFound");
    expect(
      await elsewhere.db
        .$client`select * from guichet.figures(${organisation.id}, '2026-01-01', '2026-12-31', '{}')`,
    ).toHaveLength(0);
    const keeper = await withRole("quarantine_keeper", organisation);
    expect(refusalOf(await readFigures(keeper, asked)).code).toBe("forbidden");
    await expect(mediator.db.$client`select * from guichet.counted_case`).rejects.toThrow(
      /permission denied/,
    );
  });

  test("count an anonymised case by its months, with what it left", async () => {
    const organisation = await anOrganisation(database);
    const ctx = await withRole("stats_reader", organisation);
    const facts = {
      channel: "MAIL",
      kind: "NATURAL",
      title: "MALE",
      department: "2A",
      admissibility: "ADMISSIBLE",
      faceToFace: true,
      met: true,
      represented: false,
    };
    await admin`insert into anonymous_case (id, organisation_id, year, seq, received_month, registered_month, events, facts, days, anonymised_at)
      values (${randomUUID()}, ${organisation.id}, 2023, 1, '2023-02-01', '2023-02-01', ${admin.json([
        { kind: "closed", month: "2023-06-01", outcome: "PARTIAL" },
        { kind: "reopened", month: "2024-01-01" },
        { kind: "closed", month: "2024-03-01", outcome: "OTHER" },
      ])}, ${admin.json(facts)}, ${admin.json({ registration: 2, processing: 400, waiting: 30 })}, now())`;
    const first = await read(ctx, organisation, yearOf(2023));
    expect(first.balance).toEqual({ opening: 0, received: 1, closings: 1, reopenings: 0, open: 0 });
    expect(count(first, "received.department", "2A")).toBe(1);
    expect(count(first, "received.title", "MALE")).toBe(1);
    expect(count(first, "closed.outcome", "PARTIAL")).toBe(1);
    expect(first.durations.registration).toMatchObject({ count: 1, median: 2 });
    expect(first.durations.processing).toMatchObject({ count: 0, excluded: 1 });
    const second = await read(ctx, organisation, yearOf(2024));
    expect(second.balance).toEqual({ opening: 0, received: 0, closings: 1, reopenings: 1, open: 0 });
    expect(second.durations.net).toMatchObject({ count: 1, median: 370 });
  });

  test("durations count days of the organisation's calendar; waiting is what the statuses lasted until the closing", async () => {
    const organisation = await anOrganisation(database);
    const ctx = await withRole("reader", organisation);
    const id = await tell(organisation, {
      received: "2026-01-05T22:30:00Z",
      registered: "2026-01-05T23:30:00Z",
      closed: [["2026-03-01T10:00:00Z", "PARTIAL"]],
      set: { first_response_at: "2026-01-04T10:00:00Z", first_assigned_at: "2026-01-08T10:00:00Z" },
    });
    await admin`delete from case_status_span where case_id = ${id}`;
    for (const [status, since, until] of [
      ["WAITING_FOR_REQUESTER", "2026-01-10T10:00:00Z", "2026-01-20T10:00:00Z"],
      ["WAITING_FOR_ADMINISTRATION", "2026-02-20T10:00:00Z", null],
      ["TO_PROCESS", "2026-01-20T10:00:00Z", "2026-02-20T10:00:00Z"],
    ] as const)
      await admin`insert into case_status_span (id, organisation_id, case_id, status, since, until)
        values (${randomUUID()}, ${organisation.id}, ${id}, ${status}, ${since}, ${until})`;
    const { durations, closedWithin } = await read(ctx, organisation, {});
    // Half past eleven in Paris, then half past midnight.
    expect(durations.registration).toMatchObject({ count: 1, median: 1 });
    expect(durations.firstResponse).toEqual({ count: 0, excluded: 1, median: null, mean: null, p90: null });
    expect(durations.take).toMatchObject({ median: 3 });
    expect(durations.processing).toMatchObject({ median: 55 });
    expect(durations.waiting).toMatchObject({ median: 19 });
    expect(durations.net).toMatchObject({ median: 36 });
    expect(closedWithin).toEqual({ of: 1, threeMonths: 1, sixMonths: 1 });
  });

  test("the database and the screens place an address in the same département", async () => {
    const insee = [null, "2A004", "2b033", "97411", "98818", "01053", "75112", "x"];
    const postal = [
      null,
      "01000",
      "20000",
      "20100",
      "20200",
      "20620",
      "97400",
      "98000",
      "00123",
      "75 012",
      "Paris 12",
      "96000",
      "2A004",
    ];
    for (const country of ["FR", "BE"])
      for (const inseeCode of insee)
        for (const postalCode of postal) {
          const [row] =
            await admin`select guichet.department_of(${country}, ${postalCode}, ${inseeCode}) as code`;
          expect([country, inseeCode, postalCode, row?.code]).toEqual([
            country,
            inseeCode,
            postalCode,
            departmentOf({ country, inseeCode, postalCode }),
          ]);
        }
  });
});

describe("a list opened from a figure", () => {
  const organisation = { id: "" };
  let ctx: Ctx;
  beforeAll(async () => {
    organisation.id = (await anOrganisation(database)).id;
    ctx = await withRole("manager", organisation);
    const domain = randomUUID();
    await admin`insert into list_item (id, organisation_id, list, code, label, label_key, updated_at)
      values (${domain}, ${organisation.id}, 'domain', 'eau', 'Eau', 'eau', now())`;
    const channels = ["WEB", "MAIL", "PHONE"];
    const outcomes = ["PARTIAL", "INADMISSIBLE", "OTHER", "FAVORABLE_TO_CITIZEN"];
    for (let n = 0; n < 24; n += 1) {
      const month = String(1 + (n % 9)).padStart(2, "0");
      const at = (day: number, later = 0) =>
        `2026-${String(Number(month) + later).padStart(2, "0")}-${String(day).padStart(2, "0")}T10:00:00Z`;
      const outcome = outcomes[n % 4] ?? "OTHER";
      await tell(organisation, {
        received: n === 3 ? "2025-11-04T10:00:00Z" : at(1 + n),
        registered: at(2 + n),
        ...(n % 2 === 0
          ? { closed: [[at(26), outcome, ...(n % 3 === 0 ? [at(27)] : [])] as [string, string]] }
          : {}),
        ...(n === 8
          ? {
              closed: [
                [at(24), "OTHER", at(25)],
                [at(26), "PARTIAL"],
              ],
            }
          : {}),
        set: {
          channel: channels[n % 3],
          originator: n % 5 === 0 ? "RIGHTS_DEFENDER" : null,
          domain_id: n % 4 === 0 ? domain : null,
          competent: n % 3 === 0 ? null : n % 3 === 1,
          admissibility: n % 6 === 5 ? "INADMISSIBLE" : "ADMISSIBLE",
          inadmissibility_reason: n % 6 === 5 ? "TOO_LATE" : null,
          face_to_face: n % 7 === 0,
          parties_agreement: n % 4 === 0 ? "YES" : null,
          court_followup: n % 8 === 0 ? "NO" : null,
        },
        party: {
          postal_code: n % 2 ? "20200" : "01000",
          kind: n % 9 === 0 ? "LEGAL" : "NATURAL",
          title: n % 2 ? "MALE" : null,
        },
      });
    }
  });

  test("mediation#38 every figure of the page is the number of cases its list shows", async () => {
    const figures = await read(ctx, organisation, {});
    const expected: [FigureCases["figure"], string | null, number][] = [
      ["received", null, figures.balance.received],
      ["closed", null, figures.closed],
      ["opening", null, figures.balance.opening],
      ["reopenings", null, figures.balance.reopenings],
      ["open", null, figures.balance.open],
      ...Object.entries(figures.counts).flatMap(([figure, counts]) =>
        counts.map((one): [FigureCases["figure"], string | null, number] => [
          figure as FigureCases["figure"],
          one.value,
          one.count,
        ]),
      ),
      ...figures.months.map(({ month, received }): [FigureCases["figure"], string | null, number] => [
        "received.month",
        month,
        received,
      ]),
    ];
    expect(figures.balance).toMatchObject({ opening: 1, received: 23 });
    expect(balanceGap(figures.balance).gap).toBe(0);
    expect(expected.length).toBeGreaterThan(40);
    for (const [figure, value, number] of expected) {
      const ids = await listed(ctx, organisation, {
        figure,
        value,
        ...yearOf(2026),
      });
      expect([figure, value, ids.length]).toEqual([figure, value, number]);
    }
    // Sums of what divides the whole are the whole.
    for (const by of ["channel", "domain", "title", "thirdParty", "department", "inadmissibilityReason"])
      expect(figures.counts[`received.${by}`]?.reduce((all, one) => all + one.count, 0)).toBe(
        figures.balance.received,
      );
    expect(figures.months.at(-1)?.open).toBe(figures.balance.open);
  });

  test("filters narrow every figure alike, and the stock still balances", async () => {
    const all = await read(ctx, organisation, {});
    for (const [filter, value, figure, key] of [
      ["channel", "MAIL", "received.channel", "MAIL"],
      ["competent", "undecided", "received.competent", null],
      ["admissibility", "INADMISSIBLE", "received.admissibility", "INADMISSIBLE"],
      ["department", "2B", "received.department", "2B"],
    ] as const) {
      const some = await read(ctx, organisation, { [filter]: value });
      expect(some.balance.received).toBe(count(all, figure, key));
      expect(balanceGap(some.balance).gap).toBe(0);
    }
    const domain = all.counts["received.domain"]?.find(({ value }) => value)?.value ?? "";
    const some = await read(ctx, organisation, { domain });
    expect(some.balance.received).toBe(count(all, "received.domain", domain));
    const without = await read(ctx, organisation, { domain: "none" });
    expect(without.balance.received).toBe(count(all, "received.domain", null));
  });

  test("a third party filters by itself and by its group, as lists do", async () => {
    const town = await anOrganisation(database);
    const reader = await withRole("manager", town);
    const [group, item] = [randomUUID(), randomUUID()];
    for (const [id, parent, label] of [
      [group, null, "Bailleurs"],
      [item, group, "Bailleur du canal"],
    ] as const)
      await admin`insert into list_item (id, organisation_id, list, code, label, label_key, parent_id, updated_at)
        values (${id}, ${town.id}, 'third_party', ${label}, ${label}, ${label}, ${parent}, now())`;
    for (const third of [group, item, item, null])
      await tell(town, {
        received: "2026-03-01T10:00:00Z",
        set: { competent: third ? false : null, third_party_id: third },
      });
    for (const [thirdParty, number] of [
      [group, 3],
      [item, 2],
      ["none", 1],
    ] as const) {
      expect((await read(reader, town, { thirdParty })).balance.received).toBe(number);
      const page = granted(await listCases(reader, { organisation: town.id, view: "all", thirdParty }));
      expect(page.cases).toHaveLength(number);
    }
  });

  test("mediation#38 filtered by département, each figure is the number of cases its filtered list shows", async () => {
    for (const department of ["01", "2B", "none"]) {
      const figures = await read(ctx, organisation, { department });
      expect(balanceGap(figures.balance).gap).toBe(0);
      for (const [figure, value, number] of [
        ["received", null, figures.balance.received],
        ["open", null, figures.balance.open],
        ["closed", null, figures.closed],
        ...(figures.counts["received.channel"] ?? []).map(
          (one) => ["received.channel", one.value, one.count] as const,
        ),
      ] as const) {
        const page = granted(
          await listCases(ctx, {
            organisation: organisation.id,
            view: "all",
            department,
            figure: writeFigure({ figure, value, ...yearOf(2026) }),
            limit: 100,
          }),
        );
        expect([department, figure, value, page.cases.length]).toEqual([department, figure, value, number]);
      }
    }
  });
});
