import fc from "fast-check";
import { expect, test } from "vitest";
import { elementsOf, readXml, textOf } from "../../../shared/platform/xml.ts";
import {
  aForm,
  aFrozen,
  aPerformance,
  grandeSalle,
  performanceId,
  showId,
  taxed,
} from "./declared-samples.ts";
import { cut, euros, type SacdSending, sacdXml } from "./sacd-xml.ts";

const sending: SacdSending = { system: "GUICHET", at: new Date("2026-03-16T23:30:00Z"), repVersion: 1 };
const representations = (xml: string) => {
  const root = readXml(xml);
  return elementsOf(elementsOf(root, "Representations")[0], "Representation");
};
const inBlock = (xml: string, at: number, block: string, field: string) =>
  textOf(elementsOf(representations(xml)[at], block)[0], field);

const twoPerformances = aFrozen({
  form: aForm({
    expenses: taxed(337600, 320000),
    circusExpenses: taxed(73850, 70000),
    introductionFees: taxed(42200, 40000),
  }),
  performances: [
    aPerformance(1, "2026-03-07T23:30:00.000Z", { gross: 91800, vat: 210, paid: 10, free: 9 }),
    aPerformance(2, "2026-03-09T19:30:00.000Z", { gross: 26375, paid: 43, free: 35 }),
  ],
});

test("declarations#22 a show at half past midnight in Paris is of the day that begins, to the letter", () => {
  expect(sacdXml(twoPerformances, sending)).toBe(
    '<?xml version="1.0" encoding="UTF-8"?><Declaration>' +
      "<Header><dec_ref>730418</dec_ref><dec_systeme>GUICHET</dec_systeme><dec_date>2026/03/17</dec_date><dec_nb>2</dec_nb></Header>" +
      "<Representations><Representation>" +
      `<rep_ref_dec>${showId}_${performanceId(1)}</rep_ref_dec><rep_devise>EUR</rep_devise><rep_statut>DEF</rep_statut>` +
      "<rep_version>1</rep_version><rep_titre>Le Pain des étoiles</rep_titre><rep_date_debut>2026/03/08</rep_date_debut>" +
      "<rep_date_fin>2026/03/08</rep_date_fin><rep_nb>1</rep_nb><rep_horaire>00:30</rep_horaire>" +
      "<Billetterie><rep_mt_billets>899.12</rep_mt_billets><rep_mt_tva_billets>18.88</rep_mt_tva_billets>" +
      "<rep_nb_billets_pay>10</rep_nb_billets_pay><rep_nb_billets_exo>9</rep_nb_billets_exo></Billetterie>" +
      "<Exploitation><rep_mt_depenses>2500</rep_mt_depenses><rep_mt_frais>400</rep_mt_frais></Exploitation>" +
      "<Salle><salle_nom>Grande salle</salle_nom><salle_jauge>180</salle_jauge></Salle>" +
      "<Diffuseur><diff_nom>Association Théâtre de la Lanterne</diff_nom><diff_type_ref>SIREN</diff_type_ref>" +
      "<diff_ref>988123451</diff_ref><diff_adresse_1>4 place des Tisserands</diff_adresse_1>" +
      "<diff_code_postal>48990</diff_code_postal><diff_ville>Valbrune</diff_ville><diff_pays>FR</diff_pays></Diffuseur>" +
      "<Producteur><prod_nom>Compagnie Les Passe-Murailles</prod_nom><prod_type_ref>SIREN</prod_type_ref>" +
      "<prod_ref>988678900</prod_ref></Producteur></Representation>" +
      `<Representation><rep_ref_dec>${showId}_${performanceId(2)}</rep_ref_dec><rep_devise>EUR</rep_devise><rep_statut>DEF</rep_statut>` +
      "<rep_version>1</rep_version><rep_titre>Le Pain des étoiles</rep_titre><rep_date_debut>2026/03/09</rep_date_debut>" +
      "<rep_date_fin>2026/03/09</rep_date_fin><rep_nb>1</rep_nb><rep_horaire>20:30</rep_horaire>" +
      "<Billetterie><rep_mt_billets>250</rep_mt_billets><rep_mt_tva_billets>13.75</rep_mt_tva_billets>" +
      "<rep_nb_billets_pay>43</rep_nb_billets_pay><rep_nb_billets_exo>35</rep_nb_billets_exo></Billetterie>" +
      "<Exploitation/>" +
      "<Salle><salle_nom>Grande salle</salle_nom><salle_jauge>180</salle_jauge></Salle>" +
      "<Diffuseur><diff_nom>Association Théâtre de la Lanterne</diff_nom><diff_type_ref>SIREN</diff_type_ref>" +
      "<diff_ref>988123451</diff_ref><diff_adresse_1>4 place des Tisserands</diff_adresse_1>" +
      "<diff_code_postal>48990</diff_code_postal><diff_ville>Valbrune</diff_ville><diff_pays>FR</diff_pays></Diffuseur>" +
      "<Producteur><prod_nom>Compagnie Les Passe-Murailles</prod_nom><prod_type_ref>SIREN</prod_type_ref>" +
      "<prod_ref>988678900</prod_ref></Producteur></Representation></Representations></Declaration>",
  );
});

