import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import { type CaseFilter, type Signal, signalsOf } from "../../../shared/mediation/case-lists.ts";
import { readFigure } from "../../../shared/mediation/figures.ts";
import type { CaseActor, CasePolicy } from "../../../shared/mediation/rules.ts";
import { readSearch, wordsQuery } from "../../../shared/mediation/search-text.ts";
import { hasHeldMail } from "../mail/index.ts";
import { visibleCases } from "./case-access.ts";
import { figureCondition } from "./figure-condition.ts";
import { cases, party } from "./tables.ts";
import { listItem } from "./tables-office.ts";
import { absence, caseTag, caseTask } from "./tables-work.ts";

/** Open cases, written as the partial indexes have it (tables.ts). */
export const openCase = sql`${cases.status} not in ('CLOSED', 'MERGED')`;

/** Open cases of an organisation without any exchange for so many months (mediation.md §9). */
export const idleCases = (organisationId: string, months: number, at: Date): SQL | undefined =>
  and(
    eq(cases.organisationId, organisationId),
    openCase,
    isNull(cases.deletedAt),
    eq(cases.sample, false),
    sql`${cases.lastExchangeAt} < ${at.toISOString()}::timestamptz - make_interval(months => ${months})`,
  );

/** Whose list it is, and the days and the zone it is counted in. */
export interface ListAsker {
  actor: CaseActor;
  policy: CasePolicy;
  userId: string;
  organisationId: string;
  timeZone: string;
  /** Today there, and two working days on: « en retard » and « bientôt » (mediation.md §4.4). */
  today: string;
  soon: string;
}

/** One condition per signal, for the lists and for the counts that lead to them. */
const signalCondition = (signal: Signal, { today, soon }: ListAsker): SQL => {
  const conditions: Record<Signal, SQL> = {
    unread: sql`${cases.toProcessCount} > 0`,
    overdue: sql`(${openCase} and ${cases.dueOn} < ${today})`,
    due_soon: sql`(${openCase} and ${cases.dueOn} between ${today} and ${soon})`,
    failed_send: sql`${cases.failedSend}`,
    held: hasHeldMail(cases.id),
    withdrawn: sql`(${openCase} and ${cases.withdrawnAt} is not null)`,
    inactive: sql`(${openCase} and exists (select from ${caseTask} where ${caseTask.caseId} = ${cases.id}
      and ${caseTask.kind} = 'inactivity_close' and ${caseTask.doneAt} is null))`,
    urgent: sql`(${openCase} and ${cases.priority} = 'HIGH')`,
    restricted: sql`${cases.restricted}`,
    to_resume: sql`(${openCase} and ${cases.toResume})`,
  };
  return conditions[signal];
};

/** Cases somebody handles: theirs, those of colleagues away whom they replace, and those they act on too. */
const handledBy = ({ actor, userId }: ListAsker): SQL => {
  const heads = [userId, ...(actor.kind === "member" ? (actor.replaces ?? []) : [])];
  // As the index `case_helped` has it: cases with a co-handler are few.
  return sql`(${cases.assigneeId} in ${heads}
    or (${cases.coHandlerIds} <> '{}' and ${cases.coHandlerIds} @> array[${userId}::uuid]))`;
};

const viewCondition = (filter: CaseFilter, asker: ListAsker): SQL | undefined => {
  switch (filter.view ?? "all") {
    case "mine":
      return and(openCase, handledBy(asker));
    case "unassigned":
      return and(openCase, isNull(cases.assigneeId));
    case "closed":
      return eq(cases.status, "CLOSED");
    case "watched":
      return and(
        filter.merged ? undefined : sql`${cases.status} <> 'MERGED'`,
        sql`${cases.watchers} <> '{}' and ${cases.watchers} ? ${asker.userId}`,
      );
    case "deleted":
      return undefined;
    case "all":
      return filter.merged ? undefined : sql`${cases.status} <> 'MERGED'`;
  }
};

const assigneeCondition = (assignee: string, { userId, organisationId, today }: ListAsker): SQL => {
  if (assignee === "none") return isNull(cases.assigneeId);
  if (assignee === "absent") {
    return sql`${cases.assigneeId} in (select ${absence.userId} from ${absence}
      where ${absence.organisationId} = ${organisationId} and ${today} between ${absence.fromOn} and ${absence.toOn})`;
  }
  return eq(cases.assigneeId, assignee === "me" ? userId : assignee);
};

/** An item of a list and what is below it. */
const itemCondition = (column: typeof cases.domainId | typeof cases.thirdPartyId, item: string): SQL =>
  item === "none"
    ? isNull(column)
    : sql`${column} in (select ${listItem.id} from ${listItem} where ${listItem.id} = ${item} or ${listItem.parentId} = ${item})`;

/** Days of a zone, both included, over an instant. */
const withinDays = (
  column: typeof cases.receivedAt | typeof cases.closedAt | typeof cases.updatedAt,
  timeZone: string,
  from: string | undefined,
  to?: string,
): SQL | undefined =>
  and(
    from ? sql`${column} >= (${from}::date)::timestamp at time zone ${timeZone}` : undefined,
    to ? sql`${column} < (${to}::date + 1)::timestamp at time zone ${timeZone}` : undefined,
  );

