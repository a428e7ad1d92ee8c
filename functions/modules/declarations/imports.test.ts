import { expect, it } from "vitest";
import type { ImportView } from "../../../shared/declarations/import.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { correctFigures } from "./correct-figures.ts";
import { forgetImports } from "./forget-imports.ts";
import { confirmImport, editImportRow, mapImport } from "./map-import.ts";
import { listImportRows, listImports, readImport } from "./read-import.ts";
import { readShow } from "./read-show.ts";
import { runImport } from "./run-import.ts";
import { layOutImport, receiveImport, startImport } from "./start-import.ts";
import { aMember, aTheatre, granted, refusalOf } from "./test-kit.ts";
import { undoImport } from "./undo-import.ts";

const database = testDatabase();
const { admin } = database;
const worker = (): Ctx => ({
  ...database.anotherContainer("worker"),
  actor: { kind: "job", name: "declaration-jobs" },
});

const headers = "Nom;Jour;Horaire;Formule;PU;Vendus;Exo;TVA";
const bal = [
  "Le Grand Bal;12/03/2026;20:30;Plein;15,00;20;0;5,5",
  "Le Grand Bal;12/03/2026;20:30;Réduit;10,00;15;0;5,5",
  "Le Grand Bal;12/03/2026;20:30;Invitation;0;0;6;0",
  "Le Grand Bal;31/02/2026;20:30;Plein;15,00;4;0;5,5",
  "Le Grand Bal;13/03/2026;20h30;Plein;quinze;4;0;5,5",
];
const csv = (...lines: string[]) => Buffer.from([headers, ...lines].join("\r\n"));

/** A file as a browser sends it, read by the worker. */
const sent = async (
  ctx: Ctx,
  organisation: string,
  content: Buffer,
  name = "grand-bal.csv",
): Promise<ImportView> => {
  const { id, url, fields } = granted(await startImport(ctx, { organisation, name, size: content.length }));
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.append(field, value);
  form.append("file", new Blob([new Uint8Array(content)]));
  const answer = await fetch(url, { method: "POST", body: form });
  if (!answer.ok) throw new Error(`the bucket refused: ${answer.status}`);
  granted(await receiveImport(ctx, id));
  await runImport(worker(), { importId: id, step: "read" });
  return granted(await readImport(ctx, id));
};
/** The same, its columns taken as they were guessed. */
const looked = async (ctx: Ctx, organisation: string, content: Buffer): Promise<ImportView> => {
  const { id, version, columns, mode } = await sent(ctx, organisation, content);
  const named = Object.fromEntries(columns.flatMap(({ field }, at) => (field ? [[String(at), field]] : [])));
  granted(await mapImport(ctx, id, { version, mode, columns: named }));
  return granted(await readImport(ctx, id));
};
/** The same, imported. */
const imported = async (ctx: Ctx, organisation: string, content: Buffer): Promise<ImportView> => {
  const { id, version } = await looked(ctx, organisation, content);
  granted(await confirmImport(ctx, id, version));
  await runImport(worker(), { importId: id, step: "apply" });
  return granted(await readImport(ctx, id));
};
/** Has the worker do what the outbox says of an import that is undone. */
const undone = async (importId: string): Promise<void> => {
  const [asked] =
    await admin`select body from outbox where body->>'importId' = ${importId} and body->>'step' = 'undo'`;
  await runImport(worker(), asked?.body);
};
const onlyShow = async (ctx: Ctx, { summary }: ImportView) =>
  granted(await readShow(ctx, summary?.list[0]?.id ?? ""));

