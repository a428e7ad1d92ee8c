import { eq } from "drizzle-orm";
import type { AnonymousDays, AnonymousFacts } from "../../../shared/mediation/anonymous-facts.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import { departmentOf } from "../../../shared/mediation/department.ts";
import { type Tx, together } from "../../platform/db.ts";
import type { CaseRow } from "./case-access.ts";
import { caseClosing, party } from "./tables.ts";
import type { anonymousCase } from "./tables-office.ts";
import { caseStatusSpan } from "./tables-work.ts";

type Row = Omit<typeof anonymousCase.$inferInsert, "id" | "anonymisedAt">;

/** What figures keep of a case, in months of the organisation's zone and coded facts (mediation.md §9). */
export const anonymousRow = async (tx: Tx, found: CaseRow, timeZone: string): Promise<Row> => {
  const [parties, closings, spans] = await together([
    tx.select().from(party).where(eq(party.caseId, found.id)).execute(),
    tx
      .select()
      .from(caseClosing)
      .where(eq(caseClosing.caseId, found.id))
      .orderBy(caseClosing.closedAt)
      .execute(),
    tx.select().from(caseStatusSpan).where(eq(caseStatusSpan.caseId, found.id)).execute(),
  ]);
  const month = (at: Date) => `${dayIn(timeZone, at).slice(0, 7)}-01`;
  return {
    organisationId: found.organisationId,
    year: found.year,
    seq: found.seq,
    receivedMonth: month(found.receivedAt),
    registeredMonth: month(found.registeredAt),
    events: closings.flatMap(({ closedAt, outcome, reopenedAt }) => [
      { kind: "closed" as const, month: month(closedAt), outcome },
      ...(reopenedAt ? [{ kind: "reopened" as const, month: month(reopenedAt) }] : []),
    ]),
    facts: factsOf(found, parties),
    days: daysOf(found, spans, timeZone),
  };
};

const factsOf = (found: CaseRow, parties: ReadonlyArray<typeof party.$inferSelect>): AnonymousFacts => {
  const requester = parties.find(({ role }) => role === "REQUESTER");
  return {
    channel: found.channel,
    originator: found.originator,
    requesterType: requester?.requesterType ?? null,
    kind: requester?.kind ?? "NATURAL",
    title: requester?.title ?? null,
    department: requester ? departmentOf(requester) : null,
    domainId: found.domainId,
    competent: found.competent,
    thirdPartyId: found.thirdPartyId,
    admissibility: found.admissibility,
    inadmissibilityReason: found.inadmissibilityReason,
    priorComplaint: found.priorComplaint,
    priorAnswer: found.priorAnswer,
    courtPending: found.courtPending,
    faceToFace: found.faceToFace,
    represented: parties.some(({ role }) => role === "REPRESENTATIVE"),
    met: found.firstMeetingOn !== null,
    agreedToMediate: found.mediationAgreedOn !== null,
    partiesAgreement: found.partiesAgreement,
    courtFollowup: found.courtFollowup,
    recommended: found.recommendation !== null,
    recommendationFollowup: found.recommendationFollowup,
    outcome: found.outcome,
  };
};

/** Calendar days between two instants, in local days: the same day is 0. */
const daysBetween = (timeZone: string, from: Date, to: Date): number =>
  Math.round((Date.parse(dayIn(timeZone, to)) - Date.parse(dayIn(timeZone, from))) / 86_400_000);

const daysOf = (
  found: CaseRow,
  spans: ReadonlyArray<typeof caseStatusSpan.$inferSelect>,
  timeZone: string,
): AnonymousDays => {
  const since = (at: Date | null) => (at ? daysBetween(timeZone, found.receivedAt, at) : undefined);
  const days = {
    registration: since(found.registeredAt),
    firstResponse: since(found.firstResponseAt),
    take: since(found.firstAssignedAt),
    processing: since(found.closedAt),
    waiting: spans
      .filter(({ status, until }) => status.startsWith("WAITING_") && until)
      .reduce((sum, { since: from, until }) => sum + daysBetween(timeZone, from, until ?? from), 0),
  };
  return Object.fromEntries(Object.entries(days).filter(([, count]) => count !== undefined));
};
