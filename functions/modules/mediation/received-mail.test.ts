import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { enterLink } from "../../platform/enter.ts";
import { hashSecret } from "../../platform/ids.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { openLink } from "../access/index.ts";
import { replyAddressFor } from "../mail/index.ts";
import { receive } from "../mail/jobs.ts";
import { type Delivery, deliver } from "../mail/test-kit/deliveries.ts";
import { aMultipart, aRawMail } from "../mail/test-kit/raw-mails.ts";
import { endRepresentation } from "./decide-mandate.ts";
import { followUpView } from "./follow-up-view.ts";
import { mediationMailbox } from "./mailbox.ts";
import { mergeCases } from "./merge-cases.ts";
import { readCase } from "./read-case.ts";
import { addRepresentative, editRepresentative, removeRepresentative } from "./representatives.ts";
import { sendMessage } from "./send-message.ts";
import { aCase, aVisitor, type CaseInTest, granted, refusalOf, signedIn } from "./test-kit.ts";

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
  const who = {
    organisationId: to.found.organisationId,
    service: "mediation",
    targetId: to.found.id,
    as,
  };
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

describe("who left a case", () => {
  const representative = async (to: CaseInTest) => {
    const email = `rep.${randomUUID().slice(0, 8)}@cabinet.example`;
    const view = granted(
      await addRepresentative(await signedIn(database, claire), to.found.id, {
        lastName: "Ardouin",
        kind: "RELATIVE",
        email,
      }),
    );
    const partyId = view.parties.find((one) => one.role === "REPRESENTATIVE")?.id ?? "";
    const participantId = view.participants.find((one) => one.email === email)?.id ?? "";
    return { email, partyId, participantId };
  };
  const says = (from: string, text: string) =>
    aRawMail({ from, text, messageId: `<${randomUUID()}@cabinet.example>` });

  it.each(["is taken off", "acts no more"] as const)(
    "mediation#11 a representative who %s: their address is dead at once, and what they write is held, shown to handlers alone",
    async (how) => {
      const to = await mine();
      const gone = await representative(to);
      const own = await addressOf(to, { is: "participant", participantId: gone.participantId });
      const asClaire = await signedIn(database, claire);
      const left =
        how === "is taken off"
          ? await removeRepresentative(asClaire, to.found.id, gone.partyId)
          : await endRepresentation(asClaire, {
              ...{ caseId: to.found.id, partyId: gone.partyId, reason: "Mandat retiré par la requérante" },
              version: (await readAsClaire(to)).version,
            });
      granted(left);
      // To the address they had, then to the one of somebody who is still there.
      await arrives({ raw: says(gone.email, "SECRET un"), to: [own], envelopeFrom: gone.email });
      await arrives({ raw: says(gone.email, "SECRET deux"), to: [await tokenOf(to)] });
      const held =
        await admin`select cause, state from quarantine where case_id = ${to.found.id} order by cause`;
      expect(held).toEqual([
        { cause: "token_revoked", state: "waiting" },
        { cause: "unknown_sender", state: "waiting" },
      ]);
      expect(await sentTo(gone.email)).toMatchObject([{ template: "mail.address_ended@1" }]);
      const view = await readAsClaire(to);
      expect(JSON.stringify(view.entries)).not.toContain("SECRET");
      expect(view.participants.find(({ email }) => email === gone.email)).toMatchObject({
        speaks: "ended",
        getsLetters: false,
      });
      const visitor = aVisitor(database);
      const opened = granted(await openLink(visitor, to.secret.token));
      const hash = hashSecret(opened.secret);
      await admin`update link_session set code_verified = true where token_hash = ${hash}`;
      const page = await enterLink({ ...visitor, credentials: { linkHash: hash, clientAddress: "page" } });
      expect(JSON.stringify(granted(await followUpView(page)))).not.toContain("SECRET");
      const letter = await sendMessage(await signedIn(database, claire), {
        ...{ caseId: to.found.id, idempotencyKey: randomUUID(), recipients: [gone.participantId] },
        ...{ subject: "Votre demande", text: "Bonjour", files: [], despiteNewer: true, despiteMandate: true },
        lastSeenEntryId: null,
      });
      expect(refusalOf(letter).reason).toBe("representation_ended");

      // Named again, they take part again, under another reply address.
      if (how === "acts no more") return;
      const back = { lastName: "Ardouin", kind: "RELATIVE" as const, email: gone.email };
      granted(await addRepresentative(await signedIn(database, claire), to.found.id, back));
      const fresh = await addressOf(to, { is: "participant", participantId: gone.participantId });
      expect(fresh).not.toBe(own);
      await arrives({ raw: says(gone.email, "Me revoici."), to: [fresh] });
      expect((await readAsClaire(to)).entries.some(({ text }) => text?.includes("Me revoici."))).toBe(true);
    },
  );

  it("mediation#11 another address of a representative closes the old one, which may be a stranger's", async () => {
    const to = await mine();
    const before = await representative(to);
    const own = await addressOf(to, { is: "participant", participantId: before.participantId });
    const email = `autre.${randomUUID().slice(0, 8)}@cabinet.example`;
    granted(
      await editRepresentative(await signedIn(database, claire), to.found.id, before.partyId, {
        ...{ lastName: "Ardouin", kind: "RELATIVE", email },
      }),
    );
    await arrives({ raw: says(before.email, "SECRET"), to: [own], envelopeFrom: before.email });
    expect(await admin`select cause from quarantine where case_id = ${to.found.id}`).toEqual([
      { cause: "token_revoked" },
    ]);
  });
});

