import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Ctx } from "../../platform/ctx.ts";
import { enterLink, guardedFileLink } from "../../platform/enter.ts";
import { hashSecret } from "../../platform/ids.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { checkCode, openFileLink, openLink } from "../access/index.ts";
import { downloadSentFile, fileLinkPage, sendFileCode } from "../mail/file-page.ts";
import { FileCodeAsked, handOver, writeFileCode } from "../mail/jobs.ts";
import { copyOf } from "../mail/outgoing-copy.ts";
import { outgoingMessage, outgoingRecipient } from "../mail/tables.ts";
import { checkAgentUpload, requestAgentUpload } from "./agent-uploads.ts";
import { mediationMailbox } from "./mailbox.ts";
import { readCase } from "./read-case.ts";
import { endFileLink } from "./revoke-file-link.ts";
import { sendMessage } from "./send-message.ts";
import { aCase, type CaseInTest, granted, refusalOf, scanned, signedIn } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
let town: Awaited<ReturnType<typeof anOrganisation>>;
let mediator: Awaited<ReturnType<typeof aMediator>>;
let ctx: Ctx;
beforeAll(async () => {
  town = await anOrganisation(database);
  mediator = await aMediator(database, town.id);
  ctx = await signedIn(database, mediator);
});
beforeEach(() => database.setNow(undefined));

const mega = 1024 * 1024;
const pdf = (bytes: number) =>
  Buffer.concat([Buffer.from(`%PDF-1.7 ${randomUUID()}`), Buffer.alloc(bytes, 10)]);

/** Uploads a file as the composer does; its ticket. */
const uploaded = async (caseId: string, name: string, content: Buffer) => {
  const ticket = granted(await requestAgentUpload(ctx, caseId, { name, size: content.length }));
  const form = new FormData();
  for (const [field, value] of Object.entries(ticket.fields)) form.append(field, value);
  form.append("file", new Blob([new Uint8Array(content)]));
  expect((await fetch(ticket.url, { method: "POST", body: form })).ok).toBe(true);
  granted(await checkAgentUpload(ctx, caseId, ticket.id));
  return ticket.id;
};
const sent = async (to: CaseInTest, files: string[], recipients = [to.participantId]) =>
  granted(
    await sendMessage(ctx, {
      caseId: to.found.id,
      idempotencyKey: randomUUID(),
      recipients,
      subject: "Les plans",
      text: "Voici les plans.",
      files,
      lastSeenEntryId: null,
      despiteNewer: true,
    }),
  );

