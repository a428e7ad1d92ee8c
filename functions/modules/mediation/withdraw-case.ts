import { and, desc, eq, isNotNull, ne } from "drizzle-orm";
import { plainCalendarDay } from "../../../shared/mediation/date-words.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import { type CaseStatus, openStatuses } from "../../../shared/mediation/enums.ts";
import type { KeepCase, WithdrawCase } from "../../../shared/mediation/follow-up.ts";
import { localInstant } from "../../../shared/mediation/local-instant.ts";
import type { CaseView } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate } from "../../platform/mutate.ts";
import { invalid, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { organisationById } from "../access/index.ts";
import { addFact } from "./add-entry.ts";
import { asUser, caseForUpdate, permitOn } from "./case-access.ts";
import { setOnCase } from "./change-case.ts";
import { askLetter } from "./letters.ts";
import { readCaseAs } from "./read-case.ts";
import { sameVersion } from "./same-version.ts";
import { closeSystemTasks } from "./system-tasks.ts";
import { party } from "./tables.ts";
import { caseStatusSpan } from "./tables-work.ts";

const alreadyWithdrawn: Refusal = {
  code: "conflict",
  reason: "already_withdrawn",
  detail: "Le retrait de cette demande est déjà noté.",
};
const notWithdrawn: Refusal = {
  code: "conflict",
  reason: "not_withdrawn",
  detail: "Cette demande n’est pas retirée.",
};

/**
 * Notes that the requester gave their request up, by phone or letter: the day it was told, « Finalisation », and the
 * same proof and task as from the follow-up page (mediation.md §4.3; withdraw-by-page.ts). Refuses a day before the
 * referral or in the future, a closed case, and one that changed since it was read.
 */
export const withdrawCase = async (ctx: Ctx, input: WithdrawCase): Promise<Result<CaseView>> => {
  const withdrawn = await mutate(ctx, async (tx) => {
    asUser(ctx);
    const found = await caseForUpdate(tx, input.caseId);
    const permission = permitOn(ctx, "case.withdraw", found);
    if (found.withdrawnAt) return refuse(alreadyWithdrawn);
    await sameVersion(tx, ctx, found, input.version, { status: found.status });
    const { timeZone } = await organisationById(tx, found.organisationId);
    const [received, today] = [dayIn(timeZone, found.receivedAt), dayIn(timeZone, ctx.now())];
    const wrong =
      input.on < received
        ? `Le retrait ne peut pas précéder la saisine (${plainCalendarDay(received)}).`
        : input.on > today
          ? "Cette date est dans le futur."
          : undefined;
    if (wrong) return refuse(invalid([{ path: "on", message: wrong }], wrong));
    // Told today: the hour is known. Told before: the day alone is.
    const withdrawnAt = input.on === today ? ctx.now() : localInstant(timeZone, input.on);
    const next = {
      withdrawnAt,
      withdrawalReason: input.reason || null,
      status: "ABOUT_TO_CLOSE" as const,
      ...(found.status === "ABOUT_TO_CLOSE" ? {} : { statusSince: ctx.now() }),
    };
    await setOnCase(tx, ctx, found, next);
    await addFact(tx, ctx, found, "case.withdrawn");
    const [requester] = await tx
      .select({ id: party.id })
      .from(party)
      .where(and(eq(party.caseId, found.id), eq(party.role, "REQUESTER")));
    if (!requester) throw new Error("a case has no requester");
    return {
      result: null,
      permission,
      audit: {
        action: "case.withdraw",
        organisationId: found.organisationId,
        target: { kind: "case", id: found.id },
        before: { status: found.status },
        after: { status: next.status, withdrawnOn: input.on, reason: input.reason },
        personal: ["reason"],
      },
      events: [
        askLetter(ctx, found.organisationId, {
          letter: "withdrawn",
          caseId: found.id,
          partyId: requester.id,
        }),
      ],
    };
  });
  return withdrawn.ok ? readCaseAs(ctx, input.caseId) : withdrawn;
};

/**
 * The request goes on after all (until it is closed): the withdrawal is taken back, its task is closed and the case
 * has the status it had before.
 */
export const keepCase = async (ctx: Ctx, input: KeepCase): Promise<Result<CaseView>> => {
  const kept = await mutate(ctx, async (tx) => {
    asUser(ctx);
    const found = await caseForUpdate(tx, input.caseId);
    const permission = permitOn(ctx, "case.withdraw", found);
    if (!found.withdrawnAt) return refuse(notWithdrawn);
    await sameVersion(tx, ctx, found, input.version, { status: found.status });
    const [before] = await tx
      .select({ status: caseStatusSpan.status })
      .from(caseStatusSpan)
      .where(
        and(
          eq(caseStatusSpan.caseId, found.id),
          isNotNull(caseStatusSpan.until),
          ne(caseStatusSpan.status, "ABOUT_TO_CLOSE"),
        ),
      )
      .orderBy(desc(caseStatusSpan.since), desc(caseStatusSpan.until))
      .limit(1);
    const earlier: CaseStatus = openStatuses.find((status) => status === before?.status) ?? "TO_PROCESS";
    const status = found.status === "ABOUT_TO_CLOSE" ? earlier : found.status;
    await setOnCase(tx, ctx, found, {
      withdrawnAt: null,
      withdrawalReason: null,
      ...(status === found.status ? {} : { status, statusSince: ctx.now() }),
    });
    await closeSystemTasks(tx, ctx, found.id, ["close_withdrawn"]);
    await addFact(tx, ctx, found, "case.kept");
    return {
      result: null,
      permission,
      audit: {
        action: "case.keep",
        organisationId: found.organisationId,
        target: { kind: "case", id: found.id },
        before: { status: found.status },
        after: { status },
      },
      events: [],
    };
  });
  return kept.ok ? readCaseAs(ctx, input.caseId) : kept;
};