describe("one mail, by the way mails come", () => {
  const named = (text: string) => aRawMail({ text, messageId: `<${randomUUID()}@usagers.example>` });
  const mailsOn = async (to: CaseInTest) =>
    (await readAsClaire(to)).entries.filter(({ kind }) => kind === "message").map(({ text }) => text?.trim());

  it("mediation#21 announced twice makes one entry and one notice; to two cases, one on each with the same files", async () => {
    const shared = `nadege.${randomUUID().slice(0, 8)}@courriel.example`;
    const requester = { email: shared, emailCanonical: shared };
    const [first, second] = await Promise.all([
      aCase(database, town, { assigneeId: claire.id, requester }),
      aCase(database, town, { assigneeId: claire.id, requester }),
    ]);
    const ctx = database.worker();
    const raw = aMultipart(
      "multipart/mixed",
      [
        { type: "text/plain; charset=utf-8", body: "Deux dossiers, un courriel." },
        {
          type: "application/pdf",
          headers: ['Content-Disposition: attachment; filename="facture.pdf"'],
          body: Buffer.from(`%PDF-1.4 ${randomUUID()}`),
        },
      ],
      [
        `From: ${shared}`,
        "Subject: Mes factures",
        `Message-ID: <${randomUUID()}@courriel.example>`,
        "MIME-Version: 1.0",
      ],
    );
    const announced = await deliver(ctx, { raw, to: [await tokenOf(first), await tokenOf(second)] });
    // The queue gives the record twice, at once and later; the relay sends the bytes again under another id.
    await Promise.allSettled([
      receive(ctx, [mediationMailbox], announced),
      receive(database.worker(), [mediationMailbox], announced),
    ]);
    await receive(ctx, [mediationMailbox], announced);
    await arrives({ raw, to: [await tokenOf(first), await tokenOf(second)] });
    for (const one of [first, second]) {
      expect(await mailsOn(one)).toEqual(["Deux dossiers, un courriel."]);
      const files = await admin`select name from case_file where case_id = ${one.found.id}`;
      expect(files).toEqual([{ name: "facture.pdf" }]);
      const told = await admin`select id from outgoing_message
        where target_id = ${one.found.id} and template = 'mediation.new_inbound@1'`;
      expect(told).toHaveLength(1);
    }
    const stored = await admin`select distinct stored_file_id from case_file
      where case_id in (${first.found.id}, ${second.found.id})`;
    expect(stored).toHaveLength(1);
  });

  it("mediation#25 to a case that was merged twice over arrives on the last, « reçu sur » the first", async () => {
    const manager = await aMediator(database, town.id, { role: "manager" });
    const [a, b, c] = [await mine(), await mine(), await mine()];
    const written = await tokenOf(c);
    const versionOf = async (one: CaseInTest) =>
      Number((await admin`select version from cases where id = ${one.found.id}`)[0]?.version);
    const merge = async (into: CaseInTest, other: CaseInTest) =>
      granted(
        await mergeCases(await signedIn(database, manager), into.found.id, {
          ...{ otherId: other.found.id, preferOther: [], requesters: "same_person" },
          ...{ version: await versionOf(into), otherVersion: await versionOf(other) },
        }),
      );
    await merge(b, c);
    await merge(a, b);
    await arrives({ raw: named("Pour le troisième dossier."), to: [written] });
    await arrives({
      raw: aRawMail({
        from: c.email,
        text: "De la troisième personne.",
        messageId: `<${randomUUID()}@x.example>`,
      }),
      to: [written],
    });
    const view = await readAsClaire(a);
    const entry = view.entries.find(({ text }) => text?.includes("De la troisième personne."));
    expect(entry).toMatchObject({
      kind: "message",
      direction: "IN",
      receivedOn: caseNumber(c.found.year, c.found.seq),
    });
    // A stranger's mail is held there too, not on a case that nobody opens any more.
    expect(
      await admin`select case_id, cause from quarantine where case_id in (${a.found.id}, ${c.found.id})`,
    ).toEqual([{ case_id: a.found.id, cause: "unknown_sender" }]);
  });

  it("mediation#28 to the addresses of a closed organisation is held, and nothing goes back", async () => {
    const gone = await anOrganisation(database);
    const to = await aCase(database, gone);
    const token = await addressOf(to, { is: "participant", participantId: to.participantId });
    const [intake] = await admin`select local_part from intake_address where organisation_id = ${gone.id}`;
    await admin`update organisation set closed_at = now() where id = ${gone.id}`;
    const from = `anna.${randomUUID().slice(0, 8)}@usagers.example`;
    for (const [address, author] of [
      [token, to.email],
      [String(intake?.local_part), from],
    ] as const)
      await arrives({
        raw: aRawMail({ from: author, messageId: `<${randomUUID()}@usagers.example>` }),
        to: [address],
        envelopeFrom: author,
      });
    const held = await admin`select cause, state from quarantine where organisation_id = ${gone.id}`;
    expect(held).toEqual([
      { cause: "service_off", state: "waiting" },
      { cause: "service_off", state: "waiting" },
    ]);
    expect(
      await admin`select id from case_entry where case_id = ${to.found.id} and kind = 'message'`,
    ).toEqual([]);
    expect([await sentTo(from), await sentTo(to.email)]).toEqual([[], []]);
    expect(await admin`select id from outgoing_message where organisation_id = ${gone.id}`).toEqual([]);
  });

  it("mediation#19 to a closed case by a machine that answers each answer: nothing leaves, there is no loop", async () => {
    const to = await mine();
    await admin`update cases set status = 'CLOSED', closed_at = now(), outcome = 'OTHER' where id = ${to.found.id}`;
    const token = await tokenOf(to);
    const machines: Record<string, string>[] = [
      { "Auto-Submitted": "auto-replied" },
      { Precedence: "bulk", "X-Autoreply": "yes" },
    ];
    for (const headers of machines)
      await arrives({
        raw: aRawMail({ from: to.email, headers, messageId: `<${randomUUID()}@usagers.example>` }),
        to: [token],
      });
    expect(await admin`select template from outgoing_message where target_id = ${to.found.id}`).toEqual([]);
    expect(await sentTo(to.email)).toEqual([]);
    expect(await admin`select status, to_process_count from cases where id = ${to.found.id}`).toEqual([
      { status: "CLOSED", to_process_count: 0 },
    ]);
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
