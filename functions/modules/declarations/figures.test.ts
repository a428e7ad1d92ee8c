import { expect, it } from "vitest";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { correctFigures } from "./correct-figures.ts";
import { readShow } from "./read-show.ts";
import { keepFigures, restoreFigures, reviveCorrections } from "./restore-figures.ts";
import { aLine, aMember, aShow, aTheatre, granted, refusalOf } from "./test-kit.ts";

const database = testDatabase();

const saturday = [
  aLine({ paid: 68 }),
  aLine({ categoryId: "reduit", categoryName: "Réduit", unitPrice: 1200, paid: 41 }),
  aLine({ categoryId: "inv", categoryName: "Invitation", unitPrice: 0, rate: 0, paid: 0, free: 9 }),
];
const theShow = async () => {
  const { id, ctx } = await aTheatre(database);
  const show = await aShow(database, id, { performances: [{ lines: saturday }] });
  const [performanceId = ""] = show.performances;
  return { organisationId: id, ctx, show, performanceId };
};

it("a figure says what is retained, what the source says, and who changed it", async () => {
  const { ctx, show, performanceId } = await theShow();
  const before = granted(await readShow(ctx, show.id));
  expect(before.performances[0]).toMatchObject({
    paid: 109,
    free: 9,
    gross: 171_600,
    net: 162_654,
    vat: 550,
  });
  const view = granted(
    await correctFigures(ctx, {
      performanceId,
      version: 1,
      reason: "6 places vendues à l’entrée, souches 101 à 106.",
      lines: [
        { categoryId: "plein", category: "Plein", unitPrice: 1800, vat: 550, paid: 74, free: 0 },
        { categoryId: "reduit", category: "Réduit", unitPrice: 1200, vat: 550, paid: 41, free: 0 },
        { categoryId: "inv", category: "Invitation", unitPrice: 0, vat: 0, paid: 0, free: 9 },
      ],
    }),
  );
  const [performance] = view.performances;
  expect(performance).toMatchObject({
    paid: 115,
    free: 9,
    gross: 182_400,
    net: 172_891,
    vat: 550,
    linesDiffer: false,
  });
  expect(performance?.source).toMatchObject({ paid: 109, gross: 171_600, net: 162_654 });
  // The totals that the lines change are corrected with them; free and rate are the source's own.
  expect(performance?.corrections.map(({ field, mine }) => [field, mine]).toSorted()).toEqual([
    ["gross", true],
    ["lines", true],
    ["net", true],
    ["paid", true],
  ]);
  expect(view.totals).toMatchObject({ paid: 115, gross: 182_400, net: 172_891, rates: [{ vat: 550 }] });
  expect(view.keyFigures.averageOfPaid).toBe(1586);
});

it("a gross takes the net of its rate, and one that breaks the pair rule is refused at its field", async () => {
  const { ctx, performanceId } = await theShow();
  const typed = { performanceId, version: 1, reason: "Caisse" };
  expect(refusalOf(await correctFigures(ctx, { ...typed, gross: 100, net: 200 })).fields?.[0]?.path).toBe(
    "net",
  );
  expect(refusalOf(await correctFigures(ctx, { ...typed, net: 0 })).fields?.[0]?.path).toBe("net");
  const [performance] = granted(await correctFigures(ctx, { ...typed, gross: 182_400 })).performances;
  expect(performance).toMatchObject({ gross: 182_400, net: 172_891, linesDiffer: true });
});

it("an hour that clocks skip, and an end before the start, are refused", async () => {
  const { ctx, performanceId } = await theShow();
  const typed = { performanceId, version: 1, reason: "Erreur de saisie" };
  const skipped = await correctFigures(ctx, { ...typed, startAt: "2026-03-29T02:30" });
  expect(refusalOf(skipped).fields?.[0]?.path).toBe("startAt");
  const backwards = await correctFigures(ctx, {
    ...typed,
    startAt: "2026-03-07T20:30",
    endAt: "2026-03-07T19:00",
  });
  expect(refusalOf(backwards).fields?.[0]?.path).toBe("endAt");
  const [performance] = granted(
    await correctFigures(ctx, { ...typed, startAt: "2026-03-07T20:30" }),
  ).performances;
  expect(performance?.startAt).toBe("2026-03-07T19:30:00.000Z");
});

it("declarations#13 the source may move under a correction: it stays, says so, and is kept or restored, and that undone", async () => {
  const { ctx, show, performanceId } = await theShow();
  granted(
    await correctFigures(ctx, { performanceId, version: 1, reason: "À l’entrée", paid: 115, gross: 182_400 }),
  );
  await database.admin`update performance set paid = 110, gross = 173400, net = 164360 where id = ${performanceId}`;
  const moved = granted(await readShow(ctx, show.id));
  expect(moved.signals).toEqual([{ kind: "source_moved", count: 1 }]);
  expect(moved.performances[0]).toMatchObject({ paid: 115, source: { paid: 110 } });
  expect(moved.performances[0]?.corrections.every(({ sourceMoved }) => sourceMoved)).toBe(true);

  const kept = granted(await keepFigures(ctx, { performanceId, version: 2 }));
  expect(kept.signals).toEqual([]);
  expect(kept.performances[0]?.paid).toBe(115);

  const { show: restored, withdrawn } = granted(await restoreFigures(ctx, { performanceId, version: 3 }));
  expect(restored.performances[0]).toMatchObject({ paid: 110, gross: 173_400, corrections: [] });
  const revived = granted(
    await reviveCorrections(ctx, { performanceId, version: 4, corrections: withdrawn }),
  );
  expect(revived.performances[0]).toMatchObject({ paid: 115, gross: 182_400, net: 172_891 });
});

it("money is restored together, so that gross and net come from the same hand", async () => {
  const { ctx, performanceId } = await theShow();
  granted(
    await correctFigures(ctx, { performanceId, version: 1, reason: "À l’entrée", paid: 115, gross: 182_400 }),
  );
  const { show } = granted(await restoreFigures(ctx, { performanceId, version: 2, fields: ["gross"] }));
  expect(show.performances[0]).toMatchObject({ paid: 115, gross: 171_600, net: 162_654 });
});

it("two people at once: the second is told what is stored, and nothing is overwritten", async () => {
  const { ctx, performanceId, organisationId, show } = await theShow();
  const other = await aMember(database, organisationId);
  const answers = await Promise.all([
    correctFigures(ctx, { performanceId, version: 1, reason: "Caisse", paid: 110 }),
    correctFigures(other, { performanceId, version: 1, reason: "Caisse", paid: 120 }),
  ]);
  expect(answers.map(({ ok }) => ok).toSorted()).toEqual([false, true]);
  const refused = answers.find(({ ok }) => !ok);
  expect(refused && refusalOf(refused)).toMatchObject({ reason: "version_differs", facts: { version: "2" } });
  const view = granted(await readShow(ctx, show.id));
  expect(view.performances[0]?.corrections).toHaveLength(1);
});

it("a reader corrects nothing, and another organisation knows of nothing", async () => {
  const { performanceId, organisationId, show } = await theShow();
  const typed = { performanceId, version: 1, reason: "Caisse", paid: 1 };
  const reader = await aMember(database, organisationId, "viewer");
  expect(refusalOf(await correctFigures(reader, typed)).reason).toBe("role_missing");
  expect(granted(await readShow(reader, show.id)).allowed).toEqual([]);
  const { ctx: stranger } = await aTheatre(database, { role: "manager" });
  expect(refusalOf(await correctFigures(stranger, typed)).code).toBe("notFound");
  expect(refusalOf(await readShow(stranger, show.id)).code).toBe("notFound");
});
