import { expect, it } from "vitest";
import { retained, type SourceFigures } from "./effective.ts";

const source: SourceFigures = {
  startAt: "2027-02-27T19:30:00Z",
  endAt: null,
  paid: 109,
  free: 9,
  gross: 171_600,
  net: 162_654,
  rate: 550,
  lines: [
    {
      categoryId: "plein",
      categoryName: "Plein",
      unitPrice: 1800,
      rate: 550,
      paid: 68,
      free: 0,
      gross: 122_400,
      channel: "internal",
      kind: "sale",
    },
    {
      categoryId: "reduit",
      categoryName: "Réduit",
      unitPrice: 1200,
      rate: 550,
      paid: 41,
      free: 0,
      gross: 49_200,
      channel: "internal",
      kind: "sale",
    },
    {
      categoryId: "inv",
      categoryName: "Invitation",
      unitPrice: 0,
      rate: 0,
      paid: 0,
      free: 9,
      gross: 0,
      channel: "internal",
      kind: "sale",
    },
  ],
};

it("without a correction, what the source says is retained, and its lines share the net to the cent", () => {
  const { lineNets, linesDiffer, ...kept } = retained(source, []);
  expect(kept).toEqual(source);
  expect(lineNets).toEqual([116_019, 46_635, 0]);
  expect(linesDiffer).toBe(false);
});

it("a correction goes before the source field by field, and lines that disagree are said", () => {
  const kept = retained(source, [
    { field: "paid", value: 115 },
    { field: "end_at", value: "2027-02-27T21:00:00Z" },
  ]);
  expect(kept).toMatchObject({
    paid: 115,
    free: 9,
    gross: 171_600,
    endAt: "2027-02-27T21:00:00Z",
    linesDiffer: true,
  });
});
