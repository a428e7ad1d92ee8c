import { and, eq, inArray } from "drizzle-orm";
import type { Deadlines } from "../../../shared/declarations/deadlines.ts";
import type { Body } from "../../../shared/declarations/enums.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries } from "../../platform/db.ts";
import { eachApart } from "../../platform/each-apart.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { type Organisation, organisationsWith } from "../access/index.ts";
import { type DueDeclaration, deadlineNews } from "./mail-news.ts";
import { openDeadlines } from "./open-deadlines.ts";
import { readDeadlines } from "./read-body-settings.ts";
import { service } from "./show-access.ts";
import { signalsOf } from "./show-conditions.ts";
import { show } from "./tables.ts";
import { deadlineReminder } from "./tables-declarations.ts";
import { membersWho, tellMembers } from "./tell-members.ts";

/** Days before a deadline on which declarants are reminded, the last first (declarations.md §7). */
const distances = [2, 7, 15] as const;
/** From this hour, where the organisation is (§8). */
const hour = 7;

const hourIn = (timeZone: string, now: Date): number =>
  Number(new Intl.DateTimeFormat("en-GB", { timeZone, hourCycle: "h23", hour: "2-digit" }).format(now));
const daysFrom = (today: string, day: string) =>
  Math.round((Date.parse(day) - Date.parse(today)) / 86_400_000);

/**
 * Reminds declarants of what is to be told to bodies, 15, 7 and 2 days before, once each per show and body, from 07:00
 * in each organisation: one mail per deadline. What was skipped is not sent late: the nearest distance stands for those
 * before it. One organisation's failure stops no other.
 */
export const remindOfDeadlines = async (ctx: Ctx): Promise<void> => {
  const awake = (await organisationsWith(ctx.db, service)).filter(
    ({ timeZone }) => hourIn(timeZone, ctx.now()) >= hour,
  );
  if (awake.length === 0) return;
  const deadlines = await readDeadlines(ctx.db);
  await eachApart(awake, "organisations", (organisation) => remind(ctx, organisation, deadlines));
};

const remind = async (ctx: Ctx, organisation: Organisation, deadlines: Deadlines) => {
  const today = dayIn(organisation.timeZone, ctx.now());
  const near = (await openDeadlines(ctx.db, organisation.id, ctx.now(), deadlines)).flatMap((due) => {
    const left = daysFrom(today, due.dueOn);
    const daysBefore = left < 0 ? undefined : distances.find((distance) => left <= distance);
    return daysBefore === undefined ? [] : [{ ...due, daysBefore }];
  });
  for (const [dueOn, due] of Map.groupBy(near, (one) => one.dueOn)) {
    await mutate(ctx, async (tx) => {
      const claimed = await tx
        .insert(deadlineReminder)
        .values(
          due.map(({ showId, body, daysBefore }) => ({
            organisationId: organisation.id,
            showId,
            body,
            due: dueOn,
            daysBefore,
            sentAt: ctx.now(),
          })),
        )
        .onConflictDoNothing()
        .returning({ showId: deadlineReminder.showId, body: deadlineReminder.body });
      const fresh = due.filter(({ showId, body }) =>
        claimed.some((one) => one.showId === showId && one.body === body),
      );
      const events =
        fresh.length === 0
          ? []
          : await tellMembers(tx, ctx, organisation, await membersWho(tx, organisation.id, "profile.edit"), {
              words: deadlineNews(dueOn, await withState(tx, fresh)),
              onceKey: `deadline:${organisation.id}:${dueOn}:${ctx.newId()}`,
            });
      return { result: null, permission: permit(true), audit: [], events };
    });
  }
};

/** How far each one is: begun or not, and what hinders it. */
const withState = async (
  on: Queries,
  due: readonly { showId: string; show: string; body: Body; begun: boolean }[],
): Promise<DueDeclaration[]> => {
  const ids = [...new Set(due.map(({ showId }) => showId))];
  const rows = await on
    .select({ id: show.id, signals: signalsOf })
    .from(show)
    .where(and(eq(show.state, "visible"), inArray(show.id, ids)));
  const aside = new Map(rows.map(({ id, signals }) => [id, signals.aside ?? 0]));
  return due.map((one) => ({ ...one, aside: aside.get(one.showId) ?? 0 }));
};
