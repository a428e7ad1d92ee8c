import { sql } from "drizzle-orm";
import type { Member } from "../../../shared/access/members.ts";
import { may } from "../../../shared/access/rules.ts";
import { notYourRole } from "../../../shared/platform/verdict.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { type Result, refuse } from "../../platform/refusal.ts";
import { askAccountMail } from "./account-mail.ts";
import { belongsTo, memberFacts } from "./member-facts.ts";
import { memberForUpdate } from "./member-for-update.ts";
import { memberViews } from "./member-view.ts";
import type { LoadMemberWork } from "./member-work.ts";
import { endSessions } from "./membership-end.ts";

/**
 * Takes the second factors of a member who lost theirs: sessions end, a mail tells the owner. An administrator does it
 * for people of their organisation alone; someone of several organisations asks the platform.
 */
export const resetMemberSecondFactor = (
  ctx: Ctx,
  { organisationId, userId }: { organisationId: string; userId: string },
  load: LoadMemberWork,
): Promise<Result<Member>> =>
  mutate(ctx, async (tx) => {
    const { organisation, actor, person } = await memberForUpdate(tx, ctx, organisationId, userId);
    const known = (await memberFacts(tx, organisationId)).get(userId);
    const permission = permit(
      may(actor, "member.reset_second_factor", {
        organisationId,
        userId,
        theirOrganisations: known ? belongsTo(known) : [],
      }),
    );
    const [reset] = await tx.execute<{ done: boolean }>(
      sql`select guichet.reset_second_factor(${userId}) as done`,
    );
    if (!reset?.done) refuse(notYourRole);
    await endSessions(tx, userId);
    const events = await askAccountMail(tx, ctx, {
      kind: "second_factor_changed",
      address: person.email,
      organisationId,
      userId,
    });
    const [member] = await memberViews(tx, actor, organisation, [person], load);
    if (!member) throw new Error("a member who was just changed is not there");
    return {
      result: member,
      permission,
      audit: {
        action: "member.reset_second_factor",
        organisationId,
        target: { kind: "user_account", id: userId },
      },
      events,
    };
  });
