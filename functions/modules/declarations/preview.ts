import type { DeclarationForm, FrozenDeclaration } from "../../../shared/declarations/declaration.ts";
import type { KeySheet, Preview } from "../../../shared/declarations/declaring.ts";
import type { Body } from "../../../shared/declarations/enums.ts";
import { filesFor, signerOf, totalsOf } from "../../../shared/declarations/freeze.ts";
import { isPortalBody, keySheet } from "../../../shared/declarations/key-sheet.ts";
import { goAsLinks } from "../../../shared/mail/file-links.ts";
import { plainDay } from "../../../shared/mediation/date-words.ts";
import { elementsOf, textOf, type XmlElement } from "../../../shared/platform/xml.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { notFound, type Result, refuse } from "../../platform/refusal.ts";
import { memberNow } from "../access/index.ts";
import { agencyMail, documentName } from "./agency-mail.ts";
import { answered } from "./answered.ts";
import { checkBody } from "./declaration-checks.ts";
import { fingerprintOf, frozenNow } from "./freeze-version.ts";
import { expensesTold, nothingLeftWords, planOf } from "./plan-transmission.ts";
import { reportAgencyMissing } from "./report-agency-missing.ts";
import { sacdFields } from "./sacd-fields.ts";
import { sacdElements, sacdSystem, sacdXml } from "./sacd-xml.ts";
import { sacemDocument } from "./sacem-document.ts";
import { type SheetFile, sheetAsPdf, sheetAsXlsx } from "./sheet-file.ts";
import { asUser, permitOn, service } from "./show-access.ts";
import {
  latestTransmissions,
  type TransmissionRow,
  type WholeDeclaration,
  wholeDeclaration,
} from "./whole-declaration.ts";

/** The version as it would leave now, or as it left when it is frozen. */
const toPreview = async (ctx: Ctx, declarationId: string) => {
  const whole = await wholeDeclaration(ctx.db, declarationId);
  permitOn(ctx, "show.read", whole.declaration);
  const { row } = whole.latest;
  const member = await memberNow(ctx.db, whole.declaration.organisationId, service, asUser(ctx).userId);
  const declarant = { name: member?.name ?? "", email: member?.email ?? "" };
  const frozen = row.frozen ?? frozenNow(whole, declarant, ctx.now());
  return { whole, frozen, fingerprint: row.frozenSha256 ?? fingerprintOf(frozen) };
};

/** Exactly what a body would receive now: what is sent is written by the same code (declarations.md §4.6, screens §6). */
export const preview = async (ctx: Ctx, declarationId: string, body: Body): Promise<Result<Preview>> => {
  let missingAgency: { postalCode: string; organisationId: string } | undefined;
  const made = await answered(async (): Promise<Preview> => {
    const { whole, frozen } = await toPreview(ctx, declarationId);
    const check = await checkBody(ctx.db, whole, frozen.form, body, ctx.now());
    if (check.blockers.some(({ reason }) => reason === "agency_not_found"))
      missingAgency = {
        postalCode: check.postalCode,
        organisationId: whole.declaration.organisationId,
      };
    const plan = planned(whole, frozen, body);
    const told = frozen.performances.filter(({ id }) => plan.performanceIds.includes(id));
    const totals = totalsOf(told);
    const isLeft = told.length > 0 || frozen.performances.length === 0;
    const nothingLeft = {
      ...{ reason: "nothing_to_declare" as const, message: nothingLeftWords, performanceIds: [] },
    };
    const blockers = [...check.blockers, ...(isLeft ? [] : [nothingLeft])];
    const files = filesFor(body, frozen.files);
    const links = goAsLinks(files.map(({ size }) => size));
    const rectifies = plan.corrects !== null;
    const mails = body === "SACEM" || (body === "SACD" && files.length > 0);
    const letter = mails ? agencyMail(ctx.env, whole.organisation, frozen, { body, rectifies }) : undefined;
    return {
      ...{ body, missing: check.missing, blockers, deadline: check.deadline },
      elsewhere: check.elsewhere,
      ...{ performanceCount: told.length, gross: totals.gross, net: totals.net },
      signer: signerOf(frozen.declarant),
      mail: letter
        ? {
            to: check.agency?.email ?? "",
            agency: check.agency?.label ?? "",
            ...{ replyTo: letter.replyTo, subject: letter.subject, text: letter.text },
          }
        : null,
      files: files.map(({ name, type, size }, at) => ({ name, type, size, asLink: links[at] === true })),
      fileName: body === "SACEM" ? documentName(frozen) : null,
      ...(body === "SACD" ? await sacdPreview(ctx, whole, frozen, plan) : noRows),
      performanceIds: told.map(({ id }) => id),
      sheet: isPortalBody(body) ? sheetOf(body, frozen) : null,
    };
  });
  if (missingAgency) await reportAgencyMissing(ctx, { body, ...missingAgency });
  return made;
};
const noRows = { header: [], rows: [], xml: null };

