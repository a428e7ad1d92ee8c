import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { type BulkLine, BulkResult, BulkWork } from "../../../shared/mediation/bulk.ts";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Queries, type Tx, together } from "../../platform/db.ts";
import { uuidOf } from "../../platform/ids.ts";
import type { JobRun, JobWork } from "../../platform/long-work.ts";
import { type Change, mutate, permit } from "../../platform/mutate.ts";
import { notFound, type Refusal, type Result, refused } from "../../platform/refusal.ts";
import { backgroundJob } from "../../platform/tables.ts";
import { memberNow, organisationById } from "../access/index.ts";
import { queueMail } from "../mail/index.ts";
import { assignment } from "./assign-case.ts";
import { lettersFile, letterTo } from "./bulk-letters.ts";
import { caseActor, service } from "./case-access.ts";
import { blockEdit } from "./edit-block.ts";
import { filledTemplate } from "./filled-template.ts";
import { casesAssignedMail } from "./mail-cases-assigned.ts";
import { waysOf } from "./news-ways.ts";
import { sending } from "./send-message.ts";
import { dueDateChange } from "./set-due-date.ts";
import { statusChange } from "./set-status.ts";
import { cases, participant, party } from "./tables.ts";
import { tagging } from "./tags.ts";
import { unassignment } from "./unassign-case.ts";
import { watching } from "./watch-case.ts";

type Item = BulkWork["cases"][number];
/** A case as it was when the work came to it. */
type Before = Pick<
  typeof cases.$inferSelect,
  "id" | "organisationId" | "assigneeId" | "dueOn" | "version"
> & {
  number: string;
};
type Done = Pick<BulkLine, "version" | "was">;

/**
 * Does one act on many cases (mediation.md §4.12): each is asked for, versioned and written alone, so one refusal stops
 * no other. What became of a case is written with its change: a run that was cut short goes on where it stopped.
 */
export const bulkWork: JobWork = async (run) => {
  const { act, cases: items } = BulkWork.parse(run.job.input);
  const earlier = BulkResult.safeParse(run.job.result).data?.lines ?? [];
  const settled = new Set(earlier.map(({ id }) => id));
  if (earlier.length === 0) await begin(run, act.is);
  const known = await visible(run.ctx, run.job.organisationId, items);
  for (const [index, item] of items.entries()) {
    if (!settled.has(item.id)) {
      const before = known.get(item.id);
      const done = before ? await doOne(run, act, item, before) : refused(notFound);
      if (!done.ok) await note(run.ctx.db, run, refusedLine(item, before, done.refusal));
    }
    await run.progress(index + 1, items.length);
  }
  if (act.is === "assign") await mailAssigned(run, act.userId);
  const [row] = await run.ctx.db
    .select({ result: backgroundJob.result })
    .from(backgroundJob)
    .where(eq(backgroundJob.id, run.job.id));
  const result = row?.result ?? {};
  return { result, ...(act.is === "letters" ? await lettersFile(run, BulkResult.parse(result)) : {}) };
};

/** One mail to whoever received the cases, as they chose to be told; once, however often the work runs. */
const mailAssigned = async ({ ctx, job }: JobRun, userId: string): Promise<void> => {
  const { organisationId } = job;
  if (userId === job.userId) return;
  const sent = await mutate(ctx, async (tx) => {
    const [row] = await tx
      .select({ result: backgroundJob.result })
      .from(backgroundJob)
      .where(eq(backgroundJob.id, job.id));
    const count = BulkResult.parse(row?.result).lines.filter(({ done, was }) => done && was).length;
    const [organisation, member, wants] = await together([
      organisationById(tx, organisationId),
      memberNow(tx, organisationId, service, userId),
      waysOf(tx, organisationId, [userId], "assigned"),
    ]);
    // Whoever may act on each case was asked for already.
    const nothing = { result: null, permission: permit(true), audit: [], events: [] };
    if (count === 0 || !member || wants(userId) !== "mail") return nothing;
    const { events } = await queueMail(tx, ctx, {
      ...casesAssignedMail(ctx.env, organisation, count),
      organisationId,
      service,
      targetId: null,
      class: "notice",
      idempotencyKey: `mediation.cases_assigned:${job.id}`,
      recipients: [{ address: member.email, name: member.name, userId }],
    });
    return { ...nothing, events };
  });
  if (!sent.ok) throw new Error(`notice refused: ${sent.refusal.reason}`);
};

const refusedLine = ({ id }: Item, before: Before | undefined, { detail }: Refusal): BulkLine => ({
  id,
  number: before?.number ?? null,
  done: false,
  why: detail,
});

const begin = ({ ctx, job }: JobRun, act: string) =>
  ctx.db
    .update(backgroundJob)
    .set({ result: { act, lines: [] } })
    .where(eq(backgroundJob.id, job.id));

