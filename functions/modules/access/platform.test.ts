import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { Ctx } from "../../platform/ctx.ts";
import {
  aMediator,
  anAdministrator,
  anOrganisation,
  aPlatformAdministrator,
  aUser,
  signedIn,
} from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { mediationWork } from "../mediation/index.ts";
import { listMembers } from "./member-list.ts";
import { readOrganisation } from "./organisation-view.ts";
import {
  disableAccount,
  enableAccount,
  endAccountSessions,
  resetAccountSecondFactor,
} from "./platform-account-change.ts";
import { listAccounts } from "./platform-accounts.ts";
import { inviteAdministrator, listAdministrators, removeAdministrator } from "./platform-administrators.ts";
import { changeServices, closeOrganisation, reopenOrganisation } from "./platform-organisation-change.ts";
import { createOrganisation, inviteOrganisationAdministrator } from "./platform-organisation-create.ts";
import { listOrganisations } from "./platform-organisations.ts";
import { actorOf, granted, mailTo, reasonOf, withTotp } from "./test-kit.ts";

const database = testDatabase();
const works = async () => [mediationWork];
let vernois: Awaited<ReturnType<typeof aPlatformAdministrator>>;
let platform: Ctx;
beforeAll(async () => {
  vernois = await aPlatformAdministrator(database);
  platform = await signedIn(database, vernois, { secondFactor: true });
});
const address = () => `personne.${randomUUID().slice(0, 8)}@clairval.example`;
const aTown = (services: string[] = ["mediation"]) => ({
  name: "Ville de Clairval",
  slug: `clairval-${randomUUID().slice(0, 8)}`,
  kind: "commune" as const,
  services,
  administratorEmail: address(),
});

describe("organisations, for the platform", () => {
  it("are created with their services, an intake address and an invited administrator", async () => {
    const asked = aTown(["mediation", "followup"]);
    const made = granted(await createOrganisation(platform, asked, works));
    expect(made).toMatchObject({ slug: asked.slug, services: ["mediation", "followup"], members: 0 });
    const [intake] =
      await database.admin`select local_part from intake_address where organisation_id = ${made.id}`;
    expect(intake?.local_part).toBe(asked.slug);
    const [invited] =
      await database.admin`select email, roles from invitation where organisation_id = ${made.id}`;
    expect(invited).toEqual({
      email: asked.administratorEmail,
      roles: [{ service: "administration", roles: ["admin"] }],
    });
    expect(reasonOf(await createOrganisation(platform, { ...aTown(), slug: asked.slug }, works))).toBe(
      "slug_taken",
    );
    expect(reasonOf(await createOrganisation(platform, aTown(["magic"]), works))).toBe("invalid_input");
  });

  it("lose a service whose members then lose access, and get it back as it was", async () => {
    const town = await anOrganisation(database, { services: ["mediation", "followup"] });
    const agent = await aMediator(database, town.id);
    await aMediator(database, town.id);
    const page = await signedIn(database, agent);
    const line = async () =>
      granted(await listOrganisations(platform, { search: town.slug })).organisations.find(
        ({ id }) => id === town.id,
      );
    expect((await line())?.holders).toEqual([
      { service: "mediation", members: 2 },
      { service: "followup", members: 0 },
    ]);
    const change = async (services: string[], version?: number) =>
      changeServices(
        platform,
        {
          organisationId: town.id,
          version: version ?? (await line())?.version ?? 0,
          name: town.name,
          kind: "commune",
          services,
        },
        works,
      );
    granted(await change(["followup"]));
    expect(await actorOf(page)).toMatchObject({ memberships: [] });
    expect(reasonOf(await change(["mediation"], 1))).toBe("version_differs");
    granted(await change(["followup", "mediation"]));
    expect(await actorOf(page)).toMatchObject({ memberships: [{ organisationId: town.id }] });
  });

  it("close and open again; a closed one lets nobody in", async () => {
    const town = await anOrganisation(database);
    const boss = await signedIn(database, await anAdministrator(database, town.id));
    expect(granted(await closeOrganisation(platform, town.id)).closedAt).not.toBeNull();
    expect(await actorOf(boss)).toMatchObject({ memberships: [] });
    expect(reasonOf(await closeOrganisation(platform, town.id))).toBe("already_so");
    granted(await reopenOrganisation(platform, town.id));
    expect(await actorOf(boss)).toMatchObject({ memberships: [{ organisationId: town.id }] });
    const pages =
      await database.admin`select id from outbox where queue = 'publish-pages' and organisation_id = ${town.id}`;
    expect(pages).toHaveLength(2);
  });

  it("get an administrator back, also one who is a member already", async () => {
    const town = await anOrganisation(database);
    const agent = await aMediator(database, town.id);
    const asked = { organisationId: town.id, email: agent.email };
    expect(granted(await inviteOrganisationAdministrator(platform, asked))).toEqual({ state: "joined" });
    const { members } = granted(await listMembers(platform, town.id, {}, works));
    expect(members[0]?.roles).toEqual(
      expect.arrayContaining([
        { service: "mediation", roles: ["mediator"] },
        { service: "administration", roles: ["admin"] },
      ]),
    );
    const self = { organisationId: town.id, email: vernois.email };
    expect(reasonOf(await inviteOrganisationAdministrator(platform, self))).toBe("own_account");
  });
});

