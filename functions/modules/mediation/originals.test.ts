import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { receive, rereadAsked, rereadMail } from "../mail/jobs.ts";
import { deliver } from "../mail/test-kit/deliveries.ts";
import { aMultipart, aRawMail } from "../mail/test-kit/raw-mails.ts";
import { mediationMailbox } from "./mailbox.ts";
import { keepOriginal, readOriginal, reprocessOriginal } from "./originals.ts";
import { readCase } from "./read-case.ts";
import { aCase, granted, refusalOf, replyAddressOf, signedIn } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
const mailboxes = [mediationMailbox];
let town: Awaited<ReturnType<typeof anOrganisation>>;
let claire: Awaited<ReturnType<typeof aMediator>>;
let colleague: Awaited<ReturnType<typeof aMediator>>;
let manager: Awaited<ReturnType<typeof aMediator>>;
beforeAll(async () => {
  town = await anOrganisation(database);
  claire = await aMediator(database, town.id);
  colleague = await aMediator(database, town.id);
  manager = await aMediator(database, town.id, { role: "manager" });
});

/** A case on which its requester answered by mail: `raw` is made for their address. */
const answered = async (
  raw: (from: string) => Buffer = (from) => aRawMail({ from, text: "Voici ma réponse." }),
) => {
  const to = await aCase(database, town, { assigneeId: claire.id });
  const ctx = database.worker();
  const token = await replyAddressOf(database, to);
  const bytes = raw(to.email);
  await receive(ctx, mailboxes, await deliver(ctx, { raw: bytes, envelopeFrom: to.email, to: [token] }));
  const [entry] = await admin`select e.id, t.inbound_mail_id from case_entry e
    join inbound_target t on t.id = e.inbound_target_id where e.case_id = ${to.found.id}`;
  return { ...to, bytes, entryId: String(entry?.id), inboundMailId: String(entry?.inbound_mail_id) };
};
const as = (who: { id: string }) => signedIn(database, who);
const journal = (entryId: string) =>
  admin`select action, actor_kind from audit_event where target_id = ${entryId} order by id`;

describe("the original of a mail", () => {
  it("is shown to the handler and to managers, and each reading is in the journal", async () => {
    const { entryId, bytes, found } = await answered();
    for (const who of [claire, manager]) {
      const view = granted(await readOriginal(await as(who), entryId));
      expect(view).toMatchObject({ state: "kept", size: bytes.length, cut: false });
      if (view.state !== "kept") throw new Error("purged");
      expect(view.source).toContain("Voici ma réponse.");
      expect(view.headers.find(({ name }) => name === "subject")?.value).toBe("Facture de cantine");
      const downloaded = await fetch(view.downloadUrl);
      expect(downloaded.headers.get("content-disposition")).toMatch(
        /^attachment; filename="Facture de cantine\.eml"/,
      );
      expect(Buffer.from(await downloaded.arrayBuffer()).equals(bytes)).toBe(true);
    }
    expect((await journal(entryId)).filter(({ action }) => action === "mail.original_read")).toHaveLength(2);
    expect(refusalOf(await readOriginal(await as(colleague), entryId)).code).toBe("forbidden");
    const stranger = await aMediator(database, (await anOrganisation(database)).id);
    expect(refusalOf(await readOriginal(await as(stranger), entryId)).code).toBe("notFound");
    const page = granted(await readCase(await as(claire), found.id));
    expect(page.entries.find(({ id }) => id === entryId)?.original).toBe("kept");
  });

  it("an entry that came otherwise, or with a virus, has none", async () => {
    const { entryId, inboundMailId, found } = await answered();
    const fact = granted(await readCase(await as(claire), found.id)).entries.find(({ id }) => id !== entryId);
    if (fact) expect(fact.original).toBe("none");
    await admin`update inbound_mail set verdicts = verdicts || '{"virus":"FAIL"}' where id = ${inboundMailId}`;
    expect(refusalOf(await readOriginal(await as(claire), entryId)).code).toBe("notFound");
  });

  it("is kept once as an internal document, and still there when the raw is gone", async () => {
    const { entryId, inboundMailId, found } = await answered();
    for (let i = 0; i < 2; i++) granted(await keepOriginal(await as(claire), entryId));
    await admin`update inbound_mail set state = 'purged', purged_at = now() where id = ${inboundMailId}`;
    const page = granted(await readCase(await as(claire), found.id));
    const entry = page.entries.find(({ id }) => id === entryId);
    expect(entry).toMatchObject({
      original: "purged",
      files: [{ name: "Facture de cantine.eml", decision: "kept", type: "message/rfc822" }],
    });
    const files = await admin`select visibility, source from case_file where entry_id = ${entryId}`;
    expect(files).toEqual([{ visibility: "INTERNAL", source: "MEDIATOR" }]);
    expect(granted(await readOriginal(await as(claire), entryId)).state).toBe("purged");
    expect(refusalOf(await keepOriginal(await as(claire), entryId)).reason).toBe("original_gone");
    expect((await journal(entryId)).filter(({ action }) => action === "mail.original_keep")).toHaveLength(1);
  });
});

