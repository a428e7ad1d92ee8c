import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { SaveDraft } from "../../../shared/mediation/compose.ts";
import type { SendMessage } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { addNote } from "./add-note.ts";
import { bePresent } from "./be-present.ts";
import { discardDraft, listDrafts, readComposing, saveDraft } from "./drafts.ts";
import { readCase } from "./read-case.ts";
import { sendMessage } from "./send-message.ts";
import { aCase, anEntry, type CaseInTest, granted, refusalOf, signedIn } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
let town: Awaited<ReturnType<typeof anOrganisation>>;
let claire: Awaited<ReturnType<typeof aMediator>>;
let asClaire: Ctx;
let asHugo: Ctx;
beforeAll(async () => {
  town = await anOrganisation(database);
  claire = await aMediator(database, town.id, { firstName: "Claire", lastName: "Vasseur" });
  asClaire = await signedIn(database, claire);
  asHugo = await signedIn(
    database,
    await aMediator(database, town.id, { firstName: "Hugo", lastName: "Lemarchand" }),
  );
});

const regie = "h.dorval@regie.example";
const mine = (given: Parameters<typeof aCase>[2] = {}) =>
  aCase(database, town, { assigneeId: claire.id, ...given });
const draft = (of: CaseInTest, changed: Partial<SaveDraft> = {}): SaveDraft => ({
  caseId: of.found.id,
  kind: "message",
  messageKey: randomUUID(),
  subject: "Votre facture",
  text: "Madame, j’ai",
  recipients: [of.participantId],
  recipientsVisible: false,
  files: [],
  lastSeenEntryId: null,
  nextStatus: null,
  basedOn: null,
  ...changed,
});
const letter = (to: CaseInTest, changed: Partial<SendMessage> = {}): SendMessage => ({
  caseId: to.found.id,
  idempotencyKey: randomUUID(),
  recipients: [to.participantId],
  subject: "Il me faut deux précisions",
  text: "Bonjour Madame.",
  files: [],
  lastSeenEntryId: null,
  ...changed,
});
/** A file of the case, as a mail left it there. */
const aCaseFile = async (of: CaseInTest, visibility: string, name = "Avis d’imposition.pdf") => {
  const [fileId, storedId] = [randomUUID(), randomUUID()];
  await admin`insert into stored_file (id, organisation_id, key, sha256, size, type, scan)
    values (${storedId}, ${town.id}, ${storedId}, ${randomUUID()}, 2048, 'application/pdf', 'clean')`;
  await admin`insert into case_file (id, organisation_id, case_id, stored_file_id, name, source, visibility, position, inline, decision)
    values (${fileId}, ${town.id}, ${of.found.id}, ${storedId}, ${name}, 'REQUESTER', ${visibility}, 0, false, 'kept')`;
  return fileId;
};
const journalOf = (caseId: string, action: string) =>
  admin`select after, personal from audit_event where aggregate_id = ${caseId} and action = ${action}`;

describe("a draft", () => {
  it("is found again on any device, by its author alone, and is listed with its case", async () => {
    const of = await mine();
    const written = draft(of, { nextStatus: "WAITING_FOR_REQUESTER", recipientsVisible: true });
    const { savedAt } = granted(await saveDraft(asClaire, written));
    const { message, note } = granted(await readComposing(asClaire, of.found.id));
    const { caseId, basedOn, ...content } = written;
    expect(message).toEqual({ ...content, savedAt });
    expect(note).toBeNull();
    expect(granted(await readComposing(asHugo, of.found.id)).message).toBeNull();

    const { drafts } = granted(await listDrafts(asClaire, town.id));
    expect(drafts.find((one) => one.caseId === caseId)).toMatchObject({
      kind: "message",
      subject: "Votre facture",
    });
    expect(granted(await listDrafts(asHugo, town.id)).drafts).toEqual([]);

    granted(await discardDraft(asClaire, { caseId, kind: "message" }));
    expect(granted(await readComposing(asClaire, of.found.id)).message).toBeNull();
  });

  it("written on two devices is never lost in silence: the older one is told when the other was saved", async () => {
    const of = await mine();
    const first = draft(of);
    const { savedAt } = granted(await saveDraft(asClaire, first));
    const phone = granted(
      await saveDraft(asClaire, { ...first, text: "Écrit au téléphone", basedOn: savedAt }),
    );
    const desk = await saveDraft(asClaire, { ...first, text: "Écrit au bureau", basedOn: savedAt });
    expect(refusalOf(desk)).toMatchObject({ reason: "draft_elsewhere", facts: { at: phone.savedAt } });
    expect(granted(await readComposing(asClaire, of.found.id)).message?.text).toBe("Écrit au téléphone");
    // Having been told, the desk may go on from there.
    granted(await saveDraft(asClaire, { ...first, text: "Écrit au bureau", basedOn: phone.savedAt }));
    // An answer that got lost is not another device.
    granted(await saveDraft(asClaire, { ...first, text: "Écrit au bureau", basedOn: phone.savedAt }));
  });

  it("mail#82 leaves once from two devices, and a late save does not bring it back", async () => {
    const of = await mine();
    const written = draft(of);
    granted(await saveDraft(asClaire, written));
    const message = letter(of, { idempotencyKey: written.messageKey });
    const [desk, phone] = await Promise.all([sendMessage(asClaire, message), sendMessage(asClaire, message)]);
    expect([granted(desk).entries.length, granted(phone).entries.length]).toEqual([1, 1]);
    expect(refusalOf(await saveDraft(asClaire, written)).reason).toBe("already_sent");
    expect(granted(await readComposing(asClaire, of.found.id)).message).toBeNull();
    const left = await admin`select 1 from message_draft where target_id = ${of.found.id}`;
    expect(left).toHaveLength(0);
  });

  it("is not for those who only read, nor for another town", async () => {
    const of = await mine();
    const reader = await signedIn(database, await aMediator(database, town.id, { role: "reader" }));
    expect(refusalOf(await saveDraft(reader, draft(of))).code).toBe("forbidden");
    const elsewhere = await anOrganisation(database);
    const stranger = await signedIn(database, await aMediator(database, elsewhere.id));
    expect(refusalOf(await saveDraft(stranger, draft(of))).code).toBe("notFound");
    expect(refusalOf(await readComposing(stranger, of.found.id)).code).toBe("notFound");
  });
});

