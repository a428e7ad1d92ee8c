import { and, eq } from "drizzle-orm";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import type { LetterPreview, MakeLetter, PreviewLetter } from "../../../shared/mediation/closing.ts";
import { longDay } from "../../../shared/mediation/date-words.ts";
import type { CaseView } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Tx, together } from "../../platform/db.ts";
import { fileKey, keepFile } from "../../platform/files.ts";
import { sha256 } from "../../platform/ids.ts";
import { type Change, mutate } from "../../platform/mutate.ts";
import { done, invalid, type Result, refuse } from "../../platform/refusal.ts";
import { storedFile } from "../../platform/tables.ts";
import { memberNow, organisationById } from "../access/index.ts";
import { mailSettingsOf } from "../mail/index.ts";
import { addEntry, entryExists, entryIdFor } from "./add-entry.ts";
import { asUser, caseForUpdate, permitOn, service } from "./case-access.ts";
import type { PrintedLetter } from "./letter-pdf.ts";
import { mediationSettingsOf } from "./mediation-settings.ts";
import { titledName } from "./names.ts";
import { readCaseAs } from "./read-case.ts";
import { openSystemTask } from "./system-tasks.ts";
import { caseFile, party } from "./tables.ts";

const type = "application/pdf";

/**
 * Makes a letter to the requester as a PDF to print: address under the envelope's window, text, signature (mediation.md
 * §4.6). It becomes a document of the case under a letter entry, and a task says to post it. The same key makes one.
 * Refuses somebody whose postal address is not known.
 */
export const makeLetter = async (
  ctx: Ctx,
  input: MakeLetter & { caseId: string },
): Promise<Result<CaseView>> => {
  const looked = await readLetter(ctx, input);
  if (!looked.ok) return looked;
  const bytes = await letterBytes(ctx, looked.value);
  const made = await mutate(ctx, (tx) =>
    keepingLetter(tx, ctx, { ...looked.value, caseId: input.caseId, key: input.idempotencyKey, bytes }),
  );
  return made.ok ? readCaseAs(ctx, input.caseId) : made;
};

/** The letter as it will be printed, nothing kept. Refuses what making it refuses. */
export const previewLetter = async (
  ctx: Ctx,
  input: PreviewLetter & { caseId: string },
): Promise<Result<LetterPreview>> => {
  const looked = await readLetter(ctx, input);
  if (!looked.ok) return looked;
  const { at, timeZone, from, to, window, subject, text, signature } = looked.value.letter;
  const lines = { from: [...from], to: [...to], signature: [...signature] };
  return done({ day: longDay(at, timeZone), ...lines, window, subject, text });
};

/** A letter that may be made now, and for whom. */
interface LookedLetter {
  letter: PrintedLetter;
  organisationId: string;
}

/** The letter as a PDF, its bytes kept by their content before the case says so: a repetition changes nothing. */
export const letterBytes = async (ctx: Ctx, { letter, organisationId }: LookedLetter): Promise<Buffer> => {
  const { letterPdf } = await import("./letter-pdf.ts");
  const bytes = Buffer.from(await letterPdf(letter));
  await keepFile(ctx, organisationId, bytes, type);
  return bytes;
};

