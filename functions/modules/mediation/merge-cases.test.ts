import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import type { MergeCases } from "../../../shared/mediation/merging.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { openLink } from "../access/index.ts";
import { compareCases } from "./compare-cases.ts";
import { linkCases } from "./link-cases.ts";
import { mediationMailbox } from "./mailbox.ts";
import { mergeCases } from "./merge-cases.ts";
import { caseNeighbours } from "./neighbours.ts";
import { readCase } from "./read-case.ts";
import { aCase, anEntry, aVisitor, type CaseInTest, granted, refusalOf, signedIn } from "./test-kit.ts";
import { unmergeCase } from "./unmerge-case.ts";

const database = testDatabase();
const { admin } = database;
let town: Awaited<ReturnType<typeof anOrganisation>>;
let manager: Awaited<ReturnType<typeof aMediator>>;
let asManager: Ctx;
beforeAll(async () => {
  town = await anOrganisation(database);
  manager = await aMediator(database, town.id, { role: "manager" });
  asManager = await signedIn(database, manager);
});

const again = () => signedIn(database, manager);
const versionOf = async (id: string) =>
  (await admin<{ version: number }[]>`select version from cases where id = ${id}`)[0]?.version ?? 0;
const merging = async (
  survivor: CaseInTest,
  other: CaseInTest,
  changed: Partial<MergeCases> = {},
): Promise<MergeCases> => ({
  otherId: other.found.id,
  version: await versionOf(survivor.found.id),
  otherVersion: await versionOf(other.found.id),
  preferOther: [],
  requesters: "same_person",
  ...changed,
});
const numberOf = ({ found }: CaseInTest) => caseNumber(found.year, found.seq);
const rowOf = async (id: string) => (await admin`select * from cases where id = ${id}`)[0];
const one = () => aCase(database, town);

