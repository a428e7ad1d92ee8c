import { AccessChoice, AccessData } from "../../../shared/mediation/access-request.ts";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import { hideWords } from "../../../shared/mediation/hide-words.ts";
import { may } from "../../../shared/mediation/rules.ts";
import { openObject } from "../../platform/files.ts";
import type { JobWork } from "../../platform/long-work.ts";
import { permit } from "../../platform/mutate.ts";
import { pdfBytes } from "../../platform/pdf/write-pdf.ts";
import { safeName, type ZipEntry, zipToBucket } from "../../platform/zip.ts";
import { organisationById } from "../access/index.ts";
import { type AccessMaterial, accessMaterial } from "./access-material.ts";
import { writeAccessPdf } from "./access-pdf.ts";
import { caseActor, caseOf, permitOn } from "./case-access.ts";
import { partyName } from "./names.ts";

/**
 * The answer to an access request: what was chosen in the review, as data, as a document to read, and the documents
 * themselves (mediation.md §9). Other people are hidden in every text. Asks again for the right and for what is still
 * of this person.
 */
export const accessWork: JobWork = async ({ ctx, job, progress }) => {
  if (!job.caseId) throw new Error("an access request about no case");
  const found = await caseOf(ctx.db, job.caseId);
  permitOn(ctx, "case.prepare_access", found);
  permit(may(caseActor(ctx.actor, job.organisationId), "privacy.decide"));
  const chosen = AccessChoice.parse(job.input);
  const [organisation, all] = await Promise.all([
    organisationById(ctx.db, found.organisationId),
    accessMaterial(ctx.db, found),
  ]);
  const material = all.filter(({ row }) => chosen.cases.includes(row.id)).map((one) => only(one, chosen));
  const paths = pathsOf(material);
  const { senderName } = organisation.settings;
  const data = accessData(material, chosen.mask, { at: ctx.now(), senderName, paths });
  const title = `Données conservées par ${senderName}`;
  const at = ctx.now();
  const left: string[] = [];
  const entries = async function* (): AsyncGenerator<ZipEntry> {
    yield { path: "donnees.json", at, body: Buffer.from(JSON.stringify(data, null, 2)) };
    const pdf = await pdfBytes({ title, at }, (writer) =>
      writeAccessPdf(writer, data, { timeZone: organisation.timeZone, title }),
    );
    yield { path: "donnees.pdf", at, body: Buffer.from(pdf) };
    let made = 0;
    for (const { row, stored } of material.flatMap(({ files }) => files)) {
      const path = paths.get(row.id);
      const body = stored && path ? await openObject(ctx.env, "files", stored.key) : undefined;
      if (body && path) yield { path, at: row.createdAt, body };
      else left.push(row.name);
      made += 1;
      await progress(made, chosen.documents.length);
    }
  };
  const name = `acces-${caseNumber(found.year, found.seq)}-${dayIn(organisation.timeZone, at)}.zip`;
  const key = `${job.organisationId}/${job.id}/${name}`;
  const size = await zipToBucket(ctx.env, { bucket: "exports", key }, entries());
  return { file: { key, name, size }, result: { cases: material.length, left } };
};

const only = (one: AccessMaterial, { people, entries, documents }: AccessChoice): AccessMaterial => ({
  ...one,
  others: one.others.filter(({ id }) => people.includes(id)),
  entries: one.entries.filter(({ id }) => entries.includes(id)),
  files: one.files.filter(({ row }) => documents.includes(row.id)),
});

/** Where each document that can be given is in the archive. */
const pathsOf = (material: readonly AccessMaterial[]): ReadonlyMap<string, string> =>
  new Map(
    material.flatMap(({ number, files }) => {
      const used = new Set<string>();
      return files
        .filter(({ stored }) => stored && stored.scan !== "threat" && stored.scan !== "pending")
        .map(({ row }) => [row.id, `documents/${number}/${safeName(row.name, used)}`] as const);
    }),
  );

const accessData = (
  material: readonly AccessMaterial[],
  mask: readonly string[],
  { at, senderName, paths }: { at: Date; senderName: string; paths: ReadonlyMap<string, string> },
): AccessData => {
  const own = material.flatMap(({ requester }) => (requester.email ? [requester.email] : []));
  const hide = hideWords(mask, own);
  const hidden = (text: string | null) => (text === null ? null : hide(text));
  return AccessData.parse({
    format: "guichet.access/1",
    madeAt: at.toISOString(),
    organisation: senderName,
    cases: material.map((one) => ({
      ...one.row,
      number: one.number,
      receivedAt: one.row.receivedAt.toISOString(),
      closedAt: one.row.closedAt?.toISOString() ?? null,
      subject: hide(one.row.subject),
      description: hide(one.row.description),
      expectation: hidden(one.row.expectation),
      closingWords: hidden(one.row.closingWords),
      answers: one.row.customAnswers.map(({ label, values }) => ({ label, values: values.map(hide) })),
      requester: personOf(one.requester),
      representatives: one.others.map(personOf),
      exchanges: one.entries.map((entry) => ({
        at: entry.occurredAt.toISOString(),
        direction: entry.direction,
        medium: entry.medium,
        author: authorOf(one, entry, senderName),
        subject: hidden(entry.subject),
        text: hidden(entry.text),
      })),
      documents: one.files.map(({ row }) => ({ name: row.name, file: paths.get(row.id) ?? null })),
    })),
  });
};

const personOf = (who: AccessMaterial["requester"]) => ({
  ...who,
  address: [who.line1, who.line2, [who.postalCode, who.city].filter(Boolean).join(" ")].filter(Boolean),
});

/** Who wrote it: the person by their name, the office by its own, anybody else by their part alone. */
const authorOf = (one: AccessMaterial, entry: AccessMaterial["entries"][number], senderName: string) => {
  if (entry.direction !== "IN") return senderName;
  const writer = one.participants.find(({ id }) => id === entry.participantId);
  if (entry.side === "REQUESTER") {
    const represents = one.others.some(({ id }) => id === writer?.partyId);
    const theirs = !writer || writer.partyId === one.requester.id;
    return theirs && !represents ? partyName(one.requester) : "Représentant";
  }
  return entry.side === "ADMINISTRATION" ? "Administration" : "Autre personne";
};
