import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import type { AuditLine } from "../../../shared/access/audit.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { enter } from "../../platform/enter.ts";
import { hashSecret, newSecret, uuidV7 } from "../../platform/ids.ts";
import { type AuditNote, mutate, permit } from "../../platform/mutate.ts";
import { Refused, type Result } from "../../platform/refusal.ts";
import { anOrganisation, aUser } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { exportJournal } from "./audit-export.ts";
import { readJournal } from "./audit-journal.ts";

const database = testDatabase();
let organisation: Awaited<ReturnType<typeof anOrganisation>>;
let administrator: Ctx;
let manager: Ctx;
let mediator: Ctx;
const caseId = uuidV7(new Date());

const signedIn = async (service: string, role: string, lastName: string): Promise<Ctx> => {
  const held = [{ organisationId: organisation.id, service, roles: [role] }];
  const { id } = await aUser(database, held, { firstName: "Samira", lastName });
  const secret = newSecret();
  await database.admin`
    insert into session (id, user_id, token_hash, last_seen_at, expires_at)
    values (${uuidV7(new Date())}, ${id}, ${hashSecret(secret)}, now(), now() + interval '1 hour')`;
  return enter({
    ...database.anotherContainer("app"),
    credentials: { sessionHash: hashSecret(secret) },
  });
};

const write = async (ctx: Ctx, note: Omit<AuditNote, "organisationId">) => {
  const written = await mutate(ctx, async () => ({
    result: null,
    permission: permit(true),
    audit: { ...note, organisationId: organisation.id },
    events: [],
  }));
  expect(written.ok).toBe(true);
};

const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.refusal.reason);
  return result.value;
};
const linesOf = async (ctx: Ctx, asked = {}): Promise<AuditLine[]> =>
  value(await readJournal(ctx, organisation.id, asked)).lines;

beforeAll(async () => {
  organisation = await anOrganisation(database);
  administrator = await signedIn("administration", "admin", "Benali");
  manager = await signedIn("mediation", "manager", "Roussel");
  mediator = await signedIn("mediation", "mediator", "Lemarchand");
  await database.admin`
    insert into cases (id, organisation_id, year, seq, received_at, registered_at, channel, status, status_since, subject,
      description, filing_key, last_exchange_at, updated_at)
    values (${caseId}, ${organisation.id}, 2027, 42, now(), now(), 'WEB', 'TO_PROCESS', now(), 'Facture', 'Une facture',
      ${caseId}, now(), now())`;
  const userId = mediator.actor.kind === "user" ? mediator.actor.userId : "";
  await write(mediator, {
    action: "case.take",
    target: { kind: "case", id: caseId },
    before: { assigneeId: null, dueOn: null },
    after: { assigneeId: userId, dueOn: "2027-05-14" },
  });
  await write(mediator, { action: "case.read", target: { kind: "case", id: caseId } });
  await write(administrator, {
    action: "audit.export",
    target: { kind: "organisation", id: organisation.id },
    after: { lines: 3 },
  });
});

