import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { mutate, permit } from "../../platform/mutate.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { organisationById } from "../access/index.ts";
import { sendDigests } from "../mail/jobs.ts";
import { mediationDigest } from "./digest.ts";
import type { Notice } from "./mail-notice.ts";
import { notifyAgents } from "./notify-agents.ts";
import { aCase, granted } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
let town: Awaited<ReturnType<typeof anOrganisation>>;
let claire: Awaited<ReturnType<typeof aMediator>>;

const wantNotice = (how: "at_once" | "digest" | "none") => admin`
  insert into mail_settings (organisation_id, service, closed_reopen_days, after_close, raw_retention_days,
    quarantine_days, undo_seconds, new_mail_notice, updated_at)
  values (${town.id}, 'mediation', 0, 'entry', 180, 30, 10, ${how}, now())
  on conflict (organisation_id, service) do update set new_mail_notice = ${how}`;

const tell = async (found: Awaited<ReturnType<typeof aCase>>["found"], notice: Notice = "new_inbound") => {
  const ctx = database.worker();
  return granted(
    await mutate(ctx, async (tx) => {
      const events = await notifyAgents(
        tx,
        ctx,
        await organisationById(tx, town.id),
        { ...found, assigneeId: claire.id },
        notice,
      );
      return { result: events.length, permission: permit(true), audit: [], events };
    }),
  );
};
const waits = () => admin<{ user_id: string; sent_at: Date | null }[]>`
  select user_id, sent_at from waiting_notice where organisation_id = ${town.id}`;
const digestsTo = (email: string) => admin<{ subject: string; text: string; html: string; class: string }[]>`
  select m.subject, m.text, m.html, m.class from outgoing_message m
  join outgoing_recipient r on r.outgoing_message_id = m.id
  where m.template like 'mail.digest%' and r.address = ${email}`;
/** The job, at an instant. */
const runAt = (instant: string) =>
  sendDigests({ ...database.worker(), now: () => new Date(instant) }, [mediationDigest]);

beforeAll(async () => {
  town = await anOrganisation(database);
});
beforeEach(async () => {
  await admin`delete from waiting_notice`;
  await admin`delete from digest_day`;
  claire = await aMediator(database, town.id, { firstName: "Claire", lastName: "Vasseur" });
});

describe("a new message is told as the organisation wants it", () => {
  it("at once, by a mail", async () => {
    await wantNotice("at_once");
    const { found } = await aCase(database, town);
    expect(await tell(found)).toBe(1);
    expect(await waits()).toHaveLength(0);
  });
  it("in the digest, and failures are told at once all the same", async () => {
    await wantNotice("digest");
    const { found } = await aCase(database, town);
    expect(await tell(found)).toBe(0);
    expect(await waits()).toEqual([{ user_id: claire.id, sent_at: null }]);
    expect(await tell(found, "failed_send")).toBe(1);
  });
  it("or never by mail", async () => {
    await wantNotice("none");
    const { found } = await aCase(database, town);
    expect(await tell(found)).toBe(0);
    expect(await waits()).toHaveLength(0);
  });
});

