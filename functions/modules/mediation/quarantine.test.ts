import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { HeldMail, ReleaseHeld } from "../../../shared/mediation/quarantine.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { parisDay } from "../../platform/test-kit/paris-day.ts";
import {
  blockedSenders,
  discardHeld,
  liftBlock,
  rejectHeld,
  replayHeld,
  restoreHeld,
} from "../mail/index.ts";
import { receive, releaseHeld } from "../mail/jobs.ts";
import { replyAddressFor } from "../mail/reply-address.ts";
import { deliver } from "../mail/test-kit/deliveries.ts";
import { aMultipart, aRawMail, mailLines } from "../mail/test-kit/raw-mails.ts";
import { countCases } from "./counts.ts";
import { exportRegister } from "./export-register.ts";
import { heldRights } from "./held-rights.ts";
import { listQuarantine } from "./list-quarantine.ts";
import { mediationMailbox } from "./mailbox.ts";
import { openHeldMail } from "./open-held-mail.ts";
import { readCase } from "./read-case.ts";
import { releaseHeldMail } from "./release-held-mail.ts";
import { aCase, type CaseInTest, granted, refusalOf, signedIn } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
const mailboxes = [mediationMailbox];
let town: Awaited<ReturnType<typeof anOrganisation>>;
let claire: Awaited<ReturnType<typeof aMediator>>;
let asClaire: Ctx;
let asManager: Ctx;
let asKeeper: Ctx;
let asReader: Ctx;

beforeAll(async () => {
  town = await anOrganisation(database);
  claire = await aMediator(database, town.id, { firstName: "Claire", lastName: "Vasseur" });
  const as = async (role: string, firstName: string, lastName: string) =>
    signedIn(database, await aMediator(database, town.id, { role, firstName, lastName }));
  asClaire = await signedIn(database, claire);
  asManager = await as("manager", "Samira", "Benali");
  asKeeper = await as("quarantine_keeper", "Hugo", "Lemarchand");
  asReader = await as("reader", "Inès", "Rocher");
});

let number = 0;
const someone = () => `quelquun-${++number}@usagers.example`;
const mine = () => aCase(database, town, { assigneeId: claire.id });

const replyTo = async (to: CaseInTest): Promise<string> => {
  const ctx = database.worker();
  return granted(
    await mutate(ctx, async (tx) => ({
      result: await replyAddressFor(tx, ctx, {
        organisationId: town.id,
        service: "mediation",
        targetId: to.found.id,
        as: { is: "participant", participantId: to.participantId },
      }),
      permission: permit(true),
      audit: [],
      events: [],
    })),
  );
};

const arrives = async (delivery: Parameters<typeof deliver>[1]) => {
  const ctx = database.worker();
  await receive(ctx, mailboxes, await deliver(ctx, delivery));
};

/** A mail of a stranger held on this case. */
const heldOn = async (to: CaseInTest, from = someone(), more: { raw?: Buffer; text?: string } = {}) => {
  await arrives({
    raw:
      more.raw ??
      aRawMail({ from: `Patrice T. <${from}>`, messageId: `<${randomUUID()}@x.example>`, ...more }),
    to: [await replyTo(to)],
    envelopeFrom: from,
  });
  const [row] = await admin`select id from quarantine where from_address = ${from} order by id desc limit 1`;
  return { id: String(row?.id), from };
};

/** A mail of a new person to an intake address that takes known senders only. */
const heldAtIntake = async (raw?: Buffer, verdicts = {}) => {
  const from = someone();
  await admin`update intake_address set mode = 'known_only' where organisation_id = ${town.id}`;
  await arrives({
    raw: raw ?? aRawMail({ from: `Karim O. <${from}>`, messageId: `<${randomUUID()}@x.example>` }),
    to: [town.intake],
    envelopeFrom: from,
    verdicts,
  });
  await admin`update intake_address set mode = 'open' where organisation_id = ${town.id}`;
  const [row] = await admin`
    select id, from_address from quarantine where organisation_id = ${town.id} and case_id is null order by id desc limit 1`;
  return { id: String(row?.id), from: String(row?.from_address) };
};