describe("the journal of an organisation", () => {
  it("tells the manager of a service what happened there, with the values in French", async () => {
    const lines = await linesOf(manager, { kind: "change" });
    expect(lines).toMatchObject([
      {
        who: "Samira Lemarchand",
        what: "a pris le dossier",
        about: "Dossier 2027-00042",
        changes: [
          { label: "Intervenant", before: null, after: "Samira Lemarchand" },
          { label: "Échéance", before: null, after: "14\u00a0mai 2027" },
        ],
      },
    ]);
    expect((await linesOf(manager)).map(({ kind }) => kind)).toEqual(["reading", "change"]);
  });

  it("tells an administrator that a case was touched, by its number, and no value of it", async () => {
    const lines = await linesOf(administrator);
    expect(lines.map(({ what, about, changes }) => [what, about, changes.length])).toEqual([
      ["a exporté le journal", null, 1],
      ["a consulté le dossier", "Dossier 2027-00042", 0],
      ["a pris le dossier", "Dossier 2027-00042", 0],
    ]);
  });

  it("is closed to other members, to other organisations, and to who is signed out", async () => {
    await expect(readJournal(mediator, organisation.id, {})).rejects.toMatchObject({
      refusal: { code: "forbidden" },
    });
    const other = await anOrganisation(database);
    await expect(readJournal(administrator, other.id, {})).rejects.toMatchObject({
      refusal: { code: "notFound" },
    });
    await expect(readJournal(await enter(database.app()), organisation.id, {})).rejects.toThrow(Refused);
  });

  it("keeps the name of someone who left, and filters by person and by day", async () => {
    const userId = mediator.actor.kind === "user" ? mediator.actor.userId : "";
    await database.admin`update membership set ended_at = now() where user_id = ${userId}`;
    const { people, lines } = value(await readJournal(manager, organisation.id, { userId }));
    expect(people.map(({ name }) => name)).toContain("Samira Lemarchand");
    expect(lines.map(({ who }) => who)).toEqual(["Samira Lemarchand", "Samira Lemarchand"]);
    expect(await linesOf(manager, { to: "2020-01-01" })).toEqual([]);
    expect(await linesOf(manager, { from: "2020-01-01" })).toHaveLength(2);
  });

  it("goes by pages without losing or repeating a line", async () => {
    for (let n = 0; n < 120; n += 1)
      await write(manager, {
        action: "entry.process",
        target: { kind: "case_entry", id: uuidV7(new Date()) },
      });
    const ids: string[] = [];
    let after: string | undefined;
    do {
      const page = value(await readJournal(manager, organisation.id, after ? { after } : {}));
      ids.push(...page.lines.map(({ id }) => id));
      after = page.next ?? undefined;
    } while (after);
    expect(ids).toHaveLength(122);
    expect(new Set(ids).size).toBe(122);
  });
});

describe("the export of the journal", () => {
  it("is a spreadsheet file whose cells never run, and is itself in the journal", async () => {
    await database.admin`update user_account set first_name = '=HYPERLINK("x")' where last_name = 'Roussel'`;
    const { csv, fileName } = value(await exportJournal(manager, organisation.id, {}));
    expect(csv.startsWith("\uFEFFDate;Heure;Qui;Quoi;Au sujet de;Changements\r\n")).toBe(true);
    expect(csv).toContain(`"'=HYPERLINK(""x"") Roussel"`);
    expect(csv.split("\r\n")).toHaveLength(124);
    expect(fileName).toMatch(/^journal-\d{4}-\d\d-\d\d\.csv$/);
    const [row] =
      await database.admin`select action, after from audit_event order by at desc, id desc limit 1`;
    expect(row).toMatchObject({ action: "audit.export", after: { lines: 122 } });
  });
});

describe("erasing a person from the journal", () => {
  const blank = (ctx: Ctx, id: string) =>
    ctx.db.execute<{ blank_audit: number }>(sql`select guichet.blank_audit(${id}) as blank_audit`);

  it("blanks the marked values of one item and nothing else, once, by workers only", async () => {
    const id = uuidV7(new Date());
    await write(manager, {
      action: "organisation.change",
      target: { kind: "organisation", id },
      before: { phone: "02 61 91 10 42", name: "Ville de Valbrune" },
      after: { phone: "02 61 91 10 43", name: "Valbrune" },
      personal: ["phone"],
    });
    const look = () =>
      database.admin`select *, blanked_at is not null as blanked from audit_event where target_id = ${id}`;
    const [before] = await look();
    await expect(blank(manager, id)).rejects.toMatchObject({ cause: { code: "42501" } });
    expect((await blank(database.worker(), id))[0]?.blank_audit).toBe(1);
    const [after] = await look();
    expect(after).toEqual({
      ...before,
      before: { phone: null, name: "Ville de Valbrune" },
      after: { phone: null, name: "Valbrune" },
      blanked: true,
      blanked_at: expect.any(Date),
    });
    expect((await blank(database.worker(), id))[0]?.blank_audit).toBe(0);
  });
});
