import { beforeAll, expect, it } from "vitest";
import { UpdateMailSettings } from "../../../shared/mail/mail-settings.ts";
import { defaultMailSettings } from "../../../shared/mail/settings.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { uuidV7 } from "../../platform/ids.ts";
import { aMediator, anOrganisation, signedIn } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { changeMailSettings, readMailSettings } from "./mail-settings.ts";
import { granted, refusalOf } from "./test-kit.ts";

const database = testDatabase();
let town: Awaited<ReturnType<typeof anOrganisation>>;
let manager: Ctx;
let mediator: Ctx;
beforeAll(async () => {
  town = await anOrganisation(database);
  manager = await signedIn(database, await aMediator(database, town.id, { role: "manager" }));
  mediator = await signedIn(database, await aMediator(database, town.id));
  await database.admin`delete from intake_address where organisation_id = ${town.id}`;
  await database.admin`
    insert into intake_address (id, organisation_id, service, local_part, mode)
    values (${uuidV7(new Date())}, ${town.id}, 'mediation', ${`${town.slug}.essai`}, 'open')`;
});

const usual = defaultMailSettings("mediation");

it("are the service's own until somebody sets them: a closing date of mediation has legal weight", async () => {
  const view = granted(await readMailSettings(manager, town.id));
  expect(view).toMatchObject({
    version: 0,
    settings: { closedReopenDays: 0, afterClose: "entry" },
    intake: { address: `${town.slug}.essai@${database.env.mailDomain}`, mode: "open", acknowledge: true },
  });
});

it("are changed by managers, with the address of contact, and the journal says what differs", async () => {
  const next = { ...usual, signature: " Médiation\nMaison commune ", undoSeconds: 30 };
  const intake = { mode: "known_only" as const, acknowledge: false };
  const parsed = UpdateMailSettings.parse({ ...next, version: 0, intake });
  const saved = granted(await changeMailSettings(manager, { ...parsed, organisationId: town.id }));
  expect(saved).toMatchObject({
    version: 1,
    settings: { signature: "Médiation\nMaison commune", undoSeconds: 30 },
    intake,
  });
  const [note] = await database.admin`
    select before, after from audit_event where action = 'mail.settings' and organisation_id = ${town.id}`;
  expect(note).toEqual({
    before: { intakeMode: "open", acknowledge: true, signature: null, undoSeconds: 10 },
    after: {
      intakeMode: "known_only",
      acknowledge: false,
      signature: "Médiation\nMaison commune",
      undoSeconds: 30,
    },
  });
  expect(refusalOf(await changeMailSettings(mediator, { ...parsed, organisationId: town.id })).reason).toBe(
    "role_missing",
  );
});

it("saved by two people at once, the second learns what the first wrote", async () => {
  const late = { ...usual, version: 0, undoSeconds: 60, organisationId: town.id };
  const refusal = refusalOf(await changeMailSettings(manager, late));
  expect(refusal).toMatchObject({ code: "conflict", reason: "version_differs" });
  expect(refusal.facts).toMatchObject({
    version: "1",
    "current.undoSeconds": "30",
    "given.undoSeconds": "60",
  });
  const both = await Promise.all(
    [5, 6].map((undoSeconds) =>
      changeMailSettings(manager, { ...usual, version: 1, undoSeconds, organisationId: town.id }),
    ),
  );
  expect(both.filter(({ ok }) => ok)).toHaveLength(1);
});

it.each([
  ["quarantineDays", 14],
  ["quarantineDays", 91],
  ["rawRetentionDays", 29],
  ["undoSeconds", 121],
  ["closedReopenDays", 366],
  ["closedReopenDays", 1.5],
])("%s of %d is outside what the platform allows", (key, value) => {
  const read = UpdateMailSettings.safeParse({ ...usual, version: 0, [key]: value });
  expect(read.error?.issues[0]?.path).toEqual([key]);
});
