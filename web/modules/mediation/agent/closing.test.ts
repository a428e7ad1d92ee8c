import { describe, expect, it } from "vitest";
import { type ClosingForm, closingLabel, openPoints, readClosing } from "./closing.ts";
import { anEntry } from "./fixtures.ts";

const now = new Date("2027-03-16T09:42:00Z");
const found = {
  id: "c",
  version: 3,
  receivedAt: "2027-01-18T13:32:00Z",
  timeZone: "Europe/Paris",
  synthesis: { competent: true, partiesAgreement: null, courtFollowup: null },
};
const form: ClosingForm = {
  outcome: "PARTIAL",
  endedOn: "16/03/2027",
  competent: "PENDING",
  thirdPartyId: "",
  inadmissibilityReason: "",
  agreement: "",
  court: "",
  words: " ",
  sayOutcome: true,
  notify: ["p"],
  finishTasks: false,
  letter: false,
};
const read = (change: Partial<ClosingForm>) => readClosing({ ...form, ...change }, found, now);

describe("closing a case", () => {
  it("sends what was filled, without an empty word", () => {
    expect(read({})).toEqual({
      ok: true,
      input: {
        caseId: "c",
        version: 3,
        outcome: "PARTIAL",
        mediationEndedOn: "2027-03-16",
        sayOutcome: true,
        notify: ["p"],
      },
    });
    expect(read({ endedOn: "1er mars 2027", words: "Accord." })).toMatchObject({
      input: { mediationEndedOn: "2027-03-01", closingWords: "Accord." },
    });
  });

  it("asks for the competence when nobody decided it, and takes along what was being edited", () => {
    const undecided = { ...found, synthesis: { ...found.synthesis, competent: null } };
    const along = {
      version: 2,
      edits: { requester: { email: "nouvelle@courriel.example" } },
      reason: undefined,
    };
    expect(readClosing(form, undecided, now, along)).toEqual({
      ok: false,
      faults: { competent: "Dites si la médiation était compétente." },
    });
    expect(readClosing({ ...form, competent: "YES", agreement: "YES" }, undecided, now, along)).toMatchObject(
      {
        ok: true,
        input: {
          version: 2,
          edits: {
            requester: { email: "nouvelle@courriel.example" },
            assessment: { competent: true },
            conclusion: { partiesAgreement: "YES" },
          },
        },
      },
    );
    expect(
      readClosing(form, undecided, now, { ...along, edits: { assessment: { competent: false } } }),
    ).toMatchObject({ ok: true, input: { edits: { assessment: { competent: false } } } });
  });

  it.each([
    [{ outcome: "" as const }, { outcome: "Choisissez un type de clôture" }],
    [{ endedOn: "" }, { endedOn: "Écrivez la date de fin de la médiation" }],
    [
      { endedOn: "17/01/2027" },
      { endedOn: "La fin de la médiation ne peut pas précéder la saisine (18 janv. 2027)" },
    ],
    [{ endedOn: "17/03/2027" }, { endedOn: "Cette date est dans le futur. Vérifiez l’année." }],
    [{ endedOn: "31/02/2027" }, { endedOn: "Cette date n’existe pas. Écrivez-la comme 05/03/2027." }],
    [{ outcome: "EXTERNAL_FORWARD" as const }, { thirdPartyId: "Choisissez l’institution compétente." }],
    [
      { outcome: "INADMISSIBLE" as const },
      { inadmissibilityReason: "Choisissez un motif d’irrecevabilité." },
    ],
    [{ words: "x".repeat(5003) }, { words: "Votre mot dépasse de 3 caractères. Raccourcissez-le." }],
  ])("explains %j", (change, faults) => {
    expect(read(change)).toEqual({ ok: false, faults });
  });

  it("says on the button what will happen", () => {
    expect(closingLabel(0, true)).toBe("Clore et préparer le courrier");
    expect([0, 1, 2].map((messages) => closingLabel(messages))).toEqual([
      "Clore sans prévenir",
      "Clore et envoyer 1\u00a0message",
      "Clore et envoyer 2\u00a0messages",
    ]);
  });

  it("lists what stays open, with the place where each is settled", () => {
    const lost = {
      id: "r",
      name: null,
      address: "facturation@eaux-valbrune.example",
      state: "hard_bounced",
      at: "",
      cause: null,
      readAt: null,
      resendOf: null,
      settled: false,
      liftRefused: false,
    };
    const entries = [
      anEntry({ id: "in", toProcess: true }),
      anEntry({ id: "out", direction: "OUT", recipients: [lost] }),
    ];
    expect(openPoints({ entries, held: [] })).toEqual([
      { words: "1\u00a0message à traiter, de Nadège Thibaudot", entryId: "in", verb: "Lire" },
      {
        words: "1\u00a0envoi en échec\u00a0: facturation@eaux-valbrune.example",
        entryId: "out",
        verb: "Voir",
      },
    ]);
    expect(openPoints({ entries: [anEntry()], held: [] })).toEqual([]);
  });
});
