import { expect, it } from "vitest";
import { deadlineOf, usualDeadlines } from "../../../shared/declarations/deadlines.ts";
import type { ShowTab } from "../../../shared/declarations/shows.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { uuidV7 } from "../../platform/ids.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { changePerformance } from "./change-performance.ts";
import { changeShow } from "./change-show.ts";
import { addPerformances, createShow, retypePerformance } from "./create-show.ts";
import {
  bringBackPerformance,
  deleteShow,
  hideShow,
  removePerformance,
  restoreShow,
  unhideShow,
} from "./hide-show.ts";
import { countShows, listShows, showFilters } from "./list-shows.ts";
import { changePlace, listPlaces, savePlace } from "./places.ts";
import { listPerformances, readShow } from "./read-show.ts";
import { setDefaults, undoDefaults } from "./set-defaults.ts";
import { showHistory } from "./show-history.ts";
import { suggestFromDeclared } from "./suggest-from-declared.ts";
import { aLine, aMember, aShow, aTheatre, granted, refusalOf } from "./test-kit.ts";

const database = testDatabase();
const days = (count: number) => new Date(Date.now() + count * 86_400_000).toISOString();

const listed = async (ctx: Ctx, organisation: string, tab: ShowTab, others: object = {}) =>
  granted(await listShows(ctx, { organisation, tab, ...others })).shows.map(({ name }) => name);

/** Tells a body of performances, as S4's verbs leave it. */
const told = async (
  organisationId: string,
  showId: string,
  performanceIds: readonly string[],
  body = "SACEM",
  state = "sent",
) => {
  const [id, version] = [uuidV7(new Date()), uuidV7(new Date())];
  const { admin } = database;
  await admin`insert into declaration (id, organisation_id, show_id, year, seq, created_by)
    values (${id}, ${organisationId}, ${showId}, 2027, ${Math.floor(Math.random() * 1e6)}, ${id})`;
  await admin`insert into declaration_version (id, organisation_id, declaration_id, number, state, form, frozen, updated_at, updated_by)
    select ${version}, ${organisationId}, ${id}, 1, 'frozen', ${admin.json({ bodies: [body] })},
      jsonb_build_object('performances', (select jsonb_agg(jsonb_build_object('id', p.id, 'paid', p.paid, 'free', p.free,
        'gross', p.gross, 'net', p.net)) from performance p where p.show_id = ${showId})), now(), ${id}`;
  for (const performanceId of performanceIds)
    await admin`insert into declared_performance (organisation_id, declaration_id, performance_id, body)
      values (${organisationId}, ${id}, ${performanceId}, ${body})`;
  await admin`insert into transmission (id, organisation_id, declaration_id, declaration_version_id, body, state,
      idempotency_key, asked_by, updated_at)
    values (${uuidV7(new Date())}, ${organisationId}, ${id}, ${version}, ${body}, ${state}, ${id}, ${id}, now())`;
};

const music = { performanceType: "CLASSICAL_AND_OPERA_AND_CONTEMPORARY_MUSIC" } as const;

it("each tab holds what it says, and its count is the length of its list", async () => {
  const { id, ctx } = await aTheatre(database);
  const done = await aShow(database, id, { name: "Les Heures claires", ...music });
  await told(id, done.id, done.performances);
  await aShow(database, id, { name: "Trio Mirabelle", ...music });
  await aShow(database, id, { name: "Bal folk", ...music, performances: [{ startAt: days(4) }] });
  const rejected = await aShow(database, id, { name: "Cabaret d’hiver", ...music });
  await told(id, rejected.id, rejected.performances, "SACEM", "rejected");
  const card = await aShow(database, id, { name: "Carte cadeau", ...music });
  granted(await hideShow(ctx, { showId: card.id, version: 1 }));

  expect((await listed(ctx, id, "to_declare")).toSorted()).toEqual(["Cabaret d’hiver", "Trio Mirabelle"]);
  expect(await listed(ctx, id, "declared")).toEqual(["Les Heures claires"]);
  expect(await listed(ctx, id, "upcoming")).toEqual(["Bal folk"]);
  expect(await listed(ctx, id, "alert")).toEqual(["Cabaret d’hiver"]);
  expect(await listed(ctx, id, "hidden")).toEqual(["Carte cadeau"]);
  const counts = granted(await countShows(ctx, { organisation: id }));
  expect(counts).toEqual({ to_declare: 2, alert: 1, upcoming: 1, declared: 1, all: 4, hidden: 1, aside: 0 });
  const all = granted(await listShows(ctx, { organisation: id, tab: "all" })).shows;
  expect(all.map(({ bodies, due }) => [bodies[0]?.state, due === null])).toEqual([
    [all[0]?.name === "Trio Mirabelle" ? "todo" : "rejected", false],
    [all[0]?.name === "Trio Mirabelle" ? "rejected" : "todo", false],
    ["later", true],
    ["sent", true],
  ]);
});