/** The change that keeps a made letter with its case and opens the task to post it; nothing when `key` made it already. */
export const keepingLetter = async (
  tx: Tx,
  ctx: Ctx,
  { caseId, key, bytes, letter }: LookedLetter & { caseId: string; key: string; bytes: Buffer },
): Promise<Change<null>> => {
  const { userId } = asUser(ctx);
  const found = await caseForUpdate(tx, caseId);
  const permission = permitOn(ctx, "case.write", found);
  const entryId = entryIdFor(found.id, key);
  if (await entryExists(tx, found.id, entryId)) return { result: null, permission, audit: [], events: [] };
  const hash = sha256(bytes);
  const { organisationId } = found;
  const storedFileId = ctx.newId();
  await tx
    .insert(storedFile)
    .values({
      id: storedFileId,
      organisationId,
      sha256: hash,
      size: bytes.length,
      type,
      key: fileKey(organisationId, hash),
      // We wrote it ourselves.
      scan: "clean",
    })
    .onConflictDoNothing({ target: [storedFile.organisationId, storedFile.sha256] });
  const [stored] = await tx
    .select({ id: storedFile.id })
    .from(storedFile)
    .where(and(eq(storedFile.organisationId, organisationId), eq(storedFile.sha256, hash)));
  await addEntry(tx, ctx, found, {
    id: entryId,
    kind: "message",
    direction: "OUT",
    medium: "LETTER",
    side: "REQUESTER",
    occurredAt: letter.at,
    authorUserId: userId,
    subject: letter.subject,
    text: letter.text,
  });
  await tx.insert(caseFile).values({
    id: ctx.newId(),
    organisationId,
    caseId: found.id,
    entryId,
    storedFileId: stored?.id ?? storedFileId,
    name: `courrier-${letter.number}.pdf`,
    source: "MEDIATOR",
    visibility: "REQUESTER_ONLY",
    position: 0,
    decision: "kept",
    category: "LETTER",
    addedBy: userId,
  });
  await openSystemTask(tx, ctx, found, { kind: "send_letter", assigneeId: userId });
  return {
    result: null,
    permission,
    audit: {
      action: "letter.make",
      organisationId,
      target: { kind: "case_entry", id: entryId },
      aggregateId: found.id,
    },
    events: [],
  };
};

/** Whom the letter goes to, from whom, under which signature; dated now unless it was made before. */
export const readLetter = (
  ctx: Ctx,
  input: PreviewLetter & { caseId: string; at?: Date },
): Promise<Result<LookedLetter>> =>
  mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const found = await caseForUpdate(tx, input.caseId);
    const permission = permitOn(ctx, "case.write", found);
    const [organisation, author, mails, settings, people] = await together([
      organisationById(tx, found.organisationId),
      memberNow(tx, found.organisationId, service, userId),
      mailSettingsOf(tx, found.organisationId, service),
      mediationSettingsOf(tx, found.organisationId),
      tx
        .select()
        .from(party)
        .where(and(eq(party.caseId, found.id), eq(party.role, "REQUESTER")))
        .execute(),
    ]);
    const [who] = people;
    if (!who?.line1 || !who.city)
      return refuse(
        invalid(
          [{ path: "address", message: "Complétez d’abord l’adresse postale du requérant." }],
          "L’adresse postale du requérant n’est pas connue\u00a0: complétez-la dans Synthèse, puis recommencez.",
        ),
      );
    const letter: PrintedLetter = {
      number: caseNumber(found.year, found.seq),
      at: input.at ?? ctx.now(),
      timeZone: organisation.timeZone,
      from: [organisation.settings.senderName, ...settings.postalAddress],
      to: [
        ...(who.kind === "LEGAL" && who.legalName ? [who.legalName] : []),
        titledName(who),
        who.line1,
        ...(who.line2 ? [who.line2] : []),
        [who.postalCode, who.city].filter(Boolean).join(" "),
      ],
      window: settings.windowEnvelope,
      subject: input.subject,
      text: input.text,
      signature: isSigned(input.text, author?.name)
        ? []
        : [author?.name ?? "", ...(mails.signature?.split("\n") ?? [])].filter(Boolean),
    };
    return { result: { letter, organisationId: found.organisationId }, permission, audit: [], events: [] };
  });

/** Whether the text ends with its author's name, as templates with a signature do: nobody signs twice. */
const isSigned = (text: string, name: string | undefined): boolean =>
  name !== undefined &&
  text
    .trimEnd()
    .split("\n")
    .slice(-signatureLines)
    .some((line) => line.trim() === name);
const signatureLines = 8;
