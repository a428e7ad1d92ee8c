import { randomUUID } from "node:crypto";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { readObject } from "../../platform/files.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { anOrganisation, aUser } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { noteDeadLetter } from "./dead-mail.ts";
import { lastNight } from "./expire-held.ts";
import { receive } from "./receive.ts";
import { releaseHeld } from "./release-held.ts";
import { replyAddressFor } from "./reply-address.ts";
import { tendQuarantine } from "./tend-quarantine.ts";
import { deliver } from "./test-kit/deliveries.ts";
import { aLetter, createLetters, letters, service } from "./test-kit/letters.ts";
import { aMultipart, aRawMail } from "./test-kit/raw-mails.ts";

const database = testDatabase();
const { admin } = database;
const mailboxes = [letters];

beforeAll(() => createLetters(database));
afterEach(() => database.setNow(undefined));

const aService = async (timeZone = "Europe/Paris") => {
  const made = await anOrganisation(database, { timeZone });
  await admin`update intake_address set service = ${service}, mode = 'known_only' where organisation_id = ${made.id}`;
  return made;
};
type Town = Awaited<ReturnType<typeof aService>>;

const aKeeper = (town: Town, role = "manager") =>
  aUser(database, [{ organisationId: town.id, service, roles: [role] }]);

const days = (count: number) => count * 24 * 3600 * 1000;
/** Tuesday 16 March 2027, a working day, at this hour in Paris. */
const at = (hour: string, day = "2027-03-16") => new Date(`${day}T${hour}:00+01:00`);

/** A mail of a new person to an address for known ones, held from then on. */
const held = async (town: Town, when: Date, given: { raw?: Buffer; verdicts?: { virus: "FAIL" } } = {}) => {
  const from = `p-${randomUUID().slice(0, 8)}@usagers.example`;
  database.setNow(when);
  const ctx = database.worker();
  const raw = given.raw ?? aRawMail({ from, messageId: `<${randomUUID()}@x.example>` });
  await receive(
    ctx,
    mailboxes,
    await deliver(ctx, { raw, to: [town.intake], at: when, verdicts: given.verdicts ?? {} }),
  );
  const [row] = await admin`select q.id, m.raw_key, m.id as mail from quarantine q
    join inbound_target t on t.id = q.inbound_target_id join inbound_mail m on m.id = t.inbound_mail_id
    where q.organisation_id = ${town.id} order by q.id desc limit 1`;
  return { id: String(row?.id), rawKey: String(row?.raw_key), mail: String(row?.mail) };
};
const rowOf = async (id: string) => {
  const [row] = await admin`select * from quarantine where id = ${id}`;
  if (!row) throw new Error("no such row");
  return row;
};
const hasRaw = async (key: string) =>
  (await readObject(database.worker().env, "mail-raw", key, 1e6)) !== undefined;
const tendAt = async (when: Date) => {
  database.setNow(when);
  await tendQuarantine(database.worker(), mailboxes);
};
const recalls = (town: Town) => admin`
  select m.subject, m.text, array_agg(r.address order by r.address) as told from outgoing_message m
  join outgoing_recipient r on r.outgoing_message_id = m.id
  where m.organisation_id = ${town.id} and m.template = 'mail.held@1' group by m.id order by m.id`;