it("what is told then changes is signalled, and another declaration of the same performance is not asked", async () => {
  const { id, ctx } = await aTheatre(database);
  const show = await aShow(database, id, music);
  await told(id, show.id, show.performances);
  expect(granted(await readShow(ctx, show.id)).signals).toEqual([]);
  await database.admin`update performance set paid = paid + 1, gross = gross + 1800 where show_id = ${show.id}`;
  const view = granted(await readShow(ctx, show.id));
  expect(view.signals).toEqual([{ kind: "figures_changed", count: 1 }]);
  expect(view).toMatchObject({ told: true, bodies: [{ body: "SACEM", state: "sent", open: false }] });
});

it.each([
  ["2026-03-07T20:30:00Z", "Europe/Paris"],
  ["2025-12-31T23:30:00Z", "Europe/Paris"],
  ["2025-02-28T20:00:00Z", "America/Guadeloupe"],
  ["2026-01-31T22:00:00Z", "Pacific/Noumea"],
])(
  "the nearest deadline of a list is that of the calendar: last performance %s in %s",
  async (endAt, timeZone) => {
    const { id, ctx } = await aTheatre(database, { timeZone });
    const show = await aShow(database, id, { performances: [{ startAt: endAt, endAt }] });
    const bodies = ["SACEM", "SACD", "ASTP", "CNM", "SIBIL"] as const;
    const day = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(new Date(endAt));
    for (const body of bodies) {
      await database.admin`update show set expected_bodies = ${[body]} where id = ${show.id}`;
      const [summary] = granted(await listShows(ctx, { organisation: id, tab: "all" })).shows;
      expect([body, summary?.due?.on]).toEqual([body, deadlineOf(usualDeadlines[body], day)]);
      expect(summary?.bodies[0]?.dueOn).toBe(deadlineOf(usualDeadlines[body], day));
    }
  },
);

it("pages follow each other without a gap, the nearest deadline first", async () => {
  const { id, ctx } = await aTheatre(database);
  for (const at of [5, 40, 3, 100, 21])
    await aShow(database, id, { name: `J-${at}`, performances: [{ startAt: days(-at) }] });
  await aShow(database, id, { name: "J+9", performances: [{ startAt: days(9) }] });
  const names: string[] = [];
  let after: string | undefined;
  do {
    const page = granted(
      await listShows(ctx, { organisation: id, tab: "all", limit: 2, ...(after ? { after } : {}) }),
    );
    names.push(...page.shows.map(({ name }) => name));
    after = page.next ?? undefined;
  } while (after);
  expect(names).toEqual(["J-100", "J-40", "J-21", "J-5", "J-3", "J+9"]);
  expect(refusalOf(await listShows(ctx, { organisation: id, after: "abc" })).reason).toBe("bad_cursor");
});

it("is found by words of the show, its producer or its place, whatever their accents; and by filters", async () => {
  const { id, ctx } = await aTheatre(database);
  const show = await aShow(database, id, { name: "Le Pain des étoiles" });
  await aShow(database, id, { name: "Autre chose", provider: "HELLOASSO" });
  const hall = granted(
    await savePlace(ctx, {
      organisation: id,
      name: "Salle des Lampions",
      street: "2 rue du Puits",
      postalCode: "48990",
      city: "Valbrune",
    }),
  );
  granted(await setDefaults(ctx, { showId: show.id, version: 1, placeId: hall.id }));
  granted(
    await changeShow(ctx, {
      showId: show.id,
      version: 2,
      producer: { name: "Compagnie Les Passe-Murailles", siren: null, country: "BE" },
    }),
  );
  for (const q of ["etoiles", "pain etoi", "passe murailles", "lampions valbrune"])
    expect([q, await listed(ctx, id, "all", { q })]).toEqual([q, ["Le Pain des étoiles"]]);
  expect(await listed(ctx, id, "all", { q: "cabret" })).toEqual([]);
  expect(await listed(ctx, id, "all", { q: "' or 1=1 --" })).toEqual([]);
  expect(await listed(ctx, id, "all", { place: hall.id })).toEqual(["Le Pain des étoiles"]);
  expect(await listed(ctx, id, "all", { source: show.sourceId })).toEqual(["Le Pain des étoiles"]);
  expect(await listed(ctx, id, "all", { season: 2001 })).toEqual([]);
  const offered = granted(await showFilters(ctx, id));
  expect(offered).toMatchObject({ places: [{ name: "Salle des Lampions" }], sources: [{}, {}] });
  expect(await listed(ctx, id, "all", { season: offered.seasons[0] })).toHaveLength(2);
});

