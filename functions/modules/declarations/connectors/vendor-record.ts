/** Parts of a vendor's record, of which nothing is sure: what is not as documented is undefined. */

export type VendorRecord = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is VendorRecord =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const textOf = (value: unknown): string | undefined =>
  typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/;

/** An instant with its offset, as ISO 8601 with « Z »; a time whose zone is not said is none. */
export const instantOf = (value: unknown): string | undefined => {
  const text = textOf(value);
  if (!text || !instant.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
};

/** The end of a performance, if it is one: never before its start. */
export const endAfter = (startAt: string, value: unknown): string | null => {
  const endAt = instantOf(value);
  return endAt && endAt >= startAt ? endAt : null;
};