describe("held mails whose time is over", () => {
  test("go with their files and their original at three in the morning; the row stays for the register", async () => {
    const town = await aService();
    const pdf = Buffer.from(`%PDF-1.7 ${randomUUID()}`);
    const mail = await held(town, at("10:00"), {
      raw: aMultipart(
        "multipart/mixed",
        [
          { type: "text/plain", body: "Bonjour." },
          { type: "application/pdf; name=a.pdf", body: pdf },
        ],
        ["From: Anna <anna@usagers.example>", `Message-ID: <${randomUUID()}@x.example>`],
      ),
    });
    const [file] = await admin`select key from stored_file where organisation_id = ${town.id}`;
    await tendAt(new Date(at("23:00").getTime() + days(30)));
    expect((await rowOf(mail.id)).state).toBe("waiting");
    await tendAt(new Date(at("03:30").getTime() + days(31)));
    expect(await rowOf(mail.id)).toMatchObject({
      state: "expired",
      cause: "new_sender",
      from_domain: "usagers.example",
      from_address: null,
      from_name_claimed: null,
      subject: null,
      text: null,
    });
    expect(await hasRaw(mail.rawKey)).toBe(false);
    expect(await admin`select id from mail_attachment where inbound_mail_id = ${mail.mail}`).toEqual([]);
    expect(await admin`select id from stored_file where organisation_id = ${town.id}`).toEqual([]);
    const env = database.worker().env;
    expect(await readObject(env, "files", String(file?.key), 1e6)).toBeUndefined();
    const [inbound] =
      await admin`select state, subject, from_address from inbound_mail where id = ${mail.mail}`;
    expect(inbound).toEqual({ state: "purged", subject: null, from_address: null });
    // Again, nothing more happens.
    const before = await rowOf(mail.id);
    await tendAt(new Date(at("04:30").getTime() + days(31)));
    expect(await rowOf(mail.id)).toEqual(before);
  });

  test("go in the night of their own organisation", () => {
    const now = new Date("2027-03-16T00:30:00Z");
    expect(lastNight(now, "Europe/Paris").toISOString()).toBe("2027-03-15T02:00:00.000Z");
    expect(lastNight(now, "Indian/Reunion").toISOString()).toBe("2027-03-15T23:00:00.000Z");
    expect(lastNight(new Date("2027-03-16T02:00:00Z"), "Europe/Paris").toISOString()).toBe(
      "2027-03-16T02:00:00.000Z",
    );
  });

  test("keep the original as long as another of the mail's destinations needs it", async () => {
    const [one, two] = [await aService(), await aService()];
    const from = "deux@usagers.example";
    database.setNow(at("10:00"));
    const ctx = database.worker();
    const raw = aRawMail({ from, messageId: `<${randomUUID()}@x.example>` });
    await receive(ctx, mailboxes, await deliver(ctx, { raw, to: [one.intake, two.intake], at: at("10:00") }));
    const rows = await admin`select q.id, q.organisation_id, m.raw_key from quarantine q
      join inbound_target t on t.id = q.inbound_target_id join inbound_mail m on m.id = t.inbound_mail_id
      where q.organisation_id in (${one.id}, ${two.id})`;
    expect(rows).toHaveLength(2);
    const later = rows.find(({ organisation_id }) => organisation_id === two.id);
    await admin`update quarantine set expires_at = expires_at + interval '10 days' where id = ${later?.id}`;
    await tendAt(new Date(at("05:00").getTime() + days(32)));
    expect(await hasRaw(String(later?.raw_key))).toBe(true);
    expect((await rowOf(String(later?.id))).state).toBe("waiting");
    await tendAt(new Date(at("05:00").getTime() + days(42)));
    expect(await hasRaw(String(later?.raw_key))).toBe(false);
  });

  test("get fifteen days more, once, when they wait on a letter and nobody opened them; a virus never", async () => {
    const town = await aService();
    const letter = await aLetter(database, town.id);
    const [mail, opened, virus] = [
      await held(town, at("10:00")),
      await held(town, at("10:00")),
      await held(town, at("10:00"), { verdicts: { virus: "FAIL" } }),
    ];
    for (const { id } of [mail, opened, virus])
      await admin`update quarantine set case_id = ${letter.id} where id = ${id}`;
    await admin`update quarantine set opened_at = now() where id = ${opened.id}`;
    await tendAt(new Date(at("05:00").getTime() + days(31)));
    expect((await rowOf(mail.id)).state).toBe("waiting");
    expect([(await rowOf(opened.id)).state, (await rowOf(virus.id)).state]).toEqual(["expired", "expired"]);
    await tendAt(new Date(at("05:00").getTime() + days(44)));
    expect((await rowOf(mail.id)).state).toBe("waiting");
    await tendAt(new Date(at("05:00").getTime() + days(46)));
    expect((await rowOf(mail.id)).state).toBe("expired");
  });

  test("when deleted go seven days later, and no sooner", async () => {
    const town = await aService();
    const mail = await held(town, at("10:00"));
    await admin`update quarantine set state = 'deleted', decided_at = ${at("11:00")} where id = ${mail.id}`;
    await tendAt(new Date(at("10:00").getTime() + days(7)));
    expect((await rowOf(mail.id)).erased_at).toBeNull();
    await tendAt(new Date(at("12:00").getTime() + days(7)));
    expect(await rowOf(mail.id)).toMatchObject({ state: "deleted", text: null, erased_at: expect.any(Date) });
    expect(await hasRaw(mail.rawKey)).toBe(false);
  });

  test("leave an entry that was made of them as it is", async () => {
    const town = await aService();
    const letter = await aLetter(database, town.id);
    const mail = await held(town, at("10:00"));
    const decision = { to: "target", service, targetId: letter.id, reopen: false };
    await admin`update quarantine set state = 'released', decision = ${admin.json(decision)} where id = ${mail.id}`;
    await releaseHeld(database.worker(), mailboxes, mail.id);
    await tendAt(new Date(at("05:00").getTime() + days(40)));
    expect(await rowOf(mail.id)).toMatchObject({ state: "released", text: null });
    expect(await hasRaw(mail.rawKey)).toBe(true);
    expect(await admin`select id from letter_entry where letter_id = ${letter.id}`).toHaveLength(1);
  });
});

