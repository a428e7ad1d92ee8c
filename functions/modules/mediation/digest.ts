import { and, eq, inArray } from "drizzle-orm";
import type { MediationRole } from "../../../shared/access/roles.ts";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { may } from "../../../shared/mediation/rules.ts";
import { memberNow, organisationById } from "../access/index.ts";
import type { DigestWriter } from "../mail/index.ts";
import { service } from "./case-access.ts";
import { casePageUrl } from "./mail-frame.ts";
import { cases } from "./tables.ts";

/** Mediation's part of an agent's digest: the number of each case they may still read, and how much is new there. */
export const mediationDigest: DigestWriter = {
  service,
  linesOf: async (tx, ctx, { organisationId, userId, notices }) => {
    const counts = new Map<string, number>();
    for (const { targetId } of notices) counts.set(targetId, (counts.get(targetId) ?? 0) + 1);
    const found = await tx
      .select()
      .from(cases)
      .where(and(eq(cases.organisationId, organisationId), inArray(cases.id, [...counts.keys()])));
    const member = await memberNow(tx, organisationId, service, userId);
    const organisation = await organisationById(tx, organisationId);
    const actor = { kind: "member", userId, roles: (member?.roles ?? []) as MediationRole[] } as const;
    return found
      .filter((one) => may(actor, "case.read", one) === true)
      .sort((a, b) => a.year - b.year || a.seq - b.seq)
      .map((one) => {
        const count = counts.get(one.id) ?? 0;
        const news = count > 1 ? `${count}\u00a0nouveaux messages` : "1\u00a0nouveau message";
        return {
          words: `Dossier ${caseNumber(one.year, one.seq)}\u00a0: ${news}`,
          href: casePageUrl(ctx.env, organisation, one.id),
        };
      });
  },
};
