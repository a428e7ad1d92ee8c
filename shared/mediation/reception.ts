import { longDay, longInstant } from "./date-words.ts";
import { dayIn } from "./dates.ts";
import type { Channel } from "./enums.ts";
import { localInstant } from "./local-instant.ts";

/** When a referral came: an instant, or a day when a paper or a memory gives no hour. */
export interface Reception {
  receivedAt: Date;
  receivedPrecision: "INSTANT" | "DAY";
}

/**
 * Reads the true date of a referral (mediation.md §4.4): a letter's day has no hour; today without an hour is now.
 * Undefined for what has not come yet.
 */
export const readReception = (
  given: { channel: Channel; receivedOn: string; receivedAt?: string | undefined },
  now: Date,
  timeZone: string,
): Reception | undefined => {
  const { channel, receivedOn, receivedAt: time } = given;
  const hasHour = channel !== "MAIL" && time !== undefined;
  const today = dayIn(timeZone, now);
  if (receivedOn > today) return undefined;
  if (channel !== "MAIL" && !hasHour && receivedOn === today)
    return { receivedAt: now, receivedPrecision: "INSTANT" };
  const receivedAt = localInstant(timeZone, receivedOn, hasHour ? time : "00:00");
  if (receivedAt > now) return undefined;
  return { receivedAt, receivedPrecision: hasHour ? "INSTANT" : "DAY" };
};

/** « lundi 28 décembre 2026 », with its hour when it is known. */
export const receptionWords = ({ receivedAt, receivedPrecision }: Reception, timeZone: string): string =>
  receivedPrecision === "DAY" ? longDay(receivedAt, timeZone) : longInstant(receivedAt, timeZone);

/** Whether a case was registered another day than it came: then a proof says both. */
export const registeredLater = (receivedAt: Date, registeredAt: Date, timeZone: string): boolean =>
  dayIn(timeZone, receivedAt) !== dayIn(timeZone, registeredAt);
