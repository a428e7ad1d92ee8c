import { beforeAll, describe, expect, it } from "vitest";
import { SaveMediationSettings } from "../../../shared/mediation/settings-input.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { aMediator, anAdministrator, anOrganisation, signedIn } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { caseOf } from "./case-access.ts";
import { countCases } from "./counts.ts";
import { createSample } from "./create-sample.ts";
import { firstSteps } from "./first-steps.ts";
import { readCase } from "./read-case.ts";
import { readMediationSettings, saveMediationSettings } from "./save-mediation-settings.ts";
import { aCase, aRequest, aVisitor, granted, refusalOf } from "./test-kit.ts";
import { requestUpload } from "./uploads.ts";

const database = testDatabase();
let town: Awaited<ReturnType<typeof anOrganisation>>;
let head: Awaited<ReturnType<typeof aMediator>>;
let manager: Ctx;
let administrator: Ctx;
let mediator: Ctx;
beforeAll(async () => {
  town = await anOrganisation(database);
  head = await aMediator(database, town.id, { role: "manager" });
  manager = await signedIn(database, head);
  mediator = await signedIn(database, await aMediator(database, town.id));
  administrator = await signedIn(database, await anAdministrator(database, town.id));
});

/** What the screen sends back, with something changed. */
const changed = async (part: Partial<SaveMediationSettings>) => {
  const view = granted(await readMediationSettings(manager, town.id));
  const { organisation: organisationId, managers: _m, mediators: _n, domains: _d, ...settings } = view;
  return { ...SaveMediationSettings.parse({ ...settings, ...part }), organisationId };
};

