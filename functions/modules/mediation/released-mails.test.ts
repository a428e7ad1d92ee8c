import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { replayHeld } from "../mail/index.ts";
import { releaseHeld } from "../mail/jobs.ts";
import { aMultipart, aRawMail, mailLines } from "../mail/test-kit/raw-mails.ts";
import { heldRights } from "./held-rights.ts";
import { readCase } from "./read-case.ts";
import { releaseHeldMail } from "./release-held-mail.ts";
import { mailboxes, quarantineOffice } from "./test-kit/quarantine-office.ts";
import { aCase, granted, refusalOf } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
let office: Awaited<ReturnType<typeof quarantineOffice>>;
beforeAll(async () => {
  office = await quarantineOffice(database);
});

describe("a released mail", () => {
  it("mediation#20 of an unknown sender is no entry until accepted; then its sender takes part under the name confirmed", async () => {
    const to = await office.mine();
    const { id, from } = await office.heldOn(to, office.someone(), { text: "Voici l’attestation." });
    const before = granted(await readCase(office.asClaire, to.found.id));
    expect(before.heldCount).toBe(1);
    expect(before.participants.map(({ email }) => email)).not.toContain(from);
    expect(await office.entriesOf(to.found.id)).toEqual([]);
    expect((await office.open(office.asClaire, id)).allowed).toEqual([
      "participant",
      "on_case",
      "new_case",
      "attach",
      "reject",
      "spam",
      "delete",
    ]);
    const after = await office.release(office.asClaire, id, {
      to: "participant",
      name: "Patrice Thibaudot",
      side: "REQUESTER",
      tell: false,
      reopen: false,
    });
    const [entry] = await office.entriesOf(to.found.id);
    expect(entry).toMatchObject({
      text: "Voici l’attestation.\n",
      author_label: "Patrice Thibaudot",
      authorship: "released",
      side: "REQUESTER",
      to_process: true,
    });
    expect(after).toMatchObject({
      state: "released",
      decided: { by: "Claire Vasseur" },
      release: { is: "done", caseId: to.found.id, entryId: entry?.id },
      allowed: [],
    });
    const view = granted(await readCase(office.asClaire, to.found.id));
    expect(view.participants.find(({ email }) => email === from)).toMatchObject({
      name: "Patrice Thibaudot",
      verification: "unverified",
    });
    expect(view.heldCount).toBe(0);
    expect(await office.sentTo(from)).toEqual([]);
    // The one who decided knows already.
    expect(await office.sentTo(office.claire.email)).toEqual([]);
  });

  it("tells its sender only when that was asked", async () => {
    const to = await office.mine();
    const { id, from } = await office.heldOn(to);
    await office.release(office.asClaire, id, {
      to: "participant",
      name: "Patrice",
      side: "OTHER",
      tell: true,
      reopen: false,
    });
    expect(await office.sentTo(from)).toMatchObject([
      { template: "mediation.participant_added@1", text: expect.stringContaining("Bonjour Patrice") },
    ]);
  });

  it("without participant stands under the raw address", async () => {
    const to = await office.mine();
    const { id, from } = await office.heldOn(to);
    await office.release(office.asClaire, id, { to: "case", caseId: to.found.id, reopen: false });
    expect((await office.entriesOf(to.found.id))[0]).toMatchObject({
      author_label: from,
      participant_id: null,
    });
  });

  it("mail#89 released by two agents at once makes one entry, and the second is told who did it", async () => {
    const to = await office.mine();
    const { id } = await office.heldOn(to);
    const { version } = await office.open(office.asClaire, id);
    const how = { to: "case" as const, caseId: to.found.id, reopen: false, version, id };
    const both = await Promise.all([
      releaseHeldMail(office.asClaire, how),
      releaseHeldMail(office.asManager, how),
    ]);
    const second = both.find(({ ok }) => !ok);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(second && refusalOf(second)).toMatchObject({
      code: "conflict",
      reason: "already_decided",
      detail: expect.stringMatching(
        /^Déjà traité par (Claire Vasseur|Samira Benali) à \d+\u00a0h\u00a0\d\d\.$/,
      ),
    });
    // The queue delivers at least once.
    const again = () =>
      releaseHeld(database.anotherContainer("worker", { kind: "job", name: "test" }), mailboxes, id);
    await Promise.all([again(), again(), again()]);
    expect(await office.entriesOf(to.found.id)).toHaveLength(1);
  });

  it("mail#37 of a new sender at an address for known ones opens a case with the same text and files", async () => {
    const from = office.someone();
    const pdf = Buffer.from("%PDF-1.7 attestation");
    const { id } = await office.heldAtIntake(
      aMultipart(
        "multipart/mixed",
        [
          { type: "text/plain", body: "La crèche nous a refusé une place." },
          { type: "application/pdf; name=attestation.pdf", body: pdf },
        ],
        [
          `From: Karim Oubrahim <${from}>`,
          "Subject: Refus de place",
          `Message-ID: <${randomUUID()}@x.example>`,
          "MIME-Version: 1.0",
        ],
      ),
    );
    const held = await office.open(office.asManager, id);
    expect(held).toMatchObject({
      cause: "new_sender",
      text: expect.stringContaining("La crèche nous a refusé une place."),
      attachments: [{ name: "attestation.pdf", size: pdf.length }],
      target: null,
      allowed: ["new_case", "attach", "reject", "spam", "delete"],
    });
    const after = await office.release(office.asManager, id, {
      to: "new_case",
      name: "Karim Oubrahim",
      address: from,
      tell: true,
    });
    const caseId = after.release?.is === "done" ? after.release.caseId : "";
    const view = granted(await readCase(office.asManager, caseId));
    expect(view).toMatchObject({
      subject: "Refus de place",
      channel: "EMAIL",
      parties: [{ name: "Karim Oubrahim", email: from }],
    });
    const [message] = view.entries.filter(({ kind }) => kind === "message");
    expect(message).toMatchObject({
      text: held.text,
      authorship: "released",
      files: [{ name: "attestation.pdf", decision: "kept", size: pdf.length }],
    });
    expect((await office.sentTo(from)).map(({ template }) => template)).toEqual(["mediation.receipt@1"]);
  });

  it("may take the sender of a mail inside it as the one who asks", async () => {
    const inside = mailLines(
      "From: Lucie Ardouin <lucie.ardouin@courriel.example>",
      "Subject: Ma facture",
      "Message-ID: <dedans@courriel.example>",
      "",
      "Bonjour, je conteste ma facture.",
    );
    const from = office.someone();
    const { id } = await office.heldAtIntake(
      aMultipart(
        "multipart/mixed",
        [
          { type: "text/plain", body: "À traiter." },
          { type: "message/rfc822; name=transfert.eml", body: inside.toString() },
        ],
        [`From: ${from}`, "Subject: TR", `Message-ID: <${randomUUID()}@x.example>`, "MIME-Version: 1.0"],
      ),
    );
    const held = await office.open(office.asManager, id);
    expect(held.originals).toMatchObject([
      { address: "lucie.ardouin@courriel.example", from: "Lucie Ardouin", subject: "Ma facture" },
    ]);
    const after = await office.release(office.asManager, id, {
      to: "new_case",
      name: "Lucie Ardouin",
      address: "lucie.ardouin@courriel.example",
      tell: true,
    });
    const caseId = after.release?.is === "done" ? after.release.caseId : "";
    expect(granted(await readCase(office.asManager, caseId)).parties).toMatchObject([
      { email: "lucie.ardouin@courriel.example" },
    ]);
    // Nobody vouches for that address: no receipt leaves.
    expect(await office.sentTo("lucie.ardouin@courriel.example")).toEqual([]);
  });

  it("goes to another case of the organisation, never to one of another", async () => {
    const { id } = await office.heldOn(await office.mine());
    const elsewhere = await anOrganisation(database);
    const foreign = await aCase(database, elsewhere);
    const { version } = await office.open(office.asManager, id);
    const wrong = await releaseHeldMail(office.asManager, {
      to: "case",
      caseId: foreign.found.id,
      reopen: false,
      version,
      id,
    });
    expect(refusalOf(wrong).code).toBe("notFound");
    const right = await office.mine();
    const after = await office.release(office.asManager, id, {
      to: "case",
      caseId: right.found.id,
      reopen: false,
    });
    expect(after.release).toMatchObject({ is: "done", caseId: right.found.id });
    expect(await office.entriesOf(right.found.id)).toHaveLength(1);
  });

  it("leads to the entry that the same mail made by another way, and makes no second one", async () => {
    const to = await office.mine();
    const from = office.someone();
    const raw = aRawMail({ from, messageId: `<${randomUUID()}@x.example>` });
    const first = await office.heldOn(to, from, { raw });
    const second = await office.heldOn(to, from, { raw });
    await office.release(office.asClaire, first.id, { to: "case", caseId: to.found.id, reopen: false });
    const after = await office.release(office.asClaire, second.id, {
      to: "case",
      caseId: to.found.id,
      reopen: false,
    });
    const entries = await office.entriesOf(to.found.id);
    expect(entries).toHaveLength(1);
    expect(after.release).toMatchObject({ is: "done", entryId: entries[0]?.id });
  });

  it("leaves a closed case closed, and its managers are told", async () => {
    const to = await office.mine();
    const { id } = await office.heldOn(to);
    await admin`update cases set status = 'CLOSED', closed_at = now(), outcome = 'OTHER' where id = ${to.found.id}`;
    expect((await office.open(office.asClaire, id)).target).toMatchObject({ closed: true, reopens: false });
    await office.release(office.asClaire, id, { to: "case", caseId: to.found.id, reopen: true });
    const [row] = await admin`select status from cases where id = ${to.found.id}`;
    expect(row?.status).toBe("CLOSED");
    expect(await office.entriesOf(to.found.id)).toHaveLength(1);
  });

  it("whose original is gone waits again, and says why", async () => {
    const to = await office.mine();
    const { id } = await office.heldOn(to);
    await admin`update inbound_mail set raw_key = 'inbound/parti' where id = (select t.inbound_mail_id
      from inbound_target t join quarantine q on q.inbound_target_id = t.id where q.id = ${id})`;
    const after = await office.release(office.asClaire, id, {
      to: "case",
      caseId: to.found.id,
      reopen: false,
    });
    expect(after).toMatchObject({
      state: "waiting",
      decided: null,
      release: { is: "failed", because: expect.stringContaining("original") },
    });
    expect(await office.entriesOf(to.found.id)).toEqual([]);
  });
});

describe("a mail that could not be processed", () => {
  it("is asked for again by its original, once it is one; a stranger's mail is not", async () => {
    const { id } = await office.heldAtIntake();
    const asked = { id, version: 1 };
    expect(refusalOf(await replayHeld(office.asManager, heldRights, asked)).reason).toBe("not_replayed");
    await admin`update quarantine set cause = 'unprocessable' where id = ${id}`;
    granted(await replayHeld(office.asManager, heldRights, asked));
    const [mail] = await admin`select m.raw_key, m.received_at from quarantine q
      join inbound_target t on t.id = q.inbound_target_id join inbound_mail m on m.id = t.inbound_mail_id
      where q.id = ${id}`;
    const [queued] =
      await admin`select body from outbox where queue = 'mail-inbound' and organisation_id = ${office.town.id}
      order by created_at desc, id desc limit 1`;
    expect(queued?.body).toEqual({ rawKey: mail?.raw_key, receivedAt: mail?.received_at.toISOString() });
  });
});
