import { describe, expect, it } from "vitest";
import {
  askedFigures,
  listSearchOf,
  offeredPeriods,
  periodOf,
  readPeriod,
  readStatisticsSearch,
} from "./statistics-search.ts";

describe("the address of figures", () => {
  it.each([
    ["2027", "2027-01-01", "2027-12-31"],
    ["2028-02", "2028-02-01", "2028-02-29"],
    ["2027-T3", "2027-07-01", "2027-09-30"],
    ["2027-01-05_2027-02-10", "2027-01-05", "2027-02-10"],
  ])("%s is from %s to %s", (written, from, to) => {
    expect(readPeriod(written)).toEqual({ from, to });
  });
  it.each(["2027-13", "2027-T5", "27", "2027-02-10_2027-01-05", "2027-02-30_2027-03-01"])(
    "%s is no period",
    (written) => {
      expect(readPeriod(written)).toBeUndefined();
    },
  );
  it("leaves out what it does not understand", () => {
    expect(
      readStatisticsSearch({
        periode: 2026,
        comparee: "hier",
        mode: "FAX",
        type: "BUSINESS",
        statut: "CLOSED",
      }),
    ).toEqual({
      periode: "2026",
      type: "BUSINESS",
    });
    expect(periodOf({}, "2027-03-04")).toEqual({ written: "2027", from: "2027-01-01", to: "2027-12-31" });
  });
  it("asks for the same filters as the list it opens", () => {
    const search = {
      ...{ periode: "2026", mode: "WEB", competence: "a-decider", origine: "aucune" },
      ...{ departement: "2A", tiers: "aucun" },
    };
    expect(readStatisticsSearch({ ...search, departement: "2C" })).not.toHaveProperty("departement");
    expect(readStatisticsSearch(search)).toEqual(search);
    const period = { from: "2026-01-01", to: "2026-12-31" };
    expect(askedFigures(search, period)).toEqual({
      ...period,
      compare: "year",
      channel: "WEB",
      competent: "undecided",
      originator: "none",
      department: "2A",
      thirdParty: "none",
    });
    expect(listSearchOf(search, { figure: "closed.outcome", value: "PARTIAL" }, period)).toEqual({
      mode: "WEB",
      competence: "a-decider",
      origine: "aucune",
      departement: "2A",
      tiers: "aucun",
      chiffre: "closed.outcome:PARTIAL:2026-01-01:2026-12-31",
    });
  });
  it("offers the quarter before in the year before", () => {
    expect(offeredPeriods("2027-02-10").map(({ value }) => value)).toEqual(
      expect.arrayContaining(["2027", "2023", "2027-T1", "2026-T4", "2027-02", "2026-12"]),
    );
  });
});
