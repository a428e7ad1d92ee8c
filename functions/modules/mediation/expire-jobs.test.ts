import { beforeAll, describe, expect, it } from "vitest";
import { readObject, writeObject } from "../../platform/files.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { askSynthesis } from "./ask-case-file.ts";
import { expireJobs } from "./expire-jobs.ts";
import { chooseNews } from "./list-news.ts";
import { linkToJob, readJob } from "./read-jobs.ts";
import { runJob } from "./run-job.ts";
import { aCase, granted, refusalOf, signedIn } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
let town: Awaited<ReturnType<typeof anOrganisation>>;
let claire: Awaited<ReturnType<typeof aMediator>>;
let asClaire: Awaited<ReturnType<typeof signedIn>>;
beforeAll(async () => {
  town = await anOrganisation(database);
  claire = await aMediator(database, town.id);
  asClaire = await signedIn(database, claire);
});

const aFile = async () => {
  const to = await aCase(database, town, { assigneeId: claire.id });
  const { id } = granted(await askSynthesis(asClaire, { caseId: to.found.id, audience: "internal" }));
  await runJob(database.worker(), { jobId: id });
  const [job] = await admin`select file_key from background_job where id = ${id}`;
  return { id, key: String(job?.file_key) };
};
const bytesOf = (key: string) => readObject(database.env, "exports", key, 1_000_000);
const dayOver = (id: string) =>
  admin`update background_job set expires_at = now() - interval '1 minute' where id = ${id}`;

describe("a file that was asked for", () => {
  it("is told of under the asker's bell, once, by nobody's name", async () => {
    const { id } = await aFile();
    await runJob(database.worker(), { jobId: id });
    const told = await admin`select user_id, kind, actor_id, case_id, detail from notification
      where once_key like ${`export_ready:${id}:%`}`;
    expect(told).toEqual([
      { user_id: claire.id, kind: "export_ready", actor_id: null, case_id: null, detail: {} },
    ]);
  });

  it("is told of by one mail without a name, unless its asker wants none", async () => {
    const mails = () => admin`select m.subject, m.text, m.target_id from outgoing_message m
      join outgoing_recipient r on r.outgoing_message_id = m.id
      where m.template like 'mediation.export_ready@%' and r.address = ${claire.email}`;
    await admin`delete from outgoing_message where template like 'mediation.export_ready@%'`;
    const { id } = await aFile();
    await runJob(database.worker(), { jobId: id });
    const sent = await mails();
    expect(sent).toEqual([
      { subject: "Votre fichier est prêt", text: expect.stringContaining("/mes-fichiers"), target_id: null },
    ]);
    expect(sent[0]?.text).not.toMatch(/Thibaudot|cantine/);
    granted(await chooseNews(asClaire, { organisation: town.id, topic: "export_ready", way: "app" }));
    await aFile();
    expect(await mails()).toHaveLength(1);
  });

  it("goes when its day is over, with each of its parts; the work then says so, and a second run does nothing", async () => {
    const { id, key } = await aFile();
    const fresh = await aFile();
    const part = `${town.id}/${id}/partie-2.zip`;
    await writeObject(database.env, "exports", part, "suite", "application/zip");
    await admin`update background_job set result = ${admin.json({
      files: 2,
      parts: [{ key: part, name: "partie-2.zip", size: 5 }],
    })} where id = ${id}`;
    await dayOver(id);
    await expireJobs(database.worker());
    await expireJobs(database.worker());
    expect(await bytesOf(key)).toBeUndefined();
    expect(await bytesOf(part)).toBeUndefined();
    const [job] = await admin`select state, file_key, result from background_job where id = ${id}`;
    expect(job).toEqual({ state: "expired", file_key: null, result: { files: 2 } });
    expect(refusalOf(await linkToJob(asClaire, id))).toMatchObject({ reason: "file_expired" });
    expect(await bytesOf(fresh.key)).toBeDefined();
  });

  it("says names and sizes of its parts to who asked, never where they are kept", async () => {
    const { id, key } = await aFile();
    await admin`update background_job set result = ${admin.json({
      files: 2,
      parts: [{ key: `${town.id}/${id}/secret.zip`, name: "partie-2.zip", size: 5 }],
    })} where id = ${id}`;
    const view = granted(await readJob(asClaire, id));
    expect(view.result).toEqual({ files: 2, parts: [{ name: "partie-2.zip", size: 5 }] });
    expect(JSON.stringify(view)).not.toMatch(new RegExp(`secret|${key}`));
    expect(granted(await linkToJob(asClaire, id, 1)).url).toContain("secret.zip");
  });
});
