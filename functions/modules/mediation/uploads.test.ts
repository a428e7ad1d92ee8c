import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { UploadTicket } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { checkAgentUpload, requestAgentUpload } from "./agent-uploads.ts";
import { linkToFile } from "./file-link.ts";
import { fileRequest } from "./file-request.ts";
import { readCase } from "./read-case.ts";
import { sendMessage } from "./send-message.ts";
import { aCase, aRequest, aVisitor, granted, refusalOf, scanned, signedIn } from "./test-kit.ts";
import { checkUpload, removeUpload, requestUpload } from "./uploads.ts";

const database = testDatabase();
const { admin } = database;
let town: Awaited<ReturnType<typeof anOrganisation>>;
let visitor: Ctx;
beforeAll(async () => {
  town = await anOrganisation(database);
  visitor = aVisitor(database);
});

const pdf = (words = "facture") => Buffer.from(`%PDF-1.7\n1 0 obj\n<< /${words} >>\nendobj\n%%EOF`);
/** What a browser does with a ticket. */
const post = async (ticket: UploadTicket, content: Buffer) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(ticket.fields)) form.append(name, value);
  form.append("file", new Blob([new Uint8Array(content)]));
  const answer = await fetch(ticket.url, { method: "POST", body: form });
  if (!answer.ok) throw new Error(`the bucket refused: ${answer.status} ${await answer.text()}`);
};
const sent = async (draftId: string, name: string, content: Buffer) => {
  const ticket = granted(await requestUpload(visitor, town.slug, { draftId, name, size: content.length }));
  await post(ticket, content);
  return { id: ticket.id, result: granted(await checkUpload(visitor, ticket.id, draftId)) };
};
const filesOf = (number: string) => admin`
  select f.name, f.visibility, s.type, s.size from case_file f join cases c on c.id = f.case_id
  join stored_file s on s.id = f.stored_file_id
  where c.organisation_id = ${town.id} and c.year || '-' || lpad(c.seq::text, 5, '0') = ${number} order by f.position`;

describe("files of a form", () => {
  it("go straight to the bucket, are read, and end up on the case in the order shown", async () => {
    const draftId = randomUUID();
    const first = await sent(draftId, "facture.pdf", pdf());
    const second = await sent(draftId, "notes.txt", Buffer.from("Bonjour"));
    expect(first.result).toEqual({
      state: "accepted",
      id: first.id,
      name: "facture.pdf",
      size: pdf().length,
      type: "application/pdf",
    });
    expect(granted(await checkUpload(visitor, first.id, draftId))).toEqual(first.result);
    const receipt = granted(
      await fileRequest(visitor, town.slug, aRequest({ draftId, files: [second.id, first.id] })),
    );
    expect(receipt.files.map(({ name }) => name)).toEqual(["notes.txt", "facture.pdf"]);
    expect(await filesOf(receipt.number)).toMatchObject([
      { name: "notes.txt", type: "text/plain", visibility: "REQUESTER_ONLY" },
      { name: "facture.pdf", type: "application/pdf" },
    ]);
  });

  it("mediation#8 a file removed before sending is not attached; another draft's file is refused", async () => {
    const draftId = randomUUID();
    const kept = await sent(draftId, "a.pdf", pdf("a"));
    const removed = await sent(draftId, "b.pdf", pdf("b"));
    expect(granted(await removeUpload(visitor, removed.id, draftId))).toEqual({});
    const withRemoved = aRequest({ draftId, files: [kept.id, removed.id] });
    expect(refusalOf(await fileRequest(visitor, town.slug, withRemoved)).fields).toMatchObject([
      { path: "files.1" },
    ]);
    const others = await sent(randomUUID(), "c.pdf", pdf("c"));
    const withOthers = aRequest({ draftId, files: [others.id] });
    expect(refusalOf(await fileRequest(visitor, town.slug, withOthers)).fields).toMatchObject([
      { path: "files.0" },
    ]);
    const receipt = granted(await fileRequest(visitor, town.slug, aRequest({ draftId, files: [kept.id] })));
    expect((await filesOf(receipt.number)).map(({ name }) => name)).toEqual(["a.pdf"]);
    const reused = aRequest({ draftId: randomUUID(), files: [kept.id] });
    expect(refusalOf(await fileRequest(visitor, town.slug, reused)).code).toBe("invalid");
  });

  it("mediation#49 a refused file says why, and the rest of the sending is kept", async () => {
    const draftId = randomUUID();
    const good = await sent(draftId, "facture.pdf", pdf());
    const bad = await sent(draftId, "programme.pdf", Buffer.from("MZ this program cannot be run"));
    expect(bad.result).toMatchObject({ state: "refused", cause: "ce fichier n’est pas vraiment un PDF." });
    expect(granted(await checkUpload(visitor, bad.id, draftId))).toEqual(bad.result);
    const refused = await requestUpload(visitor, town.slug, { draftId, name: "dessin.svg", size: 100 });
    expect(refusalOf(refused)).toMatchObject({
      code: "invalid",
      facts: { cause: "ce type de fichier (.svg) n’est pas accepté." },
    });
    const receipt = granted(await fileRequest(visitor, town.slug, aRequest({ draftId, files: [good.id] })));
    expect(receipt.files).toHaveLength(1);
  });

  it("one more than ten, or than sixty megabytes in all, is refused by name", async () => {
    const draftId = randomUUID();
    for (let count = 0; count < 10; count += 1)
      await sent(draftId, `page-${count}.txt`, Buffer.from(`page ${count}`));
    const eleventh = await requestUpload(visitor, town.slug, { draftId, name: "page-10.txt", size: 6 });
    expect(refusalOf(eleventh).facts?.cause).toBe("vous avez déjà 10 fichiers.");
  });

  it("an id without its draft is not found, and one that never arrived says so", async () => {
    const draftId = randomUUID();
    const ticket = granted(await requestUpload(visitor, town.slug, { draftId, name: "a.pdf", size: 10 }));
    expect(refusalOf(await checkUpload(visitor, ticket.id, randomUUID())).code).toBe("notFound");
    expect(refusalOf(await checkUpload(visitor, ticket.id, draftId)).reason).toBe("not_received");
    expect(refusalOf(await removeUpload(visitor, ticket.id, randomUUID())).code).toBe("notFound");
  });
});

