import { describe, expect, it, test } from "vitest";
import type { MailOperations } from "../../../../shared/mail/operations.ts";
import {
  canaryState,
  heldLines,
  mailTroubles,
  recordAdvice,
  sentLines,
  unaccountedState,
} from "./mail-words.ts";

const well: MailOperations = {
  since: "2027-03-15T12:00:00.000Z",
  received: {},
  held: {},
  sent: {},
  unfinished: 0,
  oldestUnfinishedAt: null,
  uncertain: 0,
  due: 0,
  scanPending: 0,
  deadLetters: 0,
  unaccounted: { at: "2027-03-16T11:50:00.000Z", count: 0 },
  providers: [{ provider: "ses", circuit: "closed", openUntil: null, failures: 1, handedOver: 20 }],
  canary: { state: "ok", at: "2027-03-16T11:45:00.000Z", seconds: 12 },
  dns: { at: "2027-03-16T11:00:00.000Z", records: [] },
};
const mx = {
  record: "ReceivingMx",
  name: "courrier.guichet.example",
  type: "MX",
  expected: "10 mail.example",
  found: [],
} as const;

test.each([
  [null, "Pas encore vérifié"],
  [{ state: "waiting", at: "", seconds: null }, "Premier essai en cours"],
  [{ state: "ok", at: "", seconds: 12 }, "Revenu en 12\u00a0s"],
  [{ state: "late", at: "", seconds: 400 }, "Revenu trop tard, en 7\u00a0min"],
  [{ state: "late", at: "", seconds: null }, "N’est pas revenu"],
] as const)("the test mail %o is said: %s", (canary, words) => {
  expect(canaryState(canary).words).toBe(words);
});

test("lost mails are counted in words", () => {
  const said = (count: number) => unaccountedState({ at: "", count }).words;
  expect([said(0), said(1), said(3)]).toEqual([
    "Aucun courriel égaré",
    "1\u00a0courriel était sans suite, remis en file",
    "3\u00a0courriels étaient sans suite, remis en file",
  ]);
});

describe("a record", () => {
  it("that is as it should be needs nothing", () => {
    expect(recordAdvice({ ...mx, found: [], state: "ok" })).toBeUndefined();
  });
  it("that is not says what it costs and what to do", () => {
    expect(recordAdvice({ ...mx, found: [], state: "missing" })).toBe(
      "Le courriel des citoyens n’arrive plus. Publiez la valeur attendue chez l’hébergeur du domaine.",
    );
    expect(recordAdvice({ ...mx, found: ["20 autre.example"], state: "different" })).toContain("Remplacez");
  });
});

describe("troubles", () => {
  it("are none when all is well, one failed hand-over included", () => {
    expect(mailTroubles(well)).toEqual([]);
  });
  it("are told most urgent first", () => {
    const troubles = mailTroubles({
      ...well,
      deadLetters: 2,
      canary: { state: "late", at: "", seconds: null },
      providers: [{ provider: "ses", circuit: "open", openUntil: null, failures: 9, handedOver: 20 }],
      dns: { at: "", records: [{ ...mx, found: [], state: "missing" }] },
    });
    expect(troubles).toEqual([
      "Le courriel d’essai n’est pas revenu à temps.",
      "Un enregistrement du domaine n’est pas comme il devrait.",
      "Amazon SES n’accepte plus les courriels.",
      "Des messages en échec attendent une décision.",
    ]);
  });
});

test("counts come in the order of their words, a code without words as it is", () => {
  expect(sentLines({ ...well, sent: { delivered: 3, queued: 1 } }).map(({ label }) => label)).toEqual([
    "En attente",
    "Distribué",
  ]);
  expect(heldLines({ ...well, held: { later: 1, spam: 2 } })).toEqual([
    { code: "spam", label: "Indésirable probable", count: 2 },
    { code: "later", label: "later", count: 1 },
  ]);
});
