import { createHash } from "node:crypto";
import { dayIn } from "../../../shared/mediation/dates.ts";
import { localInstant } from "../../../shared/mediation/local-instant.ts";
import { addDays } from "../../../shared/mediation/rules.ts";

const fromHour = 2;
const minutes = 180;

/** When an account is read next by itself: between 2 and 5 in the night there, always at the same minute (§8). */
export const nextNight = (connectionId: string, timeZone: string, now: Date): Date => {
  const minute = createHash("sha256").update(connectionId).digest().readUInt32BE() % minutes;
  const two = (value: number) => String(value).padStart(2, "0");
  const time = `${two(fromHour + Math.floor(minute / 60))}:${two(minute % 60)}`;
  const today = dayIn(timeZone, now);
  const tonight = localInstant(timeZone, today, time);
  return tonight > now ? tonight : localInstant(timeZone, addDays(today, 1), time);
};
