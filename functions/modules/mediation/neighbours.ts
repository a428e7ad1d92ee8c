import { aliasedTable, and, desc, eq, isNull, or, sql } from "drizzle-orm";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { unmergeDays } from "../../../shared/mediation/merging.ts";
import type { CaseNeighbours, OtherCase } from "../../../shared/mediation/people.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { together } from "../../platform/db.ts";
import { done, notFound, type Result, refused } from "../../platform/refusal.ts";
import { type CaseRow, caseActor, notHidden } from "./case-access.ts";
import { partyName } from "./names.ts";
import { similarTo, theirRequester } from "./similar-cases.ts";
import { cases, party } from "./tables.ts";
import { caseLink, caseMerge } from "./tables-work.ts";

const shown = {
  id: cases.id,
  year: cases.year,
  seq: cases.seq,
  subject: cases.subject,
  status: cases.status,
  receivedAt: cases.receivedAt,
  who: {
    kind: party.kind,
    firstName: party.firstName,
    lastName: party.lastName,
    legalName: party.legalName,
  },
};
interface Shown {
  id: string;
  year: number;
  seq: number;
  subject: string;
  status: CaseRow["status"];
  receivedAt: Date;
  who: Parameters<typeof partyName>[0];
}
/** Another case as a line says it. */
const otherCase = (one: Shown): OtherCase => ({
  id: one.id,
  number: caseNumber(one.year, one.seq),
  subject: one.subject,
  requesterName: partyName(one.who),
  status: one.status,
  receivedAt: one.receivedAt.toISOString(),
});

const each = (values: ReadonlyArray<string | null>): string[] => [
  ...new Set(values.filter((value) => value !== null)),
];
const known = and(isNull(cases.deletedAt), notHidden(cases.id));

/**
 * Everything beside one case: linked ones, the person's other cases, likely ones, and those merged into it. Cases that
 * whoever asks may not know of are nowhere in it (mediation.md §11 case 34).
 */
export const caseNeighbours = async (ctx: Ctx, caseId: string): Promise<Result<CaseNeighbours>> => {
  const { db } = ctx;
  const [found] = await db.select().from(cases).where(eq(cases.id, caseId));
  if (!found) return refused(notFound);
  const actor = caseActor(ctx.actor, found.organisationId);
  const verdict = may(actor, "case.read", found);
  if (verdict !== true) return refused(verdict);

  const joined = () => db.select(shown).from(cases).innerJoin(party, theirRequester);
  const into = aliasedTable(cases, "into_case");
  const [links, people, merged, [survivor], ownMerge] = await together([
    db
      .select({ ...shown, kind: caseLink.kind, fromId: caseLink.fromId })
      .from(caseLink)
      .innerJoin(
        cases,
        eq(
          cases.id,
          sql`case when ${caseLink.caseId} = ${caseId} then ${caseLink.otherId} else ${caseLink.caseId} end`,
        ),
      )
      .innerJoin(party, theirRequester)
      .where(and(or(eq(caseLink.caseId, caseId), eq(caseLink.otherId, caseId)), known))
      .orderBy(desc(caseLink.createdAt))
      .execute(),
    found.personId
      ? db
          .select({ ...shown, email: party.email, phone: party.phone })
          .from(cases)
          .innerJoin(party, theirRequester)
          .where(and(eq(cases.personId, found.personId), sql`${cases.status} <> 'MERGED'`, known))
          .orderBy(desc(cases.receivedAt))
          .limit(100)
          .execute()
      : [],
    db
      .select({ ...shown, at: caseMerge.at })
      .from(caseMerge)
      .innerJoin(cases, eq(cases.id, caseMerge.caseId))
      .innerJoin(party, theirRequester)
      .where(and(eq(caseMerge.survivorId, caseId), isNull(caseMerge.undoneAt), known))
      .orderBy(desc(caseMerge.at))
      .execute(),
    found.mergedIntoId
      ? joined()
          .where(and(eq(cases.id, sql`guichet.survivor_of(${caseId})`), known))
          .execute()
      : [],
    db
      .select({ at: caseMerge.at })
      .from(caseMerge)
      .innerJoin(into, eq(into.id, caseMerge.survivorId))
      .where(and(eq(caseMerge.caseId, caseId), isNull(caseMerge.undoneAt)))
      .execute(),
  ]);
  const similar = found.status === "MERGED" ? [] : await similarTo(db, ctx, found);
  const mayWrite = may(actor, "case.merge", found) === true;
  const until = (at: Date) => {
    const end = new Date(at.getTime() + unmergeDays * 86_400_000);
    return end > ctx.now() ? end.toISOString() : null;
  };
  const [own] = ownMerge;
  return done({
    links: links.map(({ kind, fromId, ...one }) => ({
      ...otherCase(one),
      kind,
      outgoing: fromId === caseId,
    })),
    // Told by the cases this person may know of, and no other.
    person: found.personId
      ? {
          names: each(people.map(({ who }) => partyName(who))),
          emails: each(people.map(({ email }) => email)),
          phones: each(people.map(({ phone }) => phone)),
        }
      : null,
    samePerson: people.filter(({ id }) => id !== caseId).map(otherCase),
    suggestions: similar
      .filter(({ personId }) => personId === null || personId !== found.personId)
      .map(({ personId: _settled, ...one }) => one),
    merged: merged.map(({ at, ...one }) => ({
      ...otherCase(one),
      at: at.toISOString(),
      undoUntil: mayWrite ? until(at) : null,
    })),
    survivor: survivor ? otherCase(survivor) : null,
    undoUntil: own && may(actor, "case.unmerge", found) === true ? until(own.at) : null,
  });
};