const aboutParty = (role: "REQUESTER" | "REPRESENTATIVE", condition?: SQL): SQL =>
  sql`exists (select from ${party} where ${party.caseId} = ${cases.id} and ${party.role} = ${role}
    ${condition ? sql`and ${condition}` : sql``})`;

/** As figures place an address; `none` = nowhere known in France. */
const livesIn = (department: string): SQL => {
  const itsOwn = sql`guichet.department_of(${party.country}, ${party.postalCode}, ${party.inseeCode})`;
  return department === "none" ? sql`${itsOwn} is null` : sql`${itsOwn} = ${department}`;
};

const startsWith = (column: typeof party.postalCode, beginning: string): SQL =>
  sql`starts_with(replace(${column}, ' ', ''), ${beginning.replaceAll(" ", "").toUpperCase()})`;

/** Cases found by what was typed, each with how well: 0 = its number, 1 = its names, 2 = its texts, 3 = its messages. */
export const searched = (
  typed: string,
  organisationId: string,
  depth: "cases" | "everything" = "everything",
): SQL => {
  const { words, year, seq } = readSearch(typed);
  const list = `{${words.map((word) => JSON.stringify(word)).join(",")}}`;
  return sql`guichet.find_cases(${organisationId}, ${list}::text[], ${wordsQuery(typed)}, ${year ?? null}, ${seq ?? null}, ${depth === "everything"})`;
};

/** The condition of a filter, when it was given. */
const given = <T extends string>(value: T | undefined, condition: (value: T) => SQL): SQL | undefined =>
  value ? condition(value) : undefined;

const oneOrNone = <T extends string>(
  column: typeof cases.originator | typeof party.requesterType,
  wanted: T,
): SQL => (wanted === "none" ? isNull(column) : sql`${column} = ${wanted}`);

/**
 * The cases one list holds: those this person may know of, of one view, that meet every filter. Lists, their counts,
 * work on many cases and exports all ask through here, so that they agree (mediation.md §8, hard case 38).
 * Without `q`: whoever ranks what is found joins `searched`.
 */
export const casesOf = (filter: Omit<CaseFilter, "q">, asker: ListAsker): SQL | undefined => {
  const { actor, organisationId, timeZone } = asker;
  const view = filter.view === "deleted" ? "recycle bin" : "office";
  return and(
    visibleCases(actor, organisationId, view),
    viewCondition(filter, asker),
    given(filter.status, (status) => (status === "OPEN" ? openCase : eq(cases.status, status))),
    given(filter.assignee, (assignee) => assigneeCondition(assignee, asker)),
    ...signalsOf(filter.signal).map((signal) => signalCondition(signal, asker)),
    given(filter.channel, (channel) => eq(cases.channel, channel)),
    given(filter.originator, (originator) => oneOrNone(cases.originator, originator)),
    given(filter.requesterType, (type) => aboutParty("REQUESTER", oneOrNone(party.requesterType, type))),
    given(filter.domain, (item) => itemCondition(cases.domainId, item)),
    given(filter.competent, (competent) =>
      competent === "undecided" ? isNull(cases.competent) : eq(cases.competent, competent === "yes"),
    ),
    given(filter.thirdParty, (item) => itemCondition(cases.thirdPartyId, item)),
    given(filter.admissibility, (admissibility) => eq(cases.admissibility, admissibility)),
    given(filter.outcome, (outcome) => eq(cases.outcome, outcome)),
    given(
      filter.tag,
      (tag) =>
        sql`exists (select from ${caseTag} where ${caseTag.caseId} = ${cases.id} and ${caseTag.tagId} = ${tag})`,
    ),
    given(filter.representative, (has) =>
      has === "yes" ? aboutParty("REPRESENTATIVE") : sql`not ${aboutParty("REPRESENTATIVE")}`,
    ),
    given(filter.department, (code) => aboutParty("REQUESTER", livesIn(code))),
    given(filter.postalCode, (beginning) => aboutParty("REQUESTER", startsWith(party.postalCode, beginning))),
    given(filter.figure, (written) => {
      const figure = readFigure(written);
      return figure ? figureCondition(organisationId, figure, asker.today) : sql`false`;
    }),
    withinDays(cases.receivedAt, timeZone, filter.receivedFrom, filter.receivedTo),
    withinDays(cases.closedAt, timeZone, filter.closedFrom, filter.closedTo),
    given(filter.dueFrom, (day) => sql`${cases.dueOn} >= ${day}`),
    given(filter.dueTo, (day) => sql`${cases.dueOn} <= ${day}`),
    withinDays(cases.updatedAt, timeZone, filter.updatedSince),
  );
};

/** The same with what was typed, for whoever needs no rank. */
export const casesFound = ({ q, ...filter }: CaseFilter, asker: ListAsker): SQL | undefined =>
  and(
    casesOf(filter, asker),
    q ? sql`${cases.id} in (select case_id from ${searched(q, asker.organisationId)})` : undefined,
  );
