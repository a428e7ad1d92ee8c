import { expect, it } from "vitest";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { applyShow } from "./apply-show.ts";
import { deleteShow } from "./hide-show.ts";
import { listAsides } from "./list-asides.ts";
import { listShows } from "./list-shows.ts";
import { mergeShows, unmergeShow } from "./merge-shows.ts";
import { readShow } from "./read-show.ts";
import { aLine, aMember, aShow, aTheatre, granted, refusalOf, type ShowInTest } from "./test-kit.ts";

const database = testDatabase();

/** Three evenings that a vendor sells as three series. */
const threeEvenings = async () => {
  const { id, ctx } = await aTheatre(database);
  const first = await aShow(database, id, { name: "Bal (vendredi)", externalId: "1" });
  const another = (externalId: string, name: string) =>
    aShow(database, id, { name, externalId, sourceId: first.sourceId });
  return {
    id,
    ctx,
    first,
    second: await another("2", "Bal (samedi)"),
    third: await another("3", "Bal (dimanche)"),
  };
};
const all = ({ id }: ShowInTest, version = 1) => ({ id, version });
const declared = async (organisationId: string, show: ShowInTest, performanceId: string) => {
  const declarationId = crypto.randomUUID();
  const { admin } = database;
  await admin`insert into declaration (id, organisation_id, show_id, year, seq, created_by)
    values (${declarationId}, ${organisationId}, ${show.id}, 2026, ${Math.floor(Math.random() * 1e6)}, ${declarationId})`;
  await admin`insert into declared_performance (organisation_id, declaration_id, performance_id, body)
    values (${organisationId}, ${declarationId}, ${performanceId}, 'SACD')`;
  return declarationId;
};

it("series of one account become performances of one show, readings follow, and one is taken out again", async () => {
  const { id, ctx, first, second, third } = await threeEvenings();
  const { admin } = database;
  await admin`insert into quarantine_record (id, organisation_id, source_id, series_id, level, external_id, reason, count,
      amount, excerpt, state, updated_at)
    values (gen_random_uuid(), ${id}, ${first.sourceId}, '2', 'ticket', 'x', 'unknown_session', 1, 1200, '{}', 'open', now())`;
  const asked = { showId: first.id, version: 1, shows: [all(second), all(third)] };
  const merged = granted(await mergeShows(ctx, asked));
  expect(merged).toMatchObject({
    state: "visible",
    totals: { performances: 3, paid: 3, gross: 5400 },
    merged: [{ name: "Bal (dimanche)" }, { name: "Bal (samedi)" }],
    signals: [{ kind: "aside", count: 1 }],
  });
  expect(granted(await listAsides(ctx, { organisation: id, show: first.id })).open).toBe(1);
  // The same click again changes nothing.
  expect(granted(await mergeShows(ctx, asked)).version).toBe(merged.version);
  const { shows } = granted(await listShows(ctx, { organisation: id, tab: "all" }));
  expect(shows.map((one) => one.name)).toEqual(["Bal (vendredi)"]);

  const evening = (externalId: string, startAt: string) => ({
    ...{ externalId, startAt, endAt: null, cancelled: false, capacity: null, warnings: [] },
    lines: [aLine({ paid: 2 })],
  });
  const [known] =
    await admin`select external_id, start_at from performance where id = ${second.performances[0] ?? ""}`;
  await applyShow(database.worker(), {
    ...{
      organisationId: id,
      sourceId: first.sourceId,
      covers: undefined,
      named: new Set(),
      readAt: new Date(),
    },
    read: {
      ...{ externalId: "2", name: "Bal (samedi)" },
      performances: [
        evening(known?.external_id, known?.start_at.toISOString()),
        evening("late", new Date(Date.now() - 86_400_000).toISOString()),
      ],
    },
  });
  expect(granted(await readShow(ctx, first.id)).totals).toMatchObject({ performances: 4, paid: 6 });

  const of = granted(await readShow(ctx, first.id)).merged.find(({ name }) => name === "Bal (samedi)");
  const apart = granted(await unmergeShow(ctx, { showId: second.id, version: of?.version ?? 0 }));
  expect(apart).toMatchObject({ state: "visible", totals: { performances: 2, paid: 4 }, merged: [] });
  expect(granted(await readShow(ctx, first.id))).toMatchObject({
    totals: { performances: 2, paid: 2 },
    merged: [{ name: "Bal (dimanche)" }],
    signals: [],
  });
  const notes =
    await admin`select action, after, before from audit_event where aggregate_id = ${first.id} order by at`;
  expect(notes.map(({ action }) => action)).toEqual(["show.merge", "show.unmerge"]);
  expect(notes[0]?.after).toEqual({ mergedShows: "Bal (samedi), Bal (dimanche)" });
});

