import { and, desc, eq, getTableColumns, inArray, isNull, sql } from "drizzle-orm";
import { defaultMailSettings } from "../../../shared/mail/settings.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Queries, type Tx, together } from "../../platform/db.ts";
import { accountsByAddress, hasService, memberNow, servicesOf } from "../access/index.ts";
import {
  closingRulesOf,
  type Mailbox,
  type TargetFacts,
  type TargetState,
  type Traces,
} from "../mail/index.ts";
import { addParticipant } from "./add-participant.ts";
import { agentsDoubted } from "./agents-doubted.ts";
import { type CaseRow, caseActor, service } from "./case-access.ts";
import { createFromMail } from "./create-from-mail.ts";
import { deliveryChanged } from "./delivery-changed.ts";
import { displayedEntry } from "./displayed-entry.ts";
import { postMail } from "./post-mail.ts";
import { reopenByMail } from "./reopen-by-mail.ts";
import { replaceMail } from "./replace-mail.ts";
import { caseClosing, cases, participant } from "./tables.ts";
import { threatFound } from "./threat-found.ts";

/** How mail reaches cases (mail.md §1): mail decides which case and as whom, mediation what it means. */
export const mediationMailbox: Mailbox = {
  service,
  targets: (on, targetIds) => targets(on, targetIds),
  isOn: (on, organisationId) => hasService(on, organisationId, service),
  agentsByAddress: accountsByAddress,
  agentMayWrite: (on, userId, targetId) => mayNote(on, userId, targetId),
  latestTargetOf: (on, organisationId, address) => latestCaseOf(on, organisationId, address),
  post: postMail,
  replaceContent: replaceMail,
  createFromMail,
  heldKeepers: ["manager", "quarantine_keeper"],
  addParticipant,
  addressProved: (tx, ctx, participantId) => addressProved(tx, ctx, participantId),
  reopen: reopenByMail,
  agentsDoubted,
  deliveryChanged,
  threatFound,
  displayed: displayedEntry,
};

const stateOf = (found: CaseRow, services: readonly string[]): TargetState => {
  // In the recycle bin: its mail is held like that of an erased one, and can be read once it is restored.
  if (found.deletedAt) return { is: "erased" };
  if (found.mergedIntoId) return { is: "merged", into: found.mergedIntoId };
  if (!services.includes(service)) return { is: "service_off" };
  return found.closedAt ? { is: "closed", closedAt: found.closedAt } : { is: "open" };
};

/** Reopenings of a case by mail, which nobody signs, in the last 24 hours. */
const reopenings = sql`select count(*) from ${caseClosing} where ${caseClosing.caseId} = ${cases.id}
  and ${caseClosing.reopenedBy} is null and ${caseClosing.reopenedAt} > now() - interval '24 hours'`;
// Apart, so that its columns keep the names of their tables in a query of one table.
const reopenedByMail24h = sql`(${reopenings})`.mapWith(Number);

const targets = async (on: Queries, targetIds: readonly string[]): Promise<TargetFacts[]> => {
  if (targetIds.length === 0) return [];
  const ids = [...targetIds];
  const [found, people] = await together([
    on
      .select({
        ...getTableColumns(cases),
        services: servicesOf(cases.organisationId),
        closing: closingRulesOf(cases.organisationId, service),
        reopenedByMail24h,
      })
      .from(cases)
      .where(inArray(cases.id, ids)),
    on
      .select()
      .from(participant)
      .where(and(inArray(participant.caseId, ids), isNull(participant.endedAt))),
  ]);
  return found.map((one) => {
    const { closedReopenDays, afterClose } = one.closing ?? defaultMailSettings(service);
    return {
      targetId: one.id,
      organisationId: one.organisationId,
      state: stateOf(one, one.services),
      participants: people
        .filter(({ caseId }) => caseId === one.id)
        .map(({ id, emailCanonical, verification }) => ({
          participantId: id,
          address: emailCanonical,
          verified: verification === "verified",
        })),
      closedReopenDays,
      afterClose,
      reopenedByMail24h: one.reopenedByMail24h,
    };
  });
};

/** An agent's mail becomes an internal note: the right asked for is the one to add a note (mediation.md §2). */
const mayNote = async (on: Queries, userId: string, caseId: string): Promise<boolean> => {
  const [found] = await on.select().from(cases).where(eq(cases.id, caseId));
  const member = found && (await memberNow(on, found.organisationId, service, userId));
  if (!found || !member) return false;
  const membership = { organisationId: found.organisationId, service, roles: member.roles };
  const actor = caseActor({ kind: "user", userId, memberships: [membership] }, found.organisationId);
  const writes = member.roles.some((role) => ["assistant", "mediator", "manager"].includes(role));
  return writes && may(actor, "case.read", found) === true;
};

const latestCaseOf = async (
  on: Queries,
  organisationId: string,
  address: string,
): Promise<string | undefined> => {
  const [latest] = await on
    .select({ id: cases.id })
    .from(participant)
    .innerJoin(cases, eq(cases.id, participant.caseId))
    .where(
      and(
        eq(participant.organisationId, organisationId),
        eq(participant.emailCanonical, address),
        eq(participant.verification, "verified"),
        isNull(participant.endedAt),
      ),
    )
    .orderBy(desc(cases.receivedAt), desc(cases.id))
    .limit(1);
  return latest?.id;
};

const addressProved = async (tx: Tx, ctx: Ctx, participantId: string): Promise<Traces> => {
  const [proved] = await tx
    .update(participant)
    .set({ verification: "verified", verifiedBy: "token_and_dmarc", verifiedAt: ctx.now() })
    .where(and(eq(participant.id, participantId), eq(participant.verification, "unverified")))
    .returning({ organisationId: participant.organisationId, caseId: participant.caseId });
  if (!proved) return { audit: [], events: [] };
  return {
    audit: [
      {
        action: "participant.verified",
        organisationId: proved.organisationId,
        target: { kind: "participant", id: participantId },
        aggregateId: proved.caseId,
        after: { by: "token_and_dmarc" },
      },
    ],
    events: [],
  };
};
