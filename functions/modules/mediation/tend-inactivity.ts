import { and, asc, desc, eq, inArray, isNull, lte, or, sql } from "drizzle-orm";
import { isLost } from "../../../shared/mail/lost.ts";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import {
  answerBy,
  clockStart,
  type InactivityFacts,
  type InactivityStep,
  stepToday,
} from "../../../shared/mediation/inactivity.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { type AuditNote, mutate, type OutboxEvent, permit } from "../../platform/mutate.ts";
import { membersWithRole, type Organisation } from "../access/index.ts";
import { type DeliveryRow, deliveriesOf, queueMail } from "../mail/index.ts";
import { addEntry } from "./add-entry.ts";
import { announce } from "./announce.ts";
import { type CaseRow, service } from "./case-access.ts";
import { closeInactive } from "./close-inactive.ts";
import { daily } from "./daily-work.ts";
import { lastReminderMail, reminderMail } from "./mail-reminder.ts";
import { mediationSettingsOf } from "./mediation-settings.ts";
import { greeting } from "./names.ts";
import { partyToken } from "./party-link.ts";
import { requesterSide } from "./requester-side.ts";
import { closeSystemTasks, openSystemTask } from "./system-tasks.ts";
import { caseEntry, cases } from "./tables.ts";
import { caseTask, inactivityStep } from "./tables-work.ts";

const kinds = ["inactivity_close", "other_means"] as const;
const shortestMonthMs = 28 * 86_400_000;