describe("mail#90 reading a mail again", () => {
  const pdf = Buffer.from("%PDF-1.7\nfacture\n");
  const withFile = (from: string) =>
    aMultipart(
      "multipart/mixed",
      [
        { type: "text/plain; charset=utf-8", body: Buffer.from("Voici la pièce demandée.") },
        { type: "application/pdf; name=facture.pdf", body: pdf },
      ],
      [
        `From: ${from}`,
        "Subject: La pièce",
        `Message-ID: <${randomUUID()}@courriel.example>`,
        "MIME-Version: 1.0",
      ],
    );

  it("mail#90 gives the same entry its better text, tells nobody, and leaves what people decided", async () => {
    const { entryId, inboundMailId, found } = await answered(withFile);
    await admin`update case_entry set text = 'mal lu', reader_version = 1, to_process = false where id = ${entryId}`;
    await admin`update case_file set visibility = 'SHARED', name = 'Facture de mars.pdf' where entry_id = ${entryId}`;
    await admin`update inbound_mail set reader_version = 1, body_hash = 'ancien' where id = ${inboundMailId}`;
    const counted = async () => {
      const [row] =
        await admin`select (select count(*) from case_entry where case_id = ${found.id})::int as entries,
        (select count(*) from outgoing_message where target_id = ${found.id})::int as told,
        (select count(*) from case_file where case_id = ${found.id})::int as files`;
      return row;
    };
    const before = await counted();

    granted(await reprocessOriginal(await as(manager), entryId));
    const [asked] =
      await admin`select body from outbox where queue = 'mail-inbound' and body->>'reprocess' = ${inboundMailId}`;
    expect(rereadAsked(JSON.stringify(asked?.body))).toBe(inboundMailId);
    for (let i = 0; i < 2; i++) await rereadMail(database.worker(), mailboxes, inboundMailId);

    expect(await counted()).toEqual(before);
    const [entry] =
      await admin`select text, reader_version, to_process from case_entry where id = ${entryId}`;
    expect(entry).toEqual({ text: "Voici la pièce demandée.", reader_version: 2, to_process: false });
    const files = await admin`select name, visibility from case_file where entry_id = ${entryId}`;
    expect(files).toEqual([{ name: "Facture de mars.pdf", visibility: "SHARED" }]);
    expect((await journal(entryId)).map(({ action }) => action)).toContain("mail.reread");
  });

  it("mail#90 a file that an older reader refused or packed is there after", async () => {
    const { entryId, inboundMailId } = await answered(withFile);
    await admin`update case_file set stored_file_id = null, decision = 'refused_limit' where entry_id = ${entryId}`;
    await rereadMail(database.worker(), mailboxes, inboundMailId);
    const files = await admin`select f.name, f.decision, s.size::int from case_file f
      join stored_file s on s.id = f.stored_file_id where f.entry_id = ${entryId}`;
    expect(files).toEqual([{ name: "facture.pdf", decision: "kept", size: pdf.length }]);
  });

  it("mail#90 what waits in quarantine shows the new words, what was decided does not move", async () => {
    const { inboundMailId, entryId } = await answered();
    const [target] = await admin`select inbound_target_id as id from case_entry where id = ${entryId}`;
    const held = randomUUID();
    await admin`update inbound_target set outcome = 'quarantine' where id = ${target?.id}`;
    await admin`insert into quarantine (id, inbound_target_id, organisation_id, cause, state, received_at, expires_at, text)
      values (${held}, ${target?.id}, ${town.id}, 'spam', 'spam', now(), now() + interval '1 day', 'mal lu')`;
    const shown = async () => (await admin`select text, state, cause from quarantine where id = ${held}`)[0];
    await rereadMail(database.worker(), mailboxes, inboundMailId);
    expect(await shown()).toEqual({ text: "mal lu", state: "spam", cause: "spam" });
    await admin`update quarantine set state = 'waiting' where id = ${held}`;
    await rereadMail(database.worker(), mailboxes, inboundMailId);
    expect(await shown()).toMatchObject({ state: "waiting", cause: "spam" });
    expect((await shown())?.text).toContain("Voici ma réponse.");
  });

  it("is for managers, and refused once the original is gone", async () => {
    const { entryId, inboundMailId } = await answered();
    expect(refusalOf(await reprocessOriginal(await as(claire), entryId)).code).toBe("forbidden");
    await admin`update inbound_mail set state = 'purged', purged_at = now() where id = ${inboundMailId}`;
    expect(refusalOf(await reprocessOriginal(await as(manager), entryId)).reason).toBe("original_gone");
    await rereadMail(database.worker(), mailboxes, inboundMailId);
  });
});
