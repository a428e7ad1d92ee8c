import { expect, test } from "vitest";
import type { ShowSummary } from "../../../../../shared/declarations/shows.ts";
import { deadlinesByMonth, sibilQuarters } from "./deadlines.ts";

const told = (body: string, dueOn: string | null, open = true) => ({
  body,
  dueOn,
  open,
  state: "todo",
  declarationId: null,
  versionNumber: null,
});
const show = (name: string, bodies: object[]) => ({ name, bodies }) as ShowSummary;

test("deadlines go by month, the nearest first; what is told already and SIBIL are not there", () => {
  const months = deadlinesByMonth([
    show("B", [told("SACEM", "2027-03-31"), told("SACD", "2027-03-30"), told("SIBIL", "2027-04-09")]),
    show("A", [told("ASTP", "2027-05-31"), told("SACEM", "2027-03-31", false), told("CNM", null)]),
  ]);
  expect(months.map(([month, all]) => [month, all.map(({ body, on }) => `${body.body} ${on}`)])).toEqual([
    ["2027-03", ["SACD 2027-03-30", "SACEM 2027-03-31"]],
    ["2027-05", ["ASTP 2027-05-31"]],
  ]);
});

test("a sheet of SIBIL is that of the quarter before its day, once for all shows", () => {
  const due = (day: string) => show("A", [told("SIBIL", day)]);
  expect(sibilQuarters([due("2027-04-09"), due("2027-01-09"), due("2027-04-09")])).toEqual([
    { on: "2027-01-09", year: 2026, quarter: 4 },
    { on: "2027-04-09", year: 2027, quarter: 1 },
  ]);
});
