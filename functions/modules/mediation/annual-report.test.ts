import { beforeAll, describe, expect, test } from "vitest";
import { numberWords } from "../../../shared/mediation/figure-tables.ts";
import { reportChanges, reportParts } from "../../../shared/mediation/report-content.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { readObject } from "../../platform/files.ts";
import { anOrganisation, aUser } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { openedPdf } from "../../platform/test-kit/opened-pdf.ts";
import { parisDay } from "../../platform/test-kit/paris-day.ts";
import { readReport } from "./annual-report.ts";
import { askReportFile } from "./ask-report-file.ts";
import { freezeReport } from "./freeze-report.ts";
import { listCases } from "./list-cases.ts";
import { linkToJob, readJob } from "./read-jobs.ts";
import { runJob } from "./run-job.ts";
import { saveReport } from "./save-report.ts";
import { aCase, granted, refusalOf, signedIn } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
const thisYear = new Date().getUTCFullYear();
const year = thisYear - 1;

let organisation: { id: string };
let manager: Ctx;
const withRole = async (role: string, of = organisation) => {
  const user = await aUser(database, [{ organisationId: of.id, service: "mediation", roles: [role] }]);
  return signedIn(database, user);
};
const received = async (at: string, registered: string, set: Record<string, string> = {}) => {
  const { found } = await aCase(database, organisation);
  await admin`update cases set ${admin({ received_at: at, registered_at: registered, updated_at: registered, ...set })}
    where id = ${found.id}`;
  return found.id;
};
const asked = () => ({ organisation: organisation.id, year });

beforeAll(async () => {
  organisation = await anOrganisation(database);
  manager = await withRole("manager");
  for (let month = 1; month <= 9; month += 1)
    await received(`${year}-0${month}-10T10:00:00Z`, `${year}-0${month}-11T10:00:00Z`);
});

