import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { AskExport } from "../../../shared/mediation/exports.ts";
import { readObject } from "../../platform/files.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { askExport } from "./ask-export.ts";
import { listCases } from "./list-cases.ts";
import { linkToJob, readJob } from "./read-jobs.ts";
import { runJob } from "./run-job.ts";
import { aCase, granted, refusalOf, signedIn } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
let town: Awaited<ReturnType<typeof anOrganisation>>;
let manager: Awaited<ReturnType<typeof aMediator>>;
let asManager: Awaited<ReturnType<typeof signedIn>>;
beforeAll(async () => {
  town = await anOrganisation(database);
  manager = await aMediator(database, town.id, { role: "manager" });
  asManager = await signedIn(database, manager);
});

const asked = (changed: Partial<AskExport> = {}) => ({
  organisationId: town.id,
  kind: "named" as const,
  format: "xlsx" as const,
  filter: {},
  ...changed,
});
/** The bytes of the file that this work made. */
const fileOf = async (id: string): Promise<Buffer> => {
  await runJob(database.worker(), { jobId: id });
  const [job] = await admin`select state, file_key, error_code from background_job where id = ${id}`;
  expect(job).toMatchObject({ state: "done" });
  return (await readObject(database.env, "exports", String(job?.file_key), 50_000_000)) ?? Buffer.alloc(0);
};
/** The sheet as a spreadsheet program reads it. */
const sheetOf = async (bytes: Buffer): Promise<unknown[][]> => {
  const { default: readXlsxFile } = await import("read-excel-file/node");
  const [sheet] = await readXlsxFile(bytes);
  return sheet?.data ?? [];
};
/** One line as an object, by its headers. */
const lineOf = ([headers = [], ...lines]: unknown[][], number: string) => {
  const line = lines.find((cells) => cells[0] === number) ?? [];
  return Object.fromEntries(headers.map((header, index) => [String(header), line[index] ?? null]));
};

const tricky = {
  subject: "=1+1",
  lastName: "D’Été-Œuvré 🐞",
  firstName: "00123",
  line1: "12 rue des Tilleuls\nbâtiment B",
  postalCode: "2A004",
  city: "Paris 12",
  phone: "+33 6 11 22 33 44",
};
const aTrickyCase = async (over: Record<string, unknown> = {}) => {
  const { subject, ...requester } = tricky;
  const to = await aCase(database, town, { subject, requester: { ...requester, title: "NON_BINARY" } });
  await admin`update cases set ${admin({
    received_at: new Date("2026-03-01T23:30:00Z"),
    registered_at: new Date("2026-03-05T10:00:00Z"),
    prior_complaint: "YES",
    prior_answer: "UNKNOWN",
    court_pending: "NO",
    first_response_at: new Date("2026-03-08T10:00:00Z"),
    ...over,
  })} where id = ${to.found.id}`;
  return { ...to, number: `${to.found.year}-${String(to.found.seq).padStart(5, "0")}` };
};

