import { expect, test } from "vitest";
import { estimatedTax, keySheet } from "./key-sheet.ts";

const performance = (paid: number, free: number, gross: number, net: number) => ({
  id: "00000000-0000-7000-8000-000000000001",
  startAt: "2027-02-25T13:30:00.000Z",
  endAt: null,
  place: {
    id: null,
    name: "",
    street: "",
    postalCode: "",
    city: "",
    country: "FR",
    timeZone: "Europe/Paris",
  },
  capacity: null,
  audience: "ALL" as const,
  ...{ paid, free, gross, net, vat: 550 },
  ...{ consumptions: null, catering: null, programSales: null, otherRevenues: null, lines: [] },
});
const copies = (sheet: ReturnType<typeof keySheet>) =>
  Object.fromEntries(sheet.figures.map(({ key, copy }) => [key, copy]));

test("the sheet of a theatre has each figure raw, to be pasted", () => {
  const sheet = keySheet(
    "ASTP",
    { cessionPrice: null },
    [
      performance(84, 9, 50400, 47773),
      performance(99, 14, 155400, 147299),
      performance(115, 9, 182400, 172891),
      performance(63, 6, 95400, 90427),
    ],
    "du 25/02 au 28/02/2027",
  );
  expect(copies(sheet)).toMatchObject({
    ...{ net: "4583,90", gross: "4836,00", vat: "252,10", paid: "361", free: "38", entries: "399" },
    ...{ performances: "4", average: "12,12", tax: "160,44" },
  });
  expect(sheet.figures.find(({ key }) => key === "net")?.whole).toBe("4\u00a0584");
  expect(sheet.table).toContain("Recette HT\t4583,90\n");
});

test("declarations#29 a free show is taxed on the price of its sale of rights, 35.00 for 1 000.00", () => {
  const sheet = keySheet("CNM", { cessionPrice: 100_000 }, [performance(0, 250, 0, 0)], "");
  expect(copies(sheet)).toMatchObject({ cession: "1000,00", tax: "35,00", average: "0,00" });
  expect(estimatedTax(100_000)).toBe(3500);
});
