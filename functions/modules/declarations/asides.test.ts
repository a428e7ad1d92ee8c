import { expect, it } from "vitest";
import type { Resolution } from "../../../shared/declarations/asides.ts";
import { uuidV7 } from "../../platform/ids.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { correctFigures } from "./correct-figures.ts";
import { decideAsides, effectOfAsides } from "./decide-asides.ts";
import { listAsides } from "./list-asides.ts";
import { readShow } from "./read-show.ts";
import { aLine, aMember, aShow, aTheatre, granted, refusalOf, type ShowInTest } from "./test-kit.ts";

const database = testDatabase();

const sunday = [
  aLine({ paid: 33 }),
  aLine({ categoryId: "reduit", categoryName: "Réduit", unitPrice: 1200, paid: 29 }),
  aLine({ categoryId: "inv", categoryName: "Invitation", unitPrice: 0, rate: 0, paid: 0, free: 6 }),
];

const setAside = async (
  organisationId: string,
  show: ShowInTest,
  reason: string,
  given: {
    performanceExternalId?: string | null;
    amount?: number;
    count?: number;
    unitPrice?: number;
    level?: string;
  } = {},
) => {
  const id = uuidV7(new Date());
  const { admin } = database;
  await admin`insert into quarantine_record (id, organisation_id, source_id, series_id, level, external_id, reason,
      performance_external_id, count, amount, excerpt, state, updated_at)
    values (${id}, ${organisationId}, ${show.sourceId}, ${show.externalId}, ${given.level ?? "ticket"}, ${id}, ${reason},
      ${given.performanceExternalId ?? "dimanche"}, ${given.count ?? 1}, ${given.amount ?? 1200},
      ${admin.json({ category: "Early", unitPrice: given.unitPrice ?? 1200 })}, 'open', now())`;
  return id;
};

const theShow = async () => {
  const { id, ctx } = await aTheatre(database);
  const show = await aShow(database, id, { performances: [{ externalId: "dimanche", lines: sunday }] });
  const deleted = await setAside(id, show, "deleted_tier");
  const unpaid = await setAside(id, show, "unpaid_order", { amount: 1800, unitPrice: 1800 });
  return { organisation: id, ctx, show, deleted, unpaid };
};
const atRate = (rate: number): Resolution => ({ kind: "count_at_rate", rate });

it("a record is one question with its likeliest answer, and the totals a decision gives are told before it", async () => {
  const { organisation, ctx, show, deleted, unpaid } = await theShow();
  const { records, open, mayDecide } = granted(await listAsides(ctx, { organisation, show: show.id }));
  expect({ open, mayDecide }).toEqual({ open: 2, mayDecide: true });
  expect(records.map(({ question, answers }) => [question, answers[0]?.label])).toEqual([
    [
      "1 billet à 12,00\u00a0€, tarif «\u00a0Early\u00a0». Son tarif n’existe plus chez Billetweb.",
      "Le compter, TVA 5,5\u00a0%",
    ],
    ["1 réservation à 18,00\u00a0€ non réglée. Billetweb n’a pas reçu le paiement.", "Ne pas la compter"],
  ]);
  expect(granted(await readShow(ctx, show.id)).signals).toEqual([{ kind: "aside", count: 2 }]);
  const { shows } = granted(
    await effectOfAsides(ctx, {
      organisation,
      decisions: [
        { id: deleted, version: 1, resolution: atRate(550) },
        { id: unpaid, version: 1, resolution: { kind: "ignore" } },
      ],
    }),
  );
  expect(shows).toMatchObject([
    {
      before: { entries: 68, gross: 94_200, net: 89_289 },
      after: { entries: 69, gross: 95_400, net: 90_427 },
    },
  ]);
});

it("a total that was corrected stays what it is, whatever is decided of a ticket under it", async () => {
  const { organisation, ctx, show, deleted } = await theShow();
  const [performance] = granted(await readShow(ctx, show.id)).performances;
  const typed = { performanceId: performance?.id ?? "", version: performance?.version ?? 0 };
  granted(await correctFigures(ctx, { ...typed, reason: "Souches recomptées.", gross: 95_000 }));
  const decisions = [{ id: deleted, version: 1, resolution: atRate(550) }];
  const [found] = granted(await effectOfAsides(ctx, { organisation, decisions })).shows;
  expect(found?.before).toMatchObject({ entries: 68, gross: 95_000 });
  expect(found?.after).toMatchObject({ entries: 69, gross: 95_000, net: found?.before.net });
});