it("a show that is declared stays by itself, and a declared evening stays where it was declared", async () => {
  const { id, ctx, first, second, third } = await threeEvenings();
  const declaration = await declared(id, second, second.performances[0] ?? "");
  const merge = (shows: ShowInTest[], version = 1) =>
    mergeShows(ctx, { showId: first.id, version, shows: shows.map((show) => all(show)) });
  expect(refusalOf(await merge([second, third])).reason).toBe("declared");
  expect(granted(await readShow(ctx, third.id)).state).toBe("visible");
  await database.admin`update declaration set cancelled_at = now() where id = ${declaration}`;
  await database.admin`update declared_performance set cancelled_at = now() where declaration_id = ${declaration}`;
  granted(await merge([second, third]));
  await declared(id, first, third.performances[0] ?? "");
  expect(refusalOf(await unmergeShow(ctx, { showId: third.id, version: 2 })).reason).toBe("declared");
  granted(await unmergeShow(ctx, { showId: second.id, version: 2 }));
});

it("files of the shows come with them, each once, and a hundred in the end at the most", async () => {
  const { id, ctx, first, second, third } = await threeEvenings();
  const { admin } = database;
  const stored = async (name: string) => {
    const fileId = crypto.randomUUID();
    await admin`insert into stored_file (id, organisation_id, sha256, size, type, key, scan)
      values (${fileId}, ${id}, ${name}, 10, 'application/pdf', ${`${id}/${name}`}, 'clean')`;
    return fileId;
  };
  const attach = (of: ShowInTest, fileId: string, name: string) =>
    admin`insert into show_file (id, organisation_id, show_id, type, file_name, stored_file_id, added_by)
      values (gen_random_uuid(), ${id}, ${of.id}, 'OTHER', ${name}, ${fileId}, ${id})`;
  const contract = await stored("contrat");
  for (const show of [first, second, third]) await attach(show, contract, "contrat.pdf");
  await attach(second, await stored("programme"), "programme.pdf");
  const merged = granted(
    await mergeShows(ctx, { showId: first.id, version: 1, shows: [all(second), all(third)] }),
  );
  expect(merged.files.map(({ name }) => name).toSorted()).toEqual(["contrat.pdf", "programme.pdf"]);

  const full = await aShow(database, id, { name: "Bal (lundi)", externalId: "4", sourceId: first.sourceId });
  for (let at = 0; at < 99; at += 1) await attach(full, await stored(`feuille-${at}`), `feuille-${at}.pdf`);
  const refused = await mergeShows(ctx, { showId: first.id, version: merged.version, shows: [all(full)] });
  expect(refusalOf(refused).fields).toMatchObject([
    { path: "shows", message: expect.stringMatching(/^100 fichiers au plus/) },
  ]);
  expect(granted(await readShow(ctx, full.id))).toMatchObject({ state: "visible" });
});

it("shows of another account, of another organisation, typed ones and readers are refused", async () => {
  const { id, ctx, first, second } = await threeEvenings();
  const merge = (show: ShowInTest, into = first, as = ctx, version = 1) =>
    mergeShows(as, { showId: into.id, version, shows: [all(show, version)] });
  expect(refusalOf(await merge(await aShow(database, id))).reason).toBe("other_account");
  const elsewhere = await aTheatre(database);
  expect(refusalOf(await merge(await aShow(database, elsewhere.id))).code).toBe("notFound");
  expect(refusalOf(await merge(first)).code).toBe("invalid");
  expect(refusalOf(await merge(second, first, ctx, 7)).reason).toBe("version_differs");
  const typed = await aShow(database, id, { provider: "MANUAL" });
  expect(refusalOf(await merge(second, typed)).reason).toBe("not_from_account");
  const reader = await aMember(database, id, "viewer");
  expect(refusalOf(await merge(second, first, reader)).reason).toBe("role_missing");
  expect(refusalOf(await deleteShow(ctx, { showId: first.id, version: 1 })).reason).toBe("not_own");
});
