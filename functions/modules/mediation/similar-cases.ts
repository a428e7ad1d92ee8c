import { and, eq, inArray, or, sql } from "drizzle-orm";
import { canonicalAddress } from "../../../shared/mail/address.ts";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import type {
  FindSimilar,
  SimilarAmong,
  SimilarByCase,
  SimilarCase,
  SimilarFound,
} from "../../../shared/mediation/people.ts";
import { may } from "../../../shared/mediation/rules.ts";
import { searchText } from "../../../shared/mediation/search-text.ts";
import { type Fingerprint, rankSimilar, unknownNames } from "../../../shared/mediation/similar.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Db } from "../../platform/db.ts";
import { type Limit, takeToken, tooMany } from "../../platform/rate-limit.ts";
import { done, notFound, type Result, refused, signedOut } from "../../platform/refusal.ts";
import { caseActor, visibleCases } from "./case-access.ts";
import { partyName } from "./names.ts";
import { phoneInE164 } from "./phone.ts";
import { cases, party } from "./tables.ts";
import { personAnswer } from "./tables-work.ts";

/** One person types fast; somebody who tries addresses one after the other is stopped. */
const searches: Limit = { name: "similar_cases", burst: 120, perHour: 1200 };

const fingerprint = {
  firstName: party.firstName,
  lastName: party.lastName,
  legalName: party.legalName,
  emailCanonical: party.emailCanonical,
  phoneE164: party.phoneE164,
  postalCode: party.postalCode,
  contestedDecisionOn: cases.contestedDecisionOn,
  description: sql<string>`left(${cases.description}, 2000)`,
};
const shown = {
  id: cases.id,
  year: cases.year,
  seq: cases.seq,
  subject: cases.subject,
  status: cases.status,
  receivedAt: cases.receivedAt,
  personId: cases.personId,
  kind: party.kind,
};
export const theirRequester = and(eq(party.caseId, cases.id), eq(party.role, "REQUESTER"));

const candidatesOf = (db: Db, probe: Fingerprint, organisationId: string) => {
  const isNamed = !(Object.values(unknownNames) as (string | null)[]).includes(probe.lastName);
  const name = isNamed ? searchText(probe.firstName, probe.lastName, probe.legalName) : "";
  return db.execute<{ id: string }>(sql`select id from guichet.similar_candidates(${organisationId},
    ${probe.emailCanonical}, ${probe.phoneE164}, ${name.trim()}, ${probe.contestedDecisionOn}) as found (id)`);
};

/** Details of these cases, as far as this person may know of them; samples and merged ones are left out. */
const readCandidates = (db: Db, ctx: Ctx, organisationId: string, ids: readonly string[]) =>
  ids.length === 0
    ? Promise.resolve([])
    : db
        .select({ fingerprint, ...shown })
        .from(cases)
        .innerJoin(party, theirRequester)
        .where(
          and(
            visibleCases(caseActor(ctx.actor, organisationId), organisationId),
            inArray(cases.id, [...ids]),
            sql`${cases.status} <> 'MERGED' and not ${cases.sample}`,
          ),
        );
type Candidate = Awaited<ReturnType<typeof readCandidates>>[number];

const viewOf = (one: ReturnType<typeof rankSimilar<Candidate>>[number]): SimilarCase => ({
  id: one.id,
  number: caseNumber(one.year, one.seq),
  subject: one.subject,
  requesterName: nameOfCandidate(one),
  status: one.status,
  receivedAt: one.receivedAt.toISOString(),
  score: one.score,
  reasons: one.reasons,
});
const nameOfCandidate = ({ kind, fingerprint: { firstName, lastName, legalName } }: Candidate) =>
  partyName({ kind, firstName, lastName: lastName ?? "", legalName });

