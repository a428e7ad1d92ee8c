import { eq } from "drizzle-orm";
import type { LogContact } from "../../../shared/mediation/closing.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import { visibleTo } from "../../../shared/mediation/file-visibility.ts";
import { localInstant } from "../../../shared/mediation/local-instant.ts";
import { type CaseView, limits } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate } from "../../platform/mutate.ts";
import { invalid, type Result, refuse } from "../../platform/refusal.ts";
import { organisationById } from "../access/index.ts";
import { addEntry, entryExists, entryIdFor } from "./add-entry.ts";
import { agentOwner, bindUploads, readyUploads } from "./bind-uploads.ts";
import { asUser, caseForUpdate, permitOn } from "./case-access.ts";
import { readCaseAs } from "./read-case.ts";
import { endWaiting } from "./system-tasks.ts";
import { cases } from "./tables.ts";

/**
 * Logs a call, a letter or a meeting that happened, with its true date and its scans (mediation.md §4.6). Nothing is
 * sent. What waited for somebody who was heard is done. The same key logs once. Refuses a date in the future.
 */
export const logContact = async (
  ctx: Ctx,
  input: LogContact & { caseId: string },
): Promise<Result<CaseView>> => {
  const logged = await mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const found = await caseForUpdate(tx, input.caseId);
    const permission = permitOn(ctx, "case.write", found);
    const id = entryIdFor(found.id, input.idempotencyKey);
    if (await entryExists(tx, found.id, id)) return { result: null, permission, audit: [], events: [] };
    const { timeZone } = await organisationById(tx, found.organisationId);
    const now = ctx.now();
    const today = dayIn(timeZone, now);
    // Without an hour, one of today comes after what was exchanged this morning.
    const occurredAt =
      input.occurredOn === today && !input.occurredAt
        ? now
        : localInstant(timeZone, input.occurredOn, input.occurredAt ?? "12:00");
    if (occurredAt.getTime() > now.getTime())
      refuse(invalid([{ path: "occurredOn", message: "Cette date est dans le futur. Vérifiez-la." }]));
    const files = await readyUploads(
      tx,
      found.organisationId,
      agentOwner(found.id, userId),
      input.files,
      limits.messageFilesBytes,
    );
    await addEntry(tx, ctx, found, {
      id,
      kind: "message",
      direction: input.direction,
      medium: input.medium,
      side: input.side,
      occurredAt,
      authorUserId: userId,
      text: input.text,
    });
    await bindUploads(tx, ctx, found, id, files, {
      source: input.direction === "OUT" ? "MEDIATOR" : sources[input.side],
      visibility: visibleTo[input.side],
    });
    if (hears(input)) {
      const endOfDay = localInstant(timeZone, input.occurredOn, "23:59");
      await endWaiting(tx, ctx, found.id, input.side, endOfDay);
    }
    await tx
      .update(cases)
      .set({
        ...(occurredAt > found.lastExchangeAt ? { lastExchangeAt: occurredAt } : {}),
        updatedAt: now,
      })
      .where(eq(cases.id, found.id));
    return {
      result: null,
      permission,
      audit: {
        action: "contact.log",
        organisationId: found.organisationId,
        target: { kind: "case_entry", id },
        aggregateId: found.id,
        after: { medium: input.medium, occurredOn: input.occurredOn, files: files.length },
      },
      events: [],
    };
  });
  return logged.ok ? readCaseAs(ctx, input.caseId) : logged;
};

/** Whether the other side was heard: they wrote, called or came, or the requester was spoken to (mediation.md §5.6). */
const hears = ({ direction, medium, side }: LogContact): boolean =>
  direction === "IN" || medium === "MEETING" || (side === "REQUESTER" && medium === "PHONE");

const sources = {
  REQUESTER: "REQUESTER",
  ADMINISTRATION: "ADMINISTRATION",
  THIRD_PARTY: "THIRD_PARTY",
  OTHER: "THIRD_PARTY",
} as const;
