import { and, eq, isNull } from "drizzle-orm";
import type { PendingEdits } from "../../../shared/mediation/case-blocks.ts";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { type ClosingPreview, closingProblems } from "../../../shared/mediation/closing.ts";
import { hour, plainDay } from "../../../shared/mediation/date-words.ts";
import { alreadyClosed, close, isOpen } from "../../../shared/mediation/rules.ts";
import type { CaseView, CloseCase } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate } from "../../platform/mutate.ts";
import { done, invalid, type Result, refuse } from "../../platform/refusal.ts";
import { memberNow, nameOf, type Organisation, organisationById } from "../access/index.ts";
import { asUser, type CaseRow, caseForUpdate, permitOn, service } from "./case-access.ts";
import { aYearAfter, closingMails } from "./closing-mails.ts";
import { applyPending } from "./edit-block.ts";
import type { ClosingFacts } from "./mail-closing.ts";
import { readCaseAs } from "./read-case.ts";
import { sameVersion } from "./same-version.ts";
import { openSystemTask } from "./system-tasks.ts";
import { cases } from "./tables.ts";
import { caseTask } from "./tables-work.ts";
import { writeClosing } from "./write-closing.ts";

/**
 * Closes a case: the edits that were pending, its dated outcome, the closing's own row, the mails to those chosen (at
 * the address the edits gave) and the end of the follow-up links a year later, in one transaction (mediation.md §4.10).
 * Refuses a case that is closed, with who and when, one that changed since it was read, an end outside referral and
 * today, and an outcome without what it needs.
 */
export const closeCase = async (ctx: Ctx, input: CloseCase): Promise<Result<CaseView>> => {
  const closed = await mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const { found, edited, facts, next, permission } = await decideClosing(tx, ctx, input);
    const { events, note, tasksClosed } = await writeClosing(tx, ctx, {
      ...{ next, facts, closedBy: userId, notify: input.notify, edits: edited.set, status: found.status },
    });
    const finished = tasksClosed + (await settleTasks(tx, ctx, found, input));
    const after = finished > 0 ? { ...note.after, tasksClosed: finished } : note.after;
    return {
      result: null,
      permission,
      audit: [...edited.audit, { ...note, after }],
      events: [...edited.events, ...events],
    };
  });
  return closed.ok ? readCaseAs(ctx, input.caseId) : closed;
};

/** The mails a closing would send, word for word, at the addresses it would use; nothing is written nor sent. */
export const previewClosing = async (ctx: Ctx, input: CloseCase): Promise<Result<ClosingPreview>> => {
  let preview: ClosingPreview = { mails: [] };
  const looked = await mutate(ctx, async (tx) => {
    const { facts } = await decideClosing(tx, ctx, input);
    const mails = await closingMails(tx, ctx, input.notify, facts, aYearAfter(ctx.now()));
    preview = {
      mails: mails.map(({ one, mail }) => ({
        participantId: one.id,
        to: one.email,
        subject: mail.subject,
        text: mail.text,
      })),
    };
    // Edits were tried to know what would be said: none of them stays.
    return refuse(onlyLooked);
  });
  return !looked.ok && looked.refusal === onlyLooked ? done(preview) : (looked as Result<never>);
};
const onlyLooked = { code: "conflict", reason: "only_looked", detail: "Ceci n’est qu’un aperçu." } as const;

/** Everything a closing comes to before it is written: its edits applied, its rules met, its words. */
const decideClosing = async (tx: Tx, ctx: Ctx, input: CloseCase) => {
  const { userId } = asUser(ctx);
  const found = await caseForUpdate(tx, input.caseId);
  permitOn(ctx, "case.read", found);
  const organisation = await organisationById(tx, found.organisationId);
  if (!isOpen(found.status)) await refuseClosed(tx, ctx, organisation, found);
  const permission = permitOn(ctx, "case.close", found);
  await sameVersion(tx, ctx, found, input.version);
  const edited = await applyPending({ tx, ctx, found, organisation, reason: input.reason }, pendingOf(input));
  const after: CaseRow = { ...found, ...edited.set };
  const decided = close(after, input, ctx.now(), organisation.timeZone);
  if (!decided.ok) return refuse(decided.refusal);
  const problems = closingProblems(input.outcome, after);
  if (problems.length > 0) refuse(invalid(problems));
  const author = await memberNow(tx, found.organisationId, service, userId);
  const facts: ClosingFacts = {
    found: after,
    number: caseNumber(found.year, found.seq),
    organisation,
    authorName: author?.name ?? organisation.settings.senderName,
    outcome: input.outcome,
    sayOutcome: input.sayOutcome,
    endedOn: input.mediationEndedOn,
    closingWords: input.closingWords || undefined,
  };
  return { found, organisation, edited, facts, next: decided.next, permission };
};

/** A closing as inadmissible, or towards another institution, decides so too. */
const pendingOf = ({ edits = {}, outcome }: CloseCase): PendingEdits => {
  const decided =
    outcome === "INADMISSIBLE"
      ? { admissibility: "INADMISSIBLE" as const }
      : outcome === "EXTERNAL_FORWARD"
        ? { competent: false }
        : undefined;
  return decided ? { ...edits, assessment: { ...edits.assessment, ...decided } } : edits;
};

/**
 * The tasks left after a closing end when the agent says so. Somebody without e-mail is told by a letter that a task asks
 * for.
 */
const settleTasks = async (tx: Tx, ctx: Ctx, found: CaseRow, input: CloseCase): Promise<number> => {
  const { userId } = asUser(ctx);
  const others = input.finishTasks
    ? await tx
        .update(caseTask)
        .set({ doneAt: ctx.now(), doneBy: userId })
        .where(and(eq(caseTask.caseId, found.id), isNull(caseTask.doneAt)))
        .returning({ id: caseTask.id })
    : [];
  if (input.letter) await openSystemTask(tx, ctx, found, { kind: "send_letter", assigneeId: userId });
  return others.length;
};

/** The second closer learns who was first, and when. */
const refuseClosed = async (tx: Tx, ctx: Ctx, organisation: Organisation, found: CaseRow): Promise<never> => {
  const [row] = await tx
    .select({ by: nameOf(cases.closedBy) })
    .from(cases)
    .where(eq(cases.id, found.id));
  const by = row?.by;
  const at = found.closedAt;
  if (!by || !at) return refuse(alreadyClosed);
  const { timeZone } = organisation;
  const sameDay = plainDay(at, timeZone) === plainDay(ctx.now(), timeZone);
  const when = sameDay ? `à ${hour(at, timeZone)}` : `le ${plainDay(at, timeZone)}`;
  return refuse({
    ...alreadyClosed,
    detail: `Déjà clos par ${by} ${when}.`,
    facts: { by, at: at.toISOString() },
  });
};