/** The copy of each recipient of the only message of a case, as hand-over builds it. */
const copies = async (caseId: string) => {
  const worker = database.worker();
  const messages = await worker.db.select().from(outgoingMessage);
  const message = messages.find(({ targetId, template }) => targetId === caseId && template === "free");
  if (!message) throw new Error("nothing was sent");
  const recipients = (await worker.db.select().from(outgoingRecipient)).filter(
    ({ outgoingMessageId }) => outgoingMessageId === message.id,
  );
  return Promise.all(
    recipients.map(async (recipient) => {
      const copy = await copyOf(worker, recipient, message, false);
      return { ...copy, recipient, tokens: tokensIn(copy.text), inHtml: tokensIn(copy.html) };
    }),
  );
};
const tokensIn = (words: string) =>
  [...words.matchAll(/\/fichier#([\w-]{43})/g)].map(([, token = ""]) => token);

/** A browser of somebody else each time, that followed a link. */
const opened = async (token: string): Promise<Ctx> => {
  const anyone = { ...database.anotherContainer("public"), credentials: { clientAddress: randomUUID() } };
  const { secret } = granted(await openFileLink(anyone, token));
  const credentials = { ...anyone.credentials, linkHash: hashSecret(secret) };
  return (await guardedFileLink({ ...anyone, credentials }, async () => undefined)).ctx;
};
const codeSentTo = async (page: Ctx) => {
  const { sentTo } = granted(await sendFileCode(page));
  const [asked] =
    await admin`select body from outbox where queue = 'case-letters' order by created_at desc, id desc limit 1`;
  await writeFileCode(database.worker(), FileCodeAsked.parse(asked?.body));
  const [mail] = await admin`select m.text, m.class, r.address from outgoing_message m
    join outgoing_recipient r on r.outgoing_message_id = m.id
    where m.template = 'mail.file_code@1' order by m.created_at desc, m.id desc limit 1`;
  return { sentTo, mail, code: /(\d{3}) (\d{3})/.exec(mail?.text)?.slice(1).join("") ?? "" };
};
const again = async (page: Ctx) => (await guardedFileLink(page, async () => undefined)).ctx;

const aSentFile = async (name = "plan de masse.pdf", bytes = 7 * mega) => {
  const to = await aCase(database, town, { assigneeId: mediator.id });
  const content = pdf(bytes);
  await sent(to, [await uploaded(to.found.id, name, content)]);
  const [copy] = await copies(to.found.id);
  if (!copy) throw new Error("no copy");
  return { to, content, copy, token: copy.tokens[0] ?? "" };
};

describe("a message with more than a mail carries", () => {
  it("keeps what fits, gives the largest as a link in text and HTML, and a second try writes the same", async () => {
    const to = await aCase(database, town, { assigneeId: mediator.id });
    const small = await uploaded(to.found.id, "lettre.pdf", pdf(2 * mega));
    const large = await uploaded(to.found.id, "plans <nord>.pdf", pdf(9 * mega));
    await sent(to, [small, large]);
    const [first] = await copies(to.found.id);
    database.setNow(new Date(Date.now() + 3_600_000));
    const [second] = await copies(to.found.id);
    expect(first?.files.map(({ name }) => name)).toEqual(["lettre.pdf"]);
    expect(first?.tokens).toHaveLength(1);
    expect(first?.inHtml).toEqual(first?.tokens);
    expect(first?.text).toContain("plans <nord>.pdf (");
    expect(first?.html).toContain("plans &lt;nord&gt;.pdf</a> (9\u00a0Mo)");
    expect([second?.text, second?.html]).toEqual([first?.text, first?.html]);
    // The words of links come before the foot, where the letter ends.
    expect(first?.text.indexOf("/fichier#")).toBeLessThan(first?.text.lastIndexOf("\n-- \n") ?? 0);
    const kept = await admin`select token_hash, expires_at from secret_link where purpose = 'message_file'
      and target_id = ${to.found.id}`;
    expect(kept).toHaveLength(1);
    expect(JSON.stringify(kept)).not.toContain(first?.tokens[0]);
    const days = (kept[0]?.expires_at.getTime() - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(30);
  });

  it("gives each recipient a link of their own", async () => {
    const to = await aCase(database, town, {
      assigneeId: mediator.id,
      participants: [{ email: `mairie.${randomUUID().slice(0, 6)}@agglo.example`, side: "REQUESTER" }],
    });
    const file = await uploaded(to.found.id, "plans.pdf", pdf(7 * mega));
    await sent(to, [file], [to.participantId, ...to.participants.values()]);
    const tokens = (await copies(to.found.id)).flatMap(({ tokens }) => tokens);
    expect(new Set(tokens).size).toBe(2);
  });

  it("waits for the scanner with what the mail itself carries, and does not leave with a virus", async () => {
    const to = await aCase(database, town, { assigneeId: mediator.id });
    await sent(to, [await uploaded(to.found.id, "lettre.pdf", pdf(10))]);
    const [copy] = await copies(to.found.id);
    const id = copy?.recipient.id ?? "";
    const due = () =>
      admin`update outgoing_recipient set next_attempt_at = now() - interval '1 second' where id = ${id}`;
    const state = async () =>
      (await admin`select state, diagnostic from outgoing_recipient where id = ${id}`)[0];
    await due();
    await handOver(database.worker(), [mediationMailbox], id);
    expect(await state()).toMatchObject({ state: "queued" });
    await scanned(database, to.found.id, "THREATS_FOUND");
    await due();
    await handOver(database.worker(), [mediationMailbox], id);
    expect(await state()).toMatchObject({
      state: "failed",
      diagnostic: expect.stringContaining("contient un virus"),
    });
  });
});

describe("the page of a file", () => {
  it("says what the file is, and downloads it after the code, once the scanner cleared it", async () => {
    const { to, content, copy, token } = await aSentFile();
    const page = await opened(token);
    expect(granted(await fileLinkPage(page))).toMatchObject({
      name: "plan de masse.pdf",
      size: content.length,
      sender: copy.senderName,
      organisation: "Ville de Valbrune",
      maskedEmail: `${to.email[0]}•••@courriel.example`,
      open: false,
      state: "checking",
    });
    expect(refusalOf(await downloadSentFile(page)).reason).toBe("code_needed");

    const { code, mail, sentTo } = await codeSentTo(page);
    expect(mail).toMatchObject({ class: "security", address: to.email });
    expect(mail?.text).not.toContain("plan de masse");
    expect(sentTo).toBe(`${to.email[0]}•••@courriel.example`);
    expect(refusalOf(await checkCode(page, code === "000000" ? "000001" : "000000"))).toMatchObject({
      reason: "code_wrong",
      facts: { triesLeft: "4" },
    });
    granted(await checkCode(page, code));
    const holder = await again(page);
    expect(refusalOf(await downloadSentFile(holder)).reason).toBe("file_not_ready");

    await scanned(database, to.found.id);
    expect(granted(await fileLinkPage(holder))).toMatchObject({ open: true, state: "ready" });
    const answer = await fetch(granted(await downloadSentFile(holder)).url);
    expect(Buffer.from(await answer.arrayBuffer()).equals(content)).toBe(true);
    expect(answer.headers.get("content-disposition")).toMatch(/^attachment; filename="plan de masse.pdf"/);
    const history = await admin`select action, actor_kind from audit_event where aggregate_id = ${to.found.id}
      and action like 'file_link.%' order by at, id`;
    expect(history.map(({ action }) => action)).toEqual([
      "file_link.make",
      "file_link.open",
      "file_link.code",
      "file_link.verify",
      "file_link.download",
    ]);
    expect(new Set(history.slice(1).map(({ actor_kind }) => actor_kind))).toEqual(new Set(["recipient"]));
  });

  it("opens no case, and the session of a case opens no file", async () => {
    const { to, token } = await aSentFile();
    const page = await opened(token);
    const { code } = await codeSentTo(page);
    granted(await checkCode(page, code));
    expect((await enterLink(page)).actor).toEqual({ kind: "visitor" });
    expect(refusalOf(await openLink(page, token)).reason).toBe("link_foreign");

    const anyone = { ...database.anotherContainer("public"), credentials: { clientAddress: randomUUID() } };
    const { secret } = granted(await openLink(anyone, to.secret.token));
    const ofCase = { ...anyone, credentials: { ...anyone.credentials, linkHash: hashSecret(secret) } };
    expect(refusalOf(await fileLinkPage(ofCase)).reason).toBe("link_closed");
    expect(refusalOf(await openFileLink(anyone, to.secret.token)).reason).toBe("link_foreign");
    expect((await again({ ...ofCase })).actor).toEqual({ kind: "visitor" });
  });

  it("five wrong codes lock it for the hour, whatever the number of codes asked", async () => {
    const { token } = await aSentFile();
    const page = await opened(token);
    const { code } = await codeSentTo(page);
    const wrong = code === "000000" ? "000001" : "000000";
    const reasons = [];
    for (let tries = 0; tries < 6; tries += 1) reasons.push(refusalOf(await checkCode(page, wrong)).reason);
    expect(reasons).toEqual([...Array(5).fill("code_wrong"), "code_locked"]);
    expect(refusalOf(await checkCode(page, code)).reason).toBe("code_locked");
  });

  it.each([
    ["THREATS_FOUND", "refused", "file_refused"],
    ["UNSUPPORTED", "unchecked", undefined],
  ])("after %s is %s", async (status, state, reason) => {
    const { to, token } = await aSentFile();
    const page = await opened(token);
    granted(await checkCode(page, (await codeSentTo(page)).code));
    await scanned(database, to.found.id, status);
    const holder = await again(page);
    expect(granted(await fileLinkPage(holder)).state).toBe(state);
    const answer = await downloadSentFile(holder);
    expect(answer.ok ? undefined : answer.refusal.reason).toBe(reason);
  });

  it("says that the file is gone once it was erased", async () => {
    const { to, token } = await aSentFile();
    const page = await opened(token);
    granted(await checkCode(page, (await codeSentTo(page)).code));
    const [file] = await admin`delete from case_file where case_id = ${to.found.id} returning stored_file_id`;
    const id = file?.stored_file_id;
    await admin`delete from upload_ticket where stored_file_id = ${id}`;
    await admin`delete from stored_file where id = ${id}`;
    const holder = await again(page);
    expect(granted(await fileLinkPage(holder))).toMatchObject({ state: "gone", size: 0 });
    expect(refusalOf(await downloadSentFile(holder)).reason).toBe("file_gone");
  });

  it("ends after thirty days", async () => {
    const { to, token } = await aSentFile();
    await admin`update secret_link set expires_at = now() - interval '1 minute' where target_id = ${to.found.id} and purpose = 'message_file'`;
    const anyone = { ...database.anotherContainer("public"), credentials: { clientAddress: randomUUID() } };
    expect(refusalOf(await openFileLink(anyone, token))).toMatchObject({
      reason: "link_expired",
      detail: expect.stringContaining("Demandez le fichier à nouveau"),
    });
  });
});

describe("under the message", () => {
  it("who writes on the case sees whether a link was opened, and ends it, also for a page that is open", async () => {
    const { to, token } = await aSentFile();
    await scanned(database, to.found.id);
    const page = await opened(token);
    granted(await checkCode(page, (await codeSentTo(page)).code));
    const holder = await again(page);
    const links = async () =>
      granted(await readCase(ctx, to.found.id)).entries.flatMap(({ fileLinks }) => fileLinks);
    const [before] = await links();
    expect(before).toMatchObject({ name: "plan de masse.pdf", openedAt: null, state: "live" });
    granted(await downloadSentFile(holder));
    expect((await links())[0]).toMatchObject({ openedAt: expect.any(String) });

    const reader = await signedIn(database, await aMediator(database, town.id, { role: "reader" }));
    expect(refusalOf(await endFileLink(reader, before?.id ?? "")).code).toBe("forbidden");
    const elsewhere = await anOrganisation(database);
    const stranger = await signedIn(database, await aMediator(database, elsewhere.id));
    expect(refusalOf(await endFileLink(stranger, before?.id ?? "")).code).toBe("notFound");

    granted(await endFileLink(ctx, before?.id ?? ""));
    granted(await endFileLink(ctx, before?.id ?? ""));
    expect((await links())[0]).toMatchObject({ state: "revoked" });
    expect(refusalOf(await fileLinkPage(holder)).reason).toBe("link_closed");
    expect(refusalOf(await downloadSentFile(holder)).reason).toBe("link_closed");
    const anyone = { ...database.anotherContainer("public"), credentials: { clientAddress: randomUUID() } };
    expect(refusalOf(await openFileLink(anyone, token)).reason).toBe("link_revoked");
  });
});
