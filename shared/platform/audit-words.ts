/** How the journal tells what happened, in plain French, from the codes that are kept. Pure: both sides know it. */

/** Filters of the lists: a change, a reading, a letter, a right or an access. */
export type AuditKind = "change" | "reading" | "message" | "access";

interface ActionWords {
  kind: AuditKind;
  /** Follows the name of who did it: « a pris le dossier ». */
  does: string;
}

/** How the values of a field are shown; a text as it is unless said. */
export type Shown =
  /** The id of an account: its name. */
  | "person"
  /** A calendar day. */
  | "day"
  /** Yes or no. */
  | "flag"
  /** That it changed is said, never its values. */
  | "hidden"
  /** Any value in words of its own. */
  | ((value: unknown) => string);

export interface FieldWords {
  label: string;
  shown?: Shown;
}

/** One service's words: every action its code writes and every field of their before and after. */
export interface AuditWords {
  actions: Readonly<Record<string, ActionWords>>;
  fields: Readonly<Record<string, FieldWords>>;
}

/** Values of a field given by their labels: `labelled(caseStatuses)`. */
export const labelled =
  (labels: Readonly<Record<string, string>>): Shown =>
  (value) =>
    [value]
      .flat()
      .map((one) => labels[String(one)] ?? String(one))
      .join(", ");

/** Null, empty text, empty list and missing key are the same « absent ». */
const isAbsent = (value: unknown) =>
  value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);

/** The same value whatever the order of keys and of lists, which are sets here. */
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).sort().join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).filter(([, one]) => !isAbsent(one));
  return `{${fields
    .map(([key, one]) => `${key}:${canonical(one)}`)
    .sort()
    .join()}}`;
};

export interface Difference {
  key: string;
  /** Undefined = absent. */
  before: unknown;
  after: unknown;
}

/**
 * What differs between before and after: added, removed and changed fields, by key. Two absent values are equal,
 * lists are compared as sets (followup.md §5.7).
 */
export const differences = (
  before: Readonly<Record<string, unknown>> | null,
  after: Readonly<Record<string, unknown>> | null,
): Difference[] =>
  [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].flatMap((key) => {
    const [old, now] = [before?.[key], after?.[key]].map((value) => (isAbsent(value) ? undefined : value));
    return canonical(old ?? null) === canonical(now ?? null) ? [] : [{ key, before: old, after: now }];
  });
