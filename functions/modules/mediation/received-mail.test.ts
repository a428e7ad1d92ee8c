import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { mutate, permit } from "../../platform/mutate.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { replyAddressFor } from "../mail/index.ts";
import { receive } from "../mail/jobs.ts";
import { type Delivery, deliver } from "../mail/test-kit/deliveries.ts";
import { aRawMail } from "../mail/test-kit/raw-mails.ts";
import { mediationMailbox } from "./mailbox.ts";
import { readCase } from "./read-case.ts";
import { sendMessage } from "./send-message.ts";
import { aCase, type CaseInTest, granted, signedIn } from "./test-kit.ts";

/** Mails that go the whole way: from the raw as SES keeps it to the case as an agent reads it. */

const database = testDatabase();
const { admin } = database;
let town: Awaited<ReturnType<typeof anOrganisation>>;
let claire: Awaited<ReturnType<typeof aMediator>>;
beforeAll(async () => {
  town = await anOrganisation(database);
  claire = await aMediator(database, town.id, { firstName: "Claire", lastName: "Vasseur" });
});

const mine = () => aCase(database, town, { assigneeId: claire.id });
const arrives = async (delivery: Delivery) => {
  const ctx = database.worker();
  await receive(ctx, [mediationMailbox], await deliver(ctx, delivery));
};
type As = { is: "participant"; participantId: string } | { is: "agent"; userId: string };
const addressOf = async (to: CaseInTest, as: As) => {
  const ctx = database.worker();
  const who = { organisationId: town.id, service: "mediation", targetId: to.found.id, as };
  return granted(
    await mutate(ctx, async (tx) => ({
      result: await replyAddressFor(tx, ctx, who),
      permission: permit(true),
      audit: [],
      events: [],
    })),
  );
};
const tokenOf = (to: CaseInTest) => addressOf(to, { is: "participant", participantId: to.participantId });
const sentTo = (address: string) => admin<
  { subject: string; text: string; html: string; template: string }[]
>`
  select m.subject, m.text, m.html, m.template from outgoing_message m
  join outgoing_recipient r on r.outgoing_message_id = m.id where r.address = ${address} order by m.id`;
const readAsClaire = async (to: CaseInTest) =>
  granted(await readCase(await signedIn(database, claire), to.found.id));

describe("who may be added by a mail", () => {
  it("mail#31 ten unknown people in copy are shown, and none of them takes part", async () => {
    const to = await mine();
    const others = Array.from({ length: 10 }, (_, index) => `copie-${index}@voisins.example`);
    await arrives({
      raw: aRawMail({ from: to.email, headers: { Cc: others.join(", ") } }),
      to: [await tokenOf(to)],
    });
    const view = await readAsClaire(to);
    expect(view.participants.map(({ email }) => email)).toEqual([to.email]);
    expect(view.entries[0]?.shownRecipients).toEqual(expect.arrayContaining(others));
    for (const other of others) expect(await sentTo(other)).toEqual([]);
  });

  it("mail#32 another Reply-To is shown and flagged; the author is From, and the answer goes to the address we hold", async () => {
    const to = await mine();
    const elsewhere = `ailleurs-${randomUUID().slice(0, 8)}@autre.example`;
    await arrives({
      raw: aRawMail({ from: to.email, headers: { "Reply-To": elsewhere } }),
      to: [await tokenOf(to)],
    });
    const view = await readAsClaire(to);
    expect(view.entries[0]).toMatchObject({
      author: "Nadège Thibaudot",
      flags: ["reply_to_differs"],
      replyTo: [elsewhere],
    });
    granted(
      await sendMessage(await signedIn(database, claire), {
        caseId: to.found.id,
        idempotencyKey: randomUUID(),
        recipients: [to.participantId],
        subject: "Votre facture",
        text: "Merci, je regarde.",
        files: [],
        lastSeenEntryId: view.entries[0]?.id ?? null,
      }),
    );
    expect([(await sentTo(to.email)).length, await sentTo(elsewhere)]).toEqual([1, []]);
  });
});

