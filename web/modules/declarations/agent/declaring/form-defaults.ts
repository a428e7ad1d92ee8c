import { plainPerformance } from "../../../../../shared/declarations/blank-form.ts";
import type {
  DeclarationForm,
  DeclaredPlace,
  FormPerformance,
} from "../../../../../shared/declarations/declaration.ts";
import { saysSame } from "../../../../../shared/platform/stable-json.ts";

/** Values of the show that a performance may have its own of. */
const defaultKeys = ["place", "capacity", "audience", "vat"] as const;
export type DefaultKey = (typeof defaultKeys)[number];

const samePlace = (one: DeclaredPlace | null, other: DeclaredPlace | null) =>
  one?.id && other?.id ? one.id === other.id : saysSame(one, other);
const same = (key: DefaultKey, one: unknown, other: unknown) =>
  key === "place"
    ? samePlace(one as DeclaredPlace | null, other as DeclaredPlace | null)
    : (one ?? null) === (other ?? null);

/** Performances that follow the show's value, of how many. */
export const appliedTo = (form: DeclarationForm, key: DefaultKey) => ({
  applied: form.performances.filter((one) => one[key] === null).length,
  of: form.performances.length,
});

/**
 * Another value for the show: those without a value of their own follow, and an own value equal to the new one is one
 * no more (declarations.md §4.5).
 */
export const withDefault = <Key extends DefaultKey>(
  form: DeclarationForm,
  key: Key,
  value: DeclarationForm[Key],
): DeclarationForm => ({
  ...form,
  [key]: value,
  performances: form.performances.map((one) =>
    one[key] !== null && same(key, one[key], value) ? { ...one, [key]: null } : one,
  ),
});

/** What a default was, put back with the own values that it took; everything else stays as it is now. */
export const withFormerDefault = (
  form: DeclarationForm,
  before: DeclarationForm,
  key: DefaultKey,
): DeclarationForm => {
  const was = new Map(before.performances.map((own) => [own.performanceId, own[key]]));
  return {
    ...form,
    [key]: before[key],
    performances: form.performances.map((own) => ({ ...own, [key]: was.get(own.performanceId) ?? null })),
  };
};

/** Whether the show's value is not the one it was. */
export const isOtherDefault = (form: DeclarationForm, before: DeclarationForm, key: DefaultKey): boolean =>
  !same(key, form[key], before[key]);

/** A performance's own value; one that is the show's is none. */
export const withOwn = <Key extends DefaultKey>(
  form: DeclarationForm,
  performanceId: string,
  key: Key,
  value: FormPerformance[Key],
): DeclarationForm => ({
  ...form,
  performances: form.performances.map((one) =>
    one.performanceId === performanceId ? { ...one, [key]: same(key, value, form[key]) ? null : value } : one,
  ),
});

/** The form with a performance, or without it; in the order given. */
export const withPerformance = (
  form: DeclarationForm,
  performanceId: string,
  takesPart: boolean,
  order: readonly string[],
): DeclarationForm => {
  const others = form.performances.filter((one) => one.performanceId !== performanceId);
  const kept = takesPart ? [...others, plainPerformance(performanceId)] : others;
  return {
    ...form,
    performances: kept.toSorted((a, b) => order.indexOf(a.performanceId) - order.indexOf(b.performanceId)),
  };
};
