import { expect, it } from "vitest";
import { usualDeadlines } from "../../../shared/declarations/deadlines.ts";
import { uuidV7 } from "../../platform/ids.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { listShows } from "./list-shows.ts";
import { openDeadlines } from "./open-deadlines.ts";
import { readSibil } from "./read-sibil.ts";
import { recordSibil } from "./record-sibil.ts";
import { sibilAsXlsx } from "./sheet-file.ts";
import { aLine, aMember, aShow, aTheatre, granted, refusalOf } from "./test-kit.ts";

const database = testDatabase();

it("a quarter has its performances in the place's own days, with paid, free and prices", async () => {
  const { id, ctx } = await aTheatre(database);
  await aShow(database, id, {
    name: "Le Pain des étoiles",
    performances: [
      // Half past midnight on the first of April in Paris: the next quarter's.
      { startAt: "2027-03-31T22:30:00.000Z" },
      {
        startAt: "2027-03-06T19:30:00.000Z",
        lines: [
          aLine({ categoryId: "1", unitPrice: 1800, paid: 3, gross: 5400 }),
          aLine({ categoryId: "2", unitPrice: 0, rate: 0, paid: 0, free: 2, gross: 0 }),
        ],
      },
    ],
  });
  // A book of tickets somebody hid is no performance.
  const hidden = await aShow(database, id, { performances: [{ startAt: "2027-03-07T11:00:00.000Z" }] });
  await database.admin`update show set state = 'hidden' where id = ${hidden.id}`;
  const sheet = granted(await readSibil(ctx, { organisation: id, year: 2027, quarter: 1 }));
  expect(sheet.deadline).toBe("2027-04-09");
  expect(sheet.rows).toHaveLength(1);
  expect(sheet.rows[0]).toMatchObject({
    show: "Le Pain des étoiles",
    day: "2027-03-06",
    time: "20:30",
    paid: 3,
    free: 2,
    gross: 5400,
    prices: [
      { price: 1800, count: 3 },
      { price: 0, count: 2 },
    ],
  });
  expect(granted(await readSibil(ctx, { organisation: id, year: 2026, quarter: 4 })).rows).toEqual([]);
});

it("a quarter that was typed in the portal is told, reminds nobody, and its sheet is a workbook", async () => {
  const { id, ctx } = await aTheatre(database, { role: "declarant" });
  const show = await aShow(database, id, {
    performanceType: "POPULAR_AND_JAZZ_MUSIC",
    performances: [{ startAt: "2026-02-25T19:30:00.000Z" }],
  });
  const { admin } = database;
  const bodies = async () =>
    granted(await listShows(ctx, { organisation: id, tab: "all" })).shows.flatMap((one) =>
      one.bodies.flatMap(({ body, open, dueOn }) => (open && body === "SIBIL" ? [dueOn] : [])),
    );
  await admin`update show set expected_bodies = '{}' where id = ${show.id}`;
  expect(await bodies()).toEqual([]);
  await admin`insert into declarant_profile (organisation_id, licence_numbers, updated_at)
    values (${id}, '{L-R-26-001482}', now())`;
  expect(await bodies()).toEqual(["2026-04-09"]);
  const asked = { organisation: id, year: 2026, quarter: 1 };
  const deposit = { ...asked, on: "2026-04-08", reference: "SIB-1" };
  expect(refusalOf(await recordSibil(ctx, deposit)).reason).toBe("siret_unverified");
  const siret = "10000000000009";
  await admin`update organisation set siret = ${siret} where id = ${id}`;
  await admin`insert into siret_claim (id, organisation_id, siret, status)
    values (${uuidV7(new Date())}, ${id}, ${siret}, 'verified')`;
  const due = () => openDeadlines(ctx.db, id, ctx.now(), usualDeadlines);
  expect(await due()).toMatchObject([{ body: "SIBIL", dueOn: "2026-04-09" }]);
  expect(granted(await recordSibil(ctx, deposit))).toMatchObject({
    deposit: { on: "2026-04-08", reference: "SIB-1", by: "Nora Delmas" },
    allowed: ["declaration.record"],
  });
  expect(await due()).toEqual([]);
  expect(await bodies()).toEqual([]);
  const again = granted(await recordSibil(ctx, { ...asked, on: "2026-04-09" }));
  expect(again.deposit).toMatchObject({ on: "2026-04-09", reference: null });
  const { name, bytes } = await sibilAsXlsx(again);
  expect(name).toBe("SIBIL 2026 T1.xlsx");
  const { readXlsx } = await import("hucre/xlsx");
  const { sheets } = await readXlsx(bytes);
  expect(sheets[0]?.rows).toHaveLength(2);
  const editor = await aMember(database, id, "editor");
  expect(refusalOf(await recordSibil(editor, deposit)).code).toBe("forbidden");
});

it("another organisation's quarter is not read", async () => {
  const { ctx } = await aTheatre(database);
  const { id } = await aTheatre(database);
  expect(refusalOf(await readSibil(ctx, { organisation: id, year: 2027, quarter: 1 })).code).toBe("notFound");
});
