import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { aMediator, anOrganisation, aPlatformAdministrator } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { readPlatformFigures } from "./platform-figures.ts";
import { aCase, granted, refusalOf, signedIn } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
const year = 2025;

const shares = async ({ id }: { id: string }) => admin`
  insert into mediation_settings (organisation_id, settings, updated_at)
  values (${id}, ${admin.json({ sharesFigures: true })}, now())`;
const received = async (organisation: { id: string }, set: Record<string, string>, times = 1) => {
  for (let n = 0; n < times; n += 1) {
    const { found } = await aCase(database, organisation);
    await admin`update cases set ${admin({ received_at: `${year}-05-04T10:00:00Z`, ...set })} where id = ${found.id}`;
  }
};

describe("figures of the platform", () => {
  test("are sums of three organisations at least that share theirs, for administrators of the platform alone", async () => {
    const platform = await signedIn(database, await aPlatformAdministrator(database), { secondFactor: true });
    const [a, b, c, d] = await Promise.all([1, 2, 3, 4].map(() => anOrganisation(database)));
    if (!a || !b || !c || !d) throw new Error("no organisations");
    await shares(a);
    await shares(b);
    const [water] = await admin`select i.id, i.parent_id from list_item i where i.organisation_id is null
      and i.list = 'domain' and i.parent_id is not null limit 1`;
    const own = randomUUID();
    await admin`insert into list_item (id, organisation_id, list, code, label, label_key, maps_to, updated_at)
      values (${own}, ${a.id}, 'domain', 'source', 'Source', 'source', ${water?.id}, now())`;
    await received(a, { channel: "WEB", domain_id: own }, 2);
    await received(b, { channel: "WEB", domain_id: water?.id });
    // One organisation alone received by phone, and one by partner.
    await received(a, { channel: "PHONE" });
    await received(b, { channel: "PARTNER" });
    expect(granted(await readPlatformFigures(platform, { year }))).toEqual({ sharing: 2, counts: [] });

    await shares(c);
    await received(c, { channel: "WEB", domain_id: water?.id });
    await received(c, { channel: "MAIL" });
    // A fourth one does not share.
    await received(d, { channel: "WEB" }, 5);
    const { sharing, counts } = granted(await readPlatformFigures(platform, { year }));
    expect(sharing).toBe(3);
    const of = (figure: string) => counts.filter((one) => one.figure === figure);
    expect(of("received")).toEqual([
      { figure: "received", value: null, label: null, organisations: 3, cases: 7 },
    ]);
    // WEB is of the three; phone, partner and mail only together.
    expect(of("received.channel")).toEqual([
      { figure: "received.channel", value: "WEB", label: null, organisations: 3, cases: 4 },
      { figure: "received.channel", value: "GROUPED", label: null, organisations: 3, cases: 3 },
    ]);
    // An organisation's own item counts under the platform's item it stands for, at the top.
    expect(of("received.domain").map(({ value, cases }) => [value, cases])).toEqual([
      [water?.parent_id, 4],
      [null, 3],
    ]);
    for (const { organisations } of counts) expect(organisations).toBeGreaterThanOrEqual(3);
    expect(JSON.stringify(counts)).not.toContain(own);
  });

  test("one organisation that stands alone takes the smallest of the others with it", async () => {
    const platform = await signedIn(database, await aPlatformAdministrator(database), { secondFactor: true });
    const organisations = await Promise.all([1, 2, 3].map(() => anOrganisation(database)));
    for (const one of organisations) {
      await shares(one);
      await received(one, { channel: "OFFICE", received_at: "2019-02-01T10:00:00Z" }, 2);
      await received(one, { channel: "EMAIL", received_at: "2019-02-01T10:00:00Z" });
    }
    const [first] = organisations;
    if (first) await received(first, { channel: "PARTNER", received_at: "2019-03-01T10:00:00Z" });
    const { counts } = granted(await readPlatformFigures(platform, { year: 2019 }));
    expect(
      counts.filter(({ figure }) => figure === "received.channel").map(({ value, cases }) => [value, cases]),
    ).toEqual([
      ["OFFICE", 6],
      ["GROUPED", 4],
    ]);
  });

  test("are nobody else's", async () => {
    const { id } = await anOrganisation(database);
    const manager = await signedIn(database, await aMediator(database, id, { role: "manager" }));
    expect(refusalOf(await readPlatformFigures(manager, { year })).code).not.toBe("");
    expect(
      await manager.db.$client`select * from guichet.platform_figures('2025-01-01', '2025-12-31')`,
    ).toHaveLength(0);
    const weak = await signedIn(database, await aPlatformAdministrator(database));
    expect((await readPlatformFigures(weak, { year })).ok).toBe(false);
  });
});
