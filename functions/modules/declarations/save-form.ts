import { and, eq, isNull, sql } from "drizzle-orm";
import type { DeclarationForm } from "../../../shared/declarations/declaration.ts";
import type { SavedForm, SaveForm } from "../../../shared/declarations/declaring.ts";
import { formFaults, formWarnings } from "../../../shared/declarations/form-checks.ts";
import { withoutEchoes } from "../../../shared/declarations/freeze.ts";
import { saysSame } from "../../../shared/platform/stable-json.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate } from "../../platform/mutate.ts";
import { invalid, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { answered } from "./answered.ts";
import { bodyViews, versionView } from "./declaration-view.ts";
import { asUser, permitOn, showActor, staleVersion } from "./show-access.ts";
import { performance, show } from "./tables.ts";
import { declaration, declarationVersion, declaredPerformance } from "./tables-declarations.ts";
import { lockDeclaration, uuids, type VersionRow, wholeDeclaration } from "./whole-declaration.ts";

const changedMeanwhile =
  "Quelqu’un a changé cette déclaration pendant votre saisie. Rien n’est perdu\u00a0: comparez, puis choisissez.";
/** The draft moved on while it was typed: what is stored comes along, so that both can be shown. */
export const staleDraft = ({ version, form }: Pick<VersionRow, "version" | "form">): Refusal => ({
  ...staleVersion(version, {}, changedMeanwhile),
  facts: { version: String(version), form: JSON.stringify(form) },
});

const noDraft: Refusal = {
  code: "conflict",
  reason: "no_draft",
  detail: "Cette déclaration est envoyée\u00a0: ouvrez une nouvelle version pour la changer.",
};

/** The draft of a declaration, the declaration locked; refuses where nothing can be written. */
export const draftForUpdate = async (tx: Tx, declarationId: string): Promise<VersionRow> => {
  const [draft] = await tx
    .select()
    .from(declarationVersion)
    .where(and(eq(declarationVersion.declarationId, declarationId), eq(declarationVersion.state, "draft")))
    .for("update");
  return draft ?? refuse(noDraft);
};

/**
 * Saves the whole form of a draft. It may be incomplete, never wrong: refuses what `formFaults` finds, field by field; a
 * stale version is a conflict with what is stored (declarations.md §4.5, §4.6). Performances of other shows are refused.
 * What is stored already is not written again.
 */
export const saveForm = async (
  ctx: Ctx,
  declarationId: string,
  input: SaveForm,
): Promise<Result<SavedForm>> => {
  const saved = await mutate(ctx, async (tx) => {
    const found = await lockDeclaration(tx, declarationId);
    const permission = permitOn(ctx, "declaration.draft", found);
    const draft = await draftForUpdate(tx, declarationId);
    if (draft.version !== input.version) refuse(staleDraft(draft));
    const faults = formFaults(input.form);
    if (faults.length > 0) refuse(invalid(faults));
    await refuseStrangers(tx, found.showId, input.form);
    const form = withoutEchoes(input.form);
    const formParts = changedParts(draft.form, form);
    if (formParts.length === 0) return { result: null, permission, audit: [], events: [] };
    await tx
      .update(declarationVersion)
      .set({
        ...{ form, updatedAt: ctx.now(), updatedBy: asUser(ctx).userId },
        version: sql`${declarationVersion.version} + 1`,
      })
      .where(eq(declarationVersion.id, draft.id));
    await keepChoices(tx, ctx, found.showId, draft.form, form);
    return {
      result: null,
      permission,
      audit: {
        action: "declaration.edit",
        organisationId: found.organisationId,
        target: { kind: "declaration", id: found.id },
        aggregateId: found.showId,
        after: { formParts },
      },
      events: [],
    };
  });
  if (!saved.ok) return saved;
  return answered(async () => {
    const whole = await wholeDeclaration(ctx.db, declarationId);
    const actor = showActor(ctx.actor, whole.declaration.organisationId);
    const { form } = whole.latest.row;
    return {
      current: versionView(whole.latest),
      bodies: await bodyViews(ctx.db, whole, form, actor, ctx.now()),
      warnings: formWarnings(form),
    };
  });
};

/**
 * What is chosen here is true of the show: its kind, and the bodies it is to be told to, so that one a person did not
 * choose is not waited for. Bodies that were told stay.
 */
const keepChoices = async (
  tx: Tx,
  ctx: Ctx,
  showId: string,
  before: DeclarationForm,
  { bodies, performanceType }: DeclarationForm,
): Promise<void> => {
  const isSame = JSON.stringify(before.bodies) === JSON.stringify(bodies);
  if (isSame && before.performanceType === performanceType) return;
  const told = await tx
    .selectDistinct({ body: declaredPerformance.body })
    .from(declaredPerformance)
    .innerJoin(declaration, eq(declaration.id, declaredPerformance.declarationId))
    .where(and(eq(declaration.showId, showId), isNull(declaredPerformance.cancelledAt)));
  const expectedBodies = [...new Set([...bodies, ...told.map(({ body }) => body)])];
  await tx
    .update(show)
    .set({ performanceType, updatedAt: ctx.now(), ...(isSame ? {} : { expectedBodies }) })
    .where(eq(show.id, showId));
};

const refuseStrangers = async (tx: Tx, showId: string, form: DeclarationForm) => {
  const ids = form.performances.map(({ performanceId }) => performanceId);
  const message = "Une de ces séances n’est pas de ce spectacle, ou y est deux fois.";
  if (new Set(ids).size !== ids.length) refuse(invalid([{ path: "form.performances", message }]));
  const known = await tx
    .select({ id: performance.id })
    .from(performance)
    .where(and(eq(performance.showId, showId), sql`${performance.id} = ${uuids(ids)}`));
  if (known.length !== ids.length) refuse(invalid([{ path: "form.performances", message }]));
};

/** Parts of the form that differ, by name: what they were is in the versions that are kept. */
const changedParts = (before: DeclarationForm, after: DeclarationForm): string[] =>
  (Object.keys(after) as (keyof DeclarationForm)[]).filter((name) => !saysSame(before[name], after[name]));