describe("accounts, for the platform", () => {
  it("are found by name or address with where they belong", async () => {
    const town = await anOrganisation(database, { name: "Ville d’Orme" });
    const agent = await aUser(
      database,
      [{ organisationId: town.id, service: "mediation", roles: ["reader"] }],
      { firstName: "Étienne", lastName: "Quérolle" },
    );
    await signedIn(database, agent);
    const { accounts } = granted(await listAccounts(platform, { search: "querolle etienne" }));
    expect(accounts).toMatchObject([
      {
        id: agent.id,
        openSessions: 1,
        secondFactor: false,
        platformAdministrator: false,
        you: false,
        organisations: [{ name: "Ville d’Orme", roles: [{ service: "mediation", roles: ["reader"] }] }],
      },
    ]);
  });

  it("of administrators of the platform say so, and a key alone is a second factor", async () => {
    const other = await aPlatformAdministrator(database);
    await database.admin`insert into passkey (id, user_id, credential_id, public_key, counter, name)
      values (${randomUUID()}, ${other.id}, ${randomUUID()}, '', 0, 'Clé')`;
    const { accounts } = granted(await listAccounts(platform, { search: other.email }));
    expect(accounts).toMatchObject([
      { id: other.id, platformAdministrator: true, secondFactor: true, openSessions: 0 },
    ]);
    await database.admin`update platform_administrator set ended_at = now() where user_id = ${other.id}`;
  });

  it("are disabled and enabled; their sessions end, and nobody does it to themselves", async () => {
    const town = await anOrganisation(database);
    const agent = await aMediator(database, town.id);
    const page = await signedIn(database, agent);
    expect(granted(await disableAccount(platform, agent.id))).toMatchObject({ openSessions: 0 });
    expect(await actorOf(page)).toEqual({ kind: "visitor" });
    expect(granted(await enableAccount(platform, agent.id)).disabledAt).toBeNull();
    expect(await actorOf(page)).toEqual({ kind: "visitor" });
    const again = await signedIn(database, agent);
    granted(await endAccountSessions(platform, agent.id));
    expect(await actorOf(again)).toEqual({ kind: "visitor" });
    expect(reasonOf(await disableAccount(platform, vernois.id))).toBe("own_account");
    expect(reasonOf(await disableAccount(platform, randomUUID()))).toBe("not_found");
  });

  it("that alone keep a service are not disabled before somebody else does", async () => {
    const town = await anOrganisation(database);
    const boss = await anAdministrator(database, town.id);
    expect(reasonOf(await disableAccount(platform, boss.id))).toBe("last_keeper");
    await anAdministrator(database, town.id);
    granted(await disableAccount(platform, boss.id));
  });

  it("lose the second factors they lost, and are told", async () => {
    const agent = await aUser(database);
    await withTotp(database, agent.id);
    expect(granted(await resetAccountSecondFactor(platform, agent.id)).secondFactor).toBe(false);
    const mails = await database.admin`select kind from account_mail where user_id = ${agent.id}`;
    expect(mails).toEqual([{ kind: "second_factor_changed" }]);
    expect(reasonOf(await resetAccountSecondFactor(platform, vernois.id))).toBe("own_account");
  });
});

describe("administrators of the platform", () => {
  it("are invited and removed, never by themselves, and one always stays", async () => {
    expect(reasonOf(await removeAdministrator(platform, vernois.id))).toBe("own_account");
    const other = await aUser(database);
    expect(granted(await inviteAdministrator(platform, other))).toEqual({ state: "joined" });
    const told = await mailTo(database, other.email);
    expect(told?.subject).toBe("Vous administrez la plateforme Guichet");
    expect(told?.text).not.toContain("Votre rôle");
    expect(reasonOf(await inviteAdministrator(platform, other))).toBe("already_member");
    expect(granted(await inviteAdministrator(platform, { email: address() }))).toEqual({ state: "sent" });
    const listed = granted(await listAdministrators(platform));
    expect(listed.administrators).toHaveLength(2);
    expect(listed.invitations).toHaveLength(1);
    const second = await signedIn(database, other, { secondFactor: true });
    const both = await Promise.all([
      removeAdministrator(platform, other.id),
      removeAdministrator(second, vernois.id),
    ]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    const left = await database.admin`select user_id from platform_administrator where ended_at is null`;
    expect(left).toHaveLength(1);
    await database.admin`update platform_administrator set ended_at = null where user_id = ${vernois.id}`;
    platform = await signedIn(database, vernois, { secondFactor: true });
  });

  it("count only with a second factor, and read no content", async () => {
    const weak = await signedIn(database, vernois);
    await expect(listOrganisations(weak, {})).rejects.toMatchObject({ refusal: { reason: "not_found" } });
    const town = await anOrganisation(database);
    expect(granted(await readOrganisation(platform, town.id)).allowed).not.toContain("organisation.change");
    for (const table of ["cases", "party", "case_entry", "outgoing_message", "quarantine"]) {
      expect([table, await platform.db.execute(`select 1 from ${table} limit 1`)]).toEqual([table, []]);
    }
  });
});
