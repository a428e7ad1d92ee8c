import { eq, sql } from "drizzle-orm";
import type { CaseCounts, CaseFilter } from "../../../shared/mediation/case-lists.ts";
import { may } from "../../../shared/mediation/rules.ts";
import { defaultMediationSettings, type MediationSettings } from "../../../shared/mediation/settings.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { done, Refused, type Result, refused } from "../../platform/refusal.ts";
import { heldTotal } from "../mail/index.ts";
import { service } from "./case-access.ts";
import { casesFound, type ListAsker } from "./case-conditions.ts";
import { askerOfLists } from "./list-cases.ts";
import { seesOnlyCaseless } from "./list-quarantine.ts";
import { cases } from "./tables.ts";
import { formConfig, mediationSettings } from "./tables-office.ts";

/** Each figure is the length of the list it opens: the same filter, counted by the same conditions. */
export const countedLists = {
  mine: { view: "mine" },
  mineToProcess: { view: "mine", status: "TO_PROCESS" },
  unread: { view: "mine", signal: "unread" },
  overdue: { view: "mine", signal: "overdue" },
  dueSoon: { view: "mine", signal: "due_soon" },
  withdrawals: { view: "mine", signal: "withdrawn" },
  inactive: { view: "mine", signal: "inactive" },
  unassigned: { view: "unassigned" },
  watched: { view: "watched" },
  failedSends: { view: "all", signal: "failed_send" },
} as const satisfies Record<
  Exclude<keyof CaseCounts, "oldestUnassignedAt" | "quarantined" | "office">,
  CaseFilter
>;
type Counted = keyof typeof countedLists;

/**
 * Figures of the agent's home: the person's own open cases first, then the team's. Held mail is counted for those who
 * may read it.
 */
export const countCases = async (ctx: Ctx, organisationId: string): Promise<Result<CaseCounts>> => {
  try {
    return done(await readCounts(ctx, await askerOfLists(ctx, organisationId)));
  } catch (error) {
    if (error instanceof Refused) return refused(error.refusal);
    throw error;
  }
};

const readCounts = async (ctx: Ctx, asker: ListAsker): Promise<CaseCounts> => {
  const { actor, organisationId } = asker;
  // Each by the index of its own list.
  const figures = (Object.entries(countedLists) as [Counted, CaseFilter][]).map(
    ([name, filter]) =>
      sql`(select count(*)::int from ${cases} where ${casesFound(filter, asker)}) as ${sql.identifier(name)}`,
  );
  const oldest = sql`(select min(${cases.receivedAt}) from ${cases}
    where ${casesFound(countedLists.unassigned, asker)}) as oldest`;
  const here = eq(mediationSettings.organisationId, organisationId);
  const office = sql`(select ${mediationSettings.settings} from ${mediationSettings} where ${here}) as settings,
    (exists (select from ${formConfig} where ${formConfig.organisationId} = ${organisationId} and ${formConfig.number} is not null)
      or exists (select from ${cases} where ${cases.organisationId} = ${organisationId} and not ${cases.sample})) as begun`;
  const counted = ctx.db.execute<
    Record<Counted, number> & {
      oldest: string | null;
      settings: Partial<MediationSettings> | null;
      begun: boolean;
    }
  >(sql`select ${sql.join([...figures, oldest, office], sql`, `)}`);
  const held =
    may(actor, "quarantine.list") === true
      ? heldTotal(ctx.db, { organisationId, service, withoutTarget: seesOnlyCaseless(actor) })
      : 0;

  const [[row], quarantined] = await Promise.all([counted, held]);
  if (!row) throw new Error("a count has no row");
  const { oldest: oldestAt, settings, begun, ...numbers } = row;
  const { statusLabels, hiddenStatuses } = { ...defaultMediationSettings, ...settings };
  return {
    ...numbers,
    oldestUnassignedAt: oldestAt ? new Date(oldestAt).toISOString() : null,
    quarantined,
    office: { statusLabels, hiddenStatuses: [...hiddenStatuses], begun },
  };
};
