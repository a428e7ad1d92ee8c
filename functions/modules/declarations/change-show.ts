import { eq } from "drizzle-orm";
import { isSiren, siretDigits } from "../../../shared/access/siret.ts";
import { faultOfExpenses, faultOfPair } from "../../../shared/declarations/amounts.ts";
import type { TaxedAmount } from "../../../shared/declarations/show.ts";
import type { ChangeShow, RenameShow } from "../../../shared/declarations/show-inputs.ts";
import type { ShowView } from "../../../shared/declarations/shows.ts";
import type { FieldProblem } from "../../../shared/platform/problem.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate } from "../../platform/mutate.ts";
import { invalid, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { readShow } from "./read-show.ts";
import { asUser, permitOn, type ShowRow, sameVersion, showForUpdate } from "./show-access.ts";
import { showKey } from "./show-key.ts";
import { changesOf, noteOn } from "./show-notes.ts";
import { show, ticketingSource } from "./tables.ts";

/** Stops a write whose amounts break the pair rule, at the very half that is wrong (declarations.md §12.1). */
export const checkPairs = (pairs: Readonly<Record<string, TaxedAmount | null | undefined>>): FieldProblem[] =>
  Object.entries(pairs).flatMap(([path, pair]) => {
    const fault = pair && faultOfPair(pair);
    return fault ? [{ path: `${path}.${fault.at}`, message: fault.message }] : [];
  });

const values = (found: ShowRow) => ({
  performanceType: found.performanceType,
  producerName: found.producerName,
  producerSiren: found.producerSiren,
  producerCountry: found.producerCountry,
  expectedBodies: found.expectedBodies,
  expenses: found.expenses,
  introductionFees: found.introductionFees,
  circusExpenses: found.circusExpenses,
  expenseLines: found.expenseLines,
});
type Values = ReturnType<typeof values>;

const producerOf = ({ producer }: ChangeShow): Partial<Values> => {
  if (producer === undefined) return {};
  if (producer === null) return { producerName: null, producerSiren: null, producerCountry: null };
  const siren = producer.siren ? siretDigits(producer.siren) : null;
  return {
    producerName: producer.name,
    producerSiren: siren,
    producerCountry: siren ? null : producer.country,
  };
};

const wrongIn = (after: Values, producer: ChangeShow["producer"]): FieldProblem[] => {
  const { expenses, introductionFees, circusExpenses } = after;
  const faults = checkPairs({
    expenses,
    introductionFees,
    circusExpenses,
    ...Object.fromEntries(after.expenseLines.map((line, at) => [`expenseLines.${at}`, line])),
  });
  const held = faultOfExpenses(after);
  if (held) faults.push({ path: `expenses.${held.at}`, message: held.message });
  if (producer && after.producerSiren && !isSiren(after.producerSiren))
    faults.push({
      path: "producer.siren",
      message: "Ce SIREN n’est pas valide\u00a0: vérifiez les 9 chiffres.",
    });
  if (producer && !after.producerSiren && !after.producerCountry)
    faults.push({ path: "producer.siren", message: "Indiquez le SIREN du producteur, ou son pays." });
  return faults;
};

/**
 * Changes what is said of a show beside its figures: kind, producer, bodies, expenses (declarations.md §3, §4.5). A
 * field left out stays. Refuses amounts that break the pair rule, expenses below what they hold, a SIREN without key.
 */
export const changeShow = async (ctx: Ctx, input: ChangeShow): Promise<Result<ShowView>> => {
  const changed = await mutate(ctx, async (tx) => {
    const found = await showForUpdate(tx, input.showId);
    const permission = permitOn(ctx, "show.edit", found);
    const before = values(found);
    sameVersion(found, input.version, before);
    const { showId, version, producer, expectedBodies, ...given } = input;
    const after: Values = {
      ...before,
      ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
      ...producerOf(input),
      ...(expectedBodies === undefined
        ? {}
        : { expectedBodies: expectedBodies && [...new Set(expectedBodies)] }),
    };
    const faults = wrongIn(after, producer);
    if (faults.length > 0) refuse(invalid(faults));
    await tx
      .update(show)
      .set({
        ...after,
        nameKey: showKey(found.name, after.producerName),
        updatedAt: ctx.now(),
        version: found.version + 1,
      })
      .where(eq(show.id, found.id));
    // A producer may be a person who works alone.
    const personal = ["producerName", "producerSiren"];
    return {
      result: null,
      permission,
      audit: noteOn(found, "show.change", { ...changesOf(before, after), personal }),
      events: [],
    };
  });
  return changed.ok ? readShow(ctx, input.showId) : changed;
};

const notOwn: Refusal = {
  code: "conflict",
  reason: "not_own",
  detail: "Ce spectacle vient d’une billetterie\u00a0: son nom et ses séances s’y changent.",
};

/** Whether a show was typed or imported here; its figures are then edited whole. */
export const isOwn = (provider: string): boolean => provider === "MANUAL" || provider === "FILE";

/** Stops a change that belongs to the ticketing account. */
export const refuseForeign = (provider: string): void => {
  if (!isOwn(provider)) refuse(notOwn);
};

/** Gives another name to a show typed or imported here. */
export const renameShow = async (ctx: Ctx, input: RenameShow): Promise<Result<ShowView>> => {
  const renamed = await mutate(ctx, async (tx) => {
    asUser(ctx);
    const found = await showForUpdate(tx, input.showId);
    const permission = permitOn(ctx, "show.edit", found);
    const [source] = await tx.select().from(ticketingSource).where(eq(ticketingSource.id, found.sourceId));
    refuseForeign(source?.provider ?? "");
    sameVersion(found, input.version, { name: found.name });
    await tx
      .update(show)
      .set({
        name: input.name,
        nameKey: showKey(input.name, found.producerName),
        updatedAt: ctx.now(),
        version: found.version + 1,
      })
      .where(eq(show.id, found.id));
    const said = { before: { name: found.name }, after: { name: input.name } };
    return { result: null, permission, audit: noteOn(found, "show.rename", said), events: [] };
  });
  return renamed.ok ? readShow(ctx, input.showId) : renamed;
};
