import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { Ctx } from "../../platform/ctx.ts";
import { keepFile, readObject } from "../../platform/files.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { addDocuments, changeDocument, removeDocument, showDocument } from "./documents.ts";
import { readCaseAs } from "./read-case.ts";
import { runJob } from "./run-job.ts";
import { aCase, anEntry, granted, refusalOf, signedIn } from "./test-kit.ts";
import { zipDocuments } from "./zip-documents.ts";

const database = testDatabase();
const { admin } = database;
let town: Awaited<ReturnType<typeof anOrganisation>>;
let claire: Awaited<ReturnType<typeof aMediator>>;
let asClaire: Ctx;
let asHugo: Ctx;
beforeAll(async () => {
  town = await anOrganisation(database);
  claire = await aMediator(database, town.id);
  asClaire = await signedIn(database, claire);
  asHugo = await signedIn(database, await aMediator(database, town.id));
});

/** A file sent ahead by Claire for a case, looked at by the scanner. */
const anUpload = async (caseId: string, name: string, content: string = randomUUID(), scan = "clean") => {
  const { key, sha256 } = await keepFile(asClaire, town.id, Buffer.from(content), "application/pdf");
  const ticket = randomUUID();
  await admin`insert into stored_file (id, organisation_id, sha256, size, type, key, scan)
    values (${randomUUID()}, ${town.id}, ${sha256}, ${content.length}, 'application/pdf', ${key}, ${scan})
    on conflict do nothing`;
  await admin`insert into upload_ticket (id, organisation_id, owner, name, size, key, stored_file_id)
    select ${ticket}, ${town.id}, ${`case:${caseId}:${claire.id}`}, ${name}, ${content.length}, ${ticket}, id
    from stored_file where organisation_id = ${town.id} and sha256 = ${sha256}`;
  return ticket;
};
const aCaseOfHers = async () => (await aCase(database, town, { assigneeId: claire.id })).found.id;
const added = async (caseId: string, ...files: string[]) =>
  granted(await addDocuments(asClaire, { caseId, files, visibility: "INTERNAL", category: "LETTER" }));

/** Names of an archive, read from its central directory (APPNOTE 4.3.12, 4.3.16). */
const namesIn = (archive: Buffer): string[] => {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  let at = archive.readUInt32LE(end + 16);
  return Array.from({ length: archive.readUInt16LE(end + 10) }, () => {
    const [name, extra, comment] = [28, 30, 32].map((offset) => archive.readUInt16LE(at + offset));
    const path = archive.subarray(at + 46, at + 46 + (name ?? 0)).toString("utf8");
    at += 46 + (name ?? 0) + (extra ?? 0) + (comment ?? 0);
    return path;
  }).sort();
};

