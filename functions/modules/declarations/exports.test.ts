import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { AskExport } from "../../../shared/declarations/exports.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { readObject } from "../../platform/files.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { askExport } from "./ask-export.ts";
import { linkToExport, listExports, readExport } from "./read-exports.ts";
import { runExport } from "./run-export.ts";
import { aLine, aMember, aShow, aTheatre, granted, refusalOf, type ShowInTest } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
let theatre: string;
let ctx: Ctx;
let show: ShowInTest;

/** 26, 27 (corrected) and 28 February, and a mixed performance of another show. */
beforeAll(async () => {
  const made = await aTheatre(database, { role: "viewer" });
  theatre = made.id;
  ctx = made.ctx;
  show = await aShow(database, theatre, {
    name: "=Le Pain des étoiles",
    performances: [
      {
        startAt: "2027-02-26T19:30:00Z",
        endAt: "2027-02-26T21:00:00Z",
        lines: [aLine({ paid: 84 }), invited],
      },
      { startAt: "2027-02-27T19:30:00Z", lines: [aLine({ paid: 68 }), reduced] },
    ],
  });
  await aShow(database, theatre, {
    name: "Autre soir",
    performances: [{ startAt: "2027-02-28T23:30:00Z", lines: [aLine({ paid: 1 }), programme, refund] }],
  });
  const [, second = ""] = show.performances;
  await admin`insert into figure_correction ${admin(
    (
      [
        ["paid", 115],
        ["gross", 182_400],
        ["net", 172_891],
      ] as const
    ).map(([field, value]) => ({
      id: randomUUID(),
      organisation_id: theatre,
      performance_id: second,
      field,
      value: admin.json(value),
      reason: "Souches",
      author_id: randomUUID(),
      at: new Date(),
    })),
  )}`;
});
const invited = aLine({
  categoryId: "inv",
  categoryName: "Invitation",
  unitPrice: 0,
  rate: 0,
  paid: 0,
  free: 14,
});
const reduced = aLine({ categoryId: "r", categoryName: "Réduit; -1", unitPrice: 1200, paid: 41 });
const programme = aLine({ categoryId: "p", categoryName: "Livret", unitPrice: 500, rate: 2000, paid: 1 });
const refund = aLine({
  categoryId: "x",
  categoryName: "Remboursement",
  unitPrice: -500,
  paid: 0,
  gross: -500,
  kind: "adjustment",
});

const asked = (over: Partial<AskExport> = {}): AskExport => ({
  organisationId: theatre,
  kind: "performances",
  format: "xlsx",
  ...over,
});
const bytesOf = async (id: string): Promise<Buffer> => {
  await runExport(database.worker(), { jobId: id });
  const [job] = await admin`select state, file_key from background_job where id = ${id}`;
  expect(job?.state).toBe("done");
  return (await readObject(database.env, "exports", String(job?.file_key), 50_000_000)) ?? Buffer.alloc(0);
};
/** The sheet as a spreadsheet program reads it: one object per line, by its headers. */
const linesOf = async (over: Partial<AskExport> = {}): Promise<Record<string, unknown>[]> => {
  const { id } = granted(await askExport(ctx, asked(over)));
  const { default: readXlsxFile } = await import("read-excel-file/node");
  const [sheet] = await readXlsxFile(await bytesOf(id));
  const [headers = [], ...lines] = sheet?.data ?? [];
  return lines.map((cells) =>
    Object.fromEntries(headers.map((header, index) => [String(header), cells[index] ?? null])),
  );
};
/** Spreadsheets keep days as fractions: the reader is a thousandth of a second off. */
const minuteOf = (cell: unknown) =>
  new Date(Math.round(Number(cell) / 60_000) * 60_000).toISOString().slice(0, 16);
const csvOf = async (over: Partial<AskExport> = {}): Promise<string> => {
  const { id } = granted(await askExport(ctx, asked({ ...over, format: "csv" })));
  return (await bytesOf(id)).toString();
};

