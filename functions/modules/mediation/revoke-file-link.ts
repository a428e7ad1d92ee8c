import type { CaseView } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate } from "../../platform/mutate.ts";
import { notFound, type Result, refuse } from "../../platform/refusal.ts";
import { revokeFileLink, targetOfFileLink } from "../mail/index.ts";
import { asUser, caseForUpdate, permitOn } from "./case-access.ts";
import { readCaseAs } from "./read-case.ts";

/** Ends the link of a file sent with a message, before its thirty days; whoever holds it is told that it was revoked. */
export const endFileLink = async (ctx: Ctx, linkId: string): Promise<Result<CaseView>> => {
  const ended = await mutate(ctx, async (tx) => {
    asUser(ctx);
    const found = await caseForUpdate(tx, (await targetOfFileLink(tx, linkId)) ?? refuse(notFound));
    const permission = permitOn(ctx, "case.write", found);
    await revokeFileLink(tx, ctx, linkId);
    return {
      result: found.id,
      permission,
      audit: {
        action: "file_link.revoke",
        organisationId: found.organisationId,
        target: { kind: "file_link", id: linkId },
        aggregateId: found.id,
      },
      events: [],
    };
  });
  return ended.ok ? readCaseAs(ctx, ended.value) : ended;
};