it("declarations#26 two bad rows of five: three are imported to the cent; the same file again is identical", async () => {
  const { id, ctx } = await aTheatre(database);
  const read = await sent(ctx, id, csv(...bal));
  expect(read).toMatchObject({
    state: "mapping",
    rows: 5,
    headerRow: 1,
    detected: { kind: "csv", separator: ";", encoding: "utf-8", headerFound: true, remembered: false },
  });
  expect(read.columns[4]).toEqual({
    header: "PU",
    examples: ["15,00", "10,00", "0"],
    field: "price",
    doubt: "HT ou TTC",
  });
  const preview = await looked(ctx, id, csv(...bal));
  expect(preview).toMatchObject({
    state: "preview",
    rows: 5,
    ready: 3,
    summary: {
      shows: 1,
      performances: 1,
      paid: 35,
      free: 6,
      gross: 45_000,
      net: 42_654,
      rate: 550,
      added: 1,
    },
  });
  const faulty = granted(await listImportRows(ctx, preview.id, { filter: "faulty" }));
  expect(faulty.rows.map(({ number, faults }) => [number, faults])).toEqual([
    [5, [{ column: "date", value: "31/02/2026", code: "bad_date" }]],
    [6, [{ column: "price", value: "quinze", code: "bad_amount" }]],
  ]);
  expect(await admin`select from show where organisation_id = ${id}`).toHaveLength(0);

  const done = await imported(ctx, id, csv(...bal));
  expect(done).toMatchObject({ state: "done", made: 1, undoable: true, summary: { added: 1 } });
  const show = await onlyShow(ctx, done);
  expect(show).toMatchObject({ name: "Le Grand Bal", source: { provider: "FILE" } });
  expect(show.performances).toMatchObject([
    { startAt: "2026-03-12T19:30:00.000Z", paid: 35, free: 6, gross: 45_000, net: 42_654, vat: 550 },
  ]);
  expect(show.performances[0]?.lines).toHaveLength(3);
  // Rows that were written are forgotten, those in error stay to be downloaded.
  const left = granted(await listImportRows(ctx, done.id, {}));
  expect(left.rows.map(({ number }) => number)).toEqual([5, 6]);

  const again = await looked(ctx, id, csv(...bal));
  expect(again.summary).toMatchObject({ added: 0, changed: 0, identical: 1 });
  expect(again.detected?.remembered).toBe(true);
  expect(refusalOf(await confirmImport(ctx, again.id, again.version))).toMatchObject({ reason: "identical" });
  expect((await onlyShow(ctx, done)).version).toBe(show.version);
}, 60_000);

it("a row is corrected in the preview, and what it says is checked at once", async () => {
  const { id, ctx } = await aTheatre(database);
  const preview = await looked(ctx, id, csv(...bal));
  const cells = (bal[3] ?? "").replace("31/02", "28/02").split(";");
  granted(await editImportRow(ctx, preview.id, 5, { version: preview.version, cells }));
  const after = granted(await readImport(ctx, preview.id));
  expect(after).toMatchObject({ ready: 4, summary: { performances: 2, paid: 39, gross: 51_000 } });
  expect(
    refusalOf(await editImportRow(ctx, preview.id, 5, { version: preview.version, cells })),
  ).toMatchObject({
    code: "conflict",
    reason: "version_differs",
  });
  expect(refusalOf(await editImportRow(ctx, preview.id, 99, { version: after.version, cells })).code).toBe(
    "notFound",
  );
});

it("a file that changes figures leaves corrected ones alone and those it does not name untouched", async () => {
  const { id, ctx } = await aTheatre(database);
  const other = "Le Grand Bal;14/03/2026;20:30;Plein;15,00;10;0;5,5";
  const first = await imported(ctx, id, csv(bal[0] ?? "", other));
  const [performance] = (await onlyShow(ctx, first)).performances;
  granted(
    await correctFigures(ctx, {
      performanceId: performance?.id ?? "",
      version: performance?.version ?? 0,
      reason: "Une entrée comptée deux fois.",
      paid: 19,
    }),
  );
  const second = await looked(ctx, id, csv((bal[0] ?? "").replace(";20;0;", ";22;0;")));
  expect(second.summary).toMatchObject({ added: 0, changed: 1, identical: 0, corrected: 1 });
  granted(await confirmImport(ctx, second.id, second.version));
  await runImport(worker(), { importId: second.id, step: "apply" });
  const show = await onlyShow(ctx, granted(await readImport(ctx, second.id)));
  expect(show.performances).toMatchObject([
    { paid: 19, source: { paid: 22, gross: 33_000 } },
    { paid: 10, source: { state: "present" } },
  ]);
});

