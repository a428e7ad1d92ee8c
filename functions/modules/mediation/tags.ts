import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { ChangeTag, CreateTag, TagCase, TagColour, TagView } from "../../../shared/mediation/lists.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type { CaseView } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries, Tx } from "../../platform/db.ts";
import { type Change, mutate, permit } from "../../platform/mutate.ts";
import { invalid, notFound, type Result, refuse } from "../../platform/refusal.ts";
import { asUser, caseActor, caseOf, permitOn } from "./case-access.ts";
import { readCaseAs } from "./read-case.ts";
import { caseTag, tag } from "./tables-work.ts";

/** The tags of an organisation, by label. */
export const tagsOf = async (on: Queries, organisationId: string): Promise<TagView[]> => {
  const rows = await on
    .select({ id: tag.id, label: tag.label, colour: tag.colour })
    .from(tag)
    .where(eq(tag.organisationId, organisationId))
    .orderBy(asc(sql`lower(${tag.label})`));
  return rows.map((row) => ({ ...row, colour: row.colour as TagColour }));
};

const sameLabel = (label: string) =>
  invalid([{ path: "label", message: `L’étiquette « ${label} » existe déjà.` }]);
const permitTags = (ctx: Ctx, organisationId: string) => {
  asUser(ctx);
  return permit(may(caseActor(ctx.actor, organisationId), "tag.write"));
};

/** Makes a tag for the organisation's cases. Refuses a label it has already. */
export const createTag = (
  ctx: Ctx,
  organisationId: string,
  input: CreateTag,
): Promise<Result<{ tags: TagView[] }>> =>
  mutate(ctx, async (tx) => {
    const permission = permitTags(ctx, organisationId);
    const id = ctx.newId();
    const made = await tx
      .insert(tag)
      .values({ id, organisationId, ...input })
      .onConflictDoNothing()
      .returning({ id: tag.id });
    if (made.length === 0) refuse(sameLabel(input.label));
    return {
      result: { tags: await tagsOf(tx, organisationId) },
      permission,
      audit: {
        action: "tag.create",
        organisationId,
        target: { kind: "tag", id },
        after: { label: input.label },
      },
      events: [],
    };
  });

const tagForUpdate = async (tx: Tx, id: string) => {
  const [found] = await tx.select().from(tag).where(eq(tag.id, id)).for("update");
  return found ?? refuse(notFound);
};

/** Renames a tag or gives it another colour, wherever it is. */
export const changeTag = (ctx: Ctx, id: string, input: ChangeTag): Promise<Result<{ tags: TagView[] }>> =>
  mutate(ctx, async (tx) => {
    asUser(ctx);
    const found = await tagForUpdate(tx, id);
    const permission = permitTags(ctx, found.organisationId);
    const { organisationId } = found;
    const next = { label: input.label ?? found.label, colour: input.colour ?? found.colour };
    const taken = await tx
      .select({ id: tag.id })
      .from(tag)
      .where(
        and(
          eq(tag.organisationId, organisationId),
          sql`lower(${tag.label}) = lower(${next.label}) and ${tag.id} <> ${id}`,
        ),
      );
    if (taken.length > 0) refuse(sameLabel(next.label));
    await tx.update(tag).set(next).where(eq(tag.id, id));
    return {
      result: { tags: await tagsOf(tx, organisationId) },
      permission,
      audit: {
        action: "tag.change",
        organisationId,
        target: { kind: "tag", id },
        before: { label: found.label },
        after: { label: next.label },
      },
      events: [],
    };
  });

/** Deletes a tag and takes it off every case, restricted ones too: managers see them all. */
export const deleteTag = (ctx: Ctx, id: string): Promise<Result<{ tags: TagView[] }>> =>
  mutate(ctx, async (tx) => {
    asUser(ctx);
    const found = await tagForUpdate(tx, id);
    const permission = permitTags(ctx, found.organisationId);
    const { organisationId } = found;
    const taken = await tx.delete(caseTag).where(eq(caseTag.tagId, id)).returning({ id: caseTag.caseId });
    await tx.delete(tag).where(eq(tag.id, id));
    return {
      result: { tags: await tagsOf(tx, organisationId) },
      permission,
      audit: {
        action: "tag.delete",
        organisationId,
        target: { kind: "tag", id },
        before: { label: found.label, cases: taken.length },
      },
      events: [],
    };
  });

/** Puts tags on a case and takes others off; twice changes nothing. Refuses a tag of another organisation. */
export const tagCase = async (
  ctx: Ctx,
  { caseId, add, remove }: TagCase & { caseId: string },
): Promise<Result<CaseView>> => {
  const done = await mutate(ctx, (tx) => tagging(tx, ctx, { caseId, add, remove }));
  return done.ok ? readCaseAs(ctx, caseId) : done;
};

/** The same in a transaction of its caller's; says whether anything changed. */
export const tagging = async (
  tx: Tx,
  ctx: Ctx,
  { caseId, add, remove }: TagCase & { caseId: string },
): Promise<Change<{ changed: boolean }>> => {
  asUser(ctx);
  const found = await caseOf(tx, caseId);
  const permission = permitOn(ctx, "case.decide", found);
  const before = await labelsOn(tx, caseId);
  await writeTags(tx, found, { add, remove });
  const after = await labelsOn(tx, caseId);
  const changed = before.join() !== after.join();
  return {
    result: { changed },
    permission,
    audit: changed
      ? {
          action: "case.tag",
          organisationId: found.organisationId,
          target: { kind: "case", id: caseId },
          before: { tags: before },
          after: { tags: after },
        }
      : [],
    events: [],
  };
};

/** The rows of `tagCase`, for one case or for each of many. */
const writeTags = async (
  tx: Tx,
  found: { id: string; organisationId: string },
  { add, remove }: TagCase,
): Promise<void> => {
  const { id: caseId, organisationId } = found;
  if (add.length > 0) {
    const known = await tx
      .select({ id: tag.id })
      .from(tag)
      .where(and(inArray(tag.id, add), eq(tag.organisationId, organisationId)));
    if (known.length < new Set(add).size)
      refuse(invalid([{ path: "add", message: "Cette étiquette n’existe plus. Relisez la liste." }]));
    await tx
      .insert(caseTag)
      .values(known.map(({ id }) => ({ organisationId, caseId, tagId: id })))
      .onConflictDoNothing();
  }
  if (remove.length > 0)
    await tx.delete(caseTag).where(and(eq(caseTag.caseId, caseId), inArray(caseTag.tagId, remove)));
};

const labelsOn = async (tx: Tx, caseId: string): Promise<string[]> => {
  const rows = await tx
    .select({ label: tag.label })
    .from(caseTag)
    .innerJoin(tag, eq(tag.id, caseTag.tagId))
    .where(eq(caseTag.caseId, caseId))
    .orderBy(asc(tag.label));
  return rows.map(({ label }) => label);
};
