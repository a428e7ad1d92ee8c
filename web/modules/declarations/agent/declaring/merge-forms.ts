import type { DeclarationForm, FormPerformance } from "../../../../../shared/declarations/declaration.ts";
import { mergeDrafts } from "../../../access/organisation/merge-drafts.ts";

/** Place of a value in the form: `capacity`, or `performances.<id>.consumptions`. */
export type FormPath = string;

/** The form as one flat list of values, so that each is settled alone. */
type Flat = Record<FormPath, unknown>;

const general = (form: DeclarationForm): Flat => {
  const { performances, ...values } = form;
  return values;
};

const flat = (form: DeclarationForm): Flat => ({
  ...general(form),
  ...Object.fromEntries(
    form.performances.flatMap(({ performanceId, ...values }) => [
      [`performances.${performanceId}`, true],
      ...Object.entries(values).map(([key, value]) => [`performances.${performanceId}.${key}`, value]),
    ]),
  ),
});

/** The form again; `shape` says what a performance's values are called, and which performance comes first. */
const formOf = (values: Flat, shape: readonly FormPerformance[]): DeclarationForm => {
  const known = new Map(shape.map((one) => [one.performanceId, one]));
  return {
    ...Object.fromEntries(Object.entries(values).filter(([path]) => !path.startsWith("performances."))),
    performances: [...known].flatMap(([id, { performanceId, ...keys }]) => {
      if (values[`performances.${id}`] !== true) return [];
      return [
        {
          performanceId,
          ...Object.fromEntries(
            Object.keys(keys).map((key) => [key, values[`performances.${id}.${key}`] ?? null]),
          ),
        } as FormPerformance,
      ];
    }),
    // Each value comes from one of three forms, under its own name.
  } as DeclarationForm;
};

export interface MergedForms {
  /** Mine, with what only they changed; where both changed, mine until the person chooses. */
  merged: DeclarationForm;
  /** Changed on both sides to different values. */
  asked: readonly FormPath[];
  /** Changed by them alone. */
  taken: readonly FormPath[];
}

/** Two people filled the same draft: values changed on one side settle themselves, the others are asked (screens §5). */
export const mergeForms = (
  base: DeclarationForm,
  mine: DeclarationForm,
  theirs: DeclarationForm,
): MergedForms => {
  const { merged, asked, taken } = mergeDrafts<Flat>(flat(base), flat(mine), flat(theirs));
  return {
    merged: formOf(merged, [...theirs.performances, ...mine.performances]),
    asked,
    taken,
  };
};

/** The value at a path. */
export const valueAt = (form: DeclarationForm, path: FormPath): unknown => flat(form)[path];

/** The form with another value at a path. */
export const withValueAt = (form: DeclarationForm, path: FormPath, value: unknown): DeclarationForm =>
  formOf({ ...flat(form), [path]: value }, form.performances);
