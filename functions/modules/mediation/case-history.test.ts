import { beforeAll, describe, expect, it } from "vitest";
import type { ListAudit } from "../../../shared/access/audit.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { caseHistory } from "./case-history.ts";
import { readCase } from "./read-case.ts";
import { setStatus } from "./set-status.ts";
import { takeCase } from "./take-case.ts";
import { aCase, granted, refusalOf, signedIn } from "./test-kit.ts";

const database = testDatabase();
let organisation: Awaited<ReturnType<typeof anOrganisation>>;
beforeAll(async () => {
  organisation = await anOrganisation(database);
});

const someone = async (role = "mediator", lastName = "Vasseur"): Promise<Ctx> =>
  signedIn(database, await aMediator(database, organisation.id, { role, lastName }));
const history = async (ctx: Ctx, caseId: string, asked: ListAudit = {}) =>
  granted(await caseHistory(ctx, caseId, asked)).lines;
const readings = (caseId: string) =>
  database.admin`select actor_id, target_kind, aggregate_id from audit_event where target_id = ${caseId} and action = 'case.read'`;

describe("the history of a case", () => {
  it("tells who took it and until when, newest first, in plain French", async () => {
    const { found } = await aCase(database, organisation);
    const mediator = await someone("mediator", "Lemarchand");
    granted(await readCase(mediator, found.id));
    granted(await takeCase(mediator, { caseId: found.id }));
    expect(await history(mediator, found.id)).toMatchObject([
      {
        who: "Claire Lemarchand",
        what: "a pris le dossier",
        kind: "change",
        changes: [
          { label: "Intervenant", before: null, after: "Claire Lemarchand" },
          { label: "Échéance", before: null },
        ],
      },
      { who: "Claire Lemarchand", what: "a consulté le dossier", kind: "reading", changes: [] },
    ]);
    expect(await history(mediator, found.id, { kind: "message" })).toEqual([]);
  });

  it("names statuses as the organisation calls them", async () => {
    const village = await anOrganisation(database);
    await database.admin`insert into mediation_settings (organisation_id, settings, updated_at)
      values (${village.id}, ${database.admin.json({ statusLabels: { CONTACT_ADMINISTRATION: "Écrire au service" } })}, now())`;
    const manager = await signedIn(database, await aMediator(database, village.id, { role: "manager" }));
    const { found } = await aCase(database, village);
    granted(await setStatus(manager, { caseId: found.id, version: 1, status: "CONTACT_ADMINISTRATION" }));
    const [line] = await history(manager, found.id, { kind: "change" });
    expect(line?.changes).toContainEqual({
      label: "Avancement",
      before: "À traiter",
      after: "Écrire au service",
    });
  });

  it("is closed with the case: to another organisation, to roles without cases, and when it is restricted", async () => {
    const { found } = await aCase(database, organisation, { restricted: true });
    const elsewhere = await anOrganisation(database);
    const stranger = await signedIn(database, await aMediator(database, elsewhere.id, { role: "manager" }));
    for (const ctx of [stranger, await someone("stats_reader"), await someone("mediator")])
      expect(refusalOf(await caseHistory(ctx, found.id, {})).code).toBe("notFound");
    expect(await history(await someone("manager"), found.id)).toEqual([]);
  });
});

describe("a reading", () => {
  it("is noted once per person, case and ten minutes", async () => {
    const { found } = await aCase(database, organisation);
    const [one, other] = [await someone(), await someone("reader")];
    for (const ctx of [one, one, other, one]) granted(await readCase(ctx, found.id));
    expect(await readings(found.id)).toHaveLength(2);
    database.setNow(new Date(Date.now() + 11 * 60_000));
    granted(await readCase(one, found.id));
    database.setNow(undefined);
    expect(await readings(found.id)).toHaveLength(3);
  });

  it("is noted for whoever the rules let read, and for nobody they refuse", async () => {
    const { actor } = await aMediator(database, organisation.id);
    const restricted = (await aCase(database, organisation, { restricted: true, assigneeId: actor.userId }))
      .found;
    const plain = (await aCase(database, organisation)).found;
    const elsewhere = await anOrganisation(database);
    const askers = [
      await signedIn(database, { id: actor.userId }),
      ...(await Promise.all(
        ["manager", "mediator", "assistant", "reader", "stats_reader"].map((role) => someone(role)),
      )),
      await signedIn(database, await aMediator(database, elsewhere.id, { role: "manager" })),
    ];
    for (const found of [restricted, plain]) {
      const readers: (string | null)[] = [];
      for (const ctx of askers)
        if ((await readCase(ctx, found.id)).ok && ctx.actor.kind === "user") readers.push(ctx.actor.userId);
      const noted = (await readings(found.id)).map(({ actor_id }) => actor_id);
      expect(noted.toSorted()).toEqual(readers.toSorted());
    }
  });
});
