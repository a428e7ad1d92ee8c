import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import { documentSources } from "../../../shared/mediation/enums.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { openObject } from "../../platform/files.ts";
import type { JobRun, JobWork } from "../../platform/long-work.ts";
import { pdfBytes } from "../../platform/pdf/write-pdf.ts";
import { safeName, type ZipEntry, zipToBucket } from "../../platform/zip.ts";
import { originalOf } from "../mail/index.ts";
import { permitOn } from "./case-access.ts";
import { caseFileData } from "./case-file-data.ts";
import { caseJournalCsv } from "./case-journal-csv.ts";
import { writeChronology, writeEntry } from "./chronology-pdf.ts";
import { readWholeCase, type WholeCase, type WholeEntry } from "./read-whole-case.ts";
import { synthesisBytes } from "./synthesis-work.ts";

/** Bytes of originals in one archive; what goes beyond comes in further parts. */
const mostBytes = 2 * 1024 ** 3;

/** One file to put in the archive, or the reason why it cannot be. */
interface Wanted {
  path: string;
  source: string;
  at: Date;
  size: number | null;
  sha256: string | null;
  open: () => Promise<Readable | Buffer | undefined>;
  /** Why it is not in the archive. */
  missing?: string;
}

/** One line of `manifeste.csv`. */
interface Line {
  path: string;
  size: number | null;
  sha256: string | null;
  source: string;
  at: Date;
  state: string;
}

/**
 * Everything of a case in one archive, written to the bucket as it is made (mediation.md §8): summary, chronology,
 * each message as it came or as a PDF, documents byte for byte, data, history, and a manifest that names what is
 * missing and why. Above 2 GB of originals, in parts.
 */
export const caseFileWork: JobWork = async (run) => {
  const { ctx, job } = run;
  if (!job.caseId) throw new Error("the file of no case");
  const whole = await readWholeCase(run, job.caseId);
  permitOn(ctx, "case.export", whole.found);
  const number = caseNumber(whole.found.year, whole.found.seq);
  const messages = await messagesOf(ctx, whole);
  const documents = documentsOf(ctx, whole);
  const parts = inParts([...messages, ...documents]);
  const total = messages.length + documents.length;
  let made = 0;
  const files: { key: string; name: string; size: number }[] = [];
  for (const [index, part] of parts.entries()) {
    const name = parts.length === 1 ? `dossier-${number}.zip` : `dossier-${number}-partie-${index + 1}.zip`;
    const key = `${job.organisationId}/${job.id}/${name}`;
    const entries = async function* (): AsyncGenerator<ZipEntry> {
      const lines: Line[] = [];
      if (index === 0) yield* generated(lines, await ownFiles(run, whole, messages, documents), ctx.now());
      for (const wanted of part) {
        yield* original(lines, wanted);
        made += 1;
        if (made % 20 === 0 || made === total) await run.progress(made, total);
      }
      yield { path: "manifeste.csv", at: ctx.now(), body: await manifest(lines) };
    };
    const size = await zipToBucket(ctx.env, { bucket: "exports", key }, entries());
    files.push({ key, name, size });
  }
  const [first, ...others] = files;
  return { ...(first ? { file: first } : {}), result: { files: total, parts: others } };
};

/** Groups of files whose bytes together stay below the most of one archive; at least one group. */
const inParts = (wanted: readonly Wanted[]): Wanted[][] => {
  const parts: Wanted[][] = [[]];
  let bytes = 0;
  for (const one of wanted) {
    if (bytes + (one.size ?? 0) > mostBytes && parts.at(-1)?.length) {
      parts.push([]);
      bytes = 0;
    }
    bytes += one.size ?? 0;
    parts.at(-1)?.push(one);
  }
  return parts;
};

const hashOf = (content: Uint8Array) => createHash("sha256").update(content).digest("hex");

/** Files made for the archive. */
async function* generated(lines: Line[], own: ReadonlyArray<[path: string, content: Uint8Array]>, at: Date) {
  for (const [path, content] of own) {
    const body = Buffer.from(content);
    lines.push({ path, size: body.length, sha256: hashOf(body), source: "Guichet", at, state: "présent" });
    yield { path, at, body };
  }
}

/** Files kept as they came, or a line that says why one is not there. */
async function* original(lines: Line[], wanted: Wanted): AsyncGenerator<ZipEntry> {
  const { path, source, at } = wanted;
  const body = wanted.missing ? undefined : await wanted.open();
  const state = wanted.missing ?? (body ? "présent" : "introuvable");
  const known = Buffer.isBuffer(body)
    ? { size: body.length, sha256: hashOf(body) }
    : { size: wanted.size, sha256: wanted.sha256 };
  lines.push({ path: body ? path : `(${path})`, ...known, source, at, state });
  if (body) yield { path, at, body };
}