describe("the rules of a mediation", () => {
  it("are the usual ones until somebody sets them, by administrators too, with what was before in the journal", async () => {
    const usual = granted(await readMediationSettings(administrator, town.id));
    expect(usual).toMatchObject({
      version: 0,
      teamEditing: false,
      anonymiseAfterMonths: 24,
      fileMegabytes: 20,
    });
    expect(usual.managers).toEqual([{ id: head.id, name: expect.any(String) }]);
    const input = await changed({ teamEditing: true, titularId: head.id, holidayZone: "alsace-moselle" });
    expect(granted(await saveMediationSettings(administrator, input))).toMatchObject({
      version: 1,
      teamEditing: true,
      titularId: head.id,
    });
    const [note] = await database.admin`
      select before, after from audit_event where action = 'mediation.settings' and organisation_id = ${town.id}`;
    expect(note).toEqual({
      before: { teamEditing: false, titularId: null, holidayZone: "metropole" },
      after: { teamEditing: true, titularId: head.id, holidayZone: "alsace-moselle" },
    });
  });

  it("are not a mediator's, nor another organisation's", async () => {
    const elsewhere = await anOrganisation(database);
    const stranger = await signedIn(database, await aMediator(database, elsewhere.id, { role: "manager" }));
    const input = await changed({ survey: true });
    expect(refusalOf(await saveMediationSettings(mediator, input)).code).toBe("forbidden");
    expect(refusalOf(await saveMediationSettings(stranger, input)).code).toBe("notFound");
    expect(refusalOf(await readMediationSettings(stranger, town.id)).code).toBe("notFound");
  });

  it("are each case's own organisation's, also for whoever works for two, and for jobs that see all", async () => {
    const elsewhere = await anOrganisation(database);
    const bare = await anOrganisation(database);
    const set = (id: string, administrationAnswerDays: number) => database.admin`
      insert into mediation_settings (organisation_id, settings, updated_at)
      values (${id}, ${database.admin.json({ teamEditing: true, administrationAnswerDays })}, now())
      on conflict (organisation_id) do update set settings = excluded.settings`;
    await set(town.id, 11);
    await set(elsewhere.id, 22);
    const both = await aMediator(database, town.id);
    for (const { id } of [elsewhere, bare])
      await database.admin`insert into membership (id, user_id, organisation_id, service, roles)
        values (gen_random_uuid(), ${both.id}, ${id}, 'mediation', '{manager}')`;
    const ctx = await signedIn(database, both);
    const expected = [
      [town, 11, true],
      [elsewhere, 22, true],
      [bare, 30, false],
    ] as const;
    for (const [organisation, days, teamEditing] of expected) {
      const { found } = await aCase(database, organisation);
      expect(granted(await readCase(ctx, found.id)).administrationAnswerDays).toBe(days);
      expect((await caseOf(database.worker().db, found.id)).policy?.teamEditing).toBe(teamEditing);
    }
    await database.admin`delete from mediation_settings where organisation_id = ${town.id}`;
  });

  it("mediation#5 two saves at once: the second is told both values", async () => {
    const [mine, theirs] = [await changed({ surveyAfterDays: 5 }), await changed({ surveyAfterDays: 9 })];
    granted(await saveMediationSettings(manager, theirs));
    expect(refusalOf(await saveMediationSettings(manager, mine))).toMatchObject({
      code: "conflict",
      facts: { "current.surveyAfterDays": "9", "given.surveyAfterDays": "5" },
    });
  });

  it.each([
    [{ surveyAfterDays: 31 }],
    [{ anonymiseAfterMonths: 25 }],
    [{ fileMegabytes: 4 }],
    [{ fileMegabytes: 26 }],
    [{ administrationAnswerDays: 0 }],
    [{ hiddenStatuses: ["TO_PROCESS"] }],
    [{ holidayZone: "lune" }],
  ])("%j is out of bounds", async (part) => {
    const input = await changed({});
    const { organisationId: _of, ...settings } = input;
    expect(SaveMediationSettings.safeParse({ ...settings, ...part }).success).toBe(false);
  });

  it("name only people who hold the role here", async () => {
    const { actor } = mediator;
    const mediatorId = actor.kind === "user" ? actor.userId : "";
    const refusal = refusalOf(await saveMediationSettings(manager, await changed({ titularId: mediatorId })));
    expect(refusal.fields?.map(({ path }) => path)).toEqual(["titularId"]);
  });

  it("travel to every screen with the counts: own names of statuses, and those offered no more", async () => {
    const labels = { ABOUT_TO_CLOSE: "Rédaction de l’avis" };
    granted(
      await saveMediationSettings(
        manager,
        await changed({ statusLabels: labels, hiddenStatuses: ["CONTACT_ADMINISTRATION"] }),
      ),
    );
    expect(granted(await countCases(mediator, town.id)).office).toMatchObject({
      statusLabels: labels,
      hiddenStatuses: ["CONTACT_ADMINISTRATION"],
    });
  });

  it("mediation#49 hold the size of a file of the form: the limit is taken, one byte more is refused by name", async () => {
    granted(await saveMediationSettings(manager, await changed({ fileMegabytes: 5 })));
    const { draftId } = aRequest();
    const most = 5 * 1024 * 1024;
    const ask = (size: number) =>
      requestUpload(aVisitor(database), town.slug, { draftId, name: "photo.jpg", size });
    granted(await ask(most));
    expect(refusalOf(await ask(most + 1)).facts?.cause).toBe(
      "ce fichier pèse 6\u00a0Mo, le maximum est 5\u00a0Mo.",
    );
  });
});

describe("a new organisation", () => {
  it("has its first steps until its form is published; a case to try with takes no number and does not begin it", async () => {
    const young = await anOrganisation(database);
    const first = await signedIn(database, await aMediator(database, young.id, { role: "manager" }));
    expect(granted(await firstSteps(first, young.id))).toMatchObject({
      done: { published: false, team: false },
      sample: null,
    });
    const made = granted(await createSample(first, { organisation: young.id }));
    expect(granted(await createSample(first, { organisation: young.id }))).toEqual(made);
    const found = granted(await readCase(first, made.caseId));
    expect(found).toMatchObject({ sample: true, number: expect.stringMatching(/^\d{4}-ESSAI$/) });
    expect(found.entries.filter(({ kind }) => kind === "message")).toHaveLength(2);
    const steps = granted(await firstSteps(first, young.id));
    expect(steps.sample?.id).toBe(made.caseId);
    const counts = granted(await countCases(first, young.id));
    expect(counts.office.begun).toBe(false);
    expect(counts.failedSends).toBe(1);
    // Nothing of it leaves, and no number of the year is taken.
    const [rows] = await database.admin`
      select (select count(*)::int from case_counter where organisation_id = ${young.id}) as numbers,
        (select count(*)::int from outbox where organisation_id = ${young.id} and queue = 'mail-outbound') as mails`;
    expect(rows).toEqual({ numbers: 0, mails: 0 });
  });
});
