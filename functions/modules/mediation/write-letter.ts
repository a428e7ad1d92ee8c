import { and, asc, eq } from "drizzle-orm";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { newSecret } from "../../platform/ids.ts";
import { mutate, type OutboxEvent, permit } from "../../platform/mutate.ts";
import { takeToken } from "../../platform/rate-limit.ts";
import { storedFile } from "../../platform/tables.ts";
import { createLink, makeCode, organisationById } from "../access/index.ts";
import { autoAssign } from "./auto-assign.ts";
import { filedBy } from "./filed-by.ts";
import {
  aboutTo,
  type Desk,
  nothing,
  type Party,
  participantOf,
  partyOf,
  queueTo,
  type Written,
} from "./letter-desk.ts";
import { Letter } from "./letters.ts";
import { answerReceivedMail, codeMail, newLinkMail } from "./mail-citizen-notices.ts";
import { mailFilingNotice } from "./mail-filed-for-you.ts";
import { receiptMail } from "./mail-receipt.ts";
import { greeting } from "./names.ts";
import { notifyAgents } from "./notify-agents.ts";
import { partyToken } from "./party-link.ts";
import { caseEntry, caseFile, cases, participant } from "./tables.ts";
import { changeEmail, tellObjection, writeEmailChange, writeWithdrawn } from "./write-party-letters.ts";

type Of<L extends Letter["letter"]> = Extract<Letter, { letter: L }>;

/**
 * Writes one letter that a citizen's act asked for, on the worker's role, and queues it with the notices to agents that
 * go with it. The same letter twice is written once; one about a case that is gone is dropped.
 */
export const writeLetter = async (ctx: Ctx, body: unknown): Promise<void> => {
  const letter = Letter.parse(body);
  const written = await mutate(ctx, async (tx) => {
    const [found] = await tx.select().from(cases).where(eq(cases.id, letter.caseId));
    const organisation = found && (await organisationById(tx, found.organisationId));
    const { events, audit = [] } =
      found && organisation ? await write({ tx, ctx, found, organisation }, letter) : nothing;
    // The act that asked for it was allowed; the letter goes where the case says.
    return { result: null, permission: permit(true), audit, events };
  });
  if (!written.ok) throw new Error(`letter refused: ${written.refusal.reason}`);
};

const write = (desk: Desk, letter: Letter): Promise<Written> => {
  if (letter.letter === "receipt") return writeReceipt(desk, letter);
  if (letter.letter === "receipt_again") return writeReceiptAgain(desk);
  if (letter.letter === "code") return writeCode(desk, letter);
  if (letter.letter === "new_link") return writeNewLink(desk, letter);
  if (letter.letter === "address_confirmed") return noteConfirmed(desk, letter);
  if (letter.letter === "withdrawn") return writeWithdrawn(desk, letter);
  if (letter.letter === "email_change") return writeEmailChange(desk, letter);
  if (letter.letter === "email_changed") return changeEmail(desk, letter);
  if (letter.letter === "objection") return tellObjection(desk);
  return writeAnswerReceived(desk, letter);
};

const writeReceipt = async (desk: Desk, { copy, silent }: Of<"receipt">): Promise<Written> => {
  const { tx, ctx, found, organisation } = desk;
  const { filer, requester, token, files, fileNames, participantId } = await filedBy(tx, ctx, found);
  const events: OutboxEvent[] = [];
  if (filer.email && token && !silent) {
    const mail = receiptOf(desk, { filer, files, fileNames, token, copy: copy === 1 });
    events.push(
      ...(await queueTo(desk, mail, "notice", `mediation.receipt:${found.id}`, filer, participantId)),
    );
  }
  const isOther = filer !== requester && requester.emailCanonical !== filer.emailCanonical;
  if (isOther && requester.email) {
    const number = caseNumber(found.year, found.seq);
    const objectionToken = await objectionLink(desk, requester.id);
    const mail = mailFilingNotice(ctx.env, { found, number, organisation, filer, requester, objectionToken });
    const theirs = await participantOf(tx, requester.id);
    events.push(
      ...(await queueTo(desk, mail, "notice", `mediation.filed_for_you:${found.id}`, requester, theirs)),
    );
  }
  const assigned = await autoAssign(tx, ctx, organisation, found.id);
  events.push(...assigned.events);
  if (!assigned.userId) events.push(...(await notifyAgents(tx, ctx, organisation, found, "new_case")));
  return { events, audit: assigned.audit };
};

const objectionDays = 90;

/** The link by which the requester says that they did not ask for this; it opens nothing. */
const objectionLink = async ({ tx, ctx, found }: Desk, partyId: string): Promise<string> => {
  const secret = newSecret();
  await createLink(tx, ctx, {
    purpose: "objection",
    organisationId: found.organisationId,
    targetId: found.id,
    partyId,
    secret,
    expiresAt: new Date(ctx.now().getTime() + objectionDays * 86_400_000),
  });
  return secret;
};