const open = async (ctx: Ctx, id: string): Promise<HeldMail> => granted(await openHeldMail(ctx, id));
/** Decides, and lets the worker carry it out. */
const release = async (ctx: Ctx, id: string, how: DistributiveOmit<ReleaseHeld, "version">) => {
  const { version } = await open(ctx, id);
  granted(await releaseHeldMail(ctx, { ...how, version, id }));
  await releaseHeld(database.worker(), mailboxes, id);
  return open(ctx, id);
};
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

const entriesOf = (caseId: string) =>
  admin`select * from case_entry where case_id = ${caseId} and kind <> 'fact' order by occurred_at, id`;
const sentTo = (address: string) =>
  admin`select m.subject, m.text, m.template from outgoing_message m join outgoing_recipient r on r.outgoing_message_id = m.id
    where r.address = ${address}`;

describe("a released mail", () => {
  it("mediation#20 of an unknown sender is no entry until accepted; then its sender takes part under the name confirmed", async () => {
    const to = await mine();
    const { id, from } = await heldOn(to, someone(), { text: "Voici l’attestation." });
    const before = granted(await readCase(asClaire, to.found.id));
    expect(before.heldCount).toBe(1);
    expect(before.participants.map(({ email }) => email)).not.toContain(from);
    expect(await entriesOf(to.found.id)).toEqual([]);
    expect((await open(asClaire, id)).allowed).toEqual([
      "participant",
      "on_case",
      "new_case",
      "attach",
      "reject",
      "spam",
      "delete",
    ]);
    const after = await release(asClaire, id, {
      to: "participant",
      name: "Patrice Thibaudot",
      side: "REQUESTER",
      tell: false,
      reopen: false,
    });
    const [entry] = await entriesOf(to.found.id);
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
    const view = granted(await readCase(asClaire, to.found.id));
    expect(view.participants.find(({ email }) => email === from)).toMatchObject({
      name: "Patrice Thibaudot",
      verification: "unverified",
    });
    expect(view.heldCount).toBe(0);
    expect(await sentTo(from)).toEqual([]);
    // The one who decided knows already.
    expect(await sentTo(claire.email)).toEqual([]);
  });

  it("tells its sender only when that was asked", async () => {
    const to = await mine();
    const { id, from } = await heldOn(to);
    await release(asClaire, id, {
      to: "participant",
      name: "Patrice",
      side: "OTHER",
      tell: true,
      reopen: false,
    });
    expect(await sentTo(from)).toMatchObject([
      { template: "mediation.participant_added@1", text: expect.stringContaining("Bonjour Patrice") },
    ]);
  });

  it("without participant stands under the raw address", async () => {
    const to = await mine();
    const { id, from } = await heldOn(to);
    await release(asClaire, id, { to: "case", caseId: to.found.id, reopen: false });
    expect((await entriesOf(to.found.id))[0]).toMatchObject({ author_label: from, participant_id: null });
  });

  it("mail#89 released by two agents at once makes one entry, and the second is told who did it", async () => {
    const to = await mine();
    const { id } = await heldOn(to);
    const { version } = await open(asClaire, id);
    const how = { to: "case" as const, caseId: to.found.id, reopen: false, version, id };
    const both = await Promise.all([releaseHeldMail(asClaire, how), releaseHeldMail(asManager, how)]);
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
    expect(await entriesOf(to.found.id)).toHaveLength(1);
  });

  it("mail#37 of a new sender at an address for known ones opens a case with the same text and files", async () => {
    const from = someone();
    const pdf = Buffer.from("%PDF-1.7 attestation");
    const { id } = await heldAtIntake(
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
    const held = await open(asManager, id);
    expect(held).toMatchObject({
      cause: "new_sender",
      text: expect.stringContaining("La crèche nous a refusé une place."),
      attachments: [{ name: "attestation.pdf", size: pdf.length }],
      target: null,
      allowed: ["new_case", "attach", "reject", "spam", "delete"],
    });
    const after = await release(asManager, id, {
      to: "new_case",
      name: "Karim Oubrahim",
      address: from,
      tell: true,
    });
    const caseId = after.release?.is === "done" ? after.release.caseId : "";
    const view = granted(await readCase(asManager, caseId));
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
    expect((await sentTo(from)).map(({ template }) => template)).toEqual(["mediation.receipt@1"]);
  });

  it("may take the sender of a mail inside it as the one who asks", async () => {
    const inside = mailLines(
      "From: Lucie Ardouin <lucie.ardouin@courriel.example>",
      "Subject: Ma facture",
      "Message-ID: <dedans@courriel.example>",
      "",
      "Bonjour, je conteste ma facture.",
    );
    const from = someone();
    const { id } = await heldAtIntake(
      aMultipart(
        "multipart/mixed",
        [
          { type: "text/plain", body: "À traiter." },
          { type: "message/rfc822; name=transfert.eml", body: inside.toString() },
        ],
        [`From: ${from}`, "Subject: TR", `Message-ID: <${randomUUID()}@x.example>`, "MIME-Version: 1.0"],
      ),
    );
    const held = await open(asManager, id);
    expect(held.originals).toMatchObject([
      { address: "lucie.ardouin@courriel.example", from: "Lucie Ardouin", subject: "Ma facture" },
    ]);
    const after = await release(asManager, id, {
      to: "new_case",
      name: "Lucie Ardouin",
      address: "lucie.ardouin@courriel.example",
      tell: true,
    });
    const caseId = after.release?.is === "done" ? after.release.caseId : "";
    expect(granted(await readCase(asManager, caseId)).parties).toMatchObject([
      { email: "lucie.ardouin@courriel.example" },
    ]);
    // Nobody vouches for that address: no receipt leaves.
    expect(await sentTo("lucie.ardouin@courriel.example")).toEqual([]);
  });

  it("goes to another case of the organisation, never to one of another", async () => {
    const { id } = await heldOn(await mine());
    const elsewhere = await anOrganisation(database);
    const foreign = await aCase(database, elsewhere);
    const { version } = await open(asManager, id);
    const wrong = await releaseHeldMail(asManager, {
      to: "case",
      caseId: foreign.found.id,
      reopen: false,
      version,
      id,
    });
    expect(refusalOf(wrong).code).toBe("notFound");
    const right = await mine();
    const after = await release(asManager, id, { to: "case", caseId: right.found.id, reopen: false });
    expect(after.release).toMatchObject({ is: "done", caseId: right.found.id });
    expect(await entriesOf(right.found.id)).toHaveLength(1);
  });

  it("leads to the entry that the same mail made by another way, and makes no second one", async () => {
    const to = await mine();
    const from = someone();
    const raw = aRawMail({ from, messageId: `<${randomUUID()}@x.example>` });
    const first = await heldOn(to, from, { raw });
    const second = await heldOn(to, from, { raw });
    await release(asClaire, first.id, { to: "case", caseId: to.found.id, reopen: false });
    const after = await release(asClaire, second.id, { to: "case", caseId: to.found.id, reopen: false });
    const entries = await entriesOf(to.found.id);
    expect(entries).toHaveLength(1);
    expect(after.release).toMatchObject({ is: "done", entryId: entries[0]?.id });
  });

  it("leaves a closed case closed, and its managers are told", async () => {
    const to = await mine();
    const { id } = await heldOn(to);
    await admin`update cases set status = 'CLOSED', closed_at = now(), outcome = 'OTHER' where id = ${to.found.id}`;
    expect((await open(asClaire, id)).target).toMatchObject({ closed: true, reopens: false });
    await release(asClaire, id, { to: "case", caseId: to.found.id, reopen: true });
    const [row] = await admin`select status from cases where id = ${to.found.id}`;
    expect(row?.status).toBe("CLOSED");
    expect(await entriesOf(to.found.id)).toHaveLength(1);
  });

  it("whose original is gone waits again, and says why", async () => {
    const to = await mine();
    const { id } = await heldOn(to);
    await admin`update inbound_mail set raw_key = 'inbound/parti' where id = (select t.inbound_mail_id
      from inbound_target t join quarantine q on q.inbound_target_id = t.id where q.id = ${id})`;
    const after = await release(asClaire, id, { to: "case", caseId: to.found.id, reopen: false });
    expect(after).toMatchObject({
      state: "waiting",
      decided: null,
      release: { is: "failed", because: expect.stringContaining("original") },
    });
    expect(await entriesOf(to.found.id)).toEqual([]);
  });
});

describe("a refused mail", () => {
  it("is answered in the agent's words when a person wrote from an authenticated address", async () => {
    const { id, from } = await heldAtIntake();
    const { version, noAnswer } = await open(asManager, id);
    expect(noAnswer).toBeNull();
    const refused = await rejectHeld(asManager, heldRights, {
      id,
      version,
      text: "Bonjour,\n\nÉcrivez à la région.",
    });
    expect(granted(refused)).toEqual({ sent: true, because: null });
    expect(await sentTo(from)).toMatchObject([
      { subject: "Re: Facture de cantine", text: expect.stringContaining("Écrivez à la région.") },
    ]);
    expect(await open(asManager, id)).toMatchObject({ state: "rejected", allowed: [] });
  });

  it("is refused without a mail when nobody vouches for its sender, and says so", async () => {
    const { id, from } = await heldAtIntake(undefined, { dmarc: "GRAY" });
    const { version } = await open(asManager, id);
    const refused = await rejectHeld(asManager, heldRights, { id, version, text: "Bonjour." });
    expect(granted(refused)).toEqual({ sent: false, because: "l’expéditeur n’est pas authentifié" });
    expect(await sentTo(from)).toEqual([]);
  });
});

describe("mails set aside", () => {
  it("are deleted softly and can be taken back", async () => {
    const { id } = await heldAtIntake();
    const { version } = await open(asManager, id);
    const gone = granted(
      await discardHeld(asManager, heldRights, { as: "deleted", items: [{ id, version }] }),
    ).done[0];
    expect(gone).toMatchObject({ state: "deleted" });
    expect(
      granted(await listQuarantine(asManager, { organisation: town.id })).rows.map((row) => row.id),
    ).not.toContain(id);
    expect(
      granted(await listQuarantine(asManager, { organisation: town.id, state: "deleted" })).rows.map(
        (row) => row.id,
      ),
    ).toContain(id);
    granted(await restoreHeld(asManager, heldRights, { id, version: gone?.version ?? 0 }));
    expect((await open(asManager, id)).state).toBe("waiting");
  });

  it("in bulk tell which were refused, each with its cause", async () => {
    const [one, two] = [await heldAtIntake(), await heldAtIntake()];
    const { version } = await open(asManager, one.id);
    granted(await discardHeld(asManager, heldRights, { as: "spam", items: [{ id: one.id, version }] }));
    const { done, refused } = granted(
      await discardHeld(asManager, heldRights, {
        as: "spam",
        items: [
          { id: one.id, version },
          { id: two.id, version },
          { id: randomUUID(), version },
        ],
      }),
    );
    expect(done.map(({ id }) => id)).toEqual([two.id]);
    expect(refused.map(({ id, refusal }) => [id === one.id, refusal.reason])).toEqual([
      [true, "already_decided"],
      [false, "not_found"],
    ]);
  });

  it("as spam may block their sender: the next mail is held unread, until the block is lifted", async () => {
    const from = someone();
    const arrive = () =>
      arrives({ raw: aRawMail({ from, messageId: `<${randomUUID()}@x.example>` }), to: [town.intake] });
    await admin`update intake_address set mode = 'known_only' where organisation_id = ${town.id}`;
    await arrive();
    await admin`update intake_address set mode = 'open' where organisation_id = ${town.id}`;
    const last = async () => {
      const [row] =
        await admin`select id, cause from quarantine where from_address = ${from} order by id desc limit 1`;
      return row;
    };
    const id = String((await last())?.id);
    const { version } = await open(asManager, id);
    granted(
      await discardHeld(asManager, heldRights, { as: "spam", items: [{ id, version }], block: "address" }),
    );
    await arrive();
    expect((await last())?.cause).toBe("blocked_sender");
    const [blocked] = await blockedSenders(asManager.db, asManager, town.id);
    expect(blocked).toMatchObject({ kind: "address", value: from, by: "Samira Benali" });
    granted(await liftBlock(asManager, blocked?.id ?? "", () => true));
    expect(await blockedSenders(asManager.db, asManager, town.id)).toEqual([]);
  });

  it("a whole domain is not blocked when it gives addresses to anyone", async () => {
    const from = "quelquun@orange.fr";
    const { id } = await heldAtIntake(aRawMail({ from, messageId: `<${randomUUID()}@x.example>` }));
    const held = await open(asManager, id);
    expect(held.mayBlockDomain).toBe(false);
    const refused = await discardHeld(asManager, heldRights, {
      as: "spam",
      items: [{ id, version: held.version }],
      block: "domain",
    });
    expect(refusalOf(refused).fields?.[0]?.path).toBe("block");
  });

  it("a virus shows its sender's domain only, and can only be deleted", async () => {
    const from = someone();
    await arrives({
      raw: aRawMail({ from, subject: "Facture secrète", messageId: `<${randomUUID()}@x.example>` }),
      to: [town.intake],
      verdicts: { virus: "FAIL" },
    });
    const [row] = await admin`select id from quarantine where cause = 'virus' order by id desc limit 1`;
    const id = String(row?.id);
    const held = await open(asManager, id);
    expect(held).toMatchObject({
      from: "usagers.example",
      claimedName: null,
      subject: null,
      text: null,
      attachments: [],
      allowed: ["delete"],
    });
    const how = { to: "new_case" as const, name: "X", address: from, tell: false, version: held.version, id };
    expect(refusalOf(await releaseHeldMail(asManager, how)).reason).toBe("virus_only_deleted");
    const spam = granted(
      await discardHeld(asManager, heldRights, { as: "spam", items: [{ id, version: held.version }] }),
    );
    expect(spam.refused[0]?.refusal.reason).toBe("virus_only_deleted");
    // Its address cannot be found by guessing either.
    const found = await listQuarantine(asManager, { organisation: town.id, q: from.slice(0, 12) });
    expect(granted(found).rows.map((one) => one.id)).not.toContain(id);
  });
});

describe("who may", () => {
  it("of a case only its handler and the managers read what is held; others know how many", async () => {
    const to = await mine();
    const { id } = await heldOn(to);
    expect((await open(asManager, id)).target?.id).toBe(to.found.id);
    for (const ctx of [asReader, asKeeper, await signedIn(database, await aMediator(database, town.id))])
      expect(["forbidden", "notFound"]).toContain(refusalOf(await openHeldMail(ctx, id)).code);
    const stranger = await signedIn(database, await aMediator(database, (await anOrganisation(database)).id));
    expect(refusalOf(await openHeldMail(stranger, id)).code).toBe("notFound");
    expect(granted(await readCase(asReader, to.found.id))).toMatchObject({ held: [], heldCount: 1 });
    expect(granted(await readCase(asClaire, to.found.id))).toMatchObject({ held: [{ id }], heldCount: 1 });
  });

  it("who keeps the quarantine decides about mails that came for no case, and sees no case", async () => {
    const to = await mine();
    const onCase = await heldOn(to);
    const free = await heldAtIntake();
    const rows = granted(await listQuarantine(asKeeper, { organisation: town.id })).rows;
    expect(rows.map(({ id }) => id)).toContain(free.id);
    expect(rows.filter(({ caseId }) => caseId !== null)).toEqual([]);
    const every = granted(await listQuarantine(asManager, { organisation: town.id })).rows;
    expect(every.map(({ id }) => id)).toEqual(expect.arrayContaining([free.id, onCase.id]));
    const { version } = await open(asKeeper, free.id);
    const attach = { to: "case" as const, caseId: to.found.id, reopen: false, version, id: free.id };
    expect(refusalOf(await releaseHeldMail(asKeeper, attach)).code).toBe("notFound");
    granted(await discardHeld(asKeeper, heldRights, { as: "spam", items: [{ id: free.id, version }] }));
    expect(refusalOf(await listQuarantine(asReader, { organisation: town.id })).code).toBe("forbidden");
    expect(granted(await countCases(asManager, town.id)).quarantined).toBeGreaterThan(0);
    expect(granted(await countCases(asReader, town.id)).quarantined).toBe(0);
  });
});

describe("the list", () => {
  it("is filtered by cause, case, sender, day and words without accents", async () => {
    const to = await mine();
    const held = await heldOn(to, someone(), { text: "Une réclamation très précise" });
    const ids = async (filter: object) =>
      granted(await listQuarantine(asManager, { organisation: town.id, ...filter })).rows.map(({ id }) => id);
    expect(await ids({ case: to.found.id })).toEqual([held.id]);
    const [row] = granted(await listQuarantine(asManager, { organisation: town.id, case: to.found.id })).rows;
    expect(row).toMatchObject({ files: 0, from: held.from, caseNumber: expect.any(String) });
    expect(await ids({ q: "RECLAMATION precise" })).toEqual([held.id]);
    expect(await ids({ sender: held.from })).toEqual([held.id]);
    expect(await ids({ cause: "unknown_sender" })).toContain(held.id);
    expect(await ids({ cause: "bulk" })).not.toContain(held.id);
    expect(await ids({ to: "2020-01-01" })).toEqual([]);
    expect(await ids({ from: parisDay(), case: to.found.id })).toEqual([held.id]);
  });

  it("is read by pages that lose and repeat nothing", async () => {
    const busy = await anOrganisation(database);
    const manager = await signedIn(database, await aMediator(database, busy.id, { role: "manager" }));
    await admin`
      with mails as (
        insert into inbound_mail (id, ses_message_id, bucket, raw_key, received_at, envelope_recipients, verdicts, state)
        select gen_random_uuid(), 'page-' || n, 'b', 'inbound/page-' || n, now() - n * interval '1 minute', '{}', '{}', 'done'
        from generate_series(1, 119) n returning id, received_at),
      targets as (
        insert into inbound_target (id, organisation_id, inbound_mail_id, target_key, matched_by, outcome)
        select gen_random_uuid(), ${busy.id}, id, 'none', 'none', 'quarantine' from mails returning id)
      insert into quarantine (id, inbound_target_id, organisation_id, cause, state, received_at, expires_at)
      select gen_random_uuid(), id, ${busy.id}, 'rate', 'waiting', date_trunc('second', now()), now() + interval '1 day' from targets`;
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = granted(await listQuarantine(manager, { organisation: busy.id, after }));
      seen.push(...page.rows.map(({ id }) => id));
      after = page.next ?? undefined;
    } while (after);
    expect([seen.length, new Set(seen).size]).toEqual([119, 119]);
  });
});

