import { expect, it } from "vitest";
import { listFilter, readCaseSearch, readListSearch } from "./addresses.ts";

it("reads the filters of an address and leaves out what it does not understand", () => {
  expect(readListSearch({ q: "thib", statut: "TO_PROCESS", signal: "en-retard", autre: "x" })).toEqual({
    q: "thib",
    statut: "TO_PROCESS",
    signal: "en-retard",
  });
  expect(readListSearch({ q: " ", statut: "INCONNU", signal: "toString", responsable: 3 })).toEqual({});
  expect(readCaseSearch({ echanges: "notes" })).toEqual({ echanges: "notes" });
  expect(readCaseSearch({ echanges: "constructor" })).toEqual({});
});

it("asks the API for the same filters", () => {
  expect(listFilter("mine", { q: "thib", signal: "envoi-en-echec" })).toEqual({
    view: "mine",
    q: "thib",
    signal: "failed_send",
  });
  expect(listFilter("all", { responsable: "moi" })).toEqual({ view: "all", assignee: "me" });
  expect(listFilter("all", { responsable: "personne", statut: "CLOSED" })).toEqual({
    view: "all",
    assignee: "none",
    status: "CLOSED",
  });
  expect(listFilter("closed", { responsable: "0b6e" })).toEqual({ view: "closed", assignee: "0b6e" });
});