describe("a list as a file", () => {
  it("has performances by show and start, retained figures as numbers, rates as they are", async () => {
    const lines = await linesOf();
    expect(lines.map((line) => line.Spectacle)).toEqual([
      "Autre soir",
      "=Le Pain des étoiles",
      "=Le Pain des étoiles",
    ]);
    expect(lines[0]).toMatchObject({ "Recette TTC": 23, "Recette HT": 21.23, TVA: 1.77 });
    expect(String(lines[0]?.["Taux de TVA"])).toMatch(/^5,5\s%\s; 20\s%$/);
    expect(lines[1]).toMatchObject({
      "Entrées payantes": 84,
      "Entrées gratuites": 14,
      "Recette TTC": 1512,
      "Chiffres corrigés": "Non",
    });
    expect(lines[2]).toMatchObject({
      "Entrées payantes": 115,
      "Recette TTC": 1824,
      "Recette HT": 1728.91,
      TVA: 95.09,
      "Chiffres corrigés": "Oui",
    });
  });

  it("says days and hours as clocks there show them", async () => {
    const [late, first] = await linesOf();
    expect(minuteOf(late?.Début)).toBe("2027-03-01T00:30");
    expect(minuteOf(first?.Début)).toBe("2027-02-26T20:30");
    expect(minuteOf(first?.Fin)).toBe("2027-02-26T22:00");
  });

  it("is text that French spreadsheets open, with decimal commas and no formula", async () => {
    const text = await csvOf();
    expect(text.startsWith("\uFEFFSpectacle;Billetterie;Début;")).toBe(true);
    expect(text).toContain("'=Le Pain des étoiles;Billetterie principale;2027-02-27 20:30;");
    expect(text).toContain(";1824,00;1728,91;95,09;");
    expect(await csvOf({ kind: "lines" })).toContain(";-5,00;");
  });

  it("has each line of tickets with its share of the net, so that lines add up", async () => {
    const lines = await linesOf({ kind: "lines", showId: show.id });
    expect(lines).toHaveLength(4);
    expect(lines.find((line) => line.Tarif === "Réduit; -1")).toMatchObject({
      "Prix TTC": 12,
      Payants: 41,
      "Recette TTC": 492,
    });
    const cents = (name: string, of: string) =>
      lines
        .filter((line) => minuteOf(line.Début).startsWith(of))
        .reduce((all, line) => all + Math.round(Number(line[name]) * 100), 0);
    expect(cents("Recette HT", "2027-02-27")).toBe(162_654);
    expect(cents("Recette TTC", "2027-02-27")).toBe(171_600);
  });

  it("has the key figures of each show over the days asked for", async () => {
    const lines = await linesOf({ kind: "key_figures", from: "2027-02-26", to: "2027-02-28" });
    // 00:30 in Paris is another day.
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      Séances: 2,
      "Entrées payantes": 199,
      Entrées: 213,
      "Billetterie TTC": 3336,
      "Prix moyen par entrée": 15.66,
      "Prix moyen par entrée payante": 16.76,
      "Taxe 3,5 % (estimation)": 110.67,
    });
  });

  it("has what was set aside and what was sent, nothing more", async () => {
    await admin`insert into quarantine_record ${admin({
      id: randomUUID(),
      organisation_id: theatre,
      source_id: show.sourceId,
      series_id: show.externalId,
      level: "ticket",
      external_id: "79999",
      reason: "unknown_category",
      count: 1,
      amount: 700,
      excerpt: admin.json({ category: "Early" }),
      state: "open",
      updated_at: new Date(),
    })}`;
    expect(await linesOf({ kind: "aside" })).toEqual([
      expect.objectContaining({
        Spectacle: "=Le Pain des étoiles",
        Raison: "Tarif inconnu",
        "Montant TTC": 7,
        État: "À traiter",
        Par: null,
      }),
    ]);
    expect(await linesOf({ kind: "transmissions" })).toEqual([]);
  });
});

describe("a file that was asked for", () => {
  it("is for its asker alone, and only as long as they are a member", async () => {
    const { id } = granted(await askExport(ctx, asked()));
    await bytesOf(id);
    expect(granted(await readExport(ctx, id))).toMatchObject({
      kind: "performances",
      state: "done",
      made: 3,
    });
    expect(granted(await listExports(ctx, theatre)).exports.some((one) => one.id === id)).toBe(true);
    expect(granted(await linkToExport(ctx, id)).url).toMatch(/^https?:/);
    const other = await aMember(database, theatre, "manager");
    expect(refusalOf(await readExport(other, id)).code).toBe("notFound");
    expect(refusalOf(await linkToExport(other, id)).code).toBe("notFound");
    const stranger = await aTheatre(database);
    expect(refusalOf(await askExport(stranger.ctx, asked())).code).toBe("notFound");
  });

  it("is not made for who left meanwhile", async () => {
    const leaver = await aMember(database, theatre, "viewer");
    const { id } = granted(await askExport(leaver, asked()));
    const userId = leaver.actor.kind === "user" ? leaver.actor.userId : "";
    await admin`update membership set ended_at = now() where user_id = ${userId}`;
    await runExport(database.worker(), { jobId: id });
    const [job] = await admin`select state, file_key from background_job where id = ${id}`;
    expect(job).toEqual({ state: "failed", file_key: null });
  });
});
