import { expect, it } from "vitest";
import type { UploadTicket } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { sha256, uuidV7 } from "../../platform/ids.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { noteScan } from "../mail/jobs.ts";
import { readShow } from "./read-show.ts";
import { addFiles, changeFile, checkShowUpload, linkToShowFile, requestShowUpload } from "./show-files.ts";
import { showHistory } from "./show-history.ts";
import { aMember, aShow, aTheatre, granted, refusalOf } from "./test-kit.ts";
import { declarationFiles } from "./threat-found.ts";

const database = testDatabase();
const { admin } = database;

const pdf = (words: string) => Buffer.from(`%PDF-1.7\n1 0 obj\n<< /${words} >>\nendobj\n%%EOF`);
/** What a browser does with a ticket. */
const post = async (ticket: UploadTicket, content: Buffer) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(ticket.fields)) form.append(name, value);
  form.append("file", new Blob([new Uint8Array(content)]));
  const answer = await fetch(ticket.url, { method: "POST", body: form });
  if (!answer.ok) throw new Error(`the bucket refused: ${answer.status}`);
};
const sent = async (ctx: Ctx, showId: string, name: string, content: Buffer) => {
  const ticket = granted(await requestShowUpload(ctx, showId, { name, size: content.length }));
  await post(ticket, content);
  return { ticketId: ticket.id, result: granted(await checkShowUpload(ctx, showId, ticket.id)) };
};
const OTHER = "OTHER" as const;

it("a contract is sent, read, joined, and opened once the scanner found it clean", async () => {
  const { id, ctx } = await aTheatre(database);
  const show = await aShow(database, id);
  const { ticketId, result } = await sent(ctx, show.id, "contrat.pdf", pdf("contrat"));
  expect(result).toMatchObject({ state: "accepted", type: "application/pdf" });
  const view = granted(
    await addFiles(ctx, { showId: show.id, files: [{ ticketId, type: "ARTISTIC_CONTRACT" }] }),
  );
  const [file] = view.files;
  expect(file).toMatchObject({
    name: "contrat.pdf",
    type: "ARTISTIC_CONTRACT",
    scan: "pending",
    addedBy: "Nora Delmas",
  });
  const fileId = file?.id ?? "";
  expect(refusalOf(await linkToShowFile(ctx, fileId)).reason).toBe("file_not_ready");
  await admin`update stored_file set scan = 'clean' where id in (select stored_file_id from show_file where id = ${fileId})`;
  const reader = await aMember(database, id, "viewer");
  expect(granted(await linkToShowFile(reader, fileId)).url).toContain("contrat.pdf");
  const { ctx: stranger } = await aTheatre(database);
  expect(refusalOf(await linkToShowFile(stranger, fileId)).code).toBe("notFound");

  expect(granted(await changeFile(ctx, { fileId, detached: true })).files).toEqual([]);
  expect(refusalOf(await linkToShowFile(ctx, fileId)).code).toBe("notFound");
  expect(granted(await changeFile(ctx, { fileId, detached: false, type: OTHER })).files).toMatchObject([
    { type: OTHER },
  ]);
});

it("a program, a file of 6 MB and one whose content is another are refused", async () => {
  const { id, ctx } = await aTheatre(database);
  const show = await aShow(database, id);
  const asked = (name: string, size: number) => requestShowUpload(ctx, show.id, { name, size });
  expect(refusalOf(await asked("contrat.exe", 100)).reason).toBe("file_refused");
  expect(refusalOf(await asked("plan.tif", 100)).reason).toBe("file_refused");
  expect(refusalOf(await asked("contrat.pdf", 6 * 1024 * 1024)).facts?.cause).toContain("le maximum est 5");
  expect((await sent(ctx, show.id, "contrat.pdf", Buffer.from("MZ not a document"))).result.state).toBe(
    "refused",
  );
  const reader = await aMember(database, id, "viewer");
  expect(refusalOf(await requestShowUpload(reader, show.id, { name: "a.pdf", size: 10 })).reason).toBe(
    "role_missing",
  );
});

/** Uploads that were read and accepted, as the bucket and the check leave them. */
const accepted = async (organisationId: string, showId: string, ctx: Ctx, from: number, count: number) => {
  const userId = ctx.actor.kind === "user" ? ctx.actor.userId : "";
  const tickets: string[] = [];
  for (let at = from; at < from + count; at += 1) {
    const hash = sha256(Buffer.from(`${showId} ${at}`));
    const [stored] = await admin<
      { id: string }[]
    >`insert into stored_file (id, organisation_id, sha256, size, type, key, scan)
      values (${uuidV7(new Date())}, ${organisationId}, ${hash}, 10, 'application/pdf', ${`${organisationId}/${hash}`}, 'clean')
      on conflict (organisation_id, sha256) do update set scan = 'clean' returning id`;
    const id = uuidV7(new Date());
    await admin`insert into upload_ticket (id, organisation_id, owner, name, size, key, stored_file_id)
      values (${id}, ${organisationId}, ${`show:${showId}:${userId}`}, ${`${at}.pdf`}, 10, ${id}, ${stored?.id ?? ""})`;
    tickets.push(id);
  }
  return tickets.map((ticketId) => ({ ticketId, type: OTHER }));
};

it("declarations#27 sixty files on a show that has the same sixty are sixty; the hundred counts the final set", async () => {
  const { id, ctx } = await aTheatre(database);
  const { id: showId } = await aShow(database, id);
  granted(await addFiles(ctx, { showId, files: await accepted(id, showId, ctx, 0, 60) }));
  const again = granted(await addFiles(ctx, { showId, files: await accepted(id, showId, ctx, 0, 60) }));
  expect(again.files).toHaveLength(60);
  const hundred = granted(await addFiles(ctx, { showId, files: await accepted(id, showId, ctx, 60, 40) }));
  expect(hundred.files).toHaveLength(100);
  const over = await addFiles(ctx, { showId, files: await accepted(id, showId, ctx, 100, 1) });
  expect(refusalOf(over).detail).toBeDefined();
  expect(granted(await readShow(ctx, showId)).files).toHaveLength(100);
});

it("a virus found later is told in the history of the show, and the file is not opened", async () => {
  const { id, ctx } = await aTheatre(database);
  const show = await aShow(database, id);
  const { ticketId } = await sent(ctx, show.id, "affiche.pdf", pdf("affiche"));
  const view = granted(await addFiles(ctx, { showId: show.id, files: [{ ticketId, type: OTHER }] }));
  const fileId = view.files[0]?.id ?? "";
  const [stored] = await admin<{ key: string }[]>`select s.key from stored_file s
    join show_file f on f.stored_file_id = s.id where f.id = ${fileId}`;
  const worker = database.worker({ kind: "job", name: "test" });
  const s3ObjectDetails = { bucketName: worker.env.bucket("files"), objectKey: stored?.key };
  const detail = { s3ObjectDetails, scanResultDetails: { scanResultStatus: "THREATS_FOUND" } };
  await noteScan(worker, [declarationFiles], JSON.stringify({ detail }));
  expect(granted(await readShow(ctx, show.id)).files[0]?.scan).toBe("threat");
  expect(refusalOf(await linkToShowFile(ctx, fileId)).reason).toBe("file_refused");
  const { lines } = granted(await showHistory(ctx, show.id, {}));
  expect(lines[0]?.what).toBe("a refusé un document qui contient un virus");
});