it("an import is undone while nothing of it was sent, the last one first", async () => {
  const { id, ctx } = await aTheatre(database);
  const first = await imported(ctx, id, csv(bal[0] ?? ""));
  const second = await imported(
    ctx,
    id,
    csv((bal[0] ?? "").replace(";20;0;", ";22;0;"), "Contes;14/03/2026;15:00;Plein;5;10;0;5,5"),
  );
  expect(second.summary).toMatchObject({ added: 1, changed: 1 });
  const blocked = granted(await readImport(ctx, first.id));
  expect(blocked.undoable).toBe(false);
  expect(refusalOf(await undoImport(ctx, first.id, blocked.version)).reason).toBe("imported_since");

  granted(await undoImport(ctx, second.id, second.version));
  expect(granted(await readImport(ctx, second.id))).toMatchObject({
    state: "undoing",
    made: 0,
    undoable: false,
  });
  await undone(second.id);
  const shows = await admin`select name, state from show where organisation_id = ${id} order by name`;
  expect(shows.map(({ name, state }) => [name, state])).toEqual([
    ["Contes", "deleted"],
    ["Le Grand Bal", "visible"],
  ]);
  expect((await onlyShow(ctx, first)).performances).toMatchObject([{ paid: 20, gross: 30_000 }]);
  expect(granted(await readImport(ctx, second.id))).toMatchObject({ state: "undone", made: 2 });
  // The journal says who undid it, also of each show.
  const journal = await admin`select distinct actor_kind, actor_id is not null as known from audit_event
    where organisation_id = ${id} and action in ('import.undo', 'show.reading')`;
  expect([...journal]).toEqual([{ actor_kind: "user", known: true }]);

  // What was undone comes back with the same file.
  const back = await imported(ctx, id, csv("Contes;14/03/2026;15:00;Plein;5;10;0;5,5"));
  expect(back.summary).toMatchObject({ added: 1, changed: 0 });
  expect((await onlyShow(ctx, back)).performances).toMatchObject([
    { paid: 10, source: { state: "present" } },
  ]);

  const performanceId = (await onlyShow(ctx, first)).performances[0]?.id ?? "";
  await tell(id, performanceId);
  const sentNow = granted(await readImport(ctx, first.id));
  expect(sentNow).toMatchObject({ undoable: false });
  expect(refusalOf(await undoImport(ctx, first.id, sentNow.version)).reason).toBe("told");
  // Three files, each sent, read, looked at and written.
}, 60_000);

it("an undoing that is killed or out of time goes on, and leaves alone what was declared meanwhile", async () => {
  const { id, ctx } = await aTheatre(database);
  const days = ["12", "13", "14", "15"];
  const shows = days.map((day) => `Spectacle du ${day};${day}/03/2026;20:30;Plein;15,00;20;0;5,5`);
  const { id: importId, version } = await imported(ctx, id, csv(...shows));
  granted(await undoImport(ctx, importId, version));
  const visible = async () =>
    (
      await admin`select name from show where organisation_id = ${id} and state = 'visible' order by name`
    ).map(({ name }) => name);
  // A clock on which each show takes four minutes: the turn of ten ends after three.
  const slow = worker();
  let minutes = 0;
  const now = () => {
    minutes += 2;
    return new Date(slow.now().getTime() + minutes * 60_000);
  };
  const clock = { ...slow, now };
  await runImport(clock, { importId, step: "undo" });
  const left = (await visible()).length;
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThan(4);
  const again =
    await admin`select body from outbox where body->>'importId' = ${importId} and body->>'step' = 'undo'`;
  expect(again).toHaveLength(2);

  const [kept = ""] = await visible();
  const [{ performanceId } = { performanceId: "" }] =
    await admin`select performance.id as "performanceId" from performance
    join show on show.id = performance.show_id where show.organisation_id = ${id} and show.name = ${kept}`;
  await tell(id, performanceId);
  await undone(importId);
  expect(await visible()).toEqual([kept]);
  expect(granted(await readImport(ctx, importId))).toMatchObject({ state: "undone", made: 4 });
});

