import { and, count, eq, isNull, sql } from "drizzle-orm";
import { dayIn } from "../../../shared/mediation/dates.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { membersWithRole, type Organisation } from "../access/index.ts";
import { announceOffice } from "./announce-office.ts";
import { service } from "./case-access.ts";
import { mediationSettingsOf } from "./mediation-settings.ts";
import { cases } from "./tables.ts";

/** Days between the notice and the anonymisation (mediation.md §6 row 19). */
const noticeDays = 30;

/** Tells managers, once a month, how many closed cases lose their names in the thirty days to come. */
export const tellRetention = async (ctx: Ctx, organisation: Organisation): Promise<void> => {
  const { anonymiseAfterMonths } = await mediationSettingsOf(ctx.db, organisation.id);
  const [soon] = await ctx.db
    .select({ cases: count() })
    .from(cases)
    .where(
      and(
        eq(cases.organisationId, organisation.id),
        eq(cases.status, "CLOSED"),
        isNull(cases.deletedAt),
        eq(cases.legalHold, false),
        sql`${cases.closedAt} < ${ctx.now().toISOString()}::timestamptz + make_interval(days => ${noticeDays})
          - make_interval(months => ${anonymiseAfterMonths})`,
      ),
    );
  if (!soon || soon.cases === 0) return;
  const month = dayIn(organisation.timeZone, ctx.now()).slice(0, 7);
  const told = await mutate(ctx, async (tx) => {
    const managers = await membersWithRole(tx, organisation.id, service, "manager");
    const events = await announceOffice(tx, ctx, organisation, {
      userIds: managers.map(({ userId }) => userId),
      kind: "retention",
      cases: soon.cases,
      onceKey: `retention:${organisation.id}:${month}`,
    });
    return { result: null, permission: permit(true), audit: [], events };
  });
  if (!told.ok) throw new Error(`a notice was refused: ${told.refusal.reason}`);
};
