import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { actingAs, type Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { guarded } from "../../platform/enter.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import type { MailContent, MailEntry, NewTargetMail, Traces } from "../mail/index.ts";
import { mediationMailbox } from "./mailbox.ts";
import { readCase } from "./read-case.ts";
import { aCase, type CaseInTest, granted, signedIn } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
let town: Awaited<ReturnType<typeof anOrganisation>>;
let claire: Awaited<ReturnType<typeof aMediator>>;
let manager: Awaited<ReturnType<typeof aMediator>>;
beforeAll(async () => {
  town = await anOrganisation(database);
  claire = await aMediator(database, town.id, { firstName: "Claire", lastName: "Vasseur" });
  manager = await aMediator(database, town.id, { role: "manager" });
});

/** Runs a write of the mailbox as the reception of a mail does. */
const receiving = async <T extends Traces>(work: (tx: Tx, ctx: Ctx) => Promise<T>): Promise<T> => {
  const ctx = actingAs(database.worker(), { kind: "mail", inboundMailId: randomUUID() });
  return granted(
    await mutate(ctx, async (tx) => {
      const result = await work(tx, ctx);
      return { result, permission: permit(true), audit: result.audit, events: result.events };
    }),
  );
};
const aContent = (changed: Partial<MailContent> = {}): MailContent => ({
  inboundMailId: randomUUID(),
  readerVersion: 1,
  subject: "Re: votre facture",
  from: { address: "nadege@courriel.example", claimedName: "Nadège T." },
  replyTo: [],
  to: ["r-abc@courrier.guichet.example"],
  cc: ["quelquun@courriel.example"],
  receivedAt: new Date(),
  sentAtClaimed: undefined,
  text: "Voici la facture.\n> Bonjour",
  folds: [{ from: 18, to: 27, kind: "quote" }],
  html: "<p>Voici la facture.</p>",
  files: [],
  cards: [],
  messageId: `<${randomUUID()}@courriel.example>`,
  bodyHash: "0",
  ...changed,
});
const anArrival = (to: CaseInTest, changed: Partial<MailEntry> = {}): MailEntry => ({
  inboundTargetId: randomUUID(),
  targetId: to.found.id,
  organisationId: town.id,
  author: { is: "participant", participantId: to.participantId },
  authorship: "participant_verified",
  mailClass: "human",
  flags: [],
  matchedBy: "token",
  notify: true,
  afterClose: false,
  content: aContent(),
  ...changed,
});
const mine = () => aCase(database, town, { assigneeId: claire.id });
const entriesOf = (caseId: string) =>
  admin`select * from case_entry where case_id = ${caseId} order by occurred_at, id`;
const noticesOf = (caseId: string) => admin`select m.template, r.address from outgoing_message m
  join outgoing_recipient r on r.outgoing_message_id = m.id where m.target_id = ${caseId} order by m.id, r.address`;

describe("a mail put on a case", () => {
  it("waits to be processed, tells the handler, and leaves the status as it is", async () => {
    const to = await mine();
    await receiving((tx, ctx) => mediationMailbox.post(tx, ctx, anArrival(to)));
    const [entry] = await entriesOf(to.found.id);
    expect(entry).toMatchObject({
      kind: "message",
      direction: "IN",
      medium: "EMAIL",
      side: "REQUESTER",
      author_label: "Nadège Thibaudot",
      to_process: true,
      shown_recipients: ["r-abc@courrier.guichet.example", "quelquun@courriel.example"],
    });
    const [row] = await admin`select status, to_process_count, version from cases where id = ${to.found.id}`;
    expect(row).toEqual({ status: "TO_PROCESS", to_process_count: 1, version: 1 });
    expect(await noticesOf(to.found.id)).toMatchObject([
      { template: "mediation.new_inbound@1", address: claire.email },
    ]);
  });

  it("mediation#21 the same mail twice makes one entry; to two cases, one on each", async () => {
    const [first, second] = [await mine(), await mine()];
    const arrival = anArrival(first);
    const one = await receiving((tx, ctx) => mediationMailbox.post(tx, ctx, arrival));
    const again = await receiving((tx, ctx) => mediationMailbox.post(tx, ctx, arrival));
    expect(again.entryId).toBe(one.entryId);
    await receiving((tx, ctx) =>
      mediationMailbox.post(tx, ctx, anArrival(second, { content: arrival.content })),
    );
    expect([(await entriesOf(first.found.id)).length, (await entriesOf(second.found.id)).length]).toEqual([
      1, 1,
    ]);
    expect(await noticesOf(first.found.id)).toHaveLength(1);
  });

  it("mediation#19 on a closed case is stored and told; the case stays closed; an absence message tells nobody", async () => {
    const to = await mine();
    await admin`update cases set status = 'CLOSED', closed_at = now(), outcome = 'OTHER' where id = ${to.found.id}`;
    await receiving((tx, ctx) =>
      mediationMailbox.post(
        tx,
        ctx,
        anArrival(to, { mailClass: "auto_reply", authorship: "machine", notify: false }),
      ),
    );
    expect(await noticesOf(to.found.id)).toEqual([]);
    await receiving((tx, ctx) => mediationMailbox.post(tx, ctx, anArrival(to, { afterClose: true })));
    const entries = await entriesOf(to.found.id);
    expect(entries.map(({ kind, to_process }) => [kind, to_process])).toEqual([
      ["automatic", false],
      ["message", true],
    ]);
    const [row] = await admin`select status from cases where id = ${to.found.id}`;
    expect(row?.status).toBe("CLOSED");
    expect((await noticesOf(to.found.id)).map(({ address }) => address).toSorted()).toEqual(
      [claire.email, manager.email].toSorted(),
    );
  });

  it("of an agent is an internal note that tells nobody", async () => {
    const to = await mine();
    await receiving((tx, ctx) =>
      mediationMailbox.post(
        tx,
        ctx,
        anArrival(to, { author: { is: "agent", userId: claire.id }, authorship: "agent", notify: false }),
      ),
    );
    expect((await entriesOf(to.found.id))[0]).toMatchObject({
      kind: "note",
      direction: null,
      side: null,
      author_user_id: claire.id,
      to_process: false,
    });
  });

  it("keeps the name and the cause of a refused file, and shows both to the agent", async () => {
    const to = await mine();
    const file = {
      position: 0,
      name: "outil.exe",
      type: "application/x-msdownload",
      size: 9,
      storedFileId: undefined,
      contentId: undefined,
      role: "attachment" as const,
      decision: "refused_type" as const,
    };
    await receiving((tx, ctx) =>
      mediationMailbox.post(tx, ctx, anArrival(to, { content: aContent({ files: [file] }) })),
    );
    const view = granted(await readCase(await signedIn(database, claire), to.found.id));
    expect(view.entries[0]).toMatchObject({
      hasHtml: true,
      files: [{ name: "outil.exe", decision: "refused_type" }],
    });
  });

  it("shows its HTML to whoever may read the case, and to nobody else", async () => {
    const to = await mine();
    const { entryId } = await receiving((tx, ctx) => mediationMailbox.post(tx, ctx, anArrival(to)));
    const displayed = async (ctx: Ctx) =>
      (await guarded(ctx, (db) => mediationMailbox.displayed(db, entryId))).value;
    const handler = await signedIn(database, claire);
    expect(await displayed(handler)).toMatchObject({
      title: expect.stringMatching(/^Message de Nadège Thibaudot du /),
      html: "<p>Voici la facture.</p>",
    });
    const colleague = await signedIn(database, await aMediator(database, town.id));
    const statistics = await signedIn(database, await aMediator(database, town.id, { role: "stats_reader" }));
    const away = await signedIn(database, await aMediator(database, (await anOrganisation(database)).id));
    expect(await displayed(colleague)).toBeDefined();
    expect(await displayed(statistics)).toBeUndefined();
    expect(await displayed(away)).toBeUndefined();
    await admin`update cases set restricted = true where id = ${to.found.id}`;
    expect(await displayed(colleague)).toBeUndefined();
    expect(await displayed(handler)).toBeDefined();
    expect(await displayed(await signedIn(database, manager))).toBeDefined();
  });
});

describe("a mail to the organisation's address", () => {
  const aMail = (changed: Partial<NewTargetMail> = {}): NewTargetMail => ({
    inboundTargetId: randomUUID(),
    organisationId: town.id,
    authorship: "participant_unverified",
    sender: { address: "paul@courriel.example", claimedName: "Paul Castaing" },
    flags: [],
    mailClass: "human",
    linkedTo: undefined,
    byAgent: undefined,
    content: aContent({ subject: "Demande de médiation", text: "Bonjour,\n\nMa facture d’eau est fausse." }),
    ...changed,
  });

  it("opens a case: sender as requester not verified, text as description, a receipt ready to leave", async () => {
    const mail = aMail();
    const made = await receiving((tx, ctx) => mediationMailbox.createFromMail(tx, ctx, mail));
    const [row] =
      await admin`select channel, status, subject, description from cases where id = ${made.targetId}`;
    expect(row).toEqual({
      channel: "EMAIL",
      status: "TO_PROCESS",
      subject: "Demande de médiation",
      description: "Bonjour,\n\nMa facture d’eau est fausse.",
    });
    const people =
      await admin`select id, email, verification, side from participant where case_id = ${made.targetId}`;
    expect(people).toEqual([
      {
        id: made.participantId,
        email: "paul@courriel.example",
        verification: "unverified",
        side: "REQUESTER",
      },
    ]);
    expect(made.receipt).toMatchObject({
      class: "acknowledgement",
      subject: expect.stringMatching(/^\[Dossier \d{4}-\d{5}\] Votre demande est enregistrée$/),
      recipients: [{ address: "paul@courriel.example", participantId: made.participantId }],
      answers: { messageId: mail.content.messageId },
    });
    expect(made.receipt?.text).toContain("/suivi#");
    expect(made.receipt?.text).not.toContain("Paul Castaing");
    expect((await entriesOf(made.targetId)).map(({ kind, fact }) => [kind, fact])).toEqual([
      ["fact", "case.received"],
      ["message", null],
    ]);
    const again = await receiving((tx, ctx) => mediationMailbox.createFromMail(tx, ctx, mail));
    expect(again).toMatchObject({ targetId: made.targetId, receipt: undefined });
  });

  it("takes the body's first words when there is no subject, and a word when there is nothing", async () => {
    const empty = aMail({ content: aContent({ subject: "", text: " " }) });
    const made = await receiving((tx, ctx) => mediationMailbox.createFromMail(tx, ctx, empty));
    const [row] = await admin`select subject, description from cases where id = ${made.targetId}`;
    expect(row).toEqual({ subject: "(message sans texte)", description: "(message sans texte)" });
  });

  it("passed on by an agent waits for its requester to be named, and answers nobody", async () => {
    const passed = aMail({
      byAgent: claire.id,
      sender: { address: claire.email, claimedName: "Claire" },
      authorship: "agent",
    });
    const made = await receiving((tx, ctx) => mediationMailbox.createFromMail(tx, ctx, passed));
    expect(made.receipt).toBeUndefined();
    const view = granted(await readCase(await signedIn(database, manager), made.targetId));
    expect(view.parties[0]).toMatchObject({ name: "Requérant à confirmer", email: null });
    expect(view.participants).toMatchObject([{ side: "OTHER", email: claire.email }]);
  });
});

describe("facts mail asks for", () => {
  it("say the state of a case, who takes part, and that a closed one is never reopened by mail", async () => {
    const [open, closed] = [await mine(), await mine()];
    await admin`update cases set status = 'CLOSED', closed_at = now(), outcome = 'OTHER' where id = ${closed.found.id}`;
    const facts = await mediationMailbox.targets(database.worker().db, [
      open.found.id,
      closed.found.id,
      randomUUID(),
    ]);
    const of = (one: CaseInTest) => facts.find(({ targetId }) => targetId === one.found.id);
    expect(facts).toHaveLength(2);
    expect(of(open)).toMatchObject({
      state: { is: "open" },
      participants: [{ participantId: open.participantId, address: open.email, verified: false }],
      closedReopenDays: 0,
      afterClose: "entry",
    });
    expect(of(closed)?.state).toMatchObject({ is: "closed", closedAt: expect.any(Date) });
  });

  it("let agents write notes while their right lasts, and only then", async () => {
    const { db } = database.worker();
    const to = await mine();
    const mayWrite = (userId: string) => mediationMailbox.agentMayWrite(db, userId, to.found.id);
    const reader = await aMediator(database, town.id, { role: "reader" });
    const gone = await aMediator(database, town.id);
    await admin`update membership set ended_at = now() where user_id = ${gone.id}`;
    expect([await mayWrite(claire.id), await mayWrite(reader.id), await mayWrite(gone.id)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(await mediationMailbox.agentsByAddress(db, town.id, [claire.email, "x@courriel.example"])).toEqual(
      [{ userId: claire.id, address: claire.email }],
    );
  });

  it("remember an address that proved itself, once", async () => {
    const to = await mine();
    const { db } = database.worker();
    const latest = () => mediationMailbox.latestTargetOf(db, town.id, to.email);
    expect(await latest()).toBeUndefined();
    const proved = await receiving((tx, ctx) => mediationMailbox.addressProved(tx, ctx, to.participantId));
    expect(proved.audit).toHaveLength(1);
    expect(
      (await receiving((tx, ctx) => mediationMailbox.addressProved(tx, ctx, to.participantId))).audit,
    ).toEqual([]);
    expect(await latest()).toBe(to.found.id);
  });
});

describe("a message that did not arrive", () => {
  const lost = (to: CaseInTest, changed: object = {}) => ({
    outgoingMessageId: randomUUID(),
    outgoingRecipientId: randomUUID(),
    targetId: to.found.id,
    organisationId: town.id,
    address: to.email,
    from: "sent" as const,
    to: "hard_bounced" as const,
    addressUndeliverable: true,
    isLate: false,
    authorUserId: claire.id,
    participantId: to.participantId,
    reason: "L’adresse n’existe pas.",
    at: new Date(),
    ...changed,
  });

  it("is a line of the thread, a flag on the case, an address to correct and a notice to its author", async () => {
    const to = await mine();
    await receiving((tx, ctx) => mediationMailbox.deliveryChanged(tx, ctx, lost(to)));
    expect((await entriesOf(to.found.id))[0]).toMatchObject({
      kind: "delivery_report",
      subject: "Message non remis",
      text: expect.stringContaining("L’adresse n’existe pas."),
    });
    const view = granted(await readCase(await signedIn(database, claire), to.found.id));
    expect(view.participants[0]?.verification).toBe("undeliverable");
    const [row] = await admin`select failed_send from cases where id = ${to.found.id}`;
    expect(row?.failed_send).toBe(true);
    expect(await noticesOf(to.found.id)).toMatchObject([
      { template: "mediation.failed_send@1", address: claire.email },
    ]);
  });

  it("changes nothing for a delivery, a delay, or a notice to an agent", async () => {
    const to = await mine();
    await receiving((tx, ctx) =>
      mediationMailbox.deliveryChanged(tx, ctx, lost(to, { to: "delivered", addressUndeliverable: false })),
    );
    await receiving((tx, ctx) =>
      mediationMailbox.deliveryChanged(tx, ctx, lost(to, { to: "delayed", addressUndeliverable: false })),
    );
    await receiving((tx, ctx) =>
      mediationMailbox.deliveryChanged(
        tx,
        ctx,
        lost(to, { address: claire.email, participantId: undefined }),
      ),
    );
    expect(await entriesOf(to.found.id)).toHaveLength(0);
    const [row] = await admin`select failed_send from cases where id = ${to.found.id}`;
    expect(row?.failed_send).toBe(false);
  });
});
