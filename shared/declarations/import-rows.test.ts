import { describe, expect, test } from "vitest";
import {
  findHeaderRow,
  guessColumns,
  guessedMapping,
  type ImportMapping,
  mappingFault,
} from "./import-fields.ts";
import { gatherRows } from "./import-rows.ts";
import { usualVatLists } from "./territory.ts";

const defaults = { timeZone: "Europe/Paris", vat: 550, vatLists: usualVatLists };
const headers = "Spectacle;Date;Heure;Tarif;Prix TTC;Nb payants;Nb gratuits;Taux TVA".split(";");
const usual = guessedMapping(guessColumns(headers));
const rowsOf = (...lines: string[]) => lines.map((line, at) => ({ number: at + 2, cells: line.split(";") }));
const read = (mapping: ImportMapping, ...lines: string[]) => gatherRows(rowsOf(...lines), mapping, defaults);
const codesOf = (line: string, mapping = usual) =>
  read(mapping, line).rows[0]?.faults.map(({ column, code }) => `${column} ${code}`);
const warningsOf = (line: string, mapping = usual) =>
  read(mapping, line).rows[0]?.warnings.map(({ column, code }) => `${column} ${code}`);

describe("columns", () => {
  test("headers are guessed by their names, and what could be two things is doubted", () => {
    const guesses = guessColumns([
      "Nom",
      "Jour",
      "Horaire",
      "Formule",
      "PU",
      "Vendus",
      "Exo",
      "TVA",
      "Caisse",
    ]);
    expect(guesses.map((guess) => guess?.field)).toEqual([
      "show",
      "date",
      "time",
      "category",
      "price",
      "paid",
      "free",
      "vat",
      undefined,
    ]);
    expect(guesses[4]?.doubt).toBe("HT ou TTC");
    expect(mappingFault(guessedMapping(guesses))).toBeUndefined();
  });
  test("« Date » without an hour beside it holds both, and « Prix » without counts is a list of tickets", () => {
    const guesses = guessColumns(["Évènement", "Date", "Prix"]);
    expect(guesses.map((guess) => guess?.field)).toEqual(["show", "start", "price"]);
    expect(guessedMapping(guesses).mode).toBe("ticket");
  });
  test("the line of headers is found below a title, or not at all", () => {
    expect(findHeaderRow([["Ventes de mars"], [], headers])).toBe(2);
    expect(
      findHeaderRow([
        ["a", "b"],
        ["1", "2"],
      ]),
    ).toBeUndefined();
  });
  test.each([
    ["Dites quelle colonne donne le spectacle.", { mode: "category", columns: {} }],
    ["Dites quelle colonne donne l’heure.", { mode: "category", columns: { 0: "show", 1: "date" } }],
    [
      "Deux colonnes donnent «\u00a0Date et heure\u00a0»\u00a0: gardez-en une.",
      { mode: "category", columns: { 0: "show", 1: "start", 2: "start" } },
    ],
    ["Dites quelle colonne donne le prix du billet.", { mode: "ticket", columns: { 0: "show", 1: "start" } }],
    [
      "Dites quelle colonne donne le prix ou le total TTC.",
      { mode: "category", columns: { 0: "show", 1: "start", 2: "paid" } },
    ],
  ] as [string, ImportMapping][])("%s", (fault, mapping) => {
    expect(mappingFault(mapping)).toBe(fault);
  });
});

