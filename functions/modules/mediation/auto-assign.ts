import { and, eq, inArray, max } from "drizzle-orm";
import { dayIn } from "../../../shared/mediation/dates.ts";
import { isOpen } from "../../../shared/mediation/rules.ts";
import type { MediationSettings } from "../../../shared/mediation/settings.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { together } from "../../platform/db.ts";
import type { AuditNote, OutboxEvent } from "../../platform/mutate.ts";
import { membersWithRole, type Organisation } from "../access/index.ts";
import { awayOn } from "./absences-of.ts";
import { charge } from "./assign-case.ts";
import { type CaseRow, caseForUpdate, service } from "./case-access.ts";
import { mediationSettingsOf } from "./mediation-settings.ts";
import { oneAtATime } from "./same-request.ts";
import { cases } from "./tables.ts";
import { listItem } from "./tables-office.ts";
import { tellHands } from "./tell-hands.ts";

export interface AutoAssigned {
  /** Who has it now; undefined = it waits for a mediator like any other. */
  userId?: string;
  audit: AuditNote[];
  events: OutboxEvent[];
}
const nobody: AutoAssigned = { audit: [], events: [] };

/**
 * Gives a new case to a mediator as the organisation wants it: to each in turn, or to the one of its domain, those who
 * are away today left out (mediation.md §4.12). Once in the life of a case, by Guichet: call it as a job. Does nothing
 * where nobody wants it, or nobody is there.
 */
export const autoAssign = async (
  tx: Tx,
  ctx: Ctx,
  organisation: Organisation,
  caseId: string,
): Promise<AutoAssigned> => {
  const settings = await mediationSettingsOf(tx, organisation.id);
  if (settings.autoAssign === "none") return nobody;
  const found = await caseForUpdate(tx, caseId);
  if (found.assigneeId || found.firstAssignedAt || found.deletedAt || !isOpen(found.status)) return nobody;
  // Two new cases at once must not both find the same mediator the least busy.
  await oneAtATime(tx, `auto-assign ${organisation.id}`);
  const [mediators, managers, away] = await together([
    membersWithRole(tx, organisation.id, service, "mediator"),
    membersWithRole(tx, organisation.id, service, "manager"),
    awayOn(tx, organisation.id, dayIn(organisation.timeZone, ctx.now())),
  ]);
  const absent = new Set(away.map(({ userId }) => userId));
  const here = (people: typeof mediators) =>
    people.map(({ userId }) => userId).filter((id) => !absent.has(id));
  const userId =
    settings.autoAssign === "domain"
      ? await ofDomain(tx, settings, found, here([...mediators, ...managers]))
      : await nextInTurn(tx, organisation.id, here(mediators));
  if (!userId) return nobody;
  const next = await charge(tx, ctx, found, userId);
  return {
    userId,
    audit: [
      {
        action: "case.assign",
        organisationId: organisation.id,
        target: { kind: "case", id: found.id },
        before: { assigneeId: null, dueOn: found.dueOn },
        after: next,
      },
    ],
    events: await tellHands(tx, ctx, { ...found, ...next }, "assigned", [userId]),
  };
};

/** The mediator of the case's domain, or of the domain above it. */
const ofDomain = async (
  tx: Tx,
  { domainMediators }: MediationSettings,
  { domainId }: CaseRow,
  here: readonly string[],
): Promise<string | undefined> => {
  if (!domainId) return undefined;
  const [item] = await tx
    .select({ parentId: listItem.parentId })
    .from(listItem)
    .where(eq(listItem.id, domainId));
  const wanted = domainMediators[domainId] ?? (item?.parentId ? domainMediators[item.parentId] : undefined);
  return here.find((id) => id === wanted);
};

/** Whoever received a case the longest ago; who never did comes first. */
const nextInTurn = async (
  tx: Tx,
  organisationId: string,
  here: readonly string[],
): Promise<string | undefined> => {
  if (here.length === 0) return undefined;
  const rows = await tx
    .select({ userId: cases.assigneeId, last: max(cases.firstAssignedAt) })
    .from(cases)
    .where(and(eq(cases.organisationId, organisationId), inArray(cases.assigneeId, [...here])))
    .groupBy(cases.assigneeId);
  const last = new Map(rows.map((row) => [row.userId, row.last?.getTime() ?? 0]));
  return here.toSorted((a, b) => (last.get(a) ?? 0) - (last.get(b) ?? 0) || a.localeCompare(b))[0];
};
