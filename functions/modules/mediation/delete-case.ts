import type { CaseAfter, DeleteCase, RestoreCase } from "../../../shared/mediation/hands.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Result } from "../../platform/refusal.ts";
import { endLinksOf, reviveLinksOf } from "../access/index.ts";
import { asUser, caseForUpdate, permitOn } from "./case-access.ts";
import { onCase, setOnCase } from "./change-case.ts";
import { sameVersion } from "./same-version.ts";

/**
 * Puts a case opened by mistake, by a machine or as a trial into the recycle bin, for thirty days (mediation.md §2).
 * Only managers see it there. Its follow-up link closes and its mail is held as for a case that was erased. Refuses one
 * under legal hold.
 */
export const deleteCase = (
  ctx: Ctx,
  { caseId, version, reason }: DeleteCase & { caseId: string },
): Promise<Result<CaseAfter>> =>
  onCase(ctx, caseId, async (tx) => {
    const { userId } = asUser(ctx);
    const found = await caseForUpdate(tx, caseId);
    const permission = permitOn(ctx, "case.delete", found);
    await sameVersion(tx, ctx, found, version);
    const deletedAt = ctx.now();
    await setOnCase(tx, ctx, found, { deletedAt, deletedBy: userId, deletionReason: reason });
    await endLinksOf(tx, caseId, deletedAt);
    return {
      result: null,
      permission,
      audit: {
        action: "case.delete",
        organisationId: found.organisationId,
        target: { kind: "case", id: caseId },
        before: { deleted: false },
        after: { deleted: true, reason },
        personal: ["reason"],
      },
      events: [],
    };
  });

/** Takes a case out of the recycle bin, as it was; its follow-up link opens again. */
export const restoreCase = (
  ctx: Ctx,
  { caseId, version }: RestoreCase & { caseId: string },
): Promise<Result<CaseAfter>> =>
  onCase(ctx, caseId, async (tx) => {
    asUser(ctx);
    const found = await caseForUpdate(tx, caseId);
    const permission = permitOn(ctx, "case.restore", found);
    await sameVersion(tx, ctx, found, version);
    await setOnCase(tx, ctx, found, { deletedAt: null, deletedBy: null, deletionReason: null });
    if (found.deletedAt) await reviveLinksOf(tx, caseId, found.deletedAt, linkEnd(found.closedAt));
    return {
      result: null,
      permission,
      audit: {
        action: "case.restore",
        organisationId: found.organisationId,
        target: { kind: "case", id: caseId },
        before: { deleted: true },
        after: { deleted: false },
      },
      events: [],
    };
  });

/** A year after the closing; no end while the case is open (mediation.md §4.3). */
const linkEnd = (closedAt: Date | null): Date | null => {
  if (!closedAt) return null;
  const end = new Date(closedAt);
  end.setUTCFullYear(end.getUTCFullYear() + 1);
  return end;
};
