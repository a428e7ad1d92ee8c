import { eq, sql } from "drizzle-orm";
import type { DeclarationForm, FormPerformance } from "../../../shared/declarations/declaration.ts";
import type { DeclarationView } from "../../../shared/declarations/declaring.ts";
import { withoutEchoes } from "../../../shared/declarations/freeze.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type AuditNote, mutate } from "../../platform/mutate.ts";
import { type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { organisationById } from "../access/index.ts";
import { readDeclaration } from "./declaration-view.ts";
import { nextSeq } from "./open-declaration.ts";
import { draftForUpdate, staleDraft } from "./save-form.ts";
import { asUser, permitOn } from "./show-access.ts";
import { placeKey } from "./show-key.ts";
import { declaration, declarationVersion } from "./tables-declarations.ts";
import { lockDeclaration } from "./whole-declaration.ts";

const wasSent: Refusal = {
  code: "conflict",
  reason: "already_sent",
  detail: "Une partie de cette déclaration est déjà partie\u00a0: elle ne se découpe plus.",
};

const keyOf = (place: DeclarationForm["place"]): string => (place ? placeKey(place) : "");

/** Performances by the place they are given in, those of the default place first. */
const byPlace = (form: DeclarationForm): FormPerformance[][] => {
  const groups = Map.groupBy(form.performances, (own) => keyOf(own.place ?? form.place));
  return [...groups]
    .toSorted(([one], [other]) => Number(other === keyOf(form.place)) - Number(one === keyOf(form.place)))
    .map(([, performances]) => performances);
};

const nothingOf = (amount: DeclarationForm["expenses"]) => amount && { gross: 0, net: 0, vat: amount.vat };

/** The same form for performances of one other place. What the show cost stays told once, by the first declaration. */
const formOf = (form: DeclarationForm, performances: readonly FormPerformance[]): DeclarationForm =>
  withoutEchoes({
    ...form,
    place: performances[0]?.place ?? form.place,
    expenses: nothingOf(form.expenses),
    introductionFees: nothingOf(form.introductionFees),
    circusExpenses: nothingOf(form.circusExpenses),
    expenseLines: [],
    performances: [...performances],
  });

/**
 * Makes one declaration per place of a draft whose performances were given in several: each goes to the agency of its
 * own place (declarations.md §6.1). This one keeps those of the default place and the expenses. Nothing to do for one
 * place; refuses what was sent in part.
 */
export const splitByPlace = async (
  ctx: Ctx,
  declarationId: string,
  { version }: { version: number },
): Promise<Result<DeclarationView>> => {
  const split = await mutate(ctx, async (tx) => {
    const found = await lockDeclaration(tx, declarationId);
    const permission = permitOn(ctx, "declaration.draft", found);
    const draft = await draftForUpdate(tx, declarationId);
    if (draft.version !== version) refuse(staleDraft(draft));
    if (draft.number > 1) refuse(wasSent);
    const [kept = [], ...others] = byPlace(draft.form);
    if (others.length === 0) return { result: null, permission, audit: [], events: [] };
    const { organisationId, showId } = found;
    const { userId } = asUser(ctx);
    const { timeZone } = await organisationById(tx, organisationId);
    const year = Number(dayIn(timeZone, ctx.now()).slice(0, 4));
    const note = (action: string, id: string): AuditNote => ({
      ...{ action, organisationId, target: { kind: "declaration", id }, aggregateId: showId },
    });
    const audit = [note("declaration.split", found.id)];
    const written = { updatedAt: ctx.now(), updatedBy: userId };
    for (const performances of others) {
      const id = ctx.newId();
      const seq = await nextSeq(tx, organisationId, year);
      await tx.insert(declaration).values({ id, organisationId, showId, year, seq, createdBy: userId });
      await tx.insert(declarationVersion).values({
        ...{ id: ctx.newId(), organisationId, declarationId: id, number: 1, state: "draft" },
        ...{ form: formOf(draft.form, performances), ...written },
      });
      audit.push(note("declaration.open", id));
    }
    const place = kept[0]?.place ?? draft.form.place;
    await tx
      .update(declarationVersion)
      .set({
        form: withoutEchoes({ ...draft.form, place, performances: kept }),
        ...written,
        version: sql`${declarationVersion.version} + 1`,
      })
      .where(eq(declarationVersion.id, draft.id));
    return { result: null, permission, audit, events: [] };
  });
  return split.ok ? readDeclaration(ctx, declarationId) : split;
};
