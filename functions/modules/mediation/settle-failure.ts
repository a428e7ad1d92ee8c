import type { CaseView } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate } from "../../platform/mutate.ts";
import type { Result } from "../../platform/refusal.ts";
import { settleCopy, unblockCopy } from "../mail/index.ts";
import { copyOnCase, noteFailures } from "./failed-copy.ts";
import { readCaseAs } from "./read-case.ts";
import { reachableAgain, unblockedNote } from "./resend-copy.ts";

/** « Ne pas renvoyer »: the failure stays in the history and waits for nobody any more. Twice changes nothing. */
export const settleFailure = async (ctx: Ctx, recipientId: string): Promise<Result<CaseView>> => {
  const done = await mutate(ctx, async (tx) => {
    const { copy, found, permission, userId } = await copyOnCase(tx, ctx, recipientId);
    const isNew = await settleCopy(tx, ctx, copy, userId);
    if (isNew) await noteFailures(tx, ctx, found.id);
    return {
      result: found.id,
      permission,
      audit: isNew
        ? {
            action: "message.settle",
            organisationId: found.organisationId,
            target: { kind: "outgoing_recipient", id: copy.id },
            aggregateId: found.id,
          }
        : [],
      events: [],
    };
  });
  return done.ok ? readCaseAs(ctx, done.value) : done;
};

/** Lets the address of a participant be written to again, here and at the provider. An address that may be is left alone. */
export const unblockAddress = async (ctx: Ctx, recipientId: string): Promise<Result<CaseView>> => {
  const done = await mutate(ctx, async (tx) => {
    const { copy, found, permission } = await copyOnCase(tx, ctx, recipientId);
    const { reason, events } = await unblockCopy(tx, ctx, copy);
    if (reason !== null) await reachableAgain(tx, copy.participantId);
    const audit = reason === null ? [] : unblockedNote(found, copy);
    return { result: found.id, permission, audit, events };
  });
  return done.ok ? readCaseAs(ctx, done.value) : done;
};