/** At most once a day, to whoever filed it. */
const writeReceiptAgain = async (desk: Desk): Promise<Written> => {
  const { tx, ctx, found, organisation } = desk;
  const { filer, token, files, participantId } = await filedBy(tx, ctx, found);
  if (!filer.email || !token) return nothing;
  const mail = receiptOf(desk, { filer, files, token, copy: false });
  const key = `mediation.receipt_again:${found.id}:${dayIn(organisation.timeZone, ctx.now())}`;
  return { events: await queueTo(desk, mail, "notice", key, filer, participantId) };
};

const writeCode = async (desk: Desk, { letterId, partyId, secretLinkId }: Of<"code">): Promise<Written> => {
  const holder = await partyOf(desk, partyId);
  if (!holder?.email) return nothing;
  const code = await makeCode(desk.tx, desk.ctx, { id: letterId, secretLinkId });
  if (!code) return nothing;
  const mail = codeMail(desk.ctx.env, aboutTo(desk, holder), code);
  return { events: await queueTo(desk, mail, "security", `mediation.code:${letterId}`, holder) };
};

const perParty = { name: "new_link_party", burst: 3, perHour: 3 };

const writeNewLink = async (desk: Desk, { letterId, partyId }: Of<"new_link">): Promise<Written> => {
  const { tx, ctx, found } = desk;
  const holder = await partyOf(desk, partyId);
  if (!holder?.email || (await takeToken(tx, perParty, partyId)) > 0) return nothing;
  const token = (await partyToken(tx, ctx, found, partyId)) ?? (await anotherLink(desk, partyId));
  if (!token) return nothing;
  const mail = newLinkMail(ctx.env, aboutTo(desk, holder), token);
  return {
    events: await queueTo(desk, mail, "security", `mediation.new_link:${letterId}`, holder),
    audit: {
      action: "link.send",
      organisationId: found.organisationId,
      target: { kind: "case", id: found.id },
    },
  };
};

/** The address answered: its participant is verified by link, once. */
const noteConfirmed = async (
  { tx, ctx, found }: Desk,
  { participantId }: Of<"address_confirmed">,
): Promise<Written> => {
  const [proved] = await tx
    .update(participant)
    .set({ verification: "verified", verifiedBy: "link", verifiedAt: ctx.now() })
    .where(
      and(
        eq(participant.id, participantId),
        eq(participant.caseId, found.id),
        eq(participant.verification, "unverified"),
      ),
    )
    .returning({ id: participant.id });
  if (!proved) return nothing;
  return {
    events: [],
    audit: {
      action: "participant.verified",
      organisationId: found.organisationId,
      target: { kind: "participant", id: participantId },
      aggregateId: found.id,
      after: { by: "link" },
    },
  };
};

/** A fresh link for a party whose first one ended, with the same end as a closed case's links have. */
const anotherLink = async ({ tx, ctx, found }: Desk, partyId: string): Promise<string | undefined> => {
  const yearAfter = found.closedAt && new Date(found.closedAt.getTime() + 365 * 86_400_000);
  if (yearAfter && yearAfter <= ctx.now()) return undefined;
  const secret = newSecret();
  await createLink(tx, ctx, {
    purpose: "case_follow_up",
    organisationId: found.organisationId,
    targetId: found.id,
    partyId,
    secret,
    ...(yearAfter ? { expiresAt: yearAfter } : {}),
  });
  return secret;
};

const writeAnswerReceived = async (
  desk: Desk,
  { partyId, entryId }: Of<"answer_received">,
): Promise<Written> => {
  const { tx, ctx, found, organisation } = desk;
  const [entry] = await tx
    .select({ at: caseEntry.occurredAt })
    .from(caseEntry)
    .where(and(eq(caseEntry.id, entryId), eq(caseEntry.caseId, found.id)));
  const holder = await partyOf(desk, partyId);
  if (!entry || !holder) return nothing;
  const events = await notifyAgents(tx, ctx, organisation, found, "new_inbound");
  if (!holder.email) return { events };
  const files = await tx
    .select({ name: caseFile.name, size: storedFile.size })
    .from(caseFile)
    .innerJoin(storedFile, eq(storedFile.id, caseFile.storedFileId))
    .where(eq(caseFile.entryId, entryId))
    .orderBy(asc(caseFile.position));
  const token = await partyToken(tx, ctx, found, partyId);
  const mail = answerReceivedMail(ctx.env, aboutTo(desk, holder), { at: entry.at, files, token });
  const theirs = await participantOf(tx, partyId);
  const key = `mediation.answer_received:${entryId}`;
  return { events: [...events, ...(await queueTo(desk, mail, "notice", key, holder, theirs))] };
};

const receiptOf = (
  { ctx, found, organisation }: Desk,
  facts: {
    filer: Party;
    files: ReadonlyArray<{ name: string; size: number }>;
    fileNames?: ReadonlyMap<string, string>;
    token: string;
    copy: boolean;
  },
) => {
  const { filer, ...rest } = facts;
  const number = caseNumber(found.year, found.seq);
  return receiptMail(ctx.env, { found, number, organisation, greeting: greeting(filer), ...rest });
};