/** How this version is told to this body: as it was, or as it would be now. */
const planned = (whole: WholeDeclaration, frozen: FrozenDeclaration, body: Body) => {
  const sent = latestTransmissions(whole.transmissions).get(body);
  return sent?.declarationVersionId === whole.latest.row.id
    ? sent
    : planOf(
        whole,
        body,
        frozen.performances.map(({ id }) => id),
      );
};

const sacdPreview = async (
  ctx: Ctx,
  { declaration }: WholeDeclaration,
  frozen: FrozenDeclaration,
  { repVersion, performanceIds }: Pick<TransmissionRow, "repVersion" | "performanceIds">,
) => {
  const at = ctx.now();
  const before = { declarationId: declaration.id, createdAt: at };
  const sending = {
    ...{ system: sacdSystem, at, repVersion, performanceIds },
    expensesTold: await expensesTold(ctx.db, before, declaration.showId),
  };
  const root = sacdElements(frozen, sending);
  const told = elementsOf(elementsOf(root, "Representations")[0], "Representation").map(leavesOf);
  const [head] = elementsOf(root, "Header");
  const fields = [...new Set(told.flatMap((leaves) => [...leaves.keys()]))];
  return {
    header: ["dec_ref", "dec_systeme", "dec_date", "dec_nb"].map((field) => ({
      ...{ field, label: sacdFields[field]?.label ?? field, value: textOf(head, field) ?? null },
    })),
    rows: fields.map((field) => ({
      ...{ field, label: sacdFields[field]?.label ?? field },
      values: told.map((leaves) => leaves.get(field) ?? null),
    })),
    xml: sacdXml(frozen, sending),
  };
};

const leavesOf = (one: XmlElement): Map<string, string | null> => {
  const leaves = new Map<string, string | null>();
  const walk = ({ name, content }: XmlElement) => {
    if (typeof content === "string") leaves.set(name, content);
    else if (content) for (const child of content) walk(child);
  };
  walk(one);
  return leaves;
};

const sheetOf = (body: Parameters<typeof keySheet>[0], frozen: FrozenDeclaration): KeySheet =>
  keySheet(body, frozen.form, frozen.performances, periodOf(frozen, frozen.form));

const periodOf = ({ performances, organisation }: FrozenDeclaration, { place }: DeclarationForm): string => {
  const [first, last] = [performances[0], performances.at(-1)];
  if (!first || !last) return "";
  const zone = place?.timeZone ?? organisation.timeZone;
  const [from, to] = [first, last].map(({ startAt }) => plainDay(new Date(startAt), zone));
  return from === to ? `le ${from}` : `du ${from} au ${to}`;
};

/** The document of SACEM as it would be sent, or as it was. */
export const previewDocument = (
  ctx: Ctx,
  declarationId: string,
): Promise<Result<{ name: string; bytes: Uint8Array<ArrayBuffer> }>> =>
  answered(async () => {
    const { frozen, fingerprint } = await toPreview(ctx, declarationId);
    return { name: documentName(frozen), bytes: await sacemDocument(frozen, fingerprint) };
  });

/** The version whose figures are to be copied: the one that was frozen for this body, else what it would be now. */
const toCopy = async (ctx: Ctx, declarationId: string, body: Body) => {
  const { whole, frozen: now } = await toPreview(ctx, declarationId);
  const sent = latestTransmissions(whole.transmissions).get(body);
  const version = whole.versions.find(({ row }) => row.id === sent?.declarationVersionId);
  const frozen = version?.row.frozen ?? now;
  return isPortalBody(body) ? { frozen, sheet: sheetOf(body, frozen) } : refuse(notFound);
};

/** The sheet of a portal, figure by figure. */
export const previewSheet = (ctx: Ctx, declarationId: string, body: Body): Promise<Result<KeySheet>> =>
  answered(async () => (await toCopy(ctx, declarationId, body)).sheet);

/** The same as a file. */
export const sheetFile = (
  ctx: Ctx,
  declarationId: string,
  body: Body,
  format: "xlsx" | "pdf",
): Promise<Result<SheetFile>> =>
  answered(async () => {
    const { frozen, sheet } = await toCopy(ctx, declarationId, body);
    const write = format === "xlsx" ? sheetAsXlsx : sheetAsPdf;
    return write(sheet, frozen, periodOf(frozen, frozen.form));
  });