it("places, seats and public come with new performances; a worker killed half-way goes on", async () => {
  const { id, ctx } = await aTheatre(database);
  const content = Buffer.from(
    [
      "Spectacle,Date et heure,Tarif,Prix TTC,Payants,TVA,Lieu,Adresse,CP,Ville,Jauge,Public",
      "Bal,12/03/2026 20:30,Plein,15,20,2.1,Halle,1 place du Marché,1000,Bourg-Neuf,180,Tout public",
      "Bal,13/03/2026 14:30,Plein,5,30,2.1,École,2 rue Haute,1000,Bourg-Neuf,90,Scolaire",
      "Contes,14/03/2026 15:00,Plein,5,10,5.5,,,,,,",
    ].join("\n"),
  );
  const preview = await looked(ctx, id, content);
  granted(await confirmImport(ctx, preview.id, preview.version));
  const rows = await admin`select number, cells from import_row where batch_id = ${preview.id}`;
  await runImport(worker(), { importId: preview.id, step: "apply" });
  // As if it had been killed after the first of two shows: the message comes a second time.
  await admin`update import_batch set state = 'applying', made = 1 where id = ${preview.id}`;
  for (const { number, cells } of rows)
    await admin`insert into import_row (batch_id, organisation_id, number, cells)
      values (${preview.id}, ${id}, ${number}, ${admin.json(cells)})`;
  await runImport(worker(), { importId: preview.id, step: "apply" });
  const done = granted(await readImport(ctx, preview.id));
  expect(done).toMatchObject({ state: "done", summary: { shows: 2, performances: 3, added: 3 } });
  const [ofBal] = done.summary?.list ?? [];
  const show = granted(await readShow(ctx, ofBal?.id ?? ""));
  expect(show).toMatchObject({
    place: { name: "Halle", postalCode: "01000" },
    capacity: 180,
    audience: "ALL",
  });
  expect(show.performances).toMatchObject([
    { own: { placeId: null, capacity: null, audience: null }, capacity: 180 },
    { place: { name: "École" }, capacity: 90, audience: "SCHOOL" },
  ]);
  expect(await admin`select from import_change where batch_id = ${preview.id}`).toHaveLength(3);
});

it("headers that are not recognised are shown by a person; a workbook has its sheets", async () => {
  const { id, ctx } = await aTheatre(database);
  const read = await sent(ctx, id, Buffer.from("Ventes du mois\na;b;c\nBal;12/03/2026 20:30;15\n"));
  expect(read.detected).toMatchObject({
    headerFound: false,
    firstRows: [["Ventes du mois"], ["a", "b", "c"], ["Bal", "12/03/2026 20:30", "15"]],
  });
  granted(await layOutImport(ctx, read.id, { version: read.version, headerRow: 2 }));
  await runImport(worker(), { importId: read.id, step: "read" });
  const shown = granted(await readImport(ctx, read.id));
  expect(shown).toMatchObject({ state: "mapping", headerRow: 2, rows: 1, detected: { headerFound: true } });
  expect(shown.columns.map(({ header, examples }) => [header, examples[0]])).toEqual([
    ["a", "Bal"],
    ["b", "12/03/2026 20:30"],
    ["c", "15"],
  ]);
  expect(
    refusalOf(
      await mapImport(ctx, read.id, { version: shown.version, mode: "category", columns: { 0: "show" } }),
    ).fields,
  ).toEqual([{ path: "columns", message: "Dites quelle colonne donne la date." }]);
});