/** At 06:00 of each organisation: the three-month clock of its cases (mediation.md §5.6, §7). */
export const tendInactivity = daily(
  "inactivity",
  { hour: 6, minute: 0 },
  async (ctx, organisation, today) => {
    const waiting = await ctx.db
      .select({ id: cases.id })
      .from(cases)
      .where(
        and(
          eq(cases.organisationId, organisation.id),
          eq(cases.status, "WAITING_FOR_REQUESTER"),
          or(lte(cases.statusSince, new Date(ctx.now().getTime() - shortestMonthMs)), cases.failedSend),
        ),
      )
      .orderBy(asc(cases.id));
    const failures: unknown[] = [];
    for (const { id } of waiting) {
      try {
        await tendCase(ctx, organisation, id, today);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} cases failed`);
  },
);

/** Closes what the clock asked for on cases where it does not run any more: an answer, another status, a hold. */
export const settleInactivity = async (ctx: Ctx): Promise<void> => {
  const ended = await ctx.db
    .selectDistinct({ caseId: caseTask.caseId })
    .from(caseTask)
    .innerJoin(cases, eq(cases.id, caseTask.caseId))
    .where(
      and(
        inArray(caseTask.kind, [...kinds]),
        isNull(caseTask.doneAt),
        or(
          sql`${cases.status} <> 'WAITING_FOR_REQUESTER'`,
          cases.legalHold,
          sql`${cases.withdrawnAt} is not null`,
          sql`exists (select 1 from ${caseEntry} where ${caseEntry.caseId} = ${caseTask.caseId}
            and ${caseEntry.side} = 'REQUESTER' and ${caseEntry.direction} = 'IN' and ${caseEntry.kind} = 'message'
            and ${caseEntry.createdAt} > ${caseTask.createdAt})`,
        ),
      ),
    );
  for (const { caseId } of ended) {
    await mutate(ctx, async (tx) => {
      await closeSystemTasks(tx, ctx, caseId, kinds);
      return { result: null, permission: permit(true), audit: [], events: [] };
    });
  }
};

/** What the clock of one case depends on, read once the case is locked. */
const factsOf = async (tx: Tx, found: CaseRow, copies: readonly DeliveryRow[]): Promise<InactivityFacts> => {
  const ofSide = and(
    eq(caseEntry.caseId, found.id),
    eq(caseEntry.side, "REQUESTER"),
    eq(caseEntry.kind, "message"),
  );
  const [heard] = await tx
    .select({ at: caseEntry.occurredAt })
    .from(caseEntry)
    .where(and(ofSide, or(eq(caseEntry.direction, "IN"), inArray(caseEntry.medium, ["PHONE", "MEETING"]))))
    .orderBy(desc(caseEntry.occurredAt))
    .limit(1);
  // Our own reminders are notices: they never start the clock again.
  const sent = await tx
    .select({ at: caseEntry.occurredAt, messageId: caseEntry.outgoingMessageId })
    .from(caseEntry)
    .where(and(ofSide, eq(caseEntry.direction, "OUT"), sql`${caseEntry.medium} <> 'NOTICE'`))
    .orderBy(desc(caseEntry.occurredAt))
    .limit(20);
  const outcomeOf = ({ messageId }: (typeof sent)[number]) => {
    const states = copies.filter((copy) => copy.messageId === messageId).map(({ state }) => state);
    if (messageId === null) return "reached";
    if (states.length === 0 || states.every((state) => state === "cancelled")) return "never left";
    return states.every((state) => isLost(state) || state === "cancelled") ? "lost" : "reached";
  };
  const left = sent.filter((one) => outcomeOf(one) !== "never left");
  const lastReached = left.find((one) => outcomeOf(one) === "reached");
  const last = left[0];
  const heardSince = heard && last ? heard.at > last.at : false;
  return {
    status: found.status,
    statusSince: found.statusSince,
    lastReachedAt: lastReached?.at ?? null,
    lastHeardAt: heard?.at ?? null,
    bounced: last !== undefined && outcomeOf(last) === "lost" && !heardSince,
    suspended: found.legalHold || found.withdrawnAt !== null || found.deletedAt !== null || found.sample,
  };
};

const nothing = { audit: [] as AuditNote[], events: [] as OutboxEvent[] };

const tendCase = async (
  ctx: Ctx,
  organisation: Organisation,
  caseId: string,
  today: string,
): Promise<void> => {
  // Before the transaction: a function has one connection.
  const copies = await deliveriesOf(ctx.db, caseId);
  const tended = await mutate(ctx, async (tx) => {
    const [found] = await tx.select().from(cases).where(eq(cases.id, caseId)).for("update");
    const change = found ? await stepOf(tx, ctx, organisation, found, { copies, today }) : nothing;
    return { result: null, permission: permit(true), ...change };
  });
  if (!tended.ok) throw new Error(`inactivity refused: ${tended.refusal.reason}`);
};

const stepOf = async (
  tx: Tx,
  ctx: Ctx,
  organisation: Organisation,
  found: CaseRow,
  { copies, today }: { copies: readonly DeliveryRow[]; today: string },
) => {
  const start = clockStart(await factsOf(tx, found, copies));
  if (start === undefined) return nothing;
  if (start === "bounced") return openOtherMeans(tx, ctx, found);
  const startedOn = dayIn(organisation.timeZone, start);
  const rows = await tx
    .select({ step: inactivityStep.step, at: inactivityStep.at })
    .from(inactivityStep)
    .where(and(eq(inactivityStep.caseId, found.id), eq(inactivityStep.startedOn, startedOn)));
  const lastNotice = rows.find(({ step }) => step === "last");
  const { autoClose } = await mediationSettingsOf(tx, organisation.id);
  const due = stepToday({
    startedOn,
    today,
    taken: new Set(rows.flatMap(({ step }) => (step === "other_means" ? [] : [step]))),
    autoClose,
    lastNoticeOn: lastNotice ? dayIn(organisation.timeZone, lastNotice.at) : null,
  });
  if (!due) return nothing;
  await tx
    .insert(inactivityStep)
    .values(
      [due.step, ...due.skipped].map((step) => ({
        organisationId: organisation.id,
        caseId: found.id,
        startedOn,
        step,
        at: ctx.now(),
      })),
    )
    .onConflictDoNothing();
  return take(tx, ctx, organisation, found, { step: due.step, startedOn, today });
};

interface Step {
  step: InactivityStep;
  startedOn: string;
  today: string;
}

const take = async (tx: Tx, ctx: Ctx, organisation: Organisation, found: CaseRow, due: Step) => {
  const { step, startedOn } = due;
  if (step === "closed") return closeInactive(tx, ctx, organisation, found);
  if (step !== "proposed") return remind(tx, ctx, organisation, found, { ...due, step });
  await openSystemTask(tx, ctx, found, {
    kind: "inactivity_close",
    onceKey: `inactive:${found.id}:${startedOn}`,
  });
  const managers = found.assigneeId ? [] : await membersWithRole(tx, organisation.id, service, "manager");
  const events = await announce(tx, ctx, organisation, {
    found,
    userIds: [found.assigneeId, ...found.coHandlerIds, ...managers.map(({ userId }) => userId)],
    kind: "inactivity",
    onceKey: `inactive:${found.id}:${startedOn}`,
  });
  return { audit: [noteOf(found, "inactivity.propose")], events };
};

const noteOf = (found: CaseRow, action: string, after?: Record<string, unknown>): AuditNote => ({
  action,
  organisationId: found.organisationId,
  target: { kind: "case", id: found.id },
  ...(after ? { after } : {}),
});

const openOtherMeans = async (tx: Tx, ctx: Ctx, found: CaseRow) => {
  const isNew = await openSystemTask(tx, ctx, found, { kind: "other_means" });
  return isNew ? { audit: [noteOf(found, "task.open", { task: "other_means" })], events: [] } : nothing;
};

/** One letter to each person of the requester's side, with its entry; nobody to write to is a task for the handler. */
const remind = async (
  tx: Tx,
  ctx: Ctx,
  organisation: Organisation,
  found: CaseRow,
  { step, startedOn, today }: Step & { step: "first" | "second" | "last" },
) => {
  const people = await requesterSide(tx, found);
  if (people.length === 0) return openOtherMeans(tx, ctx, found);
  const events: OutboxEvent[] = [];
  for (const { who, reached } of people) {
    const facts = {
      organisation,
      number: caseNumber(found.year, found.seq),
      greeting: greeting(who),
      token: await partyToken(tx, ctx, found, who.id),
      answerBy: answerBy(step, startedOn, today),
    };
    const { said, ...mail } =
      step === "last" ? lastReminderMail(ctx.env, facts) : reminderMail(ctx.env, facts);
    const queued = await queueMail(tx, ctx, {
      ...mail,
      organisationId: organisation.id,
      service,
      targetId: found.id,
      class: "notice",
      idempotencyKey: `mediation.inactivity:${found.id}:${startedOn}:${step}:${reached.id}`,
      recipients: [{ address: reached.email, name: reached.displayName, participantId: reached.id }],
    });
    events.push(...queued.events);
    await addEntry(tx, ctx, found, {
      kind: "message",
      direction: "OUT",
      medium: "NOTICE",
      side: "REQUESTER",
      occurredAt: ctx.now(),
      subject: mail.subject,
      text: said,
      outgoingMessageId: queued.messageId,
    });
  }
  const action = step === "last" ? "inactivity.last" : "inactivity.remind";
  return { audit: [noteOf(found, action, { step })], events };
};
