import { beforeAll, describe, expect, test } from "vitest";
import { uuidV7 } from "../../platform/ids.ts";
import { anOrganisation, aUser } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { readMailStatistics } from "./mail-statistics.ts";
import { granted, refusalOf, signedIn } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
const id = () => uuidV7(new Date());
let organisation: string;

const withRole = async (role: string, of = organisation) => {
  const user = await aUser(database, [{ organisationId: of, service: "mediation", roles: [role] }]);
  return signedIn(database, user);
};

interface Came {
  at: string;
  class?: string;
  outcome?: string;
  caseId?: string;
  authorship?: string;
}
const aMail = async (
  { at, class: mailClass = "human", outcome = "entry", ...rest }: Came,
  of = organisation,
) => {
  const [mail, target] = [id(), id()];
  await admin`insert into inbound_mail (id, ses_message_id, bucket, raw_key, received_at, envelope_recipients, verdicts,
      state, class)
    values (${mail}, ${mail}, 'mail-raw', ${mail}, ${at}, '{}', '{}', 'done', ${mailClass})`;
  await admin`insert into inbound_target (id, organisation_id, inbound_mail_id, target_key, case_id, matched_by,
      authorship, outcome, created_at, message_id)
    values (${target}, ${of}, ${mail}, 'x', ${rest.caseId ?? null}, 'intake', ${rest.authorship ?? "participant_verified"},
      ${outcome}, ${at}, ${mail})`;
  return target;
};
const aHeldMail = async (cause: string, at: string, decidedAfterHours?: number) => {
  const target = await aMail({ at, outcome: "quarantine" });
  const decided =
    decidedAfterHours === undefined ? null : new Date(Date.parse(at) + decidedAfterHours * 3_600_000);
  await admin`insert into quarantine (id, inbound_target_id, organisation_id, cause, state, received_at, expires_at,
      decided_at, decided_by)
    values (${id()}, ${target}, ${organisation}, ${cause}, ${decided ? "released" : "waiting"}, ${at}, ${at},
      ${decided}, ${decided && id()})`;
};
const anAnswer = async (caseId: string, at: string, states: string[] = []) => {
  const message = id();
  await admin`insert into outgoing_message (id, organisation_id, service, target_id, class, template, sender_name, subject,
      text, html, idempotency_key, created_at)
    values (${message}, ${organisation}, 'mediation', ${caseId}, 'conversation', 'free', 'M', 'S', '', '', ${message}, ${at})`;
  for (const state of states)
    await admin`insert into outgoing_recipient (id, organisation_id, outgoing_message_id, address, from_local_part, kind,
        state, state_at, return_token, created_at)
      values (${id()}, ${organisation}, ${message}, ${id()}, 'noreply', 'to', ${state}, ${at}, ${id()}, ${at})`;
};

beforeAll(async () => {
  organisation = (await anOrganisation(database)).id;
  const [one, two, older] = [id(), id(), id()];
  // New Year in Paris is still December in Greenwich.
  await aMail({ at: "2026-12-31T23:30:00Z", caseId: one });
  await anAnswer(one, "2027-01-01T05:30:00Z", ["delivered", "hard_bounced"]);
  await anAnswer(one, "2027-01-09T05:30:00Z", ["cancelled"]);
  await aMail({ at: "2027-02-01T08:00:00Z", caseId: two });
  await aMail({ at: "2027-02-02T08:00:00Z", caseId: two });
  await anAnswer(two, "2027-02-03T08:00:00Z", ["complained", "delivered"]);
  // Its first mail is before the period, so its answer is no first answer of it.
  await aMail({ at: "2026-11-01T08:00:00Z", caseId: older });
  await aMail({ at: "2027-02-01T08:00:00Z", caseId: older });
  await anAnswer(older, "2027-02-01T09:00:00Z");
  await aMail({ at: "2027-02-05T08:00:00Z", class: "auto_reply", caseId: two, authorship: "machine" });
  await aHeldMail("spam", "2027-01-10T08:00:00Z", 2);
  await aHeldMail("spam", "2027-01-11T08:00:00Z", 4);
  await aHeldMail("unknown_sender", "2027-01-12T08:00:00Z", 30);
  await aHeldMail("virus", "2027-01-13T08:00:00Z");
  // Another organisation's.
  await aMail({ at: "2027-01-10T08:00:00Z" }, (await anOrganisation(database)).id);
});
const asked = () => ({ organisation, from: "2027-01", to: "2027-02" });

describe("figures of mail", () => {
  test("count by month of the organisation's own calendar, class, outcome, cause and state", async () => {
    const figures = granted(await readMailStatistics(await withRole("manager"), asked()));
    expect(figures.months).toEqual(["2027-01", "2027-02"]);
    expect(figures.received).toEqual([
      { month: "2027-01", class: "human", outcome: "entry", count: 1 },
      { month: "2027-01", class: "human", outcome: "quarantine", count: 4 },
      { month: "2027-02", class: "auto_reply", outcome: "entry", count: 1 },
      { month: "2027-02", class: "human", outcome: "entry", count: 3 },
    ]);
    expect(figures.held).toHaveLength(3);
    expect(figures.held).toContainEqual({ month: "2027-01", cause: "spam", count: 2 });
    expect(figures.sent).toContainEqual({ month: "2027-01", state: "cancelled", count: 1 });
    expect(figures.sent).toContainEqual({ month: "2027-02", state: "complained", count: 1 });
  });

  test("give the median time to decide, of what a person decided, and to answer, once per case", async () => {
    const figures = granted(await readMailStatistics(await withRole("manager"), asked()));
    expect(figures.treated).toEqual([{ month: "2027-01", hours: 4, count: 3 }]);
    expect(figures.answered).toEqual([
      { month: "2027-01", hours: 6, count: 1 },
      { month: "2027-02", hours: 48, count: 1 },
    ]);
  });

  test("are for managers and readers of statistics, of that organisation", async () => {
    expect((await readMailStatistics(await withRole("stats_reader"), asked())).ok).toBe(true);
    for (const role of ["mediator", "assistant", "reader"])
      expect(refusalOf(await readMailStatistics(await withRole(role), asked())).code).toBe("forbidden");
    const elsewhere = await withRole("manager", (await anOrganisation(database)).id);
    expect(refusalOf(await readMailStatistics(elsewhere, asked())).code).toBe("notFound");
    const rows = await elsewhere.db.$client`
      select * from guichet.received_mails(${organisation}, '2026-01-01', '2028-01-01', 'Europe/Paris')`;
    expect(rows).toHaveLength(0);
  });
});
