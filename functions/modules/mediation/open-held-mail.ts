import { and, eq, inArray } from "drizzle-orm";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import type { HeldMail } from "../../../shared/mediation/quarantine.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { done, type Result } from "../../platform/refusal.ts";
import { goesAt, mailSettingsOf, openHeld } from "../mail/index.ts";
import { asUser, caseActor, service } from "./case-access.ts";
import { heldRights } from "./held-rights.ts";
import { cases, participant } from "./tables.ts";

/** One held mail with its preview, the case it came for, and what may be done with it. */
export const openHeldMail = async (ctx: Ctx, id: string): Promise<Result<HeldMail>> => {
  asUser(ctx);
  const opened = await openHeld(ctx, heldRights, id);
  if (!opened.ok) return opened;
  const { row, release, ...shown } = opened.value;
  const wanted = [row.caseId, row.suggestedCaseId, release?.is === "done" ? release.targetId : null].filter(
    (one) => one !== null,
  );
  const found = wanted.length === 0 ? [] : await ctx.db.select().from(cases).where(inArray(cases.id, wanted));
  const target = found.find((one) => one.id === row.caseId);
  const suggested = found.find((one) => one.id === row.suggestedCaseId && isSeen(ctx, one));
  const landed = release?.is === "done" && found.find((one) => one.id === release.targetId);
  return done({
    id: row.id,
    receivedAt: row.receivedAt.toISOString(),
    from: shown.from,
    claimedName: shown.claimedName,
    subject: shown.subject,
    cause: row.cause,
    state: row.state,
    caseId: target?.id ?? null,
    caseNumber: target ? caseNumber(target.year, target.seq) : null,
    files: shown.attachments.length,
    expiresAt: goesAt(row).toISOString(),
    decided: row.decidedAt && { by: shown.decidedBy, at: row.decidedAt.toISOString() },
    version: row.version,
    text: shown.text,
    attachments: shown.attachments,
    originals: shown.originals,
    target: target ? await targetView(ctx, target, row.fromAddress) : null,
    suggested: suggested ? { id: suggested.id, number: caseNumber(suggested.year, suggested.seq) } : null,
    noAnswer: shown.noAnswer,
    mayBlockDomain: shown.mayBlockDomain,
    release:
      release?.is !== "done"
        ? release
        : landed
          ? {
              is: "done",
              caseId: landed.id,
              caseNumber: caseNumber(landed.year, landed.seq),
              entryId: release.entryId,
            }
          : null,
    // A case that is gone takes no mail: what was offered for it is not.
    allowed: target
      ? shown.allowed
      : shown.allowed.filter((action) => action !== "participant" && action !== "on_case"),
  });
};

const isSeen = (ctx: Ctx, found: typeof cases.$inferSelect): boolean =>
  may(caseActor(ctx.actor, found.organisationId), "case.read", found) === true;

const targetView = async (
  ctx: Ctx,
  found: typeof cases.$inferSelect,
  from: string | null,
): Promise<HeldMail["target"]> => {
  const [known, settings] = await Promise.all([
    from
      ? ctx.db
          .select({ name: participant.displayName })
          .from(participant)
          .where(and(eq(participant.caseId, found.id), eq(participant.emailCanonical, from)))
      : [],
    mailSettingsOf(ctx.db, found.organisationId, service),
  ]);
  return {
    id: found.id,
    number: caseNumber(found.year, found.seq),
    subject: found.subject,
    closed: found.status === "CLOSED",
    reopens: settings.closedReopenDays > 0,
    knownAs: known[0]?.name ?? null,
  };
};
