import { inArray, sql } from "drizzle-orm";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { plainCalendarDay } from "../../../shared/mediation/date-words.ts";
import {
  admissibilities,
  inadmissibilityReasons,
  knowledge,
  originators,
  recommendationFollowups,
} from "../../../shared/mediation/enums.ts";
import {
  type CasesCompared,
  differingGroups,
  type Mergeable,
  type MergedField,
  type MergedGroup,
  mergedGroups,
  sameRequester,
  takenFromOther,
} from "../../../shared/mediation/merging.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { done, notFound, type Result, refused } from "../../platform/refusal.ts";
import { nameOf } from "../access/index.ts";
import { caseActor } from "./case-access.ts";
import { mergeableOf, mergeRefusal, requesterFacts } from "./merge-rules.ts";
import { partyName } from "./names.ts";
import { theirRequester } from "./similar-cases.ts";
import { caseEntry, caseFile, cases, party } from "./tables.ts";
import { listItem } from "./tables-office.ts";
import { caseTask } from "./tables-work.ts";

const counted = (what: ReturnType<typeof sql>) => sql`(select count(*) from ${what})`.mapWith(Number);
const labelOf = (id: typeof cases.domainId | typeof cases.thirdPartyId) =>
  sql<string | null>`(select ${listItem.label} from ${listItem} where ${listItem.id} = ${id})`;

const readSides = (ctx: Ctx, ids: readonly string[]) =>
  ctx.db
    .select({
      found: cases,
      who: party,
      assigneeName: nameOf(cases.assigneeId),
      domain: labelOf(cases.domainId),
      thirdParty: labelOf(cases.thirdPartyId),
      entries: counted(sql`${caseEntry} where ${caseEntry.caseId} = ${cases.id}`),
      files: counted(sql`${caseFile} where ${caseFile.caseId} = ${cases.id}`),
      tasks: counted(sql`${caseTask} where ${caseTask.caseId} = ${cases.id} and ${caseTask.doneAt} is null`),
    })
    .from(cases)
    .innerJoin(party, theirRequester)
    .where(inArray(cases.id, [...ids]));
type Side = Awaited<ReturnType<typeof readSides>>[number];

/**
 * Two cases one may read, side by side, with what a merge of the second into the first would do (mediation.md §4.9,
 * §5.4). Unknown, hidden and foreign ones are the same `notFound`.
 */
export const compareCases = async (
  ctx: Ctx,
  caseId: string,
  otherId: string,
): Promise<Result<CasesCompared>> => {
  const rows = await readSides(ctx, [caseId, otherId]);
  const one = rows.find(({ found }) => found.id === caseId);
  const other = rows.find(({ found }) => found.id === otherId);
  if (!one || !other || one === other || one.found.organisationId !== other.found.organisationId)
    return refused(notFound);
  const actor = caseActor(ctx.actor, one.found.organisationId);
  for (const { found } of [one, other]) {
    const verdict = may(actor, "case.read", found);
    if (verdict !== true) return refused(verdict);
  }
  const [a, b] = [mergeableOf(one.found), mergeableOf(other.found)];
  const taken = takenFromOther(a, b, []);
  return done({
    one: sideView(one),
    other: sideView(other),
    differing: differingGroups(a, b).map((group) => ({
      group,
      one: groupWords(group, a, one),
      other: groupWords(group, b, other),
    })),
    filled: (Object.keys(mergedGroups) as MergedGroup[]).filter((group) =>
      mergedGroups[group].fields.some((field) => field in taken),
    ),
    sameRequester: sameRequester(requesterFacts(one.who, one.found), requesterFacts(other.who, other.found)),
    mergeRefusal: mergeRefusal(ctx, one.found, other.found)?.detail ?? null,
    mayLink: may(actor, "case.link", one.found) === true,
  });
};

const sideView = (side: Side): CasesCompared["one"] => {
  const { found, who } = side;
  return {
    id: found.id,
    number: caseNumber(found.year, found.seq),
    subject: found.subject,
    requesterName: partyName(who),
    status: found.status,
    receivedAt: found.receivedAt.toISOString(),
    registeredAt: found.registeredAt.toISOString(),
    channel: found.channel,
    assigneeName: side.assigneeName,
    description: found.description,
    version: found.version,
    restricted: found.restricted,
    legalHold: found.legalHold,
    email: who.email,
    phone: who.phone,
    place: [who.postalCode, who.city].filter(Boolean).join(" ") || null,
    entries: side.entries,
    files: side.files,
    tasks: side.tasks,
  };
};

const inWords: Partial<Record<MergedField, Readonly<Record<string, string>>>> = {
  originator: originators,
  priorComplaint: knowledge,
  priorAnswer: knowledge,
  courtPending: knowledge,
  admissibility: admissibilities,
  inadmissibilityReason: inadmissibilityReasons,
  recommendationFollowup: recommendationFollowups,
  competent: { true: "Compétent", false: "Non compétent" },
};

const groupWords = (group: MergedGroup, values: Mergeable, { domain, thirdParty }: Side): string =>
  mergedGroups[group].fields
    .map((field) => {
      const value = values[field];
      if (value === null) return "";
      if (field === "domainId") return domain ?? "";
      if (field === "thirdPartyId") return thirdParty ?? "";
      const text = String(value);
      return /^\d{4}-\d{2}-\d{2}$/.test(text) ? plainCalendarDay(text) : (inWords[field]?.[text] ?? text);
    })
    .filter(Boolean)
    .join(", ");