const ownFiles = async (
  run: JobRun,
  whole: WholeCase,
  messages: readonly Wanted[],
  documents: readonly Wanted[],
): Promise<[string, Uint8Array][]> => {
  const { ctx } = run;
  const title = `Chronologie du dossier ${caseNumber(whole.found.year, whole.found.seq)}`;
  return [
    ["00-synthese.pdf", await synthesisBytes(run, whole, "internal")],
    ["01-chronologie.pdf", await pdfBytes({ title, at: ctx.now() }, (pdf) => writeChronology(pdf, whole))],
    [
      "donnees.json",
      Buffer.from(JSON.stringify(caseFileData(ctx, whole, pathsOf(whole, messages, documents)), null, 2)),
    ],
    ["journal.csv", Buffer.from(await caseJournalCsv(ctx, whole.found))],
  ];
};

/** Where each entry and each document is in the archive. */
const pathsOf = (whole: WholeCase, messages: readonly Wanted[], documents: readonly Wanted[]) => {
  const paths = new Map<string, string>();
  const sent = exchangedOf(whole);
  for (const [index, message] of messages.entries()) {
    const id = sent[index]?.row.id;
    if (id && !message.missing) paths.set(id, message.path);
  }
  for (const [index, document] of documents.entries()) {
    const id = whole.files[index]?.row.id;
    if (id && !document.missing) paths.set(id, document.path);
  }
  return paths;
};

const exchangedOf = (whole: WholeCase): WholeEntry[] =>
  whole.entries.filter(({ row }) => row.kind === "message" || row.kind === "automatic");

/** Each message: the very mail that came while it is kept, else what the case shows of it. */
const messagesOf = async (ctx: Ctx, whole: WholeCase): Promise<Wanted[]> => {
  const made: Wanted[] = [];
  for (const [index, entry] of exchangedOf(whole).entries()) {
    const { row } = entry;
    const day = dayIn(whole.organisation.timeZone, row.occurredAt);
    const stem = `messages/${String(index + 1).padStart(4, "0")}-${day}-${row.direction === "OUT" ? "envoye" : "recu"}`;
    const kept = row.inboundTargetId ? await originalOf(ctx.db, row.inboundTargetId) : undefined;
    const at = row.occurredAt;
    if (kept?.state === "kept") {
      const { size, rawKey } = kept;
      const open = () => openObject(ctx.env, "mail-raw", rawKey);
      made.push({ path: `${stem}.eml`, source: "Original du courriel", at, size, sha256: null, open });
      continue;
    }
    const open = async () =>
      Buffer.from(
        await pdfBytes({ title: row.subject ?? "Message", at: ctx.now() }, (pdf) => {
          pdf.heading(1, row.subject ?? "Message");
          writeEntry(pdf, whole, entry);
        }),
      );
    made.push({ path: `${stem}.pdf`, source: "Message du dossier", at, size: null, sha256: null, open });
  }
  return made;
};

/** Each document byte for byte; one that is infected, refused or not looked at yet is named with the reason. */
const documentsOf = (ctx: Ctx, whole: WholeCase): Wanted[] => {
  const used = new Set<string>();
  return whole.files.map(({ row, stored }) => {
    const missing =
      row.decision !== "kept" || !stored
        ? "refusé à la réception"
        : stored.scan === "threat"
          ? "virus détecté"
          : stored.scan === "pending"
            ? "analyse antivirus en cours"
            : undefined;
    return {
      path: `documents/${safeName(row.name, used)}`,
      source: documentSources[row.source],
      at: row.createdAt,
      size: stored?.size ?? null,
      sha256: stored?.sha256 ?? null,
      open: () => (stored ? openObject(ctx.env, "files", stored.key) : Promise.resolve(undefined)),
      ...(missing ? { missing } : {}),
    };
  });
};

const manifest = async (lines: readonly Line[]): Promise<Buffer> => {
  const { stringify } = await import("csv-stringify/sync");
  const rows = lines.map(({ path, size, sha256, source, at, state }) => [
    path,
    size,
    sha256,
    source,
    at.toISOString(),
    state,
  ]);
  return Buffer.from(
    stringify([["Chemin", "Taille (octets)", "SHA-256", "Source", "Date", "État"], ...rows], {
      bom: true,
      delimiter: ";",
      escape_formulas: true,
      record_delimiter: "windows",
    }),
  );
};
