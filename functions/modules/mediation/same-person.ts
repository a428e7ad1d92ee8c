import { eq, inArray, sql } from "drizzle-orm";
import type { AnswerSamePerson, CaseNeighbours } from "../../../shared/mediation/people.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate } from "../../platform/mutate.ts";
import type { Result } from "../../platform/refusal.ts";
import { asUser, type CaseRow, permitOn } from "./case-access.ts";
import { both, pairOf, twoCases } from "./link-cases.ts";
import { partyName } from "./names.ts";
import { caseNeighbours } from "./neighbours.ts";
import { cases, party } from "./tables.ts";
import { person, personAnswer } from "./tables-work.ts";

/**
 * Answers « Même personne ? » for two cases one may read. Yes joins them under one record of the person, which gathers
 * names, addresses and phones; no is remembered, and parts them when they were joined. Nothing is ever joined by itself.
 */
export const answerSamePerson = async (
  ctx: Ctx,
  caseId: string,
  { otherId, same }: AnswerSamePerson,
): Promise<Result<CaseNeighbours>> => {
  const answered = await mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const { found, other } = await twoCases(tx, ctx, caseId, otherId);
    const permission = permitOn(ctx, "case.link", found);
    const said = { same, answeredBy: userId, at: ctx.now() };
    await tx
      .insert(personAnswer)
      .values({ organisationId: found.organisationId, ...pairOf(found.id, other.id), ...said })
      .onConflictDoUpdate({ target: [personAnswer.caseId, personAnswer.otherId], set: said });
    if (same) await joinPersons(tx, ctx, found, other);
    else await partPersons(tx, found, other);
    return {
      result: null,
      permission,
      audit: both(found, other, same ? "case.same_person" : "case.other_person", {}),
      events: [],
    };
  });
  return answered.ok ? caseNeighbours(ctx, caseId) : answered;
};

/** Two cases become those of one person: the older record stays, and takes what the other knew. */
export const joinPersons = async (tx: Tx, ctx: Ctx, one: CaseRow, other: CaseRow): Promise<void> => {
  if (one.personId && one.personId === other.personId) return;
  const [kept, gone] = [one.personId, other.personId].filter((id) => id !== null).toSorted();
  if (kept && gone) await tx.execute(sql`select guichet.join_persons(${kept}, ${gone})`);
  const personId = kept ?? ctx.newId();
  const { organisationId } = one;
  if (!kept) await tx.insert(person).values({ id: personId, organisationId, names: [] });
  await tx
    .update(cases)
    .set({ personId })
    .where(inArray(cases.id, [one.id, other.id]));
  await gather(tx, personId);
};

/** The other case leaves the person. */
const partPersons = async (tx: Tx, one: CaseRow, other: CaseRow): Promise<void> => {
  if (!one.personId || one.personId !== other.personId) return;
  await tx.update(cases).set({ personId: null }).where(eq(cases.id, other.id));
  await gather(tx, one.personId);
};

/** Writes down again what the cases of a person say of them. */
const gather = async (tx: Tx, personId: string): Promise<void> => {
  const parties = await tx
    .select()
    .from(party)
    .innerJoin(cases, eq(cases.id, party.caseId))
    .where(sql`${cases.personId} = ${personId} and ${party.role} = 'REQUESTER'`);
  const told = <T>(of: (who: typeof party.$inferSelect) => T | null): T[] => [
    ...new Set(parties.map(({ party: who }) => of(who)).filter((value) => value !== null)),
  ];
  await tx
    .update(person)
    .set({
      names: told((who) => partyName(who) || null),
      emails: told(({ emailCanonical }) => emailCanonical),
      phones: told(({ phoneE164 }) => phoneE164),
    })
    .where(eq(person.id, personId));
};