it("declarations#24 a default is followed by whoever had the former one or none, an own value stays, and all is undone", async () => {
  const { id, ctx } = await aTheatre(database);
  const show = await aShow(database, id, { performances: [{}, {}, {}] });
  const [first = "", second = ""] = show.performances;
  const typed = { organisation: id, street: "1 place du Marché", postalCode: "48990", city: "Valbrune" };
  const small = granted(await savePlace(ctx, { ...typed, name: "Petite salle" }));
  const large = granted(await savePlace(ctx, { ...typed, name: "Grande salle" }));

  const set = granted(
    await setDefaults(ctx, { showId: show.id, version: 1, placeId: small.id, capacity: 80 }),
  );
  expect(set).toMatchObject({ applied: 3, of: 3 });
  granted(
    await changePerformance(ctx, { performanceId: first, version: 1, placeId: large.id, capacity: 180 }),
  );
  // The show's own default is no value of their own.
  granted(
    await changePerformance(ctx, { performanceId: second, version: 1, placeId: small.id, capacity: 80 }),
  );

  const moved = granted(await setDefaults(ctx, { showId: show.id, version: 2, placeId: large.id }));
  expect(moved.applied).toBe(3);
  expect(moved.show.performances.map(({ place, own }) => [place?.name, own.placeId])).toEqual(
    [1, 2, 3].map(() => ["Grande salle", null]),
  );
  expect(moved.show.performances[0]?.own.capacity).toBe(180);

  const back = granted(await undoDefaults(ctx, { showId: show.id, version: 3, undo: moved.undo }));
  expect(back.show.place?.name).toBe("Petite salle");
  expect(back.show.performances.map(({ place }) => place?.name)).toEqual([
    "Grande salle",
    "Petite salle",
    "Petite salle",
  ]);
});

it("declarations#24 two places that read alike are one, in one organisation; another has its own", async () => {
  const { id, ctx } = await aTheatre(database);
  const typed = {
    name: "Théâtre  de l’Étang",
    street: "4, rue Haute",
    postalCode: "97400",
    city: "Saint-Denis",
  };
  const [one, same] = await Promise.all([
    savePlace(ctx, { organisation: id, ...typed }),
    savePlace(await aMember(database, id), { organisation: id, ...typed, name: "THEATRE DE L'ETANG" }),
  ]);
  expect(granted(one).id).toBe(granted(same).id);
  expect(granted(one).timeZone).toBe("Indian/Reunion");
  const { id: elsewhere, ctx: stranger } = await aTheatre(database);
  const theirs = granted(await savePlace(stranger, { organisation: elsewhere, ...typed }));
  expect(theirs.id).not.toBe(granted(one).id);
  expect(granted(await listPlaces(stranger, { organisation: elsewhere })).places).toHaveLength(1);
  const show = await aShow(database, elsewhere);
  const taken = await setDefaults(stranger, { showId: show.id, version: 1, placeId: granted(one).id });
  expect(refusalOf(taken).code).toBe("notFound");
  const other = granted(await savePlace(ctx, { organisation: id, ...typed, name: "Salle" }));
  const doubled = await changePlace(ctx, { ...typed, placeId: other.id, version: 1 });
  expect(refusalOf(doubled)).toMatchObject({ reason: "place_exists", facts: { placeId: granted(one).id } });
});