describe("the digest", () => {
  const waiting = async (given: { cases: number; at: string }) => {
    const made = [];
    for (let n = 0; n < given.cases; n += 1)
      made.push(await aCase(database, town, { assigneeId: claire.id }));
    for (const { found } of [...made, ...made.slice(0, 1)])
      await admin`insert into waiting_notice (id, organisation_id, service, target_id, user_id, notice, at)
        values (gen_random_uuid(), ${town.id}, 'mediation', ${found.id}, ${claire.id}, 'new_inbound', ${given.at})`;
    return made.map(({ found }) => found);
  };

  it("is one mail with numbers and links, never a name, an address or a text; twice at once it leaves once", async () => {
    const [first] = await waiting({ cases: 2, at: "2027-03-12T17:00:00Z" });
    await Promise.all([runAt("2027-03-15T06:31:00Z"), runAt("2027-03-15T06:31:00Z")]);
    await runAt("2027-03-15T06:46:00Z");
    const sent = await digestsTo(claire.email);
    expect(sent).toHaveLength(1);
    const number = `${first?.year}-${String(first?.seq).padStart(5, "0")}`;
    expect(sent[0]).toMatchObject({
      class: "digest",
      subject: `${town.name}\u00a0: votre résumé du matin`,
    });
    expect(sent[0]?.text).toContain(`Dossier ${number}\u00a0: 2\u00a0nouveaux messages`);
    expect(sent[0]?.text).toContain(`/mediation/dossiers/${first?.id}`);
    expect(`${sent[0]?.text}${sent[0]?.html}`).not.toMatch(/Thibaudot|cantine|requerant/i);
  });

  it("waits for 07:30 of the reader's own day, and for the next working day after it", async () => {
    await waiting({ cases: 1, at: "2027-03-12T06:31:00Z" });
    await admin`update user_account set time_zone = 'Indian/Reunion' where id = ${claire.id}`;
    await runAt("2027-03-15T03:29:00Z");
    expect(await digestsTo(claire.email)).toHaveLength(0);
    await runAt("2027-03-15T03:30:00Z");
    expect(await digestsTo(claire.email)).toHaveLength(1);
    await waiting({ cases: 1, at: "2027-03-15T03:31:00Z" });
    await runAt("2027-03-15T12:00:00Z");
    expect(await digestsTo(claire.email)).toHaveLength(1);
    await runAt("2027-03-16T03:45:00Z");
    expect(await digestsTo(claire.email)).toHaveLength(2);
  });

  it("tells nothing to who left, nor of a case they may not see any more", async () => {
    await admin`update cases set status = 'MERGED', merged_into_id = id where organisation_id = ${town.id}`;
    const [found] = await waiting({ cases: 1, at: "2027-03-12T06:31:00Z" });
    await admin`update cases set restricted = true, assignee_id = null where id = ${found?.id ?? ""}`;
    await runAt("2027-03-15T06:30:00Z");
    expect(await digestsTo(claire.email)).toHaveLength(0);
    await waiting({ cases: 1, at: "2027-03-15T06:31:00Z" });
    await admin`update membership set ended_at = now() where user_id = ${claire.id}`;
    await runAt("2027-03-16T06:30:00Z");
    expect(await digestsTo(claire.email)).toHaveLength(0);
    await runAt("2027-04-12T06:30:00Z");
    expect((await waits()).every(({ sent_at }) => sent_at !== null)).toBe(true);
  });

  it("mediation#30 mediation#47 counts open cases one may see, in one mail with a section for each of three organisations", async () => {
    const others = [await anOrganisation(database), await anOrganisation(database)];
    for (const { id } of others)
      await admin`insert into membership (id, user_id, organisation_id, service, roles)
        values (gen_random_uuid(), ${claire.id}, ${id}, 'mediation', '{mediator}')`;
    const late = async (organisation: { id: string }, changed: string) => {
      const { found } = await aCase(database, organisation, { assigneeId: claire.id });
      await admin.unsafe(`update cases set due_on = '2027-03-01', ${changed} where id = '${found.id}'`);
    };
    for (const organisation of [town, ...others]) await late(organisation, "updated_at = now()");
    await late(town, "status = 'CLOSED', closed_at = now(), outcome = 'OTHER'");
    await late(town, "status = 'MERGED', merged_into_id = id");
    await late(town, "deleted_at = now()");
    await late(town, "sample = true");
    await late(town, "restricted = true, assignee_id = null");
    const broken = await aMediator(database, town.id, { firstName: "Adresse", lastName: "Cassée" });
    await admin`update user_account set email = 'pas une adresse', time_zone = 'Europe/Paris' where id = ${broken.id}`;
    await admin`update cases set assignee_id = null where organisation_id = ${town.id} and assignee_id is not null and due_on is null`;
    // The night of 28 March the clocks change: the hour on the wall is the same the next working day, once.
    await runAt("2027-03-30T05:29:00Z").catch(() => undefined);
    expect(await digestsTo(claire.email)).toHaveLength(0);
    await runAt("2027-03-30T05:30:00Z").catch(() => undefined);
    await runAt("2027-03-30T06:30:00Z").catch(() => undefined);
    const sent = await digestsTo(claire.email);
    expect(sent).toHaveLength(1);
    for (const { name } of [town, ...others]) expect(sent[0]?.text).toContain(name);
    expect(sent[0]?.text.match(/1\u00a0dossier en retard/g)).toHaveLength(3);
    expect(await digestsTo("pas une adresse")).toHaveLength(0);
  });

  it("names a file that is ready, for who wants to hear of it in the morning", async () => {
    await admin`insert into waiting_notice (id, organisation_id, service, target_id, user_id, notice, at)
      values (gen_random_uuid(), ${town.id}, 'mediation', ${town.id}, ${claire.id}, 'export_ready', '2027-03-12T06:31:00Z')`;
    await runAt("2027-03-15T06:31:00Z");
    const [sent] = await digestsTo(claire.email);
    expect(sent?.text).toContain("Fichier prêt");
    expect(sent?.text).toContain(`/espace/${town.slug}/mediation/mes-fichiers`);
  });

  it("says nothing when there is nothing to say", async () => {
    const calm = await anOrganisation(database);
    const lise = await aMediator(database, calm.id);
    await runAt("2027-03-15T06:31:00Z");
    expect(await digestsTo(lise.email)).toHaveLength(0);
  });
});