describe("a list as a file", () => {
  it("mediation#35 keeps every text as a text, in a workbook and in a text file, accents and signs right", async () => {
    const to = await aTrickyCase();
    const { id } = granted(await askExport(asManager, asked()));
    const line = lineOf(await sheetOf(await fileOf(id)), to.number);
    expect(line).toMatchObject({
      Objet: "=1+1",
      Prénom: "00123",
      Nom: "D’Été-Œuvré 🐞",
      Adresse: "12 rue des Tilleuls\nbâtiment B",
      "Code postal": "2A004",
      Ville: "Paris 12",
      Téléphone: "+33 6 11 22 33 44",
      Civilité: "Mx",
    });
    // A real date cell, in the zone of the organisation: 23:30 UTC on 1 March is the 2nd in Paris.
    expect(line["Date de réception"]).toEqual(new Date("2026-03-02T00:00:00Z"));
    expect(line["Délai de 1re réponse (j)"]).toBe(6);

    const csv = granted(await askExport(asManager, asked({ format: "csv" })));
    const text = (await fileOf(csv.id)).toString("utf8");
    expect(text.startsWith("\uFEFFN° dossier;Objet;")).toBe(true);
    expect(text).toContain("'=1+1");
    expect(text).toContain("2A004;Paris 12");
    expect(text).toContain("D’Été-Œuvré 🐞");
  });

  it("mediation#36 prints each of the three answers as it was given, and an absent one as nothing", async () => {
    const to = await aTrickyCase();
    const plain = await aTrickyCase({ prior_complaint: null, prior_answer: null, court_pending: null });
    const { id } = granted(await askExport(asManager, asked()));
    const sheet = await sheetOf(await fileOf(id));
    expect(lineOf(sheet, to.number)).toMatchObject({
      "1re démarche": "Oui",
      "Réponse reçue": "Ne sait pas",
      "Tribunal saisi": "Non",
      Compétence: null,
    });
    expect(lineOf(sheet, plain.number)).toMatchObject({
      "1re démarche": null,
      "Réponse reçue": null,
      "Tribunal saisi": null,
    });
  });

  it("writes a sub-domain under its domain, and the organisation's own questions after the rest", async () => {
    const [item] = await admin<{ id: string; label: string; parent: string }[]>`
      select i.id, i.label, p.label as parent from list_item i join list_item p on p.id = i.parent_id
      where i.organisation_id is null and i.list = 'domain' limit 1`;
    const question = randomUUID();
    const to = await aTrickyCase({
      domain_id: item?.id,
      custom_answers: admin.json([
        { question, kind: "multiple", label: "Quels services ?", values: ["Cantine", "Crèche"] },
      ]),
    });
    const { id } = granted(await askExport(asManager, asked({ filter: { q: to.number } })));
    const sheet = await sheetOf(await fileOf(id));
    expect(sheet).toHaveLength(2);
    expect(lineOf(sheet, to.number)).toMatchObject({
      Domaine: item?.parent,
      "Sous-domaine": item?.label,
      "Quels services ?": "Cantine, Crèche",
    });
    expect(sheet[0]?.at(-1)).toBe("Quels services ?");
  });

  it("holds exactly the cases of the list with the same filter, and tells how far it is", async () => {
    const filter = { receivedFrom: "2026-03-01", receivedTo: "2026-03-31", channel: "WEB" as const };
    const { cases } = granted(await listCases(asManager, { organisation: town.id, ...filter, limit: 100 }));
    const { id } = granted(await askExport(asManager, asked({ filter })));
    expect(granted(await readJob(asManager, id))).toMatchObject({ state: "queued", total: cases.length });
    const [, ...lines] = await sheetOf(await fileOf(id));
    expect(lines.map(([number]) => number).toSorted()).toEqual(cases.map(({ number }) => number).toSorted());
    expect(granted(await readJob(asManager, id))).toMatchObject({
      state: "done",
      made: cases.length,
      file: { name: expect.stringMatching(/^dossiers-\d{4}-\d\d-\d\d\.xlsx$/) },
    });
  });

  it("mediation#44 is asked for and fetched by managers alone: who lost the role gets neither the work nor the file", async () => {
    const hugo = await aMediator(database, town.id, { role: "mediator" });
    const asHugo = await signedIn(database, hugo);
    expect(refusalOf(await askExport(asHugo, asked()))).toMatchObject({ code: "forbidden" });
    const before = await aMediator(database, town.id, { role: "manager" });
    const asBefore = await signedIn(database, before);
    const [done, waiting] = [
      granted(await askExport(asBefore, asked())),
      granted(await askExport(asBefore, asked())),
    ];
    await fileOf(done.id);
    expect(granted(await linkToJob(asBefore, done.id)).url).toContain("http");
    await admin`update membership set roles = '{mediator}' where user_id = ${before.id}`;
    const afterwards = await signedIn(database, before);
    expect(refusalOf(await linkToJob(afterwards, done.id))).toMatchObject({ code: "forbidden" });
    await runJob(database.worker(), { jobId: waiting.id });
    const [job] = await admin`select state, file_key from background_job where id = ${waiting.id}`;
    expect(job).toMatchObject({ state: "failed", file_key: null });
    expect(refusalOf(await linkToJob(asManager, done.id))).toMatchObject({ code: "notFound" });
  });

  it("mediation#34 leaves out what its asker must not know of", async () => {
    const hidden = await aCase(database, town, { restricted: true, subject: "Réservé" });
    const reader = await aMediator(database, town.id, { role: "reader" });
    const asReader = await signedIn(database, reader);
    const { id } = granted(await askExport(asReader, asked({ kind: "anonymous" })));
    const whole = granted(await askExport(asManager, asked({ kind: "anonymous" })));
    const [mine, theirs] = [await sheetOf(await fileOf(id)), await sheetOf(await fileOf(whole.id))];
    expect(theirs.length - mine.length).toBe(1);
    await admin`delete from cases where id = ${hidden.found.id}`;
  });
});

describe("the anonymous file", () => {
  it("mediation#37 of a village shows no value that fewer than five cases share, nor one that a total gives back", async () => {
    const village = await anOrganisation(database);
    const mayor = await aMediator(database, village.id, { role: "stats_reader" });
    const asMayor = await signedIn(database, mayor);
    const titles = [
      "FEMALE",
      "FEMALE",
      "FEMALE",
      "FEMALE",
      "FEMALE",
      "FEMALE",
      "MALE",
      "MALE",
      "NON_BINARY",
    ] as const;
    for (const title of titles) {
      const to = await aCase(database, village, {
        requester: { title, postalCode: "18990", city: "Hameau-du-Lac", lastName: `Secret${title}` },
      });
      await admin`update cases set received_at = '2026-02-03T10:00:00Z' where id = ${to.found.id}`;
    }
    const { id } = granted(
      await askExport(asMayor, { ...asked({ kind: "anonymous" }), organisationId: village.id }),
    );
    const sheet = await sheetOf(await fileOf(id));
    const [headers = [], ...lines] = sheet;
    for (const hidden of [
      "N° dossier",
      "Nom",
      "Prénom",
      "E-mail",
      "Téléphone",
      "Ville",
      "Code postal",
      "Objet",
    ])
      expect(headers).not.toContain(hidden);
    const column = (name: string) => lines.map((line) => line[headers.indexOf(name)] ?? null);
    const civility = column("Civilité");
    // Three are hidden, in two values: neither of 2 and 1 can be told from the nine and the six.
    expect(civility.filter((value) => value === "Mme")).toHaveLength(6);
    expect(civility.filter((value) => value === "<5")).toHaveLength(3);
    expect(column("Département")).toEqual(Array(9).fill("18"));
    expect(column("Date de réception")).toEqual(Array(9).fill("2026-02"));
    expect(JSON.stringify(sheet)).not.toMatch(/Secret|Hameau|18990|2026-02-03/);
    for (const header of headers) {
      const times = new Map<unknown, number>();
      for (const value of column(String(header))) times.set(value, (times.get(value) ?? 0) + 1);
      for (const [value, count] of times) {
        if (value !== null && value !== "<5" && typeof value !== "number")
          expect(count).toBeGreaterThanOrEqual(5);
      }
    }
  });
});
