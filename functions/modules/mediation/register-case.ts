import { eq } from "drizzle-orm";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import type { PublicForm } from "../../../shared/mediation/form-config.ts";
import { readReception } from "../../../shared/mediation/reception.ts";
import { oldReceptionDays, type RegisterCase } from "../../../shared/mediation/registering.ts";
import { addDays, may } from "../../../shared/mediation/rules.ts";
import { limits } from "../../../shared/mediation/schema.ts";
import type { FieldProblem } from "../../../shared/platform/problem.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { invalid, type Result, refuse } from "../../platform/refusal.ts";
import { type Organisation, organisationById } from "../access/index.ts";
import { bindUploads, readyUploads } from "./bind-uploads.ts";
import { asUser, type CaseRow, caseActor } from "./case-access.ts";
import { askLetter } from "./letters.ts";
import { titledName } from "./names.ts";
import { representativeValues, requesterValues } from "./party-values.ts";
import { boundAnswers, formOf, optionalQuestions, readAnswers, unknownForm } from "./public-form.ts";
import { dropRegistrationDraft, registrationOwner } from "./registration-draft.ts";
import { oneAtATime } from "./same-request.ts";
import { caseEntry, cases } from "./tables.ts";
import { titleOf, writeCase } from "./write-case.ts";

/** How a referral reached the office, as a line of the thread says it. */
const mediumOf = {
  OFFICE: "MEETING",
  MAIL: "LETTER",
  PHONE: "PHONE",
  EMAIL: "EMAIL",
  WEB: "PORTAL",
  PARTNER: "LETTER",
} as const satisfies Record<RegisterCase["channel"], string>;

/**
 * Registers a case for somebody, with the true date and way it came (mediation.md §4.4): numbered in the year of its
 * registration, counted in the year of its reception. The key of the draft registers once, however often it is sent.
 * Refuses a date in the future, one more than a year back that was not confirmed, and fields that cannot be.
 */
export const registerCase = (ctx: Ctx, input: RegisterCase): Promise<Result<{ caseId: string }>> =>
  mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const permission = permit(may(caseActor(ctx.actor, input.organisation), "case.register"));
    const organisation = await organisationById(tx, input.organisation);
    const filingKey = `register:${organisation.id}:${input.key}`;
    await oneAtATime(tx, filingKey);
    const [earlier] = await tx.select({ id: cases.id }).from(cases).where(eq(cases.filingKey, filingKey));
    if (earlier) return { result: { caseId: earlier.id }, permission, audit: [], events: [] };

    const form = await formOf(tx, organisation.id, input.formVersion);
    if (!form) return refuse({ ...unknownForm });
    const { reception, requester, representatives, answers } = await checked(ctx, organisation, form, input);
    const owner = registrationOwner(input.key, userId);
    const sent = await readyUploads(tx, organisation.id, owner, input.files, limits.filesBytes);
    const files = sent.map((file) => ({ ...file, caseFileId: ctx.newId() }));
    const [representative, ...otherRepresentatives] = representatives;
    const { found, filer, participantId } = await writeCase(tx, ctx, {
      organisation,
      channel: input.channel,
      filingKey,
      receivedAt: reception.receivedAt,
      subject: input.subject || titleOf(input.description),
      dispute: input,
      requester,
      representative,
      otherRepresentatives,
      receivedPrecision: reception.receivedPrecision,
      originator: input.originator ?? null,
      printed: true,
      ...(answers.length > 0
        ? { formVersion: form.version, customAnswers: boundAnswers(answers, files) }
        : {}),
    });
    const entryId = await receivedEntry(tx, ctx, found, { filer: titledName(filer), participantId });
    await bindUploads(tx, ctx, found, entryId, files, { source: "REQUESTER", visibility: "REQUESTER_ONLY" });
    await dropRegistrationDraft(tx, organisation.id, userId);
    const receiptSent = input.sendReceipt && Boolean(filer.email);
    return {
      result: { caseId: found.id },
      permission,
      audit: {
        action: "case.register",
        organisationId: organisation.id,
        target: { kind: "case", id: found.id },
        after: {
          number: caseNumber(found.year, found.seq),
          channel: found.channel,
          receivedOn: input.receivedOn,
          files: files.length,
          receiptSent,
        },
      },
      events: [
        askLetter(ctx, organisation.id, {
          letter: "receipt",
          caseId: found.id,
          copy: 0,
          ...(receiptSent ? {} : { silent: 1 as const }),
        }),
      ],
    };
  });

/** Everything of the form that a schema alone cannot know, or a stop with each wrong field. */
const checked = async (ctx: Ctx, organisation: Organisation, form: PublicForm, input: RegisterCase) => {
  const fields: FieldProblem[] = [];
  const wrong = (path: string, message: string) => void fields.push({ path, message });
  const now = ctx.now();
  const today = dayIn(organisation.timeZone, now);
  const reception = readReception(input, now, organisation.timeZone);
  if (!reception) wrong("receivedOn", "Cette date est dans le futur. Vérifiez l’année.");
  for (const path of ["contestedDecisionOn", "priorComplaintOn"] as const) {
    if (input[path] && input[path] > today) wrong(path, "Cette date est dans le futur. Vérifiez l’année.");
  }
  for (const path of ["priorComplaintOn", "priorAnswer"] as const) {
    if (input[path] && input.priorComplaint !== "YES") {
      wrong(path, "Cette réponse va avec une démarche préalable « Oui ».");
    }
  }
  const requester = await requesterValues(input.requester, wrong);
  const representatives = await Promise.all(
    input.representatives.map((one, at) => representativeValues(`representatives.${at}`, one, wrong)),
  );
  const answers = readAnswers(optionalQuestions(form), input, today, wrong);
  if (fields.length > 0 || !reception) return refuse(invalid(fields));
  if (input.receivedOn < addDays(today, -oldReceptionDays) && !input.oldDateConfirmed) {
    return refuse({
      code: "conflict",
      reason: "old_date",
      detail: "Cette saisine date de plus d’un an. Vérifiez la date, ou confirmez-la.",
    });
  }
  return { reception, requester, representatives, answers };
};

const receivedEntry = async (
  tx: Tx,
  ctx: Ctx,
  found: CaseRow,
  by: { filer: string; participantId: string | undefined },
): Promise<string> => {
  const id = ctx.newId();
  await tx.insert(caseEntry).values({
    id,
    organisationId: found.organisationId,
    caseId: found.id,
    kind: "fact",
    fact: "case.received",
    direction: "IN",
    medium: mediumOf[found.channel],
    side: "REQUESTER",
    occurredAt: found.receivedAt,
    participantId: by.participantId ?? null,
    authorLabel: by.filer,
  });
  return id;
};
