import { expect, test } from "vitest";
import { readSacdAnswer } from "./sacd-answer.ts";

const answer = (representations: string) =>
  `<?xml version="1.0" encoding="UTF-8"?><Declaration><Header><dec_ref>1</dec_ref><dec_nb>3</dec_nb><sacd_date>2026/03/10</sacd_date></Header><Representations>${representations}</Representations></Declaration>`;
const one = (id: string, statut: string, rest = "") =>
  `<Representation><rep_ref_dec>show_${id}</rep_ref_dec><numero>1</numero><statut>${statut}</statut>${rest}</Representation>`;

test("declarations#18 one performance is read as several are; a KO among three rejects with its field; warnings are kept", () => {
  expect(readSacdAnswer(answer(one("p1", "OK")))).toEqual({ is: "accepted", warnings: [] });
  const warned = one("p2", "WARNING", "<champ>salle_jauge</champ><message>Jauge &#233;lev&#233;e</message>");
  const warning = { performanceId: "p2", field: "salle_jauge", code: null, message: "Jauge élevée" };
  expect(readSacdAnswer(answer(one("p1", "OK") + warned))).toEqual({ is: "accepted", warnings: [warning] });
  const refused = one("p3", "KO", "<champ>prod_ref</champ><message>Référence producteur inconnue</message>");
  expect(readSacdAnswer(answer(one("p1", "OK") + warned + refused))).toEqual({
    is: "rejected",
    errors: [
      { performanceId: "p3", field: "prod_ref", code: null, message: "Référence producteur inconnue" },
    ],
    warnings: [warning],
  });
});

test("an error of the whole names the number of the declarant, others are quoted", () => {
  expect(readSacdAnswer('{"Error":{"Code":"ERR_WS_DEC_REF","Message":"x"}}')).toMatchObject({
    is: "rejected",
    errors: [{ field: "dec_ref", code: "ERR_WS_DEC_REF" }],
  });
  expect(readSacdAnswer('{"Error":{"Code":12,"Message":"Fermé pour travaux"}}')).toMatchObject({
    is: "rejected",
    errors: [{ field: null, code: "12", message: "Fermé pour travaux" }],
  });
});

test.each([
  "",
  "<html><body>Bad gateway</body></html>",
  "{",
  "{}",
  "[]",
  answer(""),
  answer(one("p1", "MAYBE")),
  answer(one("p1", "OK")).slice(0, -30),
  `<!DOCTYPE Declaration [<!ENTITY ok "OK">]>${answer(one("p1", "OK"))}`,
])("%s says nothing anybody could rely on", (text) => {
  expect(readSacdAnswer(text)).toEqual({ is: "unreadable" });
});
