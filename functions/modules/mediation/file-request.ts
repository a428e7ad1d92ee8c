import { eq } from "drizzle-orm";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import type { CustomAnswer, PublicForm } from "../../../shared/mediation/form-config.ts";
import { type FileRequest, limits, type Receipt } from "../../../shared/mediation/schema.ts";
import { actingAs, type Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { type Limit, takeToken, tooMany } from "../../platform/rate-limit.ts";
import { done, invalid, type Refusal, type Result, refuse, refused } from "../../platform/refusal.ts";
import type { Organisation } from "../access/index.ts";
import { bindUploads, draftOwner, readyUploads } from "./bind-uploads.ts";
import type { CaseRow } from "./case-access.ts";
import { type CheckedFiling, checkFiling } from "./check-filing.ts";
import { filedBy } from "./filed-by.ts";
import { askLetter } from "./letters.ts";
import { titledName } from "./names.ts";
import { boundAnswers, checkAnswers, formOf, unknownForm, withoutHidden } from "./public-form.ts";
import { closedForm, openMediation } from "./public-organisation.ts";
import { oneAtATime, sameRequest } from "./same-request.ts";
import { caseEntry, cases } from "./tables.ts";
import { titleOf, writeCase } from "./write-case.ts";

const submissions: Limit = { name: "filing", burst: 10, perHour: 10 };
/** Milliseconds under which nobody fills a form. */
const fastestHuman = 3000;

type Filed = { receipt: Receipt } | { alreadyFiled: true; mailed: boolean };

/**
 * Files one request for mediation: case, number, parties, files, follow-up link and the letters to write, all in one
 * transaction (mediation.md §4.1). The same draft always gets the same receipt. The same requester and text within
 * 24 h is refused as `already_filed` and the number is mailed again. Refuses robots, floods and a closed form kindly.
 */
export const fileRequest = async (ctx: Ctx, slug: string, given: FileRequest): Promise<Result<Receipt>> => {
  const organisation = await openMediation(ctx, slug);
  if (!organisation) return refused({ ...unknownOrganisation });
  const form = await formOf(ctx.db, organisation.id, given.formVersion);
  if (!form) return refused({ ...unknownForm });
  const input = withoutHidden(form, given);
  const checked = await checkFiling(input, { now: ctx.now(), timeZone: organisation.timeZone });
  const { answers, fields } = checkAnswers(form, input, dayIn(organisation.timeZone, ctx.now()));
  const wrong = [...(checked.ok ? [] : checked.fields), ...fields];
  if (!checked.ok || wrong.length > 0) return refused(invalid(wrong));

  const draft = { id: input.draftId, organisationId: organisation.id };
  const visitor = actingAs(ctx, { kind: "visitor", draft });
  const filed = await mutate<Filed>(visitor, async (tx) => {
    const filingKey = `form:${organisation.id}:${input.draftId}`;
    await oneAtATime(tx, filingKey);
    const [earlier] = await tx.select().from(cases).where(eq(cases.filingKey, filingKey));
    // Anyone may file, without account (mediation.md §2).
    const allowed = { permission: permit(true), audit: [], events: [] };
    if (earlier)
      return { ...allowed, result: { receipt: await receiptOf(tx, visitor, organisation, earlier) } };

    refuseRobots(input, organisation);
    refuseWhenClosed(ctx, organisation);
    const wait = await takeToken(tx, submissions, ctx.credentials.clientAddress ?? "unknown");
    if (wait > 0)
      return refuse(
        tooMany(
          wait,
          (time) => `Trop de demandes depuis cette connexion. Réessayez dans ${time}${orCall(organisation)}.`,
        ),
      );

    const twin = await sameRequest(tx, organisation.id, checked.value, input.description);
    if (twin) {
      const filer = checked.value.representative ?? checked.value.requester;
      const again = askLetter(ctx, organisation.id, { letter: "receipt_again", caseId: twin });
      return { ...allowed, events: [again], result: { alreadyFiled: true, mailed: Boolean(filer.email) } };
    }
    return writeFiling(tx, visitor, organisation, { filingKey, input, filing: checked.value, form, answers });
  });
  if (!filed.ok) return filed;
  if ("receipt" in filed.value) return done(filed.value.receipt);
  return refused(filed.value.mailed ? alreadyFiled : { ...alreadyFiled, detail: onYourReceipt });
};

const unknownOrganisation: Refusal = {
  code: "notFound",
  reason: "not_found",
  detail: "Cette page n’existe pas. Choisissez votre collectivité dans l’annuaire.",
};
const alreadyFiled: Refusal = {
  code: "conflict",
  reason: "already_filed",
  detail: "Vous avez déjà envoyé cette demande. Nous vous avons renvoyé son numéro par e-mail.",
};
const onYourReceipt = "Vous avez déjà envoyé cette demande. Son numéro est sur votre récépissé.";

const orCall = (organisation: Organisation) =>
  organisation.settings.phone ? `, ou appelez le ${organisation.settings.phone}` : "";

const refuseRobots = (input: FileRequest, organisation: Organisation): void => {
  if (!input.website && input.filledInMs >= fastestHuman) return;
  refuse({
    code: "invalid",
    reason: "looks_automatic",
    detail: `Nous n’avons pas pu vérifier que cet envoi vient d’une personne. Rien n’est perdu : relisez votre demande, puis renvoyez-la${orCall(organisation)}.`,
  });
};

const refuseWhenClosed = (ctx: Ctx, organisation: Organisation): void => {
  const closed = closedForm(organisation, ctx.now());
  if (closed) refuse({ code: "forbidden", reason: "form_closed", detail: closed.message });
};

const writeFiling = async (
  tx: Tx,
  ctx: Ctx,
  organisation: Organisation,
  given: {
    filingKey: string;
    input: FileRequest;
    filing: CheckedFiling;
    form: PublicForm;
    answers: readonly CustomAnswer[];
  },
) => {
  const { filingKey, input, form } = given;
  const { requester, representative } = given.filing;
  const sent = await readyUploads(
    tx,
    organisation.id,
    draftOwner(input.draftId),
    input.files,
    limits.filesBytes,
  );
  const files = sent.map((file) => ({ ...file, caseFileId: ctx.newId() }));
  const written = await writeCase(tx, ctx, {
    organisation,
    channel: "WEB",
    filingKey,
    receivedAt: ctx.now(),
    subject: titleOf(input.description),
    dispute: input,
    requester,
    representative,
    formVersion: form.version,
    customAnswers: boundAnswers(given.answers, files),
  });
  const { found, filer } = written;
  const entryId = ctx.newId();
  await tx.insert(caseEntry).values({
    id: entryId,
    organisationId: organisation.id,
    caseId: found.id,
    kind: "fact",
    fact: "case.received",
    direction: "IN",
    medium: "PORTAL",
    side: "REQUESTER",
    occurredAt: found.receivedAt,
    participantId: written.participantId ?? null,
    authorLabel: titledName(filer),
  });
  await bindUploads(tx, ctx, found, entryId, files, { source: "REQUESTER", visibility: "REQUESTER_ONLY" });

  return {
    result: { receipt: await receiptOf(tx, ctx, organisation, found) },
    permission: permit(true),
    audit: {
      action: "case.file",
      organisationId: organisation.id,
      target: { kind: "case", id: found.id },
      after: { number: caseNumber(found.year, found.seq), channel: found.channel, files: files.length },
    },
    events: [
      askLetter(ctx, organisation.id, {
        letter: "receipt",
        caseId: found.id,
        copy: input.sendCopy ? 1 : 0,
      }),
    ],
  };
};

/** The dated proof of a case filed by the form. */
const receiptOf = async (tx: Tx, ctx: Ctx, organisation: Organisation, found: CaseRow): Promise<Receipt> => {
  const { filer, token, accessCode, files } = await filedBy(tx, ctx, found);
  return {
    number: caseNumber(found.year, found.seq),
    receivedAt: found.receivedAt.toISOString(),
    timeZone: organisation.timeZone,
    organisation: { slug: organisation.slug, name: organisation.name },
    sentBy: titledName(filer),
    email: filer.email,
    followUpPath: token ? `/suivi#${token}` : "/suivi",
    accessCode: filer.email ? null : (accessCode ?? null),
    files,
    draftId: found.filingKey.replace(/^form:[^:]+:/, ""),
  };
};
