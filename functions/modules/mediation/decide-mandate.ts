import { and, eq } from "drizzle-orm";
import type { DecideMandate, EndRepresentation } from "../../../shared/mediation/follow-up.ts";
import type { CaseView } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate } from "../../platform/mutate.ts";
import { invalid, notFound, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { revokePartyLinks } from "../access/index.ts";
import { asUser, type CaseRow, caseForUpdate, permitOn } from "./case-access.ts";
import { setOnCase } from "./change-case.ts";
import { leaveConversation } from "./leave-conversation.ts";
import { readCaseAs } from "./read-case.ts";
import { sameVersion } from "./same-version.ts";
import { caseFile, party } from "./tables.ts";

const ended: Refusal = {
  code: "conflict",
  reason: "representation_ended",
  detail: "Cette personne n’agit plus pour le requérant.",
};

const representative = async (tx: Tx, found: CaseRow, partyId: string) => {
  const [who] = await tx
    .select()
    .from(party)
    .where(and(eq(party.id, partyId), eq(party.caseId, found.id), eq(party.role, "REPRESENTATIVE")));
  return who ?? refuse(notFound);
};

/**
 * What an agent decides about a representative (mediation.md §4.2): state of the mandate, the document it is, and who
 * gets the letters once it is verified. Verified, the representative reads the exchanges at once; refused, no more.
 * Refuses « Fourni » without the document, and a document of another case; a mandate seen on paper may be verified.
 */
export const decideMandate = async (ctx: Ctx, input: DecideMandate): Promise<Result<CaseView>> => {
  const decided = await mutate(ctx, async (tx) => {
    asUser(ctx);
    const found = await caseForUpdate(tx, input.caseId);
    const permission = permitOn(ctx, "case.decide", found);
    const who = await representative(tx, found, input.partyId);
    if (who.endedAt) return refuse(ended);
    const before = { mandateState: who.mandateState, correspondence: who.correspondence };
    await sameVersion(tx, ctx, found, input.version, before);
    const wrong = await mandateFault(tx, found, input);
    if (wrong) return refuse(invalid([wrong], wrong.message));
    const after = { mandateState: input.state, correspondence: input.correspondence };
    const isDecision = input.state === "VERIFIED" || input.state === "REFUSED";
    await tx
      .update(party)
      .set({
        ...after,
        mandateFileId: input.fileId,
        ...(input.state === who.mandateState ? {} : { mandateDecidedAt: isDecision ? ctx.now() : null }),
      })
      .where(eq(party.id, who.id));
    if (input.fileId) {
      await tx.update(caseFile).set({ category: "MANDATE" }).where(eq(caseFile.id, input.fileId));
    }
    await setOnCase(tx, ctx, found, {});
    return {
      result: null,
      permission,
      audit: {
        action: "party.mandate",
        organisationId: found.organisationId,
        target: { kind: "party", id: who.id },
        aggregateId: found.id,
        before,
        after,
      },
      events: [],
    };
  });
  return decided.ok ? readCaseAs(ctx, input.caseId) : decided;
};

const mandateFault = async (tx: Tx, found: CaseRow, { state, fileId }: DecideMandate) => {
  if (fileId) {
    const [file] = await tx
      .select({ decision: caseFile.decision })
      .from(caseFile)
      .where(and(eq(caseFile.id, fileId), eq(caseFile.caseId, found.id)));
    if (file?.decision !== "kept")
      return { path: "fileId", message: "Choisissez un document de ce dossier." };
  }
  return state === "PROVIDED" && !fileId
    ? { path: "fileId", message: "Choisissez le document qui est le mandat." }
    : undefined;
};

/**
 * Somebody acts no more for the requester: their page is dead at once, on every device, their reply address too, and no
 * letter goes to them. What they wrote stays.
 */
export const endRepresentation = async (ctx: Ctx, input: EndRepresentation): Promise<Result<CaseView>> => {
  const done = await mutate(ctx, async (tx) => {
    asUser(ctx);
    const found = await caseForUpdate(tx, input.caseId);
    const permission = permitOn(ctx, "case.decide", found);
    const who = await representative(tx, found, input.partyId);
    if (who.endedAt) return refuse(ended);
    await sameVersion(tx, ctx, found, input.version, { mandateState: who.mandateState });
    await tx.update(party).set({ endedAt: ctx.now() }).where(eq(party.id, who.id));
    await revokePartyLinks(tx, ctx, { targetId: found.id, partyId: who.id });
    await leaveConversation(tx, ctx, found, who.id);
    await setOnCase(tx, ctx, found, {});
    return {
      result: null,
      permission,
      audit: {
        action: "party.end_representation",
        organisationId: found.organisationId,
        target: { kind: "party", id: who.id },
        aggregateId: found.id,
        before: { mandateState: who.mandateState },
        after: { reason: input.reason },
        personal: ["reason"],
      },
      events: [],
    };
  });
  return done.ok ? readCaseAs(ctx, input.caseId) : done;
};