it("declarations#1 declarations#2 amounts of a show break no rule", async () => {
  const { id, ctx } = await aTheatre(database);
  const { id: showId } = await aShow(database, id);
  const pair = (net: number, gross: number) => ({ net, gross, vat: null });
  const wrong = await changeShow(ctx, {
    showId,
    version: 1,
    expenses: pair(50_000, 70_000),
    introductionFees: pair(30_000, 30_000),
    circusExpenses: pair(30_000, 30_000),
  });
  expect(refusalOf(wrong).fields).toEqual([
    {
      path: "expenses.net",
      message: "Les frais d’approche et de cirque dépassent le total des dépenses HT.",
    },
  ]);
  const half = await changeShow(ctx, { showId, version: 1, expenses: pair(2000, 1900) });
  expect(refusalOf(half).fields?.[0]?.path).toBe("expenses.net");
  const siren = await changeShow(ctx, {
    showId,
    version: 1,
    producer: { name: "Compagnie", siren: "123456789", country: null },
  });
  expect(refusalOf(siren).fields?.[0]?.path).toBe("producer.siren");
  const right = granted(await changeShow(ctx, { showId, version: 1, expenses: pair(2000, 2000) }));
  expect(right.expenses).toEqual(pair(2000, 2000));
});

it("a typed show is worth what its lines are, in the clock of its place (declarations.md §10.7)", async () => {
  const { id, ctx } = await aTheatre(database);
  const show = granted(
    await createShow(ctx, {
      organisation: id,
      name: "Contes d’avril",
      performances: [
        {
          startAt: "2026-04-18T15:00",
          lines: [
            { category: "Plein", unitPrice: 800, vat: 550, paid: 12, free: 0 },
            { category: "Enfant", unitPrice: 500, vat: 550, paid: 9, free: 0 },
            { category: "Invitation", unitPrice: 0, vat: 550, paid: 0, free: 3 },
          ],
        },
      ],
    }),
  );
  expect(show.performances[0]).toMatchObject({
    startAt: "2026-04-18T13:00:00.000Z",
    paid: 21,
    free: 3,
    gross: 14_100,
    net: 13_365,
    vat: 550,
  });
  expect(show).toMatchObject({ ownShow: true, source: { provider: "MANUAL", connectionId: null } });
  const wrong = await addPerformances(ctx, {
    showId: show.id,
    version: 1,
    performances: [
      { startAt: "2026-03-29T02:30", totals: { paid: 1, free: 0, gross: 100, net: 200, vat: null } },
    ],
  });
  expect(refusalOf(wrong).fields?.map(({ path }) => path)).toEqual([
    "performances.0.startAt",
    "performances.0.totals.net",
  ]);
  const [performance] = show.performances;
  const retyped = granted(
    await retypePerformance(ctx, {
      performanceId: performance?.id ?? "",
      version: 1,
      performance: { startAt: "2026-04-18T16:00", totals: { paid: 10, free: 0, gross: 10_000, vat: 850 } },
    }),
  );
  expect(retyped.performances[0]).toMatchObject({
    paid: 10,
    net: 9217,
    vat: 850,
    unusualVat: true,
    lines: [],
  });
});

it("declarations#28 a rate of 8.5 % is shown and counted, and several rates have no rate but an exact net", async () => {
  const { id, ctx } = await aTheatre(database);
  const lines = [aLine({ paid: 1, gross: 4702 }), aLine({ categoryId: "livret", rate: 2000, gross: 500 })];
  const show = await aShow(database, id, {
    performances: [{ lines }, { lines: [aLine({ rate: 850, gross: 100_000 })] }],
  });
  const { performances, totals } = granted(await readShow(ctx, show.id));
  expect(performances[0]).toMatchObject({ vat: null, gross: 5202, net: 4874 });
  expect(performances[1]).toMatchObject({
    vat: 850,
    net: 92_166,
    unusualVat: true,
    lines: [{ vat: 850, unusualVat: true }],
  });
  expect(totals.rates).toEqual([
    { vat: 550, gross: 4702, net: 4457 },
    { vat: 850, gross: 100_000, net: 92_166 },
    { vat: 2000, gross: 500, net: 417 },
  ]);
});

