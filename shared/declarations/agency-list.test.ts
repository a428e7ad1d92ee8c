import { expect, test } from "vitest";
import { readAgencies } from "./agency-list.ts";

test("a list of SACEM has whole postal codes, their zero back", () => {
  const rows = [
    ["LOCAL", "CP", "Mail"],
    ["Montclar", "48990", "Montclar@Sacem.example"],
    ["Montclar", "1234", "montclar@sacem.example"],
    ["", "", ""],
  ];
  expect(readAgencies("SACEM", rows)).toEqual({
    agencies: [{ label: "Montclar", email: "montclar@sacem.example", matches: ["48990", "01234"] }],
    faults: [],
  });
});

test("a list of SACD has departments: Monaco and Corsica are read, two owners of one are a fault", () => {
  const rows = [
    ["Département", "mail"],
    ["Monaco", "sud@sacd.example"],
    ["2A/2B", "sud@sacd.example"],
    ["974", "mer@sacd.example"],
    ["974", "autre@sacd.example"],
    ["Partout", "sud@sacd.example"],
    ["13", "sans adresse"],
  ];
  const { agencies, faults } = readAgencies("SACD", rows);
  expect(agencies.map(({ matches }) => matches)).toEqual([["980", "20"], ["974"]]);
  expect(faults.map(({ line }) => line)).toEqual([5, 6, 7]);
});
