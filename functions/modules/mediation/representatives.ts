import { and, count, eq } from "drizzle-orm";
import { mostRepresentatives, type RepresentativeInput } from "../../../shared/mediation/registering.ts";
import type { CaseView } from "../../../shared/mediation/schema.ts";
import type { FieldProblem } from "../../../shared/platform/problem.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { type AuditNote, mutate } from "../../platform/mutate.ts";
import { invalid, notFound, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { revokePartyLinks } from "../access/index.ts";
import { asUser, type CaseRow, caseForUpdate, permitOn } from "./case-access.ts";
import type { PartyValues } from "./check-filing.ts";
import { leaveConversation } from "./leave-conversation.ts";
import { partyName, titledName } from "./names.ts";
import { representativeValues } from "./party-values.ts";
import { readCaseAs } from "./read-case.ts";
import { participant, party } from "./tables.ts";
import { writeParticipant, writeParty } from "./write-case.ts";

type Party = typeof party.$inferSelect;

const tooMany: Refusal = {
  code: "conflict",
  reason: "too_many_representatives",
  detail: `Un dossier a ${mostRepresentatives}\u00a0représentants au plus. Retirez-en un d’abord.`,
};

/** What the journal keeps of a representative; all of it is about a person. */
const told = (who: PartyValues | Party) => ({
  partyName: titledName({
    title: who.title ?? null,
    firstName: who.firstName ?? null,
    lastName: who.lastName,
    legalName: null,
    kind: "NATURAL",
  }),
  bodyName: who.organisationName ?? null,
  representativeKind: who.repKind ?? null,
  partyEmail: who.email ?? null,
  partyPhone: who.phone ?? null,
  partyAddress: [who.line1, who.line2, who.postalCode, who.city].filter(Boolean).join(", ") || null,
  mandateState: who.mandateState ?? null,
  correspondence: who.correspondence ?? null,
});
const personal = ["partyName", "bodyName", "partyEmail", "partyPhone", "partyAddress"];

const checked = async (input: RepresentativeInput): Promise<PartyValues> => {
  const fields: FieldProblem[] = [];
  const values = await representativeValues("", input, (path, message) =>
    fields.push({ path: path.replace(/^\./, ""), message }),
  );
  return fields.length > 0 ? refuse(invalid(fields)) : values;
};

const representativeOf = async (tx: Tx, found: CaseRow, partyId: string): Promise<Party> => {
  const [who] = await tx
    .select()
    .from(party)
    .where(and(eq(party.id, partyId), eq(party.caseId, found.id), eq(party.role, "REPRESENTATIVE")));
  return who ?? refuse(notFound);
};

/** One write on a case's representatives, then the case as it is now. Adding somebody needs no version: nothing is lost. */
const change = async (
  ctx: Ctx,
  caseId: string,
  act: (tx: Tx, found: CaseRow) => Promise<AuditNote>,
): Promise<Result<CaseView>> => {
  const changed = await mutate(ctx, async (tx) => {
    asUser(ctx);
    const found = await caseForUpdate(tx, caseId);
    const permission = permitOn(ctx, "case.edit", found);
    return { result: null, permission, audit: await act(tx, found), events: [] };
  });
  return changed.ok ? readCaseAs(ctx, caseId) : changed;
};

/** Writes down somebody who acts for the requester: three at most (mediation.md §3). They are sent nothing by it. */
export const addRepresentative = (
  ctx: Ctx,
  caseId: string,
  input: RepresentativeInput,
): Promise<Result<CaseView>> =>
  change(ctx, caseId, async (tx, found) => {
    const [already] = await tx
      .select({ held: count() })
      .from(party)
      .where(and(eq(party.caseId, caseId), eq(party.role, "REPRESENTATIVE")));
    if ((already?.held ?? 0) >= mostRepresentatives) return refuse(tooMany);
    const values = await checked(input);
    const written = await writeParty(tx, ctx, found, values);
    await joinConversation(tx, ctx, found, written);
    return {
      action: "representative.add",
      organisationId: found.organisationId,
      target: { kind: "party", id: written.id },
      aggregateId: caseId,
      after: told(values),
      personal,
    };
  });

/**
 * Changes what is known of a representative. The state of the mandate and who gets the letters are decided apart, with
 * the mandate; a new address is one to confirm again.
 */
export const editRepresentative = (
  ctx: Ctx,
  caseId: string,
  partyId: string,
  input: RepresentativeInput,
): Promise<Result<CaseView>> =>
  change(ctx, caseId, async (tx, found) => {
    const before = await representativeOf(tx, found, partyId);
    const { mandateState: _decidedApart, correspondence: _chosenApart, ...values } = await checked(input);
    const [after] = await tx.update(party).set(values).where(eq(party.id, partyId)).returning();
    if (!after) return refuse(notFound);
    if (after.emailCanonical !== before.emailCanonical) {
      await leaveOneself(tx, ctx, found, partyId);
      await joinConversation(tx, ctx, found, after);
    }
    return {
      action: "representative.edit",
      organisationId: found.organisationId,
      target: { kind: "party", id: partyId },
      aggregateId: caseId,
      before: told(before),
      after: told(after),
      personal,
    };
  });

/**
 * Takes a representative off the case: their page and their reply addresses are dead at once, what they wrote stays on the
 * case.
 */
export const removeRepresentative = (ctx: Ctx, caseId: string, partyId: string): Promise<Result<CaseView>> =>
  change(ctx, caseId, async (tx, found) => {
    const before = await representativeOf(tx, found, partyId);
    await leaveOneself(tx, ctx, found, partyId);
    await revokePartyLinks(tx, ctx, { targetId: caseId, partyId });
    await tx.delete(party).where(eq(party.id, partyId));
    return {
      action: "representative.remove",
      organisationId: found.organisationId,
      target: { kind: "party", id: partyId },
      aggregateId: caseId,
      before: told(before),
      personal,
    };
  });

/** Whoever takes part by that address already stays who they are; who had left comes back as this party. */
const joinConversation = async (tx: Tx, ctx: Ctx, found: CaseRow, who: Party): Promise<void> => {
  if (!who.emailCanonical) return;
  const there = and(eq(participant.caseId, found.id), eq(participant.emailCanonical, who.emailCanonical));
  const [known] = await tx.select().from(participant).where(there);
  if (!known) await writeParticipant(tx, ctx, found, who);
  if (known?.endedAt) {
    const back = { partyId: who.id, displayName: partyName(who), endedAt: null };
    await tx.update(participant).set(back).where(eq(participant.id, known.id));
  }
};

/** The participant stays for what was exchanged, on no party's behalf. */
const leaveOneself = async (tx: Tx, ctx: Ctx, found: CaseRow, partyId: string): Promise<void> => {
  await leaveConversation(tx, ctx, found, partyId);
  await tx.update(participant).set({ partyId: null }).where(eq(participant.partyId, partyId));
};