describe("files of an agent's letter", () => {
  it("leave with the letter, stay on the case, and are downloaded by a link of a minute while the right lasts", async () => {
    const mediator = await aMediator(database, town.id);
    const ctx = await signedIn(database, mediator);
    const to = await aCase(database, town, { assigneeId: mediator.id });
    const ticket = granted(
      await requestAgentUpload(ctx, to.found.id, { name: "Pièce n°1 — été.pdf", size: 50 }),
    );
    await post(ticket, pdf("lettre"));
    expect(granted(await checkAgentUpload(ctx, to.found.id, ticket.id))).toMatchObject({ state: "accepted" });
    const view = granted(
      await sendMessage(ctx, {
        caseId: to.found.id,
        idempotencyKey: randomUUID(),
        recipients: [to.participantId],
        subject: "La pièce",
        text: "La voici.",
        files: [ticket.id],
        lastSeenEntryId: null,
      }),
    );
    const file = view.entries[0]?.files[0];
    expect(file).toMatchObject({
      name: "Pièce n°1 — été.pdf",
      type: "application/pdf",
      decision: "kept",
      scan: "pending",
    });
    const [message] = await admin`select attachments from outgoing_message where target_id = ${to.found.id}`;
    expect(message?.attachments).toMatchObject([{ name: "Pièce n°1 — été.pdf" }]);

    expect(refusalOf(await linkToFile(ctx, file?.id ?? "")).reason).toBe("file_not_ready");
    await scanned(database, to.found.id);
    const link = granted(await linkToFile(ctx, file?.id ?? ""));
    const answer = await fetch(link.url);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(pdf("lettre"));
    expect(answer.headers.get("content-disposition")).toBe(
      `attachment; filename="Piece n1 - ete.pdf"; filename*=UTF-8''Pi%C3%A8ce%20n%C2%B01%20%E2%80%94%20%C3%A9t%C3%A9.pdf`,
    );
    expect(Date.parse(link.expiresAt) - Date.now()).toBeLessThanOrEqual(60_000);
    const reads =
      await admin`select actor_id from audit_event where action = 'file.read' and target_id = ${file?.id ?? ""}`;
    expect(reads).toEqual([{ actor_id: mediator.id }]);

    await admin`update membership set ended_at = now() where user_id = ${mediator.id}`;
    const without = await signedIn(database, mediator);
    expect(refusalOf(await linkToFile(without, file?.id ?? "")).code).toBe("notFound");
    expect(refusalOf(await readCase(without, to.found.id)).code).toBe("notFound");
  });

  it("belong to the one who sent them", async () => {
    const mediator = await aMediator(database, town.id, { role: "manager" });
    const colleague = await aMediator(database, town.id, { role: "manager" });
    const [ctx, other] = [await signedIn(database, mediator), await signedIn(database, colleague)];
    const to = await aCase(database, town);
    const ticket = granted(await requestAgentUpload(ctx, to.found.id, { name: "a.pdf", size: 50 }));
    await post(ticket, pdf());
    expect(refusalOf(await checkAgentUpload(other, to.found.id, ticket.id)).code).toBe("notFound");
  });
});
