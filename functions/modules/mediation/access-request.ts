import { eq, getTableColumns, sql } from "drizzle-orm";
import type {
  AccessChoice,
  AccessReview,
  AskAccess,
  SaveAccess,
} from "../../../shared/mediation/access-request.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Queries, type Tx, together } from "../../platform/db.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { done, invalid, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { nameOf } from "../access/index.ts";
import { type AccessMaterial, accessMaterial, isTheirs, isTheirsToRead } from "./access-material.ts";
import { askJob } from "./ask-job.ts";
import { asUser, type CaseRow, caseActor, caseForUpdate, caseOf, permitOn } from "./case-access.ts";
import { partyName } from "./names.ts";
import { accessChoice } from "./tables-office.ts";

/** Characters of a message shown in the review. */
const excerptLength = 160;

type Kept = Awaited<ReturnType<typeof keptChoice>>;

/** What somebody chose in an earlier review of this case. */
const keptChoice = async (on: Queries, caseId: string) => {
  const [kept] = await on
    .select({ ...getTableColumns(accessChoice), by: nameOf(accessChoice.savedBy) })
    .from(accessChoice)
    .where(eq(accessChoice.caseId, caseId));
  return kept;
};

/**
 * What could be given to the requester of a case who asks for their data, over all their cases, and what is proposed:
 * their data, what they wrote and were written, documents of their side (mediation.md §9). Once somebody chose, it says
 * what they chose, and proposes only what came since. Handlers prepare it, managers give it; a legal hold hinders
 * neither.
 */
export const accessReview = async (ctx: Ctx, caseId: string): Promise<Result<AccessReview>> => {
  asUser(ctx);
  const found = await ctx.db.transaction((tx) => caseOf(tx, caseId));
  permitOn(ctx, "case.prepare_access", found);
  const [material, kept] = await together([accessMaterial(ctx.db, found), keptChoice(ctx.db, caseId)]);
  const saved = kept && { by: kept.by, at: kept.savedAt.toISOString(), version: kept.version };
  return done({
    cases: material.map((one) => reviewed(one, kept)),
    mask: maskOf(material, kept),
    saved: saved ?? null,
  });
};

/** Words chosen over cases that this reader must not know of are not shown to them: they may name their people. */
const maskOf = (material: readonly AccessMaterial[], kept: Kept): string[] => {
  const knowsAll = kept?.about.every((id) => material.some(({ row }) => row.id === id));
  return kept && knowsAll
    ? [...new Set([...kept.chosen.mask, ...namesOfOthers(material, kept)])]
    : namesOfOthers(material);
};

const reviewed = (one: AccessMaterial, kept: Kept): AccessReview["cases"][number] => {
  const shown = new Set(kept?.chosen.shown);
  const given = (of: "cases" | "people" | "entries" | "documents", id: string, proposed: boolean) =>
    kept && shown.has(id) ? kept.chosen[of].includes(id) : proposed;
  return {
    id: one.row.id,
    number: one.number,
    subject: one.row.subject,
    because: one.because,
    requester: partyName(one.requester),
    given: given("cases", one.row.id, one.samePerson),
    people: one.others.map(({ id, ...who }) => ({
      id,
      name: partyName(who),
      given: given("people", id, false),
    })),
    entries: one.entries.map((entry) => ({
      id: entry.id,
      at: entry.occurredAt.toISOString(),
      kind: entry.kind,
      direction: entry.direction,
      side: entry.side,
      title: entry.subject ?? "",
      excerpt: (entry.text ?? "").slice(0, excerptLength),
      given: given("entries", entry.id, isTheirs(entry)),
    })),
    documents: one.files.map(({ row }) => ({
      id: row.id,
      name: row.name,
      visibility: row.visibility,
      given: given("documents", row.id, isTheirsToRead(row)),
    })),
  };
};

/**
 * Names and telephones of private people besides the requester, those that came since the choice when there is one. Every
 * e-mail address but theirs is hidden anyway.
 */
const namesOfOthers = (material: readonly AccessMaterial[], kept?: Kept): string[] => {
  const shown = new Set(kept?.chosen.shown);
  const own = new Set(material.filter(({ samePerson }) => samePerson).map((one) => partyName(one.requester)));
  const names = material.flatMap(({ row, others, participants, requester, samePerson }) => [
    ...(samePerson || shown.has(row.id) ? [] : [partyName(requester)]),
    ...others.filter(({ id }) => !shown.has(id)).flatMap((who) => [partyName(who), who.phone, who.phoneE164]),
    ...participants
      .filter(({ side, createdAt }) => side !== "ADMINISTRATION" && !(kept && createdAt <= kept.savedAt))
      .map(({ displayName }) => displayName),
  ]);
  return [...new Set(names)].filter(
    (name): name is string => name !== null && name.length > 1 && !name.includes("@") && !own.has(name),
  );
};

/** Refuses what is not of this person: an id typed in, or one that has gone since. */
const refuseStrangers = (material: readonly AccessMaterial[], choice: AccessChoice): void => {
  const known = new Set(
    material.flatMap(({ row, others, entries, files }) => [
      row.id,
      ...others.map(({ id }) => id),
      ...entries.map(({ id }) => id),
      ...files.map((file) => file.row.id),
    ]),
  );
  const { cases, people, entries, documents } = choice;
  if ([...cases, ...people, ...entries, ...documents].every((id) => known.has(id))) return;
  const message = "Ce qui est choisi a changé entre-temps. Relisez la liste.";
  refuse(invalid([{ path: "cases", message }], message));
};

const keep = async (
  tx: Tx,
  ctx: Ctx,
  { found, material, chosen }: { found: CaseRow; material: readonly AccessMaterial[]; chosen: AccessChoice },
): Promise<void> => {
  const about = material.map(({ row }) => row.id);
  const set = { about, chosen, savedBy: asUser(ctx).userId, savedAt: ctx.now() };
  await tx
    .insert(accessChoice)
    .values({ ...set, caseId: found.id, organisationId: found.organisationId })
    .onConflictDoUpdate({
      target: accessChoice.caseId,
      set: { ...set, version: sql`${accessChoice.version} + 1` },
    });
};

const countsOf = ({ cases, entries, documents }: AccessChoice) => ({
  cases: cases.length,
  entries: entries.length,
  documents: documents.length,
});

/**
 * Keeps what was chosen in the review, for the manager who sends it or whoever goes on: nothing is given by it. Refuses
 * what is not of this person, and a choice that somebody else changed meanwhile.
 */
export const saveAccess = async (
  ctx: Ctx,
  { caseId, version, ...chosen }: SaveAccess & { caseId: string },
): Promise<Result<AccessReview>> => {
  const saved = await mutate(ctx, async (tx) => {
    asUser(ctx);
    // Locked: two first choices at once would both find none.
    const found = await caseForUpdate(tx, caseId);
    const permission = permitOn(ctx, "case.prepare_access", found);
    const material = await accessMaterial(tx, found);
    refuseStrangers(material, chosen);
    const kept = await keptChoice(tx, caseId);
    if ((kept?.version ?? 0) !== version) refuse(chosenMeanwhile(kept));
    await keep(tx, ctx, { found, material, chosen });
    return {
      result: null,
      permission,
      audit: {
        action: "case.access_choice",
        organisationId: found.organisationId,
        target: { kind: "case", id: found.id },
        after: countsOf(chosen),
      },
      events: [],
    };
  });
  return saved.ok ? accessReview(ctx, caseId) : saved;
};

const chosenMeanwhile = (kept: Kept): Refusal => ({
  code: "conflict",
  reason: "version_differs",
  detail: `${kept?.by ?? "Quelqu’un d’autre"} a changé ce choix pendant votre relecture. Rien n’est perdu\u00a0: comparez avec le sien avant d’enregistrer de nouveau.`,
  facts: { version: String(kept?.version ?? 0) },
});

/**
 * Asks for the archive that answers an access request, of what was chosen in the review and nothing else; the choice is
 * kept. Managers alone; the reason stays in the case's history. Refuses what is not of this person.
 */
export const askAccess = (
  ctx: Ctx,
  { caseId, reason, ...chosen }: AskAccess & { caseId: string },
): Promise<Result<{ id: string }>> =>
  mutate(ctx, async (tx) => {
    asUser(ctx);
    const found = await caseOf(tx, caseId);
    permitOn(ctx, "case.prepare_access", found);
    const { organisationId } = found;
    const permission = permit(may(caseActor(ctx.actor, organisationId), "privacy.decide"));
    const material = await accessMaterial(tx, found);
    refuseStrangers(material, chosen);
    await keep(tx, ctx, { found, material, chosen });
    const { id, event } = await askJob(tx, ctx, {
      organisationId,
      kind: "access_request",
      caseId: found.id,
      input: chosen,
      total: chosen.documents.length,
    });
    const audit = {
      action: "case.access_request",
      organisationId,
      target: { kind: "case", id: found.id },
      after: { reason, ...countsOf(chosen) },
      personal: ["reason"],
    };
    return { result: { id }, permission, audit, events: [event] };
  });
