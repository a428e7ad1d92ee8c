import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { Ctx } from "../../platform/ctx.ts";
import { keepFile } from "../../platform/files.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { linkToFile } from "./file-link.ts";
import { readCase } from "./read-case.ts";
import { aCase, granted, refusalOf, scanned, signedIn } from "./test-kit.ts";

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

/** A case whose entry carries one file nobody looked into yet. */
const aCaseWithFile = async (name = "facture.pdf") => {
  const { found } = await aCase(database, town, { assigneeId: mediator.id });
  const content = Buffer.from(`%PDF-1.7 ${randomUUID()}`);
  const { key, sha256 } = await keepFile(ctx, town.id, content, "application/pdf");
  const [entryId, storedId, fileId] = [randomUUID(), randomUUID(), randomUUID()];
  await admin`insert into case_entry (id, organisation_id, case_id, kind, direction, medium, side, occurred_at, text)
    values (${entryId}, ${town.id}, ${found.id}, 'message', 'IN', 'EMAIL', 'REQUESTER', now(), 'Voici.')`;
  await admin`insert into stored_file (id, organisation_id, sha256, size, type, key, scan)
    values (${storedId}, ${town.id}, ${sha256}, ${content.length}, 'application/pdf', ${key}, 'pending')`;
  await admin`insert into case_file (id, organisation_id, case_id, entry_id, stored_file_id, name, source, visibility, position, decision)
    values (${fileId}, ${town.id}, ${found.id}, ${entryId}, ${storedId}, ${name}, 'REQUESTER', 'REQUESTER_ONLY', 0, 'kept')`;
  const shown = async () =>
    granted(await readCase(ctx, found.id)).entries.find(({ id }) => id === entryId)?.files[0];
  return { caseId: found.id, fileId, shown, content };
};

describe("a file of a case", () => {
  it("mail#47 is blocked until the scanner found it clean, then downloads as the bytes that came", async () => {
    const { caseId, fileId, shown, content } = await aCaseWithFile();
    expect(await shown()).toMatchObject({ decision: "kept", scan: "pending" });
    expect(refusalOf(await linkToFile(ctx, fileId))).toMatchObject({ reason: "file_not_ready" });
    // Nobody's risk to take: the answer is coming.
    expect(refusalOf(await linkToFile(ctx, fileId, { atOwnRisk: true })).reason).toBe("file_not_ready");

    await scanned(database, caseId);
    expect(await shown()).toMatchObject({ scan: "clean" });
    const answer = await fetch(granted(await linkToFile(ctx, fileId)).url);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(content);
    expect(answer.headers.get("content-disposition")).toMatch(/^attachment;/);
    expect(answer.headers.get("content-type")).toBe("application/octet-stream");
  });

  it("is looked at in the page once clean when it is a PDF; another type stays a download", async () => {
    const { caseId, fileId } = await aCaseWithFile();
    expect(refusalOf(await linkToFile(ctx, fileId, { inPage: true })).reason).toBe("file_not_ready");
    await scanned(database, caseId);
    const seen = async () => {
      const { headers } = await fetch(granted(await linkToFile(ctx, fileId, { inPage: true })).url);
      return [headers.get("content-type"), headers.get("content-disposition")?.split(";")[0]];
    };
    expect(await seen()).toEqual(["application/pdf", "inline"]);
    const stored = admin`select stored_file_id from case_file where id = ${fileId}`;
    await admin`update stored_file set type = 'text/html' where id = (${stored})`;
    expect(await seen()).toEqual(["application/octet-stream", "attachment"]);
    await admin`update stored_file set type = 'application/pdf', scan = 'unsupported' where id = (${stored})`;
    const atRisk = granted(await linkToFile(ctx, fileId, { atOwnRisk: true, inPage: true }));
    expect((await fetch(atRisk.url)).headers.get("content-disposition")).toMatch(/^attachment;/);
  });

  it("mail#46 with a virus is refused in words, deleted, told in the thread and to its handler, never downloaded", async () => {
    const { caseId, fileId, shown } = await aCaseWithFile("photo des vacances.pdf");
    await scanned(database, caseId, "THREATS_FOUND");
    await scanned(database, caseId, "THREATS_FOUND");
    await scanned(database, caseId, "NO_THREATS_FOUND");
    expect(await shown()).toMatchObject({ decision: "refused_malware", scan: "threat" });
    expect(refusalOf(await linkToFile(ctx, fileId, { atOwnRisk: true })).reason).toBe("file_refused");
    const { entries } = granted(await readCase(ctx, caseId));
    expect(entries.filter(({ fact }) => fact === "file.refused").map(({ text }) => text)).toEqual([
      "Pièce jointe refusée, virus détecté\u00a0: photo des vacances.pdf",
    ]);
    const notices = await admin`
      select m.text from outgoing_message m join outgoing_recipient r on r.outgoing_message_id = m.id
      where m.target_id = ${caseId} and r.address = ${mediator.email}`;
    expect(notices).toHaveLength(1);
    expect(notices[0]?.text).not.toContain("vacances");
  });

  it("that nobody could look into opens at the risk of someone who writes on the case, and is written down", async () => {
    const { caseId, fileId } = await aCaseWithFile();
    await scanned(database, caseId, "UNSUPPORTED");
    expect(refusalOf(await linkToFile(ctx, fileId)).reason).toBe("file_not_analysed");
    const reader = await signedIn(database, await aMediator(database, town.id, { role: "reader" }));
    expect(refusalOf(await linkToFile(reader, fileId, { atOwnRisk: true })).code).toBe("forbidden");
    granted(await linkToFile(ctx, fileId, { atOwnRisk: true }));
    expect(await admin`select action, actor_id from audit_event where target_id = ${fileId}`).toEqual([
      { action: "file.read_unscanned", actor_id: mediator.id },
    ]);
  });
});