describe("an agent who writes by mail", () => {
  it("mail#27 leaves an internal note, which the requester neither receives nor sees", async () => {
    const to = await mine();
    const token = await addressOf(to, { is: "agent", userId: claire.id });
    await arrives({ raw: aRawMail({ from: claire.email, text: "À rappeler lundi." }), to: [token] });
    expect((await readAsClaire(to)).entries[0]).toMatchObject({ kind: "note", mine: true, direction: null });
    expect(await sentTo(to.email)).toEqual([]);
  });

  it("mail#28 an hour after they left, is held, and told by one mail that says nothing of the case", async () => {
    const to = await mine();
    const gone = await aMediator(database, town.id);
    const token = await addressOf(to, { is: "agent", userId: gone.id });
    await admin`update membership set ended_at = now() - interval '1 hour' where user_id = ${gone.id}`;
    const before = (await readAsClaire(to)).entries.length;
    for (const text of ["Une note.", "Une autre."]) {
      const raw = aRawMail({ from: gone.email, text, messageId: `<${randomUUID()}@agents.example>` });
      await arrives({ raw, to: [token], envelopeFrom: gone.email });
    }
    const held = await admin`select cause from quarantine where case_id = ${to.found.id}`;
    expect(held).toEqual([{ cause: "right_lost" }, { cause: "right_lost" }]);
    expect((await readAsClaire(to)).entries).toHaveLength(before);
    const told = await sentTo(gone.email);
    expect(told).toMatchObject([{ template: "mail.right_lost@1" }]);
    const { year, seq, id, subject } = to.found;
    for (const secret of [`${year}-${String(seq).padStart(5, "0")}`, id, subject, to.email, "Thibaudot"])
      expect(JSON.stringify(told)).not.toContain(secret);
  });

  it("mail#29 without proof, is held; Claire reads on the case that somebody used her address", async () => {
    const to = await mine();
    const before = await sentTo(claire.email);
    const raw = aRawMail({ from: claire.email, text: "Clôturez ce dossier." });
    await arrives({ raw, to: [await tokenOf(to)], verdicts: { dmarc: "FAIL" }, policy: "none" });
    const view = await readAsClaire(to);
    expect(view.entries[0]?.text).toContain("au nom de Claire Vasseur attend parmi les courriels retenus");
    expect(JSON.stringify(view.entries)).not.toContain("Clôturez");
    expect(await sentTo(claire.email)).toHaveLength(before.length);
  });
});

describe("mail#35 on a closed case of mediation", () => {
  const closed = async () => {
    const to = await mine();
    await admin`update cases set status = 'CLOSED', closed_at = now() - interval '10 days', outcome = 'OTHER'
      where id = ${to.found.id}`;
    return to;
  };

  it("a person's mail is an entry, its handler is told, and the case stays closed", async () => {
    const to = await closed();
    await arrives({ raw: aRawMail({ from: to.email }), to: [await tokenOf(to)] });
    const view = await readAsClaire(to);
    expect(view).toMatchObject({ status: "CLOSED", entries: [{ kind: "message", direction: "IN" }] });
    expect((await sentTo(claire.email)).map(({ template }) => template)).toContain("mediation.after_close@1");
  });

  it("where the organisation chose thirty days, the case is open again", async () => {
    const other = await anOrganisation(database);
    await admin`insert into mail_settings (organisation_id, service, closed_reopen_days, after_close, raw_retention_days,
        quarantine_days, undo_seconds, new_mail_notice, updated_at)
      values (${other.id}, 'mediation', 30, 'new_case', 180, 30, 10, 'at_once', now())`;
    const handler = await aMediator(database, other.id);
    const to = await aCase(database, other, { assigneeId: handler.id });
    const ctx = database.worker();
    const who = { organisationId: other.id, service: "mediation", targetId: to.found.id };
    const token = granted(
      await mutate(ctx, async (tx) => ({
        result: await replyAddressFor(tx, ctx, {
          ...who,
          as: { is: "participant", participantId: to.participantId },
        }),
        permission: permit(true),
        audit: [],
        events: [],
      })),
    );
    const close = (days: number) => admin`update cases set status = 'CLOSED', outcome = 'OTHER',
      closed_at = now() - ${days} * interval '1 day' where id = ${to.found.id}`;
    await close(10);
    await arrives({ raw: aRawMail({ from: to.email }), to: [token] });
    const stateOf = () => admin`select status from cases where id = ${to.found.id}`;
    expect(await stateOf()).toEqual([{ status: "TO_PROCESS" }]);

    // Sixty days later the words go on in a new case, of the person as we know them.
    await close(60);
    const raw = aRawMail({
      from: `Pseudo <${to.email}>`,
      messageId: `<${randomUUID()}@x.example>`,
      text: "Et encore.",
    });
    await arrives({ raw, to: [token] });
    expect(await stateOf()).toEqual([{ status: "CLOSED" }]);
    const people = await admin`select display_name, verification from participant
      where email_canonical = ${to.email} and case_id <> ${to.found.id}`;
    expect(people).toEqual([{ display_name: "Nadège Thibaudot", verification: "verified" }]);
  });
});