describe("the register", () => {
  it("says what was held and who decided, and nothing of what it said", async () => {
    const { id } = await heldAtIntake(
      aRawMail({
        from: `"=cmd" <${someone()}>`,
        subject: "Sujet confidentiel",
        messageId: `<${randomUUID()}@x.example>`,
      }),
    );
    const { version } = await open(asManager, id);
    granted(await discardHeld(asManager, heldRights, { as: "spam", items: [{ id, version }] }));
    const csv = granted(await exportRegister(asManager, { organisation: town.id, format: "csv" }));
    const text = Buffer.from(csv.base64, "base64").toString();
    expect(text).toContain("Nouvel expéditeur;Indésirable;Samira Benali");
    expect(text).toContain("usagers.example");
    expect(text).not.toMatch(/quelquun-|confidentiel|cmd/);
    const xlsx = granted(await exportRegister(asManager, { organisation: town.id, format: "xlsx" }));
    expect(Buffer.from(xlsx.base64, "base64").subarray(0, 2).toString()).toBe("PK");
    expect(refusalOf(await exportRegister(asReader, { organisation: town.id, format: "csv" })).code).toBe(
      "forbidden",
    );
  });
});

describe("a mail that could not be processed", () => {
  it("is asked for again by its original, once it is one; a stranger's mail is not", async () => {
    const { id } = await heldAtIntake();
    const asked = { id, version: 1 };
    expect(refusalOf(await replayHeld(asManager, heldRights, asked)).reason).toBe("not_replayed");
    await admin`update quarantine set cause = 'unprocessable' where id = ${id}`;
    granted(await replayHeld(asManager, heldRights, asked));
    const [mail] = await admin`select m.raw_key, m.received_at from quarantine q
      join inbound_target t on t.id = q.inbound_target_id join inbound_mail m on m.id = t.inbound_mail_id
      where q.id = ${id}`;
    const [queued] =
      await admin`select body from outbox where queue = 'mail-inbound' and organisation_id = ${town.id}
      order by created_at desc, id desc limit 1`;
    expect(queued?.body).toEqual({ rawKey: mail?.raw_key, receivedAt: mail?.received_at.toISOString() });
  });
});