describe("rows", () => {
  test("declarations#26 the worked example: two rows set apart, three that make a performance to the cent", () => {
    const { rows, shows } = read(
      usual,
      "Le Grand Bal;12/03/2026;20:30;Plein;15,00;20;0;5,5",
      "Le Grand Bal;12/03/2026;20:30;Réduit;10,00;15;0;5,5",
      "Le Grand Bal;12/03/2026;20:30;Invitation;0;0;6;0",
      "Le Grand Bal;31/02/2026;20:30;Plein;15,00;4;0;5,5",
      "Le Grand Bal;13/03/2026;20h30;Plein;quinze;4;0;5,5",
    );
    expect(rows.map(({ number, faults }) => [number, faults])).toEqual([
      [2, []],
      [3, []],
      [4, []],
      [5, [{ column: "date", value: "31/02/2026", code: "bad_date" }]],
      [6, [{ column: "price", value: "quinze", code: "bad_amount" }]],
    ]);
    expect(shows).toHaveLength(1);
    expect(shows[0]?.performances).toMatchObject([
      {
        startAt: "2026-03-12T19:30:00.000Z",
        figures: { paid: 35, free: 6, gross: 45_000, net: 42_654, rate: 550 },
        rows: [2, 3, 4],
      },
    ]);
    expect(shows[0]?.performances[0]?.lines).toHaveLength(3);
  });
  test.each([
    [";12/03/2026;20:30;Plein;15;1;0;5,5", ["show required"]],
    ["A;;20:30;Plein;15;1;0;5,5", ["date required"]],
    ["A;12/03/2026;;Plein;15;1;0;5,5", ["time required"]],
    ["A;12/03/2026;25:00;Plein;15;1;0;5,5", ["time bad_time"]],
    ["A;29/03/2026;02:30;Plein;15;1;0;5,5", ["time bad_time"]],
    ["A;12/03/2026;20:30;Plein;-15;1;0;5,5", ["price negative"]],
    ["A;12/03/2026;20:30;Plein;15,005;1;0;5,5", ["price bad_amount"]],
    ["A;12/03/2026;20:30;Plein;15;1,5;0;5,5", ["paid bad_integer"]],
    ["A;12/03/2026;20:30;Plein;15;-1;0;5,5", ["paid negative"]],
    ["A;12/03/2026;20:30;Plein;15;1;0;0,5", ["vat bad_rate"]],
    ["A;12/03/2026;20:30;Plein;;3;0;5,5", ["price required"]],
    ["A;12/03/2026;20:30;Plein;15;;;5,5", ["paid required"]],
    [`${"a".repeat(201)};12/03/2026;20:30;Plein;15;1;0;5,5`, ["show too_long"]],
    ["A;31/02/2026;20:30;Plein;quinze;x;0;5,5", ["date bad_date", "price bad_amount", "paid bad_integer"]],
  ])("%s is refused: %j", (line, faults) => {
    expect(codesOf(line)).toEqual(faults);
  });
  test.each([
    ["A;25/10/2026;02:30;Plein;15;1;0;5,5", ["time ambiguous_hour"]],
    ["A;12/03/2026;20:30;Plein;15;1;0;8,5", ["vat unusual_rate"]],
    ["A;12/03/2026;20:30;Plein;15;1;0;", ["vat default_rate"]],
    ["A;12/03/2026;20:30;Invitation;0;3;0;5,5", ["paid counted_free"]],
    ["A;12/03/2026;20:30;Invitation;;;3;", []],
  ])("%s is taken, with %j", (line, warnings) => {
    expect(codesOf(line)).toEqual([]);
    expect(warningsOf(line)).toEqual(warnings);
  });

  const totals = guessedMapping(
    guessColumns(["Spectacle", "Date et heure", "Prix TTC", "Total TTC", "Total HT", "Payants", "TVA"]),
  );
  test.each([
    ["A;12/03/2026 20:30;10;30;;3;5,5", []],
    ["A;12/03/2026 20:30;10;31;;3;5,5", ["gross amount_mismatch"]],
    ["A;12/03/2026 20:30;;30;;0;5,5", ["gross amount_mismatch"]],
    ["A;12/03/2026 20:30;;30;31;3;5,5", ["net net_above_gross"]],
  ])("totals: %s gives %j", (line, faults) => {
    expect(codesOf(line, totals)).toEqual(faults);
  });
  test("TTC and HT say the rate where the file does not; a HT that does not fit is told", () => {
    const [show] = read(totals, "A;12/03/2026 20:30;;1055;1000,00000001;10;").shows;
    expect(show?.performances[0]?.figures).toMatchObject({ gross: 105_500, net: 100_000, rate: 550 });
    expect(warningsOf("A;12/03/2026 20:30;;1055;990;10;5,5", totals)).toEqual(["net net_differs"]);
  });
  test("one row one ticket: tickets of a price add up, those at 0 are free, and identical rows are all counted", () => {
    const mapping = {
      ...guessedMapping(guessColumns(["Spectacle", "Date et heure", "Tarif", "Prix", "TVA"])),
    };
    const { rows, shows } = read(
      mapping,
      "Bal;2026-03-12 20:30;Plein;15;5,5",
      "Bal;2026-03-12 20:30;Plein;15;5,5",
      "Bal;2026-03-12 20:30;Plein;12;5,5",
      "Bal;2026-03-12 20:30;Invité;0;5,5",
    );
    expect(rows.flatMap(({ faults }) => faults)).toEqual([]);
    expect(shows[0]?.performances[0]).toMatchObject({
      figures: { paid: 3, free: 1, gross: 4_200, rate: 550 },
      lines: [
        { paid: 2, gross: 3_000 },
        { paid: 1, gross: 1_200 },
        { free: 1, gross: 0 },
      ],
    });
  });
  test("a row repeated to the letter is refused, the same category with other counts adds up", () => {
    const { rows, shows } = read(
      usual,
      "A;12/03/2026;20:30;Plein;15;20;0;5,5",
      "A;12/03/2026;20:30;Plein;15;20;0;5,5",
      "A;12/03/2026;20:30;Plein;15;5;0;5,5",
    );
    expect(rows.map(({ faults }) => faults.map(({ code }) => code))).toEqual([[], ["duplicate_row"], []]);
    expect(shows[0]?.performances[0]?.lines).toMatchObject([{ paid: 25, gross: 37_500 }]);
  });
  test("a reference has one date; names that read alike are one show", () => {
    const mapping = guessedMapping(
      guessColumns(["Spectacle", "Référence", "Date et heure", "Prix TTC", "Payants", "TVA"]),
    );
    const { rows, shows } = read(
      mapping,
      "Le Bal;S1;12/03/2026 20:30;15;20;5,5",
      "LE  BAL;S1;13/03/2026 20:30;15;5;5,5",
      "le bal;S2;13/03/2026 20:30;15;6;5,5",
    );
    expect(rows.map(({ faults }) => faults.map(({ column, code }) => `${column} ${code}`))).toEqual([
      [],
      ["start conflicting_performance"],
      [],
    ]);
    expect(
      shows.map(({ name, performances }) => [name, performances.map(({ externalId }) => externalId)]),
    ).toEqual([["Le Bal", ["S1", "S2"]]]);
  });
  test("where it is given says its clock, its postal code gets its 0 back, its end may be after midnight", () => {
    const mapping = guessedMapping(
      guessColumns([
        "Spectacle",
        "Date",
        "Heure",
        "Fin",
        "Gratuits",
        "Lieu",
        "CP",
        "Ville",
        "Jauge",
        "Public",
      ]),
    );
    const { shows } = read(
      mapping,
      "Maloya;12/03/2026;20:30;23h;4;Téat;97400;Saint-Denis;180;Scolaire",
      "Bal;12/03/2026;23h;01:00;4;Halle;1000;Bourg;;",
    );
    expect(shows.map(({ performances }) => performances[0])).toMatchObject([
      {
        startAt: "2026-03-12T16:30:00.000Z",
        endAt: "2026-03-12T19:00:00.000Z",
        capacity: 180,
        audience: "SCHOOL",
        place: { name: "Téat", postalCode: "97400", city: "Saint-Denis" },
      },
      {
        startAt: "2026-03-12T22:00:00.000Z",
        endAt: "2026-03-13T00:00:00.000Z",
        place: { postalCode: "01000" },
      },
    ]);
  });
});