describe("recalls", () => {
  test("tell the keepers once of what waits for a day, in the morning of a working day, by cause", async () => {
    const town = await aService();
    const keeper = await aKeeper(town);
    await aKeeper(town, "reader");
    await held(town, at("06:00"));
    await held(town, at("06:30"));
    await tendAt(at("20:00"));
    expect(await recalls(town)).toEqual([]);
    await tendAt(at("07:00", "2027-03-17"));
    expect(await recalls(town)).toEqual([]);
    await tendAt(at("08:00", "2027-03-17"));
    const [recall] = await recalls(town);
    expect(recall).toMatchObject({
      subject: "2\u00a0courriels en quarantaine attendent une décision",
      told: [keeper.email],
    });
    expect(recall?.text).toContain("Nouvel expéditeur\u00a0: 2");
    expect(recall?.text).not.toContain("usagers.example");
    await tendAt(at("09:00", "2027-03-17"));
    await tendAt(at("09:00", "2027-03-18"));
    expect(await recalls(town)).toHaveLength(1);
  });

  test("come again five days before the end, and never at a weekend", async () => {
    const town = await aService();
    await aKeeper(town);
    await held(town, at("06:00"));
    await tendAt(at("08:00", "2027-03-17"));
    // Thirty days after 16 March is 15 April; five days before is a Saturday.
    await tendAt(new Date("2027-04-10T09:00:00+02:00"));
    expect(await recalls(town)).toHaveLength(1);
    await tendAt(new Date("2027-04-12T09:00:00+02:00"));
    const all = await recalls(town);
    expect(all).toHaveLength(2);
    expect(all[1]?.text).toContain("1\u00a0courriel s’efface dans cinq jours ou moins.");
    await tendAt(new Date("2027-04-13T09:00:00+02:00"));
    expect(await recalls(town)).toHaveLength(2);
  });
});

test("a release that fails every receive gives the mail back to who decides", async () => {
  const town = await aService();
  const mail = await held(town, at("10:00"));
  const letter = await aLetter(database, town.id);
  const decision = { to: "target", service, targetId: letter.id, reopen: false };
  await admin`update quarantine set state = 'released', decision = ${admin.json(decision)} where id = ${mail.id}`;
  await noteDeadLetter(database.worker(), {
    queue: "mail-inbound",
    messageId: randomUUID(),
    body: JSON.stringify({ release: mail.id }),
  });
  expect(await rowOf(mail.id)).toMatchObject({ state: "waiting", decision: { failed: "not_carried_out" } });
});

test("a release on a letter that is gone or of another organisation gives the mail back", async () => {
  const [town, other] = [await aService(), await aService()];
  const foreign = await aLetter(database, other.id);
  const erased = await aLetter(database, town.id, { state: "erased" });
  for (const targetId of [foreign.id, erased.id, randomUUID()]) {
    const mail = await held(town, at("10:00"));
    const decision = { to: "target", service, targetId, reopen: false };
    await admin`update quarantine set state = 'released', decision = ${admin.json(decision)} where id = ${mail.id}`;
    await releaseHeld(database.worker(), mailboxes, mail.id);
    expect(await rowOf(mail.id)).toMatchObject({ state: "waiting", decision: { failed: "target_gone" } });
  }
});

test("a release reopens a closed letter only when that was decided and its service lets mails do it", async () => {
  const town = await aService();
  const closedAt = at("10:00", "2027-03-01");
  for (const [daysOpen, reopen, expected] of [
    [30, true, "open"],
    [30, false, "closed"],
    [0, true, "closed"],
  ] as const) {
    const letter = await aLetter(database, town.id, { state: "closed", closedAt, days: daysOpen });
    const mail = await held(town, at("10:00"));
    const decision = { to: "target", service, targetId: letter.id, reopen };
    await admin`update quarantine set state = 'released', decision = ${admin.json(decision)} where id = ${mail.id}`;
    await releaseHeld(database.worker(), mailboxes, mail.id);
    const [row] = await admin`select state from letter where id = ${letter.id}`;
    expect(row?.state).toBe(expected);
  }
});

test("a stranger released on a letter takes part in it", async () => {
  const town = await aService();
  const letter = await aLetter(database, town.id);
  const ctx = database.worker();
  const token = await mutate(ctx, async (tx) => ({
    result: await replyAddressFor(tx, ctx, {
      organisationId: town.id,
      service,
      targetId: letter.id,
      as: { is: "participant", participantId: letter.people[0] ?? "" },
    }),
    permission: permit(true),
    audit: [],
    events: [],
  }));
  if (!token.ok) throw new Error(token.refusal.reason);
  const from = "beaucoup@usagers.example";
  await receive(ctx, mailboxes, await deliver(ctx, { raw: aRawMail({ from }), to: [token.value] }));
  const [row] = await admin`select id from quarantine where case_id = ${letter.id}`;
  const decision = {
    to: "target",
    service,
    targetId: letter.id,
    participant: { name: "B.", side: "OTHER", tell: false },
    reopen: false,
  };
  await admin`update quarantine set state = 'released', decision = ${admin.json(decision)} where id = ${row?.id}`;
  await releaseHeld(ctx, mailboxes, String(row?.id));
  const people = await admin`select address from letter_person where letter_id = ${letter.id}`;
  expect(people.map(({ address }) => address)).toContain(from);
  expect(await admin`select authorship from letter_entry where letter_id = ${letter.id}`).toMatchObject([
    { authorship: "released" },
  ]);
});