describe("the activity report of a year", () => {
  test("is written by managers and read by whoever reads figures, of that organisation", async () => {
    const reader = await withRole("stats_reader");
    expect(granted(await readReport(reader, asked()))).toMatchObject({
      version: 0,
      mayWrite: false,
      over: true,
    });
    expect(refusalOf(await saveReport(reader, { ...asked(), version: 0, texts: {} })).code).toBe("forbidden");
    expect(refusalOf(await freezeReport(reader, { ...asked(), version: 0 })).code).toBe("forbidden");
    const elsewhere = await withRole("manager", await anOrganisation(database));
    expect(refusalOf(await readReport(elsewhere, asked())).code).toBe("notFound");
    expect(refusalOf(await saveReport(elsewhere, { ...asked(), version: 0, texts: {} })).code).toBe(
      "notFound",
    );
  });

  test("keeps what is written chapter by chapter, and refuses an older state without losing the words", async () => {
    const saved = granted(
      await saveReport(manager, { ...asked(), version: 0, texts: { domains: "Beaucoup d’eau." } }),
    );
    expect(saved).toMatchObject({ version: 1, texts: { domains: "Beaucoup d’eau." } });
    const stale = refusalOf(await saveReport(manager, { ...asked(), version: 0, texts: { stock: "Peu." } }));
    expect(stale).toMatchObject({ code: "conflict", reason: "version_differs", facts: { version: "1" } });
    const both = granted(await saveReport(manager, { ...asked(), version: 1, texts: { stock: "Peu." } }));
    expect(both.texts).toEqual({ domains: "Beaucoup d’eau.", stock: "Peu." });
  });

  test("mediation#38 counts what the lists count", async () => {
    const { figures } = granted(await readReport(manager, asked()));
    const page = granted(
      await listCases(manager, {
        organisation: organisation.id,
        view: "all",
        receivedFrom: `${year}-01-01`,
        receivedTo: `${year}-12-31`,
        limit: 100,
      }),
    );
    expect(figures.current.balance.received).toBe(page.cases.length);
    const total = reportParts(figures, {})[0]?.tables[1]?.rows.at(-1);
    expect(total).toEqual(["Total", page.cases.length, "100,0\u00a0%"]);
  });

  test("is frozen once the year is over; the year that runs is refused", async () => {
    const running = { organisation: organisation.id, year: thisYear };
    expect(refusalOf(await freezeReport(manager, { ...running, version: 0 })).reason).toBe("year_not_over");
  });

  test("mediation#39 a case registered after freezing changes the live figures, not the frozen ones, and says why", async () => {
    const { version } = granted(await readReport(manager, asked()));
    const frozen = granted(await freezeReport(manager, { ...asked(), version }));
    expect(frozen).toMatchObject({
      frozenBy: "Claire Vasseur",
      since: { causes: { registered: 0 }, late: [] },
    });
    const before = frozen.figures;

    const late = await received(`${year}-12-28T10:00:00Z`, new Date(Date.now() + 60_000).toISOString());
    const after = granted(await readReport(manager, asked()));
    expect(after.figures).toEqual(before);
    expect(after.since?.figures.current.balance.received).toBe(10);
    expect(after.since?.causes).toMatchObject({ registered: 1, deleted: 0, merged: 0 });
    expect(after.since?.late.map(({ id }) => id)).toEqual([late]);
    expect(reportChanges(after.figures, after.since?.figures ?? before)[0]).toEqual({
      label: "Saisines reçues",
      frozen: 9,
      now: 10,
    });
    // Who reads figures alone learns how many, and no case.
    const reader = granted(await readReport(await withRole("stats_reader"), asked()));
    expect(reader.since).toMatchObject({ causes: { registered: 1 }, late: [] });

    const again = { ...asked(), version: after.version };
    expect(refusalOf(await freezeReport(manager, again)).reason).toBe("already_frozen");
    expect(refusalOf(await saveReport(manager, { ...again, texts: { stock: "Autre" } })).reason).toBe(
      "already_frozen",
    );
  });

  /** The file a reader of figures gets, as it was written to the bucket. */
  const fileOf = async (reader: Ctx, format: "pdf" | "xlsx") => {
    const { jobId } = granted(await askReportFile(reader, { ...asked(), format }));
    await runJob(database.worker({ kind: "job", name: "case-jobs" }), { jobId });
    const made = granted(await readJob(reader, jobId));
    expect(made).toMatchObject({ state: "done", file: { name: `rapport-annuel-${year}.${format}` } });
    expect((await linkToJob(reader, jobId)).ok).toBe(true);
    const [row] = await admin`select file_key from background_job where id = ${jobId}`;
    const bytes = await readObject(reader.env, "exports", row?.file_key, 5_000_000);
    expect(bytes?.length).toBe(made.file?.size);
    return bytes ?? Buffer.alloc(0);
  };
  /** A cell as people read it: both files say what the screen says, with ordinary spaces. */
  const plain = (cell: unknown) =>
    (typeof cell === "number" ? numberWords(cell) : String(cell ?? "")).replaceAll(/\s+/g, " ").trim();
  const partsNow = async (reader: Ctx) => {
    const { figures, texts } = granted(await readReport(reader, asked()));
    expect(figures.current.balance.received).toBe(9);
    return reportParts(figures, texts);
  };

  test("mediation#38 its spreadsheet, opened by another program, holds the frozen figures table by table", async () => {
    const reader = await withRole("stats_reader");
    const { default: readSheets } = await import("read-excel-file/node");
    const sheets = await readSheets(await fileOf(reader, "xlsx"));
    const parts = (await partsNow(reader)).filter((part) => part.tables.length + part.sentences.length > 0);
    expect(sheets.map(({ sheet }) => sheet)).toEqual(
      parts.map(({ title }) => title.replaceAll(/[\\/?*[\]:]/g, " ").slice(0, 31)),
    );
    for (const [index, part] of parts.entries()) {
      const rows = (sheets[index]?.data ?? []).map((row) => row.map(plain).filter((cell) => cell !== ""));
      for (const table of part.tables) {
        const title = rows.findIndex(([first]) => first === plain(table.title));
        expect([table.title, title > 0]).toEqual([table.title, true]);
        const below = rows.slice(title + 2, title + 2 + table.rows.length);
        expect(below).toEqual(table.rows.map((row) => row.map(plain).filter((cell) => cell !== "")));
      }
    }
    // Counts are numbers that a spreadsheet adds up, never words.
    expect(sheets[0]?.data.find(([first]) => first === "Total")?.[1]).toBe(9);
  });

  test("mediation#38 its PDF, opened by another program, is tagged, titled, in French, and says the frozen figures", async () => {
    const reader = await withRole("stats_reader");
    const opened = await openedPdf(await fileOf(reader, "pdf"));
    expect(opened).toMatchObject({
      title: `Rapport d’activité ${year} de la médiation`,
      language: expect.stringMatching(/^fr/),
    });
    const parts = await partsNow(reader);
    const words = plain(opened.words);
    const tags = (name: string) => opened.tags.filter((tag) => tag === name).length;
    expect(tags("H1")).toBe(1);
    expect(tags("H2")).toBe(parts.length);
    const tables = parts.flatMap((part) => part.tables).filter(({ rows }) => rows.length > 0);
    expect(tags("Table")).toBeGreaterThanOrEqual(tables.length);
    expect(tags("TH")).toBeGreaterThan(tables.length);
    for (const { title, sentences } of parts)
      for (const said of [title, ...sentences]) expect(words).toContain(plain(said));
    for (const { title, rows } of tables) {
      expect(words).toContain(plain(title));
      for (const row of rows) expect(words).toContain(row.map(plain).filter(Boolean).join(" "));
    }
  });

  test("keeps the days it was sent, never one to come", async () => {
    const { version } = granted(await readReport(manager, asked()));
    const today = parisDay();
    const sent = granted(await saveReport(manager, { ...asked(), version, sentToAssemblyOn: today }));
    expect(sent).toMatchObject({ sentToAssemblyOn: today, sentToDefenderOn: null });
    const future = { ...asked(), version: sent.version, sentToDefenderOn: `${thisYear + 1}-01-01` };
    expect(refusalOf(await saveReport(manager, future)).fields).toEqual([
      { path: "sentToDefenderOn", message: "Cette date est dans le futur." },
    ]);
  });
});
