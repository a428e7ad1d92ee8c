import { and, asc, eq } from "drizzle-orm";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { longInstant, zoneName } from "../../../shared/mediation/date-words.ts";
import { channels } from "../../../shared/mediation/enums.ts";
import { mediationName } from "../../../shared/mediation/mediator-words.ts";
import { receptionWords, registeredLater } from "../../../shared/mediation/reception.ts";
import { may } from "../../../shared/mediation/rules.ts";
import { actingAs, type Ctx } from "../../platform/ctx.ts";
import type { Queries } from "../../platform/db.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { pdfBytes } from "../../platform/pdf/write-pdf.ts";
import { done, notFound, type Result, refuse } from "../../platform/refusal.ts";
import { storedFile } from "../../platform/tables.ts";
import { type Organisation, organisationById } from "../access/index.ts";
import { asUser, type CaseRow, caseActor, caseOf, permitOn } from "./case-access.ts";
import { filedBy } from "./filed-by.ts";
import { wordsOf } from "./mail-frame.ts";
import { asHolder, openedCase } from "./opened-case.ts";
import { pdfLogo } from "./pdf-logo.ts";
import { openMediation } from "./public-organisation.ts";
import { caseEntry, caseFile, cases } from "./tables.ts";

export interface MadePdf {
  content: Uint8Array<ArrayBuffer>;
  /** Number of the case alone: a name of a file is seen by others. */
  fileName: string;
}

/** What a printed receipt proves. */
interface PrintedFacts {
  found: CaseRow;
  organisation: Organisation;
  files: readonly string[];
  /** For who has no e-mail. */
  accessCode?: string;
}

const grouped = (code: string) => code.match(/.{1,4}/g)?.join(" ") ?? code;

/** The dated receipt as a PDF: the words of the page, number first (screens/public.md §3), never the secret link. */
const receiptPdf = async (ctx: Ctx, facts: PrintedFacts): Promise<MadePdf> => {
  const { found, organisation, files, accessCode } = facts;
  const { timeZone, settings } = organisation;
  const number = caseNumber(found.year, found.seq);
  const mediator = wordsOf(organisation);
  const { answerDelay, legalParagraph: legal } = settings.mediation ?? {};
  const received = receptionWords(found, timeZone);
  const logo = await pdfLogo(ctx, organisation);
  const isLater = registeredLater(found.receivedAt, found.registeredAt, timeZone);
  const dates: [string, string][] = isLater
    ? [
        ["Reçue le", received],
        ["Enregistrée le", `${longInstant(found.registeredAt, timeZone)} (${zoneName(timeZone)})`],
      ]
    : [["Reçue et enregistrée le", `${received} (${zoneName(timeZone)})`]];
  const channel = found.channel === "EMAIL" ? "e-mail" : channels[found.channel].toLowerCase();
  const content = await pdfBytes(
    {
      title: `Récépissé du dossier ${number}`,
      author: mediationName(organisation.name),
      at: ctx.now(),
      ...(logo ? { logo } : {}),
    },
    (pdf) => {
      pdf.heading(1, "Votre demande est enregistrée");
      pdf.keyValues([
        ["Numéro de votre dossier", number],
        ...dates,
        ["Auprès de", mediationName(organisation.name)],
        ["Envoyée par", channel],
        ...(files.length > 0 ? [["Fichiers reçus", files.join("\n")] as const] : []),
        ...(accessCode ? [["Votre code d’accès", grouped(accessCode)] as const] : []),
      ]);
      pdf.paragraph(
        `Pour suivre votre dossier\u00a0: ${new URL(ctx.env.appOrigin).host}/suivi, avec votre numéro et ${accessCode ? "votre code d’accès. Ne le donnez à personne." : "l’adresse e-mail donnée dans votre demande."}`,
      );
      pdf.heading(2, "Et maintenant\u00a0?");
      pdf.list([
        `${mediator.The} lit votre demande et vous écrit${answerDelay ? `, ${answerDelay}` : ""}.`,
        `${mediator.Pronoun} peut vous poser des questions.`,
        `${mediator.Pronoun} contacte le service concerné et vous donne sa conclusion par écrit.`,
      ]);
      if (legal) {
        pdf.heading(2, legal.title);
        pdf.paragraph(legal.text);
        if (legal.source) pdf.paragraph(legal.source, "small");
      }
      const reach = [mediationName(organisation.name), ...(settings.address ?? []), settings.phone]
        .filter(Boolean)
        .join(" · ");
      pdf.paragraph(reach, "small");
    },
  );
  return { content, fileName: `recepisse-${number}.pdf` };
};