describe("merging two cases", () => {
  it("mediation#24 moves everything to the survivor, which keeps number, status and assignee, and the earlier date holds", async () => {
    const survivor = await aCase(database, town, { receivedAt: new Date("2026-03-10T10:00:00Z") });
    const other = await aCase(database, town, {
      receivedAt: new Date("2026-02-01T10:00:00Z"),
      subject: "Cantine de février",
      participants: [{ email: "regie@mairie.example", side: "ADMINISTRATION" }],
    });
    await admin`update cases set court_pending = 'NO', channel = 'PHONE' where id = ${other.found.id}`;
    const entryId = await anEntry(database, other.found, {
      participantId: other.participantId,
      toProcess: true,
    });
    const before = granted(await compareCases(asManager, survivor.found.id, other.found.id));
    expect(before).toMatchObject({ sameRequester: false, mergeRefusal: null });
    expect(before.differing.map(({ group }) => group)).toEqual(["subject", "description"]);
    expect(before.filled).toEqual(["court"]);

    const view = granted(await mergeCases(asManager, survivor.found.id, await merging(survivor, other)));
    expect(view).toMatchObject({
      number: numberOf(survivor),
      subject: "Facture de cantine de mars",
      courtPending: "NO",
      channel: "PHONE",
      receivedAt: "2026-02-01T10:00:00.000Z",
    });
    expect(view.entries.map(({ id }) => id)).toContain(entryId);
    expect(view.participants.map(({ email }) => email)).toContain("regie@mairie.example");
    const [entry] = await admin`select case_id, received_on_number from case_entry where id = ${entryId}`;
    expect(entry).toEqual({ case_id: survivor.found.id, received_on_number: numberOf(other) });
    expect(await rowOf(survivor.found.id)).toMatchObject({ to_process_count: 1, status: "TO_PROCESS" });
    expect(await rowOf(other.found.id)).toMatchObject({
      status: "MERGED",
      merged_into_id: survivor.found.id,
      to_process_count: 0,
    });
  });

  it("mediation#24 is refused for different requesters until somebody says who they are", async () => {
    const survivor = await one();
    const other = await aCase(database, town, { requester: { firstName: "Amina", lastName: "Ferrand" } });
    const { requesters: _nobodySaid, ...input } = await merging(survivor, other);
    expect(refusalOf(await mergeCases(asManager, survivor.found.id, input)).reason).toBe(
      "different_requesters",
    );
    const cosigned = await merging(survivor, other, { requesters: "cosignatory" });
    const view = granted(await mergeCases(asManager, survivor.found.id, cosigned));
    expect(view.participants.find(({ email }) => email === other.email)?.side).toBe("REQUESTER");
    expect(await rowOf(survivor.found.id)).toMatchObject({ person_id: null });
  });

  it("mediation#24 of two merges that cross, one succeeds and nothing goes round", async () => {
    const a = await one();
    const b = await one();
    const [ab, ba] = await Promise.all([
      mergeCases(await again(), a.found.id, await merging(a, b)),
      mergeCases(await again(), b.found.id, await merging(b, a)),
    ]);
    expect([ab.ok, ba.ok].filter(Boolean)).toHaveLength(1);
    const merged =
      await admin`select id from cases where id in (${a.found.id}, ${b.found.id}) and status = 'MERGED'`;
    expect(merged).toHaveLength(1);
  });

  it("mediation#25 follows mergers of mergers: mail for the first arrives on the last, with the number it was sent to", async () => {
    const [c, b, a] = [await one(), await one(), await one()];
    granted(await mergeCases(asManager, b.found.id, await merging(b, c)));
    granted(await mergeCases(asManager, a.found.id, await merging(a, b)));
    const worker = database.worker({ kind: "mail", inboundMailId: randomUUID() });
    const facts = await mediationMailbox.targets(worker.db, [c.found.id, b.found.id, a.found.id]);
    expect(facts.find(({ targetId }) => targetId === c.found.id)?.state).toEqual({
      is: "merged",
      into: b.found.id,
    });
    const last = facts.find(({ targetId }) => targetId === a.found.id);
    expect(last?.participants.map(({ address }) => address)).toEqual(
      expect.arrayContaining([a.email, b.email, c.email]),
    );
    const [survivor] = await admin`select guichet.survivor_of(${c.found.id}) as id`;
    expect(survivor?.id).toBe(a.found.id);
  });

  it("mediation#24 leads the follow-up link of the merged case to the survivor's page", async () => {
    const survivor = await one();
    const other = await one();
    granted(await mergeCases(asManager, survivor.found.id, await merging(survivor, other)));
    const opened = granted(await openLink(aVisitor(database), other.secret.token));
    expect(opened.actor.caseId).toBe(survivor.found.id);
  });

  it("keeps a message's delivery states and a shared participant on the survivor", async () => {
    const email = `n.${randomUUID().slice(0, 8)}@courriel.example`;
    const requester = { email };
    const survivor = await aCase(database, town, { requester });
    const other = await aCase(database, town, { requester });
    const messageId = randomUUID();
    await admin`insert into outgoing_message (id, organisation_id, service, target_id, class, template, sender_name,
        subject, text, html, idempotency_key)
      values (${messageId}, ${town.id}, 'mediation', ${other.found.id}, 'conversation', 'x', 'x', 'x', 'x', 'x', ${messageId})`;
    const entryId = await anEntry(database, other.found, {
      participantId: other.participantId,
      outgoingMessageId: messageId,
    });
    const { requesters: _sure, ...input } = await merging(survivor, other);
    const view = granted(await mergeCases(asManager, survivor.found.id, input));
    expect(view.participants.filter((who) => who.email === email)).toHaveLength(1);
    expect(view.entries.find(({ id }) => id === entryId)?.participantId).toBe(survivor.participantId);
    const [message] = await admin`select target_id from outgoing_message where id = ${messageId}`;
    expect(message?.target_id).toBe(survivor.found.id);

    granted(await unmergeCase(asManager, other.found.id));
    const [back] = await admin`select participant_id, case_id from case_entry where id = ${entryId}`;
    expect(back).toEqual({ participant_id: other.participantId, case_id: other.found.id });
    const [returned] = await admin`select target_id from outgoing_message where id = ${messageId}`;
    expect(returned?.target_id).toBe(other.found.id);
  });

  it("mediation#24 is undone within thirty days: rows go back, later ones stay, values return unless changed since", async () => {
    const survivor = await one();
    const other = await aCase(database, town, { subject: "Cantine de février" });
    const third = await one();
    granted(await linkCases(asManager, other.found.id, { otherId: third.found.id, kind: "RELATED" }));
    await admin`update cases set due_on = '2027-05-01', court_pending = 'NO' where id = ${other.found.id}`;
    const moved = await anEntry(database, other.found, { toProcess: true });
    granted(
      await mergeCases(
        asManager,
        survivor.found.id,
        await merging(survivor, other, { preferOther: ["subject"] }),
      ),
    );
    expect(await rowOf(survivor.found.id)).toMatchObject({ subject: "Cantine de février" });
    const linked = granted(await caseNeighbours(asManager, survivor.found.id));
    expect(linked.links.map(({ id }) => id)).toEqual([third.found.id]);
    expect(linked.merged.map(({ number }) => number)).toEqual([numberOf(other)]);
    const later = await anEntry(database, survivor.found);
    await admin`update cases set court_pending = 'YES' where id = ${survivor.found.id}`;

    granted(await unmergeCase(asManager, other.found.id));
    expect(await rowOf(other.found.id)).toMatchObject({
      status: "TO_PROCESS",
      merged_into_id: null,
      to_process_count: 1,
    });
    expect(await rowOf(survivor.found.id)).toMatchObject({
      subject: "Facture de cantine de mars",
      due_on: null,
      court_pending: "YES",
      to_process_count: 0,
    });
    const cases =
      await admin`select id, case_id, received_on_number from case_entry where id in (${moved}, ${later})`;
    expect(cases.find(({ id }) => id === moved)).toMatchObject({
      case_id: other.found.id,
      received_on_number: null,
    });
    expect(cases.find(({ id }) => id === later)).toMatchObject({ case_id: survivor.found.id });
    const links = granted(await caseNeighbours(asManager, other.found.id)).links;
    expect(links.map(({ id }) => id)).toEqual([third.found.id]);
    const opened = granted(await openLink(aVisitor(database), other.secret.token));
    expect(opened.actor.caseId).toBe(other.found.id);
  });

  it("is not undone after thirty days, nor by who handles neither", async () => {
    const survivor = await one();
    const other = await one();
    granted(await mergeCases(asManager, survivor.found.id, await merging(survivor, other)));
    const colleague = await signedIn(database, await aMediator(database, town.id));
    expect(refusalOf(await unmergeCase(colleague, other.found.id)).reason).toBe("not_handler");
    await admin`update case_merge set at = now() - interval '31 days' where case_id = ${other.found.id}`;
    expect(refusalOf(await unmergeCase(asManager, other.found.id)).reason).toBe("too_late");
  });

  it("is refused into a closed case, on an old state, and to who does not handle both", async () => {
    const survivor = await one();
    const other = await one();
    const stale = await merging(survivor, other, { version: 0 });
    expect(refusalOf(await mergeCases(asManager, survivor.found.id, stale)).reason).toBe("version_differs");
    const mediator = await aMediator(database, town.id);
    await admin`update cases set assignee_id = ${mediator.id} where id = ${survivor.found.id}`;
    const asMediator = await signedIn(database, mediator);
    const input = await merging(survivor, other);
    expect(refusalOf(await mergeCases(asMediator, survivor.found.id, input)).reason).toBe("not_handler");
    await admin`update cases set status = 'CLOSED', closed_at = now(), outcome = 'OTHER' where id = ${survivor.found.id}`;
    expect(refusalOf(await mergeCases(asManager, survivor.found.id, input)).reason).toBe("survivor_closed");
  });

  it("is restricted, and held, when either was; undoing lowers neither", async () => {
    const survivor = await one();
    const other = await aCase(database, town, { restricted: true });
    await admin`update cases set legal_hold = true, legal_hold_reason = 'Tribunal' where id = ${other.found.id}`;
    granted(await mergeCases(asManager, survivor.found.id, await merging(survivor, other)));
    expect(await rowOf(survivor.found.id)).toMatchObject({ restricted: true, legal_hold: true });
    granted(await unmergeCase(await again(), other.found.id));
    expect(await rowOf(survivor.found.id)).toMatchObject({ restricted: true, legal_hold: true });
  });

  it("mediation#1 knows nothing of another organisation's cases", async () => {
    const elsewhere = await anOrganisation(database);
    const theirs = await aCase(database, elsewhere);
    const ours = await one();
    const input = await merging(ours, theirs);
    expect(refusalOf(await mergeCases(asManager, ours.found.id, input)).code).toBe("notFound");
    expect(
      refusalOf(await mergeCases(asManager, theirs.found.id, { ...input, otherId: ours.found.id })).code,
    ).toBe("notFound");
    expect(refusalOf(await compareCases(asManager, ours.found.id, theirs.found.id)).code).toBe("notFound");
    const link = { otherId: theirs.found.id, kind: "RELATED" as const };
    expect(refusalOf(await linkCases(asManager, ours.found.id, link)).code).toBe("notFound");
    expect(granted(await readCase(asManager, ours.found.id)).status).toBe("TO_PROCESS");
  });
});