/** Says what became of one case, in the transaction that did it. */
const note = (on: Queries, { job }: JobRun, line: BulkLine) =>
  on
    .update(backgroundJob)
    .set({
      result: sql`jsonb_set(${backgroundJob.result}, '{lines}',
        ${backgroundJob.result} -> 'lines' || ${JSON.stringify([line])}::jsonb)`,
    })
    .where(eq(backgroundJob.id, job.id))
    .execute();

/** Those of the organisation that whoever asked may know of. */
const visible = async (
  ctx: Ctx,
  organisationId: string,
  items: readonly Item[],
): Promise<Map<string, Before>> => {
  const ids = items.map(({ id }) => id);
  const actor = caseActor(ctx.actor, organisationId);
  const rows = await ctx.db
    .select()
    .from(cases)
    .where(and(eq(cases.organisationId, organisationId), inArray(cases.id, ids)));
  return new Map(
    rows
      .filter((one) => may(actor, "case.read", one) === true)
      .map((one) => [one.id, { ...one, number: caseNumber(one.year, one.seq) }]),
  );
};

const doOne = (
  run: JobRun,
  act: BulkWork["act"],
  { id: caseId, version, was }: Item,
  before: Before,
): Promise<Result<unknown>> => {
  const { ctx } = run;
  const asked = { caseId, version };
  const line = (more: Done = {}): BulkLine => ({ id: caseId, number: before.number, done: true, ...more });
  const alone = (change: (tx: Tx) => Promise<Change<unknown>>, more?: Done) =>
    mutate(ctx, async (tx) => {
      const changed = await change(tx);
      await note(tx, run, line(more));
      return changed;
    });
  switch (act.is) {
    case "assign": {
      // Whoever has it already keeps it: there is nothing to take back.
      const undo =
        before.assigneeId === act.userId
          ? {}
          : { version: version + 1, was: { assigneeId: before.assigneeId, dueOn: before.dueOn } };
      return alone((tx) => assignment(tx, ctx, { ...asked, userId: act.userId }, "many"), undo);
    }
    case "unassign":
      return was
        ? alone((tx) => unassignment(tx, ctx, { ...asked, was }))
        : Promise.resolve(refused(notFound));
    case "status":
      return alone((tx) => statusChange(tx, ctx, { ...asked, status: act.status }));
    case "due":
      return alone((tx) => dueDateChange(tx, ctx, { ...asked, dueOn: act.dueOn }));
    case "watch":
      return alone((tx) => watching(tx, ctx, { caseId, events: act.events }));
    case "tag":
    case "untag":
      return mutate(ctx, async (tx) => {
        const [add, remove] = act.add ? [[act.tagId], []] : [[], [act.tagId]];
        const tagged = await tagging(tx, ctx, { caseId, add, remove });
        await note(tx, run, line(tagged.result.changed ? { version: before.version } : {}));
        return tagged;
      });
    case "domain":
      return alone((tx) =>
        blockEdit(tx, ctx, "assessment", { ...asked, changes: { domainId: act.domainId } }),
      );
    case "message":
      return templateTo(run, caseId, act.templateId, alone);
    case "letters":
      return letterTo(run, caseId, act.templateId, alone);
  }
};

const nobodyToWriteTo: Refusal = {
  code: "conflict",
  reason: "no_address",
  detail: "Le requérant n’a pas d’adresse e-mail utilisable.",
};

/** Sends a template to the requester of one case, alone. The job's own key sends it once, however often it runs. */
const templateTo = async (
  { ctx, job }: JobRun,
  caseId: string,
  templateId: string,
  alone: (change: (tx: Tx) => Promise<Change<unknown>>) => Promise<Result<unknown>>,
): Promise<Result<unknown>> => {
  const filled = await filledTemplate(ctx, { organisation: job.organisationId, case: caseId }, templateId);
  if (!filled.ok) return filled;
  const [requester] = await ctx.db
    .select({ id: participant.id, verification: participant.verification })
    .from(participant)
    .innerJoin(party, eq(party.id, participant.partyId))
    .where(and(eq(participant.caseId, caseId), eq(party.role, "REQUESTER"), isNull(participant.endedAt)))
    .limit(1);
  if (!requester || requester.verification === "undeliverable") return refused(nobodyToWriteTo);
  const letter = {
    caseId,
    idempotencyKey: uuidOf(`bulk\0${job.id}\0${caseId}`),
    recipients: [requester.id],
    subject: filled.value.subject,
    text: filled.value.body,
    files: [],
    lastSeenEntryId: null,
    despiteNewer: true,
  };
  return alone((tx) => sending(tx, ctx, letter));
};
