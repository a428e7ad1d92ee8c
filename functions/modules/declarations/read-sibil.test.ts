import { expect, it } from "vitest";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { readSibil } from "./read-sibil.ts";
import { aLine, aShow, aTheatre, granted, refusalOf } from "./test-kit.ts";

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

it("another organisation's quarter is not read", async () => {
  const { ctx } = await aTheatre(database);
  const { id } = await aTheatre(database);
  expect(refusalOf(await readSibil(ctx, { organisation: id, year: 2027, quarter: 1 })).code).toBe("notFound");
});
