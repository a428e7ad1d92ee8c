import { inArray } from "drizzle-orm";
import { parseWritten, plainText } from "../../../shared/mail/written-words.ts";
import type { BulkResult } from "../../../shared/mediation/bulk.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import type { Tx } from "../../platform/db.ts";
import { writeObject } from "../../platform/files.ts";
import { uuidOf } from "../../platform/ids.ts";
import type { JobOutcome, JobRun } from "../../platform/long-work.ts";
import type { Change } from "../../platform/mutate.ts";
import { notFound, type Refusal, type Result, refuse, refused } from "../../platform/refusal.ts";
import { organisationById } from "../access/index.ts";
import { entryIdFor } from "./add-entry.ts";
import { filledTemplate } from "./filled-template.ts";
import { keepingLetter, letterBytes, readLetter } from "./make-letter.ts";
import { caseEntry } from "./tables.ts";

const otherSide: Refusal = {
  code: "conflict",
  reason: "template_of_other_side",
  detail: "Ce modèle n’est pas écrit pour le requérant.",
};

/** Key of the letter one bulk act makes on one case, however often the work runs. */
const keyOf = ({ job }: JobRun, caseId: string) => uuidOf(`bulk-letter\0${job.id}\0${caseId}`);

/**
 * Makes the letter of a template to the requester of one case, kept there like any other. Refuses a template with
 * something to fill or for another side, and somebody whose postal address is not known.
 */
export const letterTo = async (
  run: JobRun,
  caseId: string,
  templateId: string,
  alone: (change: (tx: Tx) => Promise<Change<unknown>>) => Promise<Result<unknown>>,
): Promise<Result<unknown>> => {
  const { ctx, job } = run;
  const template = await filledTemplate(ctx, { organisation: job.organisationId, case: caseId }, templateId);
  if (!template.ok) return template;
  const { subject, body, sides } = template.value;
  if (sides.length > 0 && !sides.includes("REQUESTER")) return refused(otherSide);
  const looked = await readLetter(ctx, { caseId, subject, text: plainText(parseWritten(body)) });
  if (!looked.ok) return looked;
  const bytes = await letterBytes(ctx, looked.value);
  return alone((tx) => keepingLetter(tx, ctx, { ...looked.value, caseId, key: keyOf(run, caseId), bytes }));
};

/** Every letter that was made as one PDF to print, in the order of the list (mediation.md §4.12); none without letters. */
export const lettersFile = async (run: JobRun, { lines }: BulkResult): Promise<Pick<JobOutcome, "file">> => {
  const { ctx, job } = run;
  const made = lines
    .filter(({ done }) => done)
    .map(({ id }) => ({ id, entryId: entryIdFor(id, keyOf(run, id)) }));
  if (made.length === 0) return {};
  const [organisation, entries] = await Promise.all([
    organisationById(ctx.db, job.organisationId),
    ctx.db
      .select({
        id: caseEntry.id,
        at: caseEntry.occurredAt,
        subject: caseEntry.subject,
        text: caseEntry.text,
      })
      .from(caseEntry)
      .where(
        inArray(
          caseEntry.id,
          made.map(({ entryId }) => entryId),
        ),
      ),
  ]);
  const letters = [];
  for (const { id: caseId, entryId } of made) {
    const entry = entries.find(({ id }) => id === entryId);
    const { at, subject, text } = entry ?? {};
    // Erased meanwhile, or no longer this person's to write on: the work ends and says so.
    if (!at || !subject || !text) return refuse(notFound);
    const looked = await readLetter(ctx, { caseId, subject, text, at });
    if (!looked.ok) return refuse(looked.refusal);
    letters.push(looked.value.letter);
  }
  const { lettersPdf } = await import("./letter-pdf.ts");
  const content = await lettersPdf(letters, {
    title: "Courriers à imprimer",
    at: ctx.now(),
    author: organisation.settings.senderName,
  });
  const name = `courriers-${dayIn(organisation.timeZone, ctx.now())}.pdf`;
  const key = `${job.organisationId}/${job.id}/${name}`;
  await writeObject(ctx.env, "exports", key, content, "application/pdf");
  return { file: { key, name, size: content.byteLength } };
};
