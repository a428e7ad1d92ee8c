const day = 24 * 3600 * 1000;

/** When « Retry-After » says to come back, in seconds or as a date (RFC 9110 §10.2.3); a day at most. */
export const retryAfter = (header: string | undefined, now: Date): Date | undefined => {
  const text = header?.trim() ?? "";
  const at = /^\d{1,12}$/.test(text)
    ? now.getTime() + Number(text) * 1000
    : / GMT$/.test(text)
      ? Date.parse(text)
      : Number.NaN;
  if (Number.isNaN(at)) return undefined;
  return new Date(Math.min(Math.max(at, now.getTime()), now.getTime() + day));
};