describe("documents", () => {
  it("are added, renamed, filed and given to a side, each with its line of history", async () => {
    const caseId = await aCaseOfHers();
    const [document] = (await added(caseId, await anUpload(caseId, "scan001.pdf"))).documents;
    expect(document).toMatchObject({
      name: "scan001.pdf",
      source: "MEDIATOR",
      category: "LETTER",
      entryId: null,
    });
    const fileId = document?.id ?? "";
    const changed = granted(
      await changeDocument(asHugo, { fileId, name: "Lettre de la régie.pdf", visibility: "SHARED" }),
    );
    expect(changed.documents[0]).toMatchObject({ name: "Lettre de la régie.pdf", visibility: "SHARED" });
    const journal = await admin<{ action: string }[]>`
      select action from audit_event where target_id = ${fileId} order by at, id`;
    expect(journal.map(({ action }) => action)).toEqual(["file.add", "file.change"]);
  });

  it("never come from somebody else's upload", async () => {
    const [mine, other] = [await aCaseOfHers(), await aCaseOfHers()];
    const upload = await anUpload(other, "ailleurs.pdf");
    const no = refusalOf(
      await addDocuments(asClaire, { caseId: mine, files: [upload], visibility: "SHARED", category: null }),
    );
    expect(no.code).toBe("invalid");
  });

  it("say which earlier one has the same content, and keep their versions", async () => {
    const caseId = await aCaseOfHers();
    const content = randomUUID();
    const [first] = (await added(caseId, await anUpload(caseId, "a.pdf", content))).documents;
    const [copy] = (await added(caseId, await anUpload(caseId, "copie.pdf", content))).documents;
    expect(copy).toMatchObject({ name: "copie.pdf", sameAs: first?.id });
    const files = [await anUpload(caseId, "a-v2.pdf")];
    const newer = granted(
      await addDocuments(asClaire, {
        caseId,
        files,
        visibility: "INTERNAL",
        category: "LETTER",
        replaces: first?.id ?? "",
      }),
    );
    expect(newer.documents).toHaveLength(3);
    expect(newer.documents[0]).toMatchObject({ name: "a-v2.pdf", replaces: first?.id });
  });

  it("mediation#48 are removed by who handles the case alone; what came with a message is hidden and stays with it", async () => {
    const caseId = await aCaseOfHers();
    const [document] = (await added(caseId, await anUpload(caseId, "erreur.pdf"))).documents;
    expect(refusalOf(await removeDocument(asHugo, document?.id ?? "")).code).toBe("forbidden");
    expect(granted(await removeDocument(asClaire, document?.id ?? "")).documents).toHaveLength(0);

    const entryId = await anEntry(database, { id: caseId, organisationId: town.id });
    const fileId = randomUUID();
    await added(caseId, await anUpload(caseId, "facture.pdf"));
    await admin`insert into case_file (id, organisation_id, case_id, entry_id, stored_file_id, name, source, visibility, position, decision)
      select ${fileId}, ${town.id}, ${caseId}, ${entryId}, null, 'photo.pdf', 'REQUESTER', 'REQUESTER_ONLY', 0, 'kept'`;
    const hidden = granted(await removeDocument(asClaire, fileId));
    expect(hidden.documents.find(({ id }) => id === fileId)?.hidden).toBe(true);
    expect(hidden.entries.find(({ id }) => id === entryId)?.files).toHaveLength(1);
    expect(granted(await showDocument(asClaire, fileId)).documents.some(({ hidden }) => hidden)).toBe(false);
  });
});

describe("several documents in one file", () => {
  it("carry safe names, each once, and say what is not there", async () => {
    const caseId = await aCaseOfHers();
    const uploads = [
      await anUpload(caseId, "facture.pdf", "%PDF un"),
      await anUpload(caseId, "facture.pdf", "%PDF deux"),
      await anUpload(caseId, "../../secret.pdf", "%PDF trois"),
      await anUpload(caseId, "virus.pdf", "%PDF quatre", "pending"),
    ];
    const { documents } = await added(caseId, ...uploads);
    const ids = documents.map(({ id }) => id);
    const { jobId } = granted(await zipDocuments(asHugo, { caseId, files: ids }));
    await runJob(database.worker({ kind: "job", name: "case-jobs" }), { jobId });
    await runJob(database.worker({ kind: "job", name: "case-jobs" }), { jobId });
    const [job] = await admin<
      { state: string; file_key: string; file_size: number; result: { left: string[] } }[]
    >`
      select state, file_key, file_size::int, result from background_job where id = ${jobId}`;
    expect(job).toMatchObject({ state: "done", result: { files: 3, left: ["virus.pdf"] } });
    const bytes = await readObject(asClaire.env, "exports", job?.file_key ?? "", 1_000_000);
    expect(bytes?.length).toBe(job?.file_size);
    expect(namesIn(bytes ?? Buffer.alloc(0))).toEqual(["_._secret.pdf", "facture (2).pdf", "facture.pdf"]);
  });

  it("are of the one case: another's is refused", async () => {
    const [mine, other] = [await aCaseOfHers(), await aCaseOfHers()];
    const [here] = (await added(mine, await anUpload(mine, "a.pdf"))).documents;
    const [there] = (await added(other, await anUpload(other, "b.pdf"))).documents;
    const files = [here?.id ?? "", there?.id ?? ""];
    expect(refusalOf(await zipDocuments(asClaire, { caseId: mine, files })).code).toBe("invalid");
    expect(granted(await readCaseAs(asClaire, mine)).documents).toHaveLength(1);
  });
});