describe("a note", () => {
  it("is added once, stays inside, and is open to colleagues who do not handle the case, closed or not", async () => {
    const of = await mine();
    const key = randomUUID();
    const note = { caseId: of.found.id, idempotencyKey: key, text: "Même situation dans 2026-00311." };
    granted(await saveDraft(asHugo, draft(of, { kind: "note", messageKey: key })));
    granted(await addNote(asHugo, note));
    const { entries } = granted(await addNote(asHugo, note));
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({
      kind: "note",
      direction: null,
      author: "Hugo Lemarchand",
      mine: true,
      side: null,
    });
    expect(await admin`select 1 from outgoing_message where target_id = ${of.found.id}`).toHaveLength(0);
    expect(await journalOf(of.found.id, "note.add")).toHaveLength(1);
    expect(granted(await readComposing(asHugo, of.found.id)).note).toBeNull();
  });

  it("is refused to readers, and on a restricted case to those who do not know of it", async () => {
    const of = await mine();
    const reader = await signedIn(database, await aMediator(database, town.id, { role: "reader" }));
    const note = { caseId: of.found.id, idempotencyKey: randomUUID(), text: "…" };
    expect(refusalOf(await addNote(reader, note)).code).toBe("forbidden");
    const secret = await mine({ restricted: true });
    expect(refusalOf(await addNote(asHugo, { ...note, caseId: secret.found.id })).code).toBe("notFound");
  });
});

describe("who is there", () => {
  it("shows colleagues who read or write the same case, until they leave or fall silent", async () => {
    const of = await mine();
    const caseId = of.found.id;
    expect(granted(await bePresent(asClaire, { caseId, activity: "writing" })).others).toEqual([]);
    expect(granted(await bePresent(asHugo, { caseId, activity: "reading" })).others).toEqual([
      { name: "Claire Vasseur", activity: "writing" },
    ]);
    expect(granted(await bePresent(asClaire, { caseId, activity: "reading" })).others).toEqual([
      { name: "Hugo Lemarchand", activity: "reading" },
    ]);
    granted(await bePresent(asHugo, { caseId, activity: "left" }));
    expect(granted(await bePresent(asClaire, { caseId, activity: "reading" })).others).toEqual([]);

    granted(await bePresent(asHugo, { caseId, activity: "reading" }));
    await admin.unsafe(`update presence set at = at - interval '31 seconds' where target_id = '${caseId}'`);
    expect(granted(await bePresent(asClaire, { caseId, activity: "reading" })).others).toEqual([]);
  });

  it("does not exist for those who may not read the case", async () => {
    const of = await mine({ restricted: true });
    expect(refusalOf(await bePresent(asHugo, { caseId: of.found.id, activity: "reading" })).code).toBe(
      "notFound",
    );
    expect(await admin`select 1 from presence where target_id = ${of.found.id}`).toHaveLength(0);
  });
});