/** Cases that look like what is being typed of somebody (mediation.md §5.3): ten at most, none one may not know of. */
export const findSimilar = async (ctx: Ctx, typed: FindSimilar): Promise<Result<SimilarFound>> => {
  const { actor } = ctx;
  if (actor.kind !== "user") return refused(signedOut);
  const verdict = may(caseActor(actor, typed.organisation), "case.register");
  if (verdict !== true) return refused(verdict);
  const wait = await takeToken(ctx.db, searches, actor.userId);
  if (wait > 0) return refused(tooMany(wait, (time) => `Trop de recherches. Réessayez dans ${time}.`));
  const probe: Fingerprint = {
    firstName: typed.firstName || null,
    lastName: typed.lastName || null,
    legalName: typed.legalName || null,
    emailCanonical: (typed.email && canonicalAddress(typed.email)) || null,
    phoneE164: (typed.phone && (await phoneInE164(typed.phone, typed.country || "FR"))) || null,
    postalCode: typed.postalCode || null,
    contestedDecisionOn: typed.contestedDecisionOn ?? null,
    description: typed.description || null,
  };
  const ids = (await candidatesOf(ctx.db, probe, typed.organisation)).map(({ id }) => id);
  const found = await readCandidates(ctx.db, ctx, typed.organisation, ids);
  return done({ cases: rankSimilar(probe, found).map(viewOf) });
};

/** Cases that look like one that exists, except those an agent said are of somebody else, or of the same person. */
export const similarTo = async (
  db: Db,
  ctx: Ctx,
  found: { id: string; organisationId: string },
): Promise<(SimilarCase & { personId: string | null })[]> => {
  const [probe] = await db
    .select(fingerprint)
    .from(cases)
    .innerJoin(party, theirRequester)
    .where(eq(cases.id, found.id));
  if (!probe) return [];
  const ids = (await candidatesOf(db, probe, found.organisationId)).map(({ id }) => id);
  const answered = await db
    .select()
    .from(personAnswer)
    .where(or(eq(personAnswer.caseId, found.id), eq(personAnswer.otherId, found.id)));
  const settled = new Set([found.id, ...answered.flatMap(({ caseId, otherId }) => [caseId, otherId])]);
  const others = ids.filter((id) => !settled.has(id));
  const candidates = await readCandidates(db, ctx, found.organisationId, others);
  return rankSimilar(probe, candidates).map((one) => ({ ...viewOf(one), personId: one.personId }));
};

/** The likeliest double of each of these cases, for « À prendre »: two statements however many rows it shows. */
export const similarAmong = async (ctx: Ctx, input: SimilarAmong): Promise<Result<SimilarByCase>> => {
  if (ctx.actor.kind !== "user") return refused(signedOut);
  const { organisation: organisationId } = input;
  const verdict = may(caseActor(ctx.actor, organisationId), "case.list");
  if (verdict !== true) return refused(verdict);
  const probes = await readCandidates(ctx.db, ctx, organisationId, input.cases);
  if (probes.length < new Set(input.cases).size) return refused(notFound);
  const named = probes.map(({ id, fingerprint: one }) => ({
    id,
    email: one.emailCanonical,
    phone: one.phoneE164,
    name: (Object.values(unknownNames) as (string | null)[]).includes(one.lastName)
      ? ""
      : searchText(one.firstName, one.lastName, one.legalName).trim(),
    day: one.contestedDecisionOn,
  }));
  const pairs = await ctx.db.execute<{ id: string; other: string }>(sql`
    select probe.id, other.id as other
    from jsonb_to_recordset(${JSON.stringify(named)}::jsonb) as probe (id uuid, email text, phone text, name text, day date)
    cross join lateral guichet.similar_candidates(${organisationId}, probe.email, probe.phone, probe.name, probe.day) as other (id)
    where other.id <> probe.id and not exists (select from person_answer a where not a.same
      and a.case_id = least(probe.id, other.id) and a.other_id = greatest(probe.id, other.id))`);
  const candidates = await readCandidates(ctx.db, ctx, organisationId, [
    ...new Set(pairs.map(({ other }) => other)),
  ]);
  const byId = new Map(candidates.map((one) => [one.id, one]));
  return done({
    best: probes.flatMap((probe) => {
      const others = pairs.filter(({ id }) => id === probe.id).flatMap(({ other }) => byId.get(other) ?? []);
      const [best] = rankSimilar(probe.fingerprint, others);
      return best ? [{ caseId: probe.id, similar: viewOf(best) }] : [];
    }),
  });
};
