import { expect, it } from "vitest";
import { ListCases } from "../../../../shared/mediation/case-lists.ts";
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
  expect(listFilter("mine", { q: "thib", signal: "envoi-en-echec,en-retard" })).toEqual({
    view: "mine",
    q: "thib",
    signal: "failed_send,overdue",
    sort: "relevance",
  });
  expect(listFilter("all", { responsable: "moi" })).toEqual({ view: "all", assignee: "me" });
  expect(listFilter("all", { responsable: "personne", statut: "CLOSED" })).toEqual({
    view: "all",
    assignee: "none",
    status: "CLOSED",
  });
  expect(listFilter("closed", { tri: "-echeance", domaine: "aucun", recu_du: "2027-01-31" })).toEqual({
    view: "closed",
    domain: "none",
    receivedFrom: "2027-01-31",
    sort: "due",
    direction: "desc",
  });
  expect(listFilter("watched", { representant: "non", competence: "a-decider" })).toEqual({
    view: "watched",
    representative: "no",
    competent: "undecided",
  });
});

it("keeps in an address every value the API accepts, and only those", () => {
  const id = "01900000-0000-7000-8000-000000000001";
  const search = {
    statut: "ouverts",
    responsable: "absent",
    mode: "MAIL",
    origine: "aucune",
    type: "BUSINESS",
    domaine: id,
    tiers: "aucun",
    recevabilite: "PENDING",
    cloture: "OTHER",
    etiquette: id,
    code_postal: "2A0",
    echeance_du: "2027-03-01",
    echeance_au: "2027-03-31",
    modifie_depuis: "2027-01-01",
    fusionnes: "oui",
    tri: "numero",
    vue: id,
  };
  expect(readListSearch(search)).toEqual(search);
  const { organisation: _here, ...asked } = ListCases.parse({
    organisation: id,
    ...listFilter("all", search),
  });
  expect(asked).toEqual(listFilter("all", search));
  expect(
    readListSearch({ domaine: "12", tri: "toString", vue: "x", recu_du: "hier", mode: "constructor" }),
  ).toEqual({});
});
