import { and, asc, eq, inArray, isNull, or, sql } from "drizzle-orm";
import type { CaseFilter } from "../../../shared/mediation/case-lists.ts";
import { statusesOf } from "../../../shared/mediation/status-words.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { together } from "../../platform/db.ts";
import { nameOf } from "../access/index.ts";
import { casesFound, type ListAsker } from "./case-conditions.ts";
import { mediationSettingsOf } from "./mediation-settings.ts";
import { partyName } from "./names.ts";
import { cases, party } from "./tables.ts";
import { listItem } from "./tables-office.ts";

/** One case as files of lists show it. */
export interface ExportedCase {
  found: typeof cases.$inferSelect;
  assigneeName: string | null;
  requester: typeof party.$inferSelect | undefined;
  /** Names of those who act for the requester. */
  representatives: string | null;
  /** Numbers of cases it has to do with. */
  links: string | null;
}

const batch = 500;
const numberOf = sql.raw("c.year || '-' || lpad(c.seq::text, 5, '0')");
const linkedCases = sql`select string_agg(${numberOf}, ', ' order by c.year, c.seq) from case_link l
  join cases c on c.id = case when l.case_id = ${cases.id} then l.other_id else l.case_id end
  where (l.case_id = ${cases.id} or l.other_id = ${cases.id}) and c.id <> all ((select guichet.hidden_cases())::uuid[])`;
// Apart, so that its columns keep the names of their tables in a query of one table.
const linked = sql<string | null>`(${linkedCases})`;

/**
 * The cases of a filter, oldest first, a few hundred at a time: memory does not follow their number. Cases that change
 * meanwhile are in it once, as they were when their page was read; samples are in no file.
 */
export async function* readExported(
  ctx: Ctx,
  filter: CaseFilter,
  asker: ListAsker,
): AsyncGenerator<ExportedCase[]> {
  const wanted = exportedCases(filter, asker);
  let last: { receivedAt: Date; id: string } | undefined;
  for (;;) {
    const after =
      last &&
      sql`(${cases.receivedAt}, ${cases.id}) > (${last.receivedAt.toISOString()}::timestamptz, ${last.id}::uuid)`;
    const rows = await ctx.db
      .select({ found: cases, assigneeName: nameOf(cases.assigneeId), links: linked })
      .from(cases)
      .where(and(wanted, after))
      .orderBy(asc(cases.receivedAt), asc(cases.id))
      .limit(batch);
    const end = rows.at(-1);
    if (!end) return;
    last = end.found;
    const parties = Map.groupBy(
      await ctx.db
        .select()
        .from(party)
        .where(
          inArray(
            party.caseId,
            rows.map(({ found }) => found.id),
          ),
        )
        .orderBy(asc(party.id)),
      ({ caseId }) => caseId,
    );
    yield rows.map((row) => {
      const theirs = parties.get(row.found.id) ?? [];
      const representatives = theirs.filter(({ role }) => role === "REPRESENTATIVE").map(partyName);
      return {
        ...row,
        requester: theirs.find(({ role }) => role === "REQUESTER"),
        representatives: representatives.join(", ") || null,
      };
    });
    if (rows.length < batch) return;
  }
}

/** The cases of a filter that files hold. */
export const exportedCases = (filter: CaseFilter, asker: ListAsker) =>
  and(casesFound(filter, asker), eq(cases.sample, false));

/** Labels of the lists an organisation chooses from, with the label above each, its statuses and the questions of its own form. */
export const exportWords = async (ctx: Ctx, filter: CaseFilter, asker: ListAsker) => {
  const [items, questions, { statusLabels }] = await together([
    ctx.db
      .select({ id: listItem.id, label: listItem.label, parentId: listItem.parentId })
      .from(listItem)
      .where(or(isNull(listItem.organisationId), eq(listItem.organisationId, asker.organisationId)))
      .execute(),
    ctx.db
      .selectDistinctOn([sql`answer ->> 'question'`], {
        id: sql<string>`answer ->> 'question'`,
        label: sql<string>`answer ->> 'label'`,
      })
      .from(cases)
      .innerJoin(sql`lateral jsonb_array_elements(${cases.customAnswers}) answer`, sql`true`)
      .where(exportedCases(filter, asker))
      .orderBy(sql`answer ->> 'question'`, sql`${cases.registeredAt} desc`)
      .execute(),
    mediationSettingsOf(ctx.db, asker.organisationId),
  ]);
  const labels = new Map(items.map(({ id, label }) => [id, label]));
  return {
    items: new Map(
      items.map(({ id, label, parentId }) => [
        id,
        { label, parent: parentId ? (labels.get(parentId) ?? null) : null },
      ]),
    ),
    statuses: statusesOf(statusLabels),
    questions,
  };
};
