import { eq } from "drizzle-orm";
import { canonicalAddress } from "../../../shared/mail/address.ts";
import type { HeldChanged, ReleaseHeld } from "../../../shared/mediation/quarantine.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { permit } from "../../platform/mutate.ts";
import { invalid, notFound, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { askRelease } from "../mail/index.ts";
import { asUser, caseActor, service } from "./case-access.ts";
import { heldRights } from "./held-rights.ts";
import { cases } from "./tables.ts";

const noCase: Refusal = {
  code: "conflict",
  reason: "no_case",
  detail: "Ce courriel ne vise aucun dossier : rattachez-le à un dossier, ou ouvrez-en un.",
};

/**
 * Releases a held mail on the case it came for, on another of the same organisation that the person may read, or as a
 * new case that continues it. What was chosen is carried out by the worker, within seconds.
 */
export const releaseHeldMail = (
  ctx: Ctx,
  { id, ...release }: ReleaseHeld & { id: string },
): Promise<Result<HeldChanged>> => {
  asUser(ctx);
  return askRelease(ctx, heldRights, { id, version: release.version }, async (tx, row) => {
    switch (release.to) {
      case "participant": {
        const { name, side, tell, reopen } = release;
        if (!row.caseId) return refuse(noCase);
        return { to: "target", service, targetId: row.caseId, participant: { name, side, tell }, reopen };
      }
      case "case": {
        const [found] = await tx.select().from(cases).where(eq(cases.id, release.caseId));
        if (found?.organisationId !== row.organisationId) return refuse(notFound);
        if (found.id !== row.caseId)
          permit(may(caseActor(ctx.actor, found.organisationId), "case.read", found));
        return { to: "target", service, targetId: found.id, reopen: release.reopen };
      }
      case "new_case": {
        const address = canonicalAddress(release.address);
        if (!address) {
          return refuse(invalid([{ path: "address", message: "Cette adresse n’est pas valable." }]));
        }
        return {
          to: "new",
          service,
          sender: { address, name: release.name },
          ...(row.caseId ? { linkedTo: row.caseId } : {}),
          tell: release.tell,
        };
      }
    }
  });
};
