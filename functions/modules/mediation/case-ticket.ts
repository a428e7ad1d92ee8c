import { caseNumber } from "../../../shared/mediation/case-number.ts";
import type { CaseTicket } from "../../../shared/mediation/registering.ts";
import { may } from "../../../shared/mediation/rules.ts";
import { unknownNames } from "../../../shared/mediation/similar.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import type { Result } from "../../platform/refusal.ts";
import { organisationById } from "../access/index.ts";
import { asUser, caseActor, caseOf, permitOn } from "./case-access.ts";
import { filedBy } from "./filed-by.ts";
import { partyName, titledName } from "./names.ts";

/**
 * The « ticket papier » of a case (mediation.md §4.4): number, both dates, what came with it, and the code that opens
 * the follow-up page with the number. For those who may register cases and see this one; each print is in the journal,
 * since the code opens what the requester reads.
 */
export const caseTicket = (ctx: Ctx, caseId: string): Promise<Result<CaseTicket>> =>
  mutate(ctx, async (tx) => {
    asUser(ctx);
    const found = await caseOf(tx, caseId);
    permitOn(ctx, "case.read", found);
    const permission = permit(may(caseActor(ctx.actor, found.organisationId), "case.register"));
    const organisation = await organisationById(tx, found.organisationId);
    const { filer, accessCode, token, files } = await filedBy(tx, ctx, found);
    const isKnown = filer.lastName !== unknownNames.registered;
    return {
      result: {
        caseId: found.id,
        number: caseNumber(found.year, found.seq),
        organisation: {
          name: organisation.name,
          phone: organisation.settings.phone ?? null,
          address: organisation.settings.address,
        },
        receivedAt: found.receivedAt.toISOString(),
        receivedPrecision: found.receivedPrecision,
        registeredAt: found.registeredAt.toISOString(),
        timeZone: organisation.timeZone,
        channel: found.channel,
        filedBy: isKnown ? titledName(filer) || partyName(filer) : null,
        email: filer.email,
        followUpUrl: `${ctx.env.appOrigin}/suivi`,
        // A code without a live link opens nothing.
        accessCode: token ? (accessCode ?? null) : null,
        files,
      },
      permission,
      audit: {
        action: "case.ticket",
        organisationId: found.organisationId,
        target: { kind: "case", id: found.id },
      },
      events: [],
    };
  });