it("a show of an account is hidden, never deleted; a typed one is deleted and restored, unless a body was told", async () => {
  const { id, ctx } = await aTheatre(database);
  const read = await aShow(database, id);
  expect(refusalOf(await deleteShow(ctx, { showId: read.id, version: 1 })).reason).toBe("not_own");
  expect(granted(await hideShow(ctx, { showId: read.id, version: 1 })).state).toBe("hidden");
  expect(granted(await hideShow(ctx, { showId: read.id, version: 1 })).version).toBe(2);
  expect(granted(await unhideShow(ctx, { showId: read.id, version: 2 })).state).toBe("visible");

  const typed = await aShow(database, id, { provider: "MANUAL", name: "Contes" });
  granted(await deleteShow(ctx, { showId: typed.id, version: 1 }));
  expect(await listed(ctx, id, "all")).toEqual(["Le Pain des étoiles"]);
  granted(await restoreShow(ctx, { showId: typed.id, version: 2 }));
  expect(await listed(ctx, id, "all", { q: "contes" })).toEqual(["Contes"]);
  await told(id, typed.id, typed.performances);
  expect(refusalOf(await deleteShow(ctx, { showId: typed.id, version: 3 })).reason).toBe("told");
});

it("declarations#13 a performance the source has no more is taken away and brought back with its figures; one it has stays", async () => {
  const { id, ctx } = await aTheatre(database);
  const show = await aShow(database, id, { performances: [{ sourceState: "missing" }, {}] });
  const [missing = "", present = ""] = show.performances;
  expect(granted(await readShow(ctx, show.id)).signals).toEqual([{ kind: "missing", count: 1 }]);
  const refused = await removePerformance(ctx, { performanceId: present, version: 1 });
  expect(refusalOf(refused).reason).toBe("still_at_source");
  const without = granted(await removePerformance(ctx, { performanceId: missing, version: 1 }));
  expect(without.performances).toHaveLength(1);
  expect(without.removed).toMatchObject([{ id: missing }]);
  const back = granted(await bringBackPerformance(ctx, { performanceId: missing, version: 2 }));
  expect(back.performances.find((one) => one.id === missing)?.source).toMatchObject({
    state: "missing",
    kept: true,
  });
  expect(back.signals).toEqual([]);
});

it("sixty performances: the first 25 with totals of all, the others behind; and its history in words", async () => {
  const { id, ctx } = await aTheatre(database);
  const show = await aShow(database, id, {
    performances: Array.from({ length: 60 }, (_, at) => ({ startAt: days(-at - 1) })),
  });
  const view = granted(await readShow(ctx, show.id));
  expect(view.performances).toHaveLength(25);
  expect(view.totals).toMatchObject({ performances: 60, paid: 60, gross: 108_000 });
  const next = granted(await listPerformances(ctx, show.id, { after: view.next ?? "", limit: 50 }));
  expect(next).toMatchObject({ next: null });
  const seen = [...view.performances, ...next.performances].map((one) => one.startAt);
  expect(new Set(seen).size).toBe(60);
  expect(seen).toEqual(seen.toSorted());
  granted(await setDefaults(ctx, { showId: show.id, version: 1, capacity: 180 }));
  const { lines } = granted(await showHistory(ctx, show.id, {}));
  expect(lines).toMatchObject([
    {
      who: "Nora Delmas",
      what: "a changé les valeurs de toutes les séances",
      changes: [{ label: "Jauge", before: null, after: "180" }],
    },
  ]);
});

it("producer, place and capacity of what was declared are proposed again, each once, and to this organisation alone", async () => {
  const { id, ctx } = await aTheatre(database);
  const hall = granted(
    await savePlace(ctx, {
      organisation: id,
      name: "Salle des Lampions",
      street: "",
      postalCode: "48990",
      city: "Valbrune",
    }),
  );
  const producer = { name: "Compagnie Les Passe-Murailles", siren: null, country: "BE" };
  for (const isTold of [true, true, false]) {
    const show = await aShow(database, id);
    granted(
      await setDefaults(ctx, { showId: show.id, version: 1, placeId: hall.id, capacity: isTold ? 180 : 80 }),
    );
    granted(await changeShow(ctx, { showId: show.id, version: 2, producer }));
    if (isTold) await told(id, show.id, show.performances);
  }
  const proposed = granted(await suggestFromDeclared(ctx, id));
  expect(proposed).toMatchObject({ producers: [producer], places: [{ id: hall.id }], capacities: [180] });
  const { id: elsewhere, ctx: stranger } = await aTheatre(database);
  expect(refusalOf(await suggestFromDeclared(stranger, id)).code).toBe("notFound");
  expect(granted(await suggestFromDeclared(stranger, elsewhere)).places).toEqual([]);
});