it("decisions are kept with their author, asked of the last reading again, and may be taken back", async () => {
  const { organisation, ctx, deleted, show } = await theShow();
  const decided = granted(
    await decideAsides(ctx, {
      organisation,
      decisions: [{ id: deleted, version: 1, resolution: atRate(550) }],
    }),
  );
  // Nothing of what was read is kept: it counts from the next reading on.
  expect(decided).toEqual({ decided: 1, applied: false });
  const asked = await database.admin`select body from outbox where queue = 'ticketing-sync'
    and body ->> 'sourceId' = ${show.sourceId}`;
  expect(asked).toMatchObject([{ body: { sourceId: show.sourceId, seriesId: show.externalId } }]);
  const { records } = granted(await listAsides(ctx, { organisation, state: "decided" }));
  expect(records).toMatchObject([
    { id: deleted, state: "resolved", decided: { by: "Nora Delmas", resolution: atRate(550) }, version: 2 },
  ]);
  granted(
    await decideAsides(ctx, { organisation, decisions: [{ id: deleted, version: 2, resolution: null }] }),
  );
  expect(granted(await listAsides(ctx, { organisation })).open).toBe(2);
});

it("all decisions hold or none: one that a reading changed, does not answer, or is of another organisation stops them", async () => {
  const { organisation, ctx, deleted, unpaid } = await theShow();
  const decide = (resolution: Resolution, version = 1, id = unpaid) =>
    decideAsides(ctx, {
      organisation,
      decisions: [
        { id: deleted, version: 1, resolution: { kind: "ignore" } },
        { id, version, resolution },
      ],
    });
  expect(refusalOf(await decide({ kind: "count" }, 7)).reason).toBe("version_differs");
  expect(refusalOf(await decide(atRate(550))).fields?.[0]?.path).toBe("decisions.1.resolution");
  const other = await theShow();
  expect(refusalOf(await decide({ kind: "ignore" }, 1, other.deleted)).code).toBe("notFound");
  expect(granted(await listAsides(ctx, { organisation })).open).toBe(2);
  const reader = await aMember(database, organisation, "viewer");
  expect(granted(await listAsides(reader, { organisation })).mayDecide).toBe(false);
  const refused = await decideAsides(reader, {
    organisation,
    decisions: [{ id: deleted, version: 1, resolution: { kind: "ignore" } }],
  });
  expect(refusalOf(refused).reason).toBe("role_missing");
});

it("tickets of a session nobody knows are counted for one of the show's own", async () => {
  const { organisation, ctx, show } = await theShow();
  const lost = await setAside(organisation, show, "unknown_session", { performanceExternalId: "perdue" });
  const { records } = granted(await listAsides(ctx, { organisation }));
  const record = records.find(({ id }) => id === lost);
  expect(record?.answers.map(({ resolution }) => resolution)).toEqual([
    { kind: "count_for", performanceExternalId: "dimanche" },
    { kind: "ignore" },
  ]);
  const decide = (performanceExternalId: string) =>
    decideAsides(ctx, {
      organisation,
      decisions: [{ id: lost, version: 1, resolution: { kind: "count_for", performanceExternalId } }],
    });
  expect(refusalOf(await decide("ailleurs")).code).toBe("invalid");
  expect(granted(await decide("dimanche")).decided).toBe(1);
});

it("what only informs hinders nothing, and is listed all the same", async () => {
  const { id, ctx } = await aTheatre(database);
  const show = await aShow(database, id, { performances: [{ externalId: "dimanche" }] });
  await setAside(id, show, "imported_without_price", { amount: 0 });
  expect(granted(await readShow(ctx, show.id)).signals).toEqual([]);
  expect(granted(await listAsides(ctx, { organisation: id })).records).toMatchObject([{ blocking: false }]);
});