const receivedFiles = async (on: Queries, caseId: string): Promise<string[]> => {
  const rows = await on
    .select({ name: caseFile.name })
    .from(caseFile)
    .innerJoin(caseEntry, eq(caseEntry.id, caseFile.entryId))
    .innerJoin(storedFile, eq(storedFile.id, caseFile.storedFileId))
    .where(and(eq(caseFile.caseId, caseId), eq(caseEntry.fact, "case.received")))
    .orderBy(asc(caseFile.position));
  return rows.map(({ name }) => name);
};

/** The receipt of what was just filed, for the browser that filed it: the draft's id, which nobody guesses, says so. */
export const receiptOfDraft = async (ctx: Ctx, slug: string, draftId: string): Promise<Result<MadePdf>> => {
  const organisation = await openMediation(ctx, slug);
  if (!organisation) return { ok: false, refusal: notFound };
  const draft = { id: draftId, organisationId: organisation.id };
  const visitor = actingAs(ctx, { kind: "visitor", draft });
  const read = await mutate<PrintedFacts>(visitor, async (tx) => {
    const [found] = await tx
      .select()
      .from(cases)
      .where(eq(cases.filingKey, `form:${organisation.id}:${draftId}`));
    if (!found) return refuse(notFound);
    const { filer, accessCode, files } = await filedBy(tx, visitor, found);
    const names = files.map(({ name }) => name);
    return {
      result: { found, organisation, files: names, ...(!filer.email && accessCode ? { accessCode } : {}) },
      // Whoever filed it may have its proof, as the page shows it.
      permission: permit(true),
      audit: [],
      events: [],
    };
  });
  return read.ok ? done(await receiptPdf(ctx, read.value)) : read;
};

/** The receipt on the follow-up page, after the code. */
export const receiptByPage = async (ctx: Ctx): Promise<Result<MadePdf>> => {
  const read = await mutate<PrintedFacts>(ctx, async (tx) => {
    const found = await openedCase(tx, asHolder(ctx));
    const permission = permitOn(ctx, "follow_up.read", found);
    const organisation = await organisationById(tx, found.organisationId);
    const files = await receivedFiles(tx, found.id);
    return { result: { found, organisation, files }, permission, audit: [], events: [] };
  });
  return read.ok ? done(await receiptPdf(ctx, read.value)) : read;
};

/**
 * The receipt an agent prints for whoever came by paper or to the counter. With the access code when the person has no
 * e-mail, for those who may register or edit the case; in the journal.
 */
export const receiptForAgent = async (ctx: Ctx, caseId: string): Promise<Result<MadePdf>> => {
  const read = await mutate<PrintedFacts>(ctx, async (tx) => {
    asUser(ctx);
    const found = await caseOf(tx, caseId);
    const permission = permitOn(ctx, "case.note", found);
    const organisation = await organisationById(tx, found.organisationId);
    const { filer, accessCode, files } = await filedBy(tx, ctx, found);
    const edits = may(caseActor(ctx.actor, found.organisationId), "case.edit", found) === true;
    const withCode = edits && !filer.email && accessCode;
    return {
      result: {
        found,
        organisation,
        files: files.map(({ name }) => name),
        ...(withCode ? { accessCode } : {}),
      },
      permission,
      audit: {
        action: "case.receipt",
        organisationId: found.organisationId,
        target: { kind: "case", id: found.id },
      },
      events: [],
    };
  });
  return read.ok ? done(await receiptPdf(ctx, read.value)) : read;
};