describe("sending", () => {
  it("waits for the time to take back that the organisation set, and leaves at once when it is none", async () => {
    const of = await mine();
    granted(await sendMessage(asClaire, letter(of)));
    const waits = async () => {
      const [row] = await admin`
        select round(extract(epoch from r.next_attempt_at - r.state_at)) as wait, o.not_before from outgoing_recipient r
        join outgoing_message m on m.id = r.outgoing_message_id join outbox o on o.body ->> 'recipientId' = r.id::text
        where m.target_id = ${of.found.id} order by r.id desc limit 1`;
      return { wait: String(row?.wait), held: row?.not_before !== null };
    };
    expect(await waits()).toEqual({ wait: "10", held: true });
    await admin`insert into mail_settings (organisation_id, service, signature, closed_reopen_days, after_close,
        raw_retention_days, quarantine_days, undo_seconds, new_mail_notice, updated_at)
      values (${town.id}, 'mediation', 'Service de médiation, 2 place du Marché', 0, 'entry', 180, 30, 0, 'at_once', now())`;
    granted(await sendMessage(asClaire, letter(of, { despiteNewer: true })));
    expect(await waits()).toEqual({ wait: "0", held: false });
    const [copy] =
      await admin`select text from outgoing_message where target_id = ${of.found.id} order by id desc`;
    expect(copy?.text).toContain("Service de médiation, 2 place du Marché");
    expect(granted(await readComposing(asClaire, of.found.id))).toMatchObject({
      signature: "Service de médiation, 2 place du Marché",
      undoSeconds: 0,
    });
    await admin`delete from mail_settings where organisation_id = ${town.id}`;
  });

  it("keeps the words readable everywhere and their layout apart", async () => {
    const of = await mine();
    const text = "## Pièces\n\n1. le **relevé**\n2. la [fiche](https://regie.example/fiche)";
    const { entries } = granted(await sendMessage(asClaire, letter(of, { text })));
    expect(entries[0]).toMatchObject({
      text: "Pièces\n\n1. le relevé\n2. la fiche (https://regie.example/fiche)",
      hasHtml: true,
    });
    const [copy] = await admin`select text, html from outgoing_message where target_id = ${of.found.id}`;
    expect(copy?.text).not.toContain("**");
    expect(copy?.html).toContain("<strong>relevé</strong>");
    expect(copy?.html).toContain("<ol");
  });

  it("mail#91 a new mail that came while composing is told before sending, and is there to read", async () => {
    const of = await mine();
    const seen = await anEntry(database, of.found, { occurredAt: new Date(Date.now() - 60_000) });
    const late = letter(of, { lastSeenEntryId: seen });
    const newer = await anEntry(database, of.found, { text: "J’oubliais : la régie m’a rappelée." });
    expect(refusalOf(await sendMessage(asClaire, late))).toMatchObject({
      code: "conflict",
      reason: "newer_entry",
    });
    expect(await admin`select 1 from outgoing_message where target_id = ${of.found.id}`).toHaveLength(0);
    const { entries } = granted(await readCase(asClaire, of.found.id));
    expect(entries.find(({ id }) => id === newer)?.text).toContain("la régie m’a rappelée");
    granted(await sendMessage(asClaire, { ...late, lastSeenEntryId: newer }));
  });

  it("mediation#42 stops at a variable nobody filled", async () => {
    const of = await mine();
    const unfilled = letter(of, { text: "Répondez avant le {{deadline.date}}." });
    expect(refusalOf(await sendMessage(asClaire, unfilled))).toMatchObject({
      reason: "variable_to_fill",
      fields: [{ path: "text" }],
    });
    expect(
      refusalOf(await sendMessage(asClaire, letter(of, { subject: "{{case.subject}}" }))).fields?.[0]?.path,
    ).toBe("subject");
  });

  it("mediation#23 asks why before a file goes to a side it is kept from, and the journal keeps the answer", async () => {
    const of = await mine({ participants: [{ email: regie, side: "ADMINISTRATION" }] });
    const administration = [of.participants.get(regie) ?? ""];
    const id = await aCaseFile(of, "REQUESTER_ONLY");
    const bare = letter(of, { recipients: administration, caseFiles: [{ id }] });
    expect(refusalOf(await sendMessage(asClaire, bare))).toMatchObject({
      reason: "file_kept_from_side",
      fields: [{ path: "caseFiles.0.reason" }],
    });
    const reason = "Elle l’a demandé par écrit";
    const { entries } = granted(await sendMessage(asClaire, { ...bare, caseFiles: [{ id, reason }] }));
    expect(entries[0]?.files).toMatchObject([
      { name: "Avis d’imposition.pdf", visibility: "ADMINISTRATION_ONLY" },
    ]);
    expect(await journalOf(of.found.id, "file.share")).toMatchObject([
      { after: { side: "ADMINISTRATION", why: reason }, personal: ["why"] },
    ]);
    // To its own side it goes without a question; a file of another case never goes.
    granted(await sendMessage(asClaire, letter(of, { caseFiles: [{ id }], despiteNewer: true })));
    const other = await aCaseFile(await mine(), "SHARED");
    expect(
      refusalOf(await sendMessage(asClaire, letter(of, { caseFiles: [{ id: other }], despiteNewer: true })))
        .fields?.[0]?.path,
    ).toBe("caseFiles.0");
  });

  it("keeps whether recipients see each other, off unless asked", async () => {
    const of = await mine();
    granted(await sendMessage(asClaire, letter(of)));
    granted(await sendMessage(asClaire, letter(of, { recipientsVisible: true, despiteNewer: true })));
    const rows =
      await admin`select recipients_visible as seen from outgoing_message where target_id = ${of.found.id} order by id`;
    expect(rows.map(({ seen }) => seen)).toEqual([false, true]);
  });
});
