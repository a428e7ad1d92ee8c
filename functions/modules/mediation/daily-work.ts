import { and, eq } from "drizzle-orm";
import { dayIn } from "../../../shared/mediation/dates.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Organisation, organisationsWith } from "../access/index.ts";
import { service } from "./case-access.ts";
import { dayWork } from "./tables-work.ts";

/** Minutes since midnight somewhere. */
const minutesIn = (timeZone: string, now: Date): number => {
  const [hour, minute] = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hourCycle: "h23",
    hour: "2-digit",
    minute: "2-digit",
  })
    .format(now)
    .split(":")
    .map(Number);
  return (hour ?? 0) * 60 + (minute ?? 0);
};

/**
 * Work of one hour of the day, in each organisation's own zone, once a day: what a schedule of every quarter of an hour
 * calls. The day is noted after the work, which must therefore bear to be done again. One organisation's failure stops
 * no other.
 */
export const daily =
  (
    work: string,
    at: { hour: number; minute: number },
    run: (ctx: Ctx, organisation: Organisation, today: string) => Promise<void>,
  ) =>
  async (ctx: Ctx): Promise<void> => {
    const failures: unknown[] = [];
    for (const organisation of await organisationsWith(ctx.db, service)) {
      const { timeZone, id: organisationId } = organisation;
      if (minutesIn(timeZone, ctx.now()) < at.hour * 60 + at.minute) continue;
      const day = dayIn(timeZone, ctx.now());
      const [isDone] = await ctx.db
        .select({ day: dayWork.day })
        .from(dayWork)
        .where(and(eq(dayWork.organisationId, organisationId), eq(dayWork.work, work), eq(dayWork.day, day)));
      if (isDone) continue;
      try {
        await run(ctx, organisation, day);
        await ctx.db.insert(dayWork).values({ organisationId, work, day }).onConflictDoNothing();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, `${work} failed in ${failures.length}`);
  };