it("a file that cannot be read says why; one that did not arrive is asked again", async () => {
  const { id, ctx } = await aTheatre(database);
  expect(await sent(ctx, id, Buffer.from("%PDF-1.7\n%%EOF"), "ventes.csv")).toMatchObject({
    state: "failed",
    error: "not_a_table",
  });
  const { id: lost } = granted(await startImport(ctx, { organisation: id, name: "x.csv", size: 3 }));
  expect(refusalOf(await receiveImport(ctx, lost)).reason).toBe("not_received");
});

it("a reader imports nothing, another organisation sees nothing, and a right lost meanwhile stops the writing", async () => {
  const { id, ctx } = await aTheatre(database);
  const other = await aTheatre(database);
  const viewer = await aMember(database, id, "viewer");
  expect(refusalOf(await startImport(viewer, { organisation: id, name: "x.csv", size: 3 })).code).toBe(
    "forbidden",
  );
  const preview = await looked(ctx, id, csv(bal[0] ?? ""));
  expect(refusalOf(await readImport(other.ctx, preview.id)).code).toBe("notFound");
  expect(refusalOf(await listImports(viewer, id)).code).toBe("forbidden");
  expect(granted(await listImports(ctx, id)).imports).toMatchObject([
    { fileName: "grand-bal.csv", by: "Nora Delmas" },
  ]);
  granted(await confirmImport(ctx, preview.id, preview.version));
  await admin`update membership set roles = '{viewer}' where organisation_id = ${id}`;
  await runImport(worker(), { importId: preview.id, step: "apply" });
  expect(await admin`select state, error_code from import_batch where id = ${preview.id}`).toMatchObject([
    { state: "failed", error_code: "right_lost" },
  ]);
  expect(await admin`select from show where organisation_id = ${id}`).toHaveLength(0);
});

it("rows nobody touched for thirty days are forgotten, and files that were never imported with them", async () => {
  const { id, ctx } = await aTheatre(database);
  const done = await imported(ctx, id, csv(...bal));
  const left = await looked(ctx, id, csv(bal[0] ?? ""));
  const fresh = await looked(ctx, id, csv(bal[1] ?? ""));
  await admin`update import_batch set updated_at = now() - interval '31 days' where id in (${done.id}, ${left.id})`;
  await forgetImports(worker());
  await forgetImports(worker());
  expect(refusalOf(await readImport(ctx, left.id)).code).toBe("notFound");
  expect(granted(await readImport(ctx, done.id)).state).toBe("done");
  expect(granted(await listImportRows(ctx, done.id, {})).rows).toEqual([]);
  expect(granted(await listImportRows(ctx, fresh.id, {})).rows).toHaveLength(1);
});

/** The performance was sent to SACEM. */
const tell = async (organisationId: string, performanceId: string) => {
  const [declaration, version, transmission] = [
    crypto.randomUUID(),
    crypto.randomUUID(),
    crypto.randomUUID(),
  ];
  const [row] = await admin`select show_id from performance where id = ${performanceId}`;
  await admin`insert into declaration (id, organisation_id, show_id, year, seq, created_by)
    values (${declaration}, ${organisationId}, ${row?.show_id}, 2026, 1, ${declaration})`;
  await admin`insert into declaration_version (id, organisation_id, declaration_id, number, state, form, updated_at, updated_by)
    values (${version}, ${organisationId}, ${declaration}, 1, 'frozen', '{}', now(), ${declaration})`;
  await admin`insert into declared_performance (organisation_id, declaration_id, performance_id, body)
    values (${organisationId}, ${declaration}, ${performanceId}, 'SACEM')`;
  await admin`insert into transmission (id, organisation_id, declaration_id, declaration_version_id, body, state, idempotency_key, asked_by, updated_at)
    values (${transmission}, ${organisationId}, ${declaration}, ${version}, 'SACEM', 'sent', ${transmission}, ${declaration}, now())`;
};
