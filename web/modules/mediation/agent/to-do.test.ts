import { expect, it } from "vitest";
import { caseSignals, shownSignals } from "./case-signals.ts";
import { aSummary } from "./fixtures.ts";
import { toDo } from "./to-do.ts";

const reading = { now: new Date("2027-03-16T09:42:00Z"), timeZone: "Europe/Paris" };

it("puts failed sends first, then late cases, replies from the oldest, and what is due soon", () => {
  const cases = [
    aSummary({ id: "soon", dueOn: "2027-03-17" }),
    aSummary({ id: "new reply", toProcess: 1, lastExchangeAt: "2027-03-16T08:00:00Z" }),
    aSummary({ id: "calm", dueOn: "2027-04-30" }),
    aSummary({ id: "old reply", toProcess: 2, lastExchangeAt: "2027-03-10T08:00:00Z" }),
    aSummary({ id: "late", dueOn: "2027-03-12", failedSend: true }),
  ];
  expect(toDo(cases, reading).map((line) => `${line.reason} : ${line.found.id}, ${line.verb}`)).toEqual([
    "Envoi en échec : late, Corriger",
    "En retard : late, Ouvrir",
    "2\u00a0réponses reçues : old reply, Répondre",
    "Réponse reçue : new reply, Répondre",
    "Échéance demain : soon, Ouvrir",
  ]);
});

it("says how late a case is", () => {
  expect(toDo([aSummary({ dueOn: "2027-03-12" })], reading)[0]?.when).toEqual({ words: "de 4\u00a0j" });
});

it("shows two signals at most and counts the others", () => {
  const busy = aSummary({ priority: "HIGH", failedSend: true, toProcess: 1, held: 2 });
  expect(shownSignals(busy)).toMatchObject({
    shown: [{ words: "Urgente" }, { words: "Envoi en échec" }],
    more: 2,
  });
  expect(caseSignals(busy).at(-1)?.words).toBe("2\u00a0messages à vérifier");
  expect(shownSignals(aSummary())).toEqual({ shown: [], more: 0 });
});