test("declarations#21 a name of 140 characters is cut before the emoji that its 128th would split", () => {
  const name = `${"é".repeat(127)}🎭${"x".repeat(11)}`;
  const xml = sacdXml(aFrozen({ show: { id: showId, name } }), sending);
  expect(textOf(representations(xml)[0], "rep_titre")).toBe("é".repeat(127));
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (text) => {
      expect(cut(text).isWellFormed()).toBe(true);
      expect(cut(text).length).toBeLessThanOrEqual(128);
      expect(text.startsWith(cut(text))).toBe(true);
    }),
  );
});

test("clocks of an overseas place are its own, an own place and a foreign producer are said", () => {
  const reunion = { ...grandeSalle, name: "Le Kabar", postalCode: "97400", timeZone: "Indian/Reunion" };
  const frozen = aFrozen({
    form: aForm({ producer: { name: "Les Frontaliers", siren: null, country: "BE" } }),
    performances: [
      aPerformance(1, "2026-03-07T21:00:00.000Z", {
        place: reunion,
        endAt: "2026-03-07T23:00:00.000Z",
        gross: 100000,
        vat: 850,
      }),
    ],
  });
  const xml = sacdXml(frozen, sending);
  const [only] = representations(xml);
  expect(textOf(only, "rep_date_debut")).toBe("2026/03/08");
  expect(textOf(only, "rep_horaire")).toBe("01:00");
  expect(inBlock(xml, 0, "Salle", "salle_nom")).toBe("Le Kabar");
  // The organiser is where the show has its default place.
  expect(inBlock(xml, 0, "Diffuseur", "diff_code_postal")).toBe("48990");
  expect(inBlock(xml, 0, "Producteur", "prod_pays")).toBe("BE");
  expect(inBlock(xml, 0, "Producteur", "prod_ref")).toBeUndefined();
  // declarations.md §5.2: 1 000.00 at 8.5 %.
  expect(inBlock(xml, 0, "Billetterie", "rep_mt_billets")).toBe("921.66");
});

test("performances accepted before stay out, and expenses go once, with the first of all", () => {
  const second = sacdXml(twoPerformances, { ...sending, performanceIds: [performanceId(2)] });
  expect(representations(second)).toHaveLength(1);
  expect(second).toContain("<dec_nb>1</dec_nb>");
  expect(second).toContain("<Exploitation/>");
  const again = sacdXml(twoPerformances, { ...sending, expensesTold: true, repVersion: 2 });
  expect(again).not.toContain("rep_mt_depenses");
  expect(again.match(/<rep_version>2<\/rep_version>/g)).toHaveLength(2);
});

test.each([
  [25000, "250"],
  [1375, "13.75"],
  [1350, "13.5"],
  [1305, "13.05"],
  [5, "0.05"],
  [0, "0"],
])("%d cents are %s", (cents, words) => {
  expect(euros(cents)).toBe(words);
});
