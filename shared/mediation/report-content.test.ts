import { describe, expect, it } from "vitest";
import { type FigureRow, periodFigures } from "./figures.ts";
import { reportChanges, reportParts } from "./report-content.ts";

const year = { from: "2026-01-01", to: "2026-12-31", at: "2026-12-31" };
const rows = (figure: string, counts: Record<string, number>): FigureRow[] =>
  Object.entries(counts).map(([value, cases]) => ({ figure, value, cases }));
const total = (figure: string, cases: number): FigureRow => ({ figure, value: null, cases });
const figuresOf = (all: FigureRow[]) => ({
  current: { ...periodFigures(all, year), survey: null },
  previous: null,
  items: {},
});
const village = figuresOf([
  total("received", 20),
  ...rows("received.month", { "2026-01": 8, "2026-02": 12 }),
  ...rows("received.channel", { WEB: 12, MAIL: 7, PHONE: 1 }),
  ...rows("received.inadmissibilityReason", { ADMISSIBLE: 18, TOO_LATE: 2 }),
  ...rows("received.title", { FEMALE: 11, MALE: 9 }),
  total("closed", 14),
  total("closings", 15),
  total("reopenings", 1),
  total("open", 6),
  ...rows("closed.outcome", { FAVORABLE_TO_CITIZEN: 7, PARTIAL: 5, FAVORABLE_TO_ADMINISTRATION: 2 }),
  ...rows("closed.agreement", { YES: 8, NO: 6 }),
  ...rows("open.age", { "0-30": 6 }),
  ...rows("received.originator", { CITIZEN: 20 }),
  ...rows("received.thirdParty", { COMPETENT: 20 }),
  ...rows("received.requesterType", { INDIVIDUAL: 20 }),
  ...rows("received.represented", { false: 20 }),
  ...rows("received.department", { "01": 20 }),
  { figure: "received.domain", value: null, cases: 20 },
  ...rows("closed.met", { false: 14 }),
  ...rows("closed.faceToFace", { false: 14 }),
  { figure: "closed.court", value: null, cases: 14 },
  { figure: "closed.recommendation", value: null, cases: 14 },
  ...rows("days.processing", { "40": 14 }),
]);
const tableOf = (title: string) =>
  reportParts(village, {})
    .flatMap(({ tables }) => tables)
    .find((one) => one.title === title)?.rows;

describe("the activity report", () => {
  it("has its thirteen chapters, with what was written in them", () => {
    const parts = reportParts(village, { domains: "Beaucoup d’eau.", propositions: "Répondre plus tôt." });
    expect(parts.map(({ title }) => title.split(". ")[0])).toEqual(
      Array.from({ length: 13 }, (_, n) => String(n + 1)),
    );
    expect(parts[3]?.text).toBe("Beaucoup d’eau.");
    expect(parts[10]?.propositions).toBe("Répondre plus tôt.");
  });

  it("mediation#37 hides small counts of a village and what would give them back, shares included", () => {
    expect(tableOf("Saisines par mode")).toEqual([
      ["Formulaire internet", 12, "60,0\u00a0%"],
      ["Courrier postal", "n.c.", "n.c."],
      ["Téléphone", "<5", "n.c."],
      ["Total", 20, "100,0\u00a0%"],
    ]);
    expect(tableOf("Recevabilité et motifs d’irrecevabilité")).toEqual([
      ["Recevable", "n.c.", "n.c."],
      ["Hors délai", "<5", "n.c."],
      ["Total", 20, "100,0\u00a0%"],
    ]);
    const words = reportParts(village, {})
      .flatMap(({ sentences }) => sentences)
      .join(" ");
    expect(words).toMatch(/14 clôtures, réouvertures déduites/);
    expect(words).toMatch(/Taux de résolution\u00a0: non communiqué/);
    expect(words).toMatch(/Taux d’accord\u00a0: 57,1\u00a0% \(8 accords sur 14\)/);
  });

  it("writes counts as they are where none is small", () => {
    expect(tableOf("Requérants par genre")).toEqual([
      ["Femme", 11, "55,0\u00a0%"],
      ["Homme", 9, "45,0\u00a0%"],
      ["Total", 20, "100,0\u00a0%"],
    ]);
  });

  it("says which figures counting again would change", () => {
    const later = figuresOf([
      total("received", 21),
      ...rows("received.channel", { WEB: 12, MAIL: 8, PHONE: 1 }),
    ]);
    const before = figuresOf([
      total("received", 20),
      ...rows("received.channel", { WEB: 12, MAIL: 7, PHONE: 1 }),
    ]);
    expect(reportChanges(before, later)).toEqual([
      { label: "Saisines reçues", frozen: 20, now: 21 },
      { label: "Saisines par mode\u00a0: Courrier postal", frozen: 7, now: 8 },
    ]);
    expect(reportChanges(before, before)).toEqual([]);
  });
});
