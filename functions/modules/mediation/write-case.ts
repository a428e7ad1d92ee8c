import type { CustomAnswer } from "../../../shared/mediation/form-config.ts";
import type { FileRequest } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { createLink, type Organisation } from "../access/index.ts";
import type { CaseRow } from "./case-access.ts";
import type { PartyValues } from "./check-filing.ts";
import { type FollowUpSecret, followUpSecret } from "./follow-up-secret.ts";
import { partyName } from "./names.ts";
import { nextNumber, sampleNumber } from "./next-number.ts";
import { cases, participant, party } from "./tables.ts";

/** What a case begins with, whatever the way it came. */
export interface NewCase {
  organisation: Organisation;
  channel: CaseRow["channel"];
  filingKey: string;
  /** True date of the referral. */
  receivedAt: Date;
  subject: string;
  dispute: Pick<FileRequest, "description"> &
    Partial<
      Pick<
        FileRequest,
        | "expectation"
        | "contestedDecisionOn"
        | "priorComplaint"
        | "priorComplaintOn"
        | "priorAnswer"
        | "courtPending"
      >
    >;
  requester: PartyValues;
  representative?: PartyValues | undefined;
  /** Answers to the organisation's own questions, and the version of the form that asked them. */
  /** To try the service with: takes no number of the year, and counts nowhere. */
  sample?: true;
  formVersion?: number;
  customAnswers?: CustomAnswer[];
  /** Those who act besides the one who filed. */
  otherRepresentatives?: readonly PartyValues[];
  receivedPrecision?: CaseRow["receivedPrecision"];
  originator?: CaseRow["originator"];
  /** Gives an access code to whoever gave an address too: it is printed and handed over. */
  printed?: boolean;
}

export interface WrittenCase {
  found: CaseRow;
  /** Whoever filed: the representative if there is one. */
  filer: typeof party.$inferSelect;
  requester: typeof party.$inferSelect;
  /** The filer's participant, when they gave an address. */
  participantId: string | undefined;
  requesterParticipantId: string | undefined;
  secret: FollowUpSecret;
}

/** Short title of a text: its first 80 characters, cut at a word. */
export const titleOf = (text: string): string => {
  const line = text.replaceAll(/\s+/g, " ").trim();
  if (line.length <= 80) return line;
  const cut = line.slice(0, 79);
  const space = cut.lastIndexOf(" ");
  return `${(space > 40 ? cut.slice(0, space) : cut).trimEnd()}…`;
};

/** Writes a case with its parties, its participants, its follow-up link and, last, its number. */
export const writeCase = async (tx: Tx, ctx: Ctx, given: NewCase): Promise<WrittenCase> => {
  const { organisation, dispute } = given;
  const now = ctx.now();
  const caseId = ctx.newId();
  const { year, seq } = given.sample
    ? sampleNumber(organisation, now)
    : await nextNumber(tx, organisation, now);
  const [found] = await tx
    .insert(cases)
    .values({
      id: caseId,
      organisationId: organisation.id,
      year,
      seq,
      receivedAt: given.receivedAt,
      registeredAt: now,
      channel: given.channel,
      status: "TO_PROCESS",
      statusSince: now,
      subject: given.subject,
      description: dispute.description,
      expectation: dispute.expectation || null,
      contestedDecisionOn: dispute.contestedDecisionOn ?? null,
      priorComplaint: dispute.priorComplaint ?? null,
      priorComplaintOn: dispute.priorComplaintOn ?? null,
      priorAnswer: dispute.priorAnswer ?? null,
      courtPending: dispute.courtPending ?? null,
      formVersion: given.formVersion ?? null,
      customAnswers: given.customAnswers ?? [],
      receivedPrecision: given.receivedPrecision ?? "INSTANT",
      originator: given.originator ?? null,
      sample: given.sample ?? false,
      filingKey: given.filingKey,
      lastExchangeAt: given.receivedAt,
      updatedAt: now,
    })
    .returning();
  if (!found) throw new Error("the case was not written");

  const requester = await writeParty(tx, ctx, found, given.requester);
  const filer = given.representative ? await writeParty(tx, ctx, found, given.representative) : requester;
  const requesterParticipantId = await writeParticipant(tx, ctx, found, requester);
  const participantId =
    filer === requester ? requesterParticipantId : await writeParticipant(tx, ctx, found, filer);
  for (const other of given.otherRepresentatives ?? []) {
    await writeParticipant(tx, ctx, found, await writeParty(tx, ctx, found, other));
  }

  const secret = followUpSecret(ctx.env, given.filingKey, filer.id);
  await createLink(tx, ctx, {
    purpose: "case_follow_up",
    organisationId: organisation.id,
    targetId: caseId,
    partyId: filer.id,
    secret: secret.token,
    ...(filer.email && !given.printed ? {} : { accessCode: secret.accessCode }),
  });
  return { found, filer, requester, participantId, requesterParticipantId, secret };
};

export const writeParty = async (tx: Tx, ctx: Ctx, found: CaseRow, values: PartyValues) => {
  const [written] = await tx
    .insert(party)
    .values({ ...values, id: ctx.newId(), organisationId: found.organisationId, caseId: found.id })
    .returning();
  if (!written) throw new Error("the party was not written");
  return written;
};

/** The party as someone the case can write to; undefined without e-mail. Two parties may share one address. */
export const writeParticipant = async (
  tx: Tx,
  ctx: Ctx,
  found: CaseRow,
  who: typeof party.$inferSelect,
): Promise<string | undefined> => {
  if (!who.email || !who.emailCanonical) return undefined;
  const [written] = await tx
    .insert(participant)
    .values({
      id: ctx.newId(),
      organisationId: found.organisationId,
      caseId: found.id,
      partyId: who.id,
      side: "REQUESTER",
      displayName: partyName(who),
      email: who.email,
      emailCanonical: who.emailCanonical,
    })
    .onConflictDoUpdate({
      target: [participant.caseId, participant.emailCanonical],
      // The later one is whoever acts: the representative.
      set: { partyId: who.id, displayName: partyName(who) },
    })
    .returning({ id: participant.id });
  return written?.id;
};
