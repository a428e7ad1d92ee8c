/**
 * A value as JSON text with the fields of every object by name: what says the same has the same text, in whatever order
 * a column of JSON, a schema or a form gave its fields. Nothing at all is `null`.
 */
export const stableJson = (value: unknown): string => JSON.stringify(value ?? null, byName);

/** Whether two values say the same, whatever object carries them. */
export const saysSame = (one: unknown, other: unknown): boolean => stableJson(one) === stableJson(other);

const byName = (_key: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
