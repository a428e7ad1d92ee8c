import type { CalendarAddress, OwnCalendar } from "../../../shared/mediation/calendar.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { newSecret } from "../../platform/ids.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import type { Result } from "../../platform/refusal.ts";
import { createLink, revokeLinkOf } from "../access/index.ts";
import { asUser, caseActor } from "./case-access.ts";

/** Where calendars are fetched; the secret is asked for in the query, since programs that fetch it drop a fragment. */
export const calendarPath = "/api/public/mediation/calendrier.ics";

const linkOf = (organisationId: string, userId: string) =>
  ({ purpose: "calendar", organisationId, targetId: userId }) as const;

/**
 * Gives one's calendar of due days a new secret address, told now and never again; the one before opens nothing from
 * now on (mediation.md §4.8).
 */
export const renewCalendar = (
  ctx: Ctx,
  { organisation: organisationId }: OwnCalendar,
): Promise<Result<CalendarAddress>> =>
  mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const permission = permit(may(caseActor(ctx.actor, organisationId), "case.list"));
    const secret = newSecret();
    await revokeLinkOf(tx, ctx, linkOf(organisationId, userId));
    await createLink(tx, ctx, { ...linkOf(organisationId, userId), secret });
    return {
      result: { url: `${ctx.env.appOrigin}${calendarPath}?cle=${secret}` },
      permission,
      audit: { action: "calendar.renew", organisationId, target: { kind: "user", id: userId } },
      events: [],
    };
  });

/** Ends the address of one's calendar; without any, changes nothing. */
export const revokeCalendar = (
  ctx: Ctx,
  { organisation: organisationId }: OwnCalendar,
): Promise<Result<object>> =>
  mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const permission = permit(may(caseActor(ctx.actor, organisationId), "own.desk"));
    const ended = await revokeLinkOf(tx, ctx, linkOf(organisationId, userId));
    return {
      result: {},
      permission,
      audit: ended ? { action: "calendar.revoke", organisationId, target: { kind: "user", id: userId } } : [],
      events: [],
    };
  });
