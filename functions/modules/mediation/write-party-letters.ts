import { and, eq, inArray, isNull } from "drizzle-orm";
import { canonicalAddress } from "../../../shared/mail/address.ts";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import { localInstant } from "../../../shared/mediation/local-instant.ts";
import { newSecret } from "../../platform/ids.ts";
import type { OutboxEvent } from "../../platform/mutate.ts";
import { createLink, membersWithRole } from "../access/index.ts";
import { queueMail, rotateReplyAddress } from "../mail/index.ts";
import { awayOn } from "./absences-of.ts";
import { announce } from "./announce.ts";
import { service } from "./case-access.ts";
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
import type { Letter } from "./letters.ts";
import { addressWarningMail, newAddressMail, withdrawalMail } from "./mail-follow-up.ts";
import { titledName } from "./names.ts";
import { partyToken } from "./party-link.ts";
import { openSystemTask } from "./system-tasks.ts";
import { participant, party } from "./tables.ts";

type Of<L extends Letter["letter"]> = Extract<Letter, { letter: L }>;

/** Tells those who act on a case; its managers when nobody does. */
const tellHandlers = async (
  { tx, ctx, found, organisation }: Desk,
  kind: "withdrawal" | "objection",
): Promise<OutboxEvent[]> => {
  const away = await awayOn(tx, organisation.id, dayIn(organisation.timeZone, ctx.now()));
  const replacement = away.find(({ userId }) => userId === found.assigneeId)?.replacementId;
  const handlers = [found.assigneeId, replacement, ...found.coHandlerIds].filter((id) => id);
  const managers = handlers.length > 0 ? [] : await membersWithRole(tx, organisation.id, service, "manager");
  return announce(tx, ctx, organisation, {
    found,
    userIds: [...handlers, ...managers.map(({ userId }) => userId)],
    kind,
  });
};

/**
 * The dated proof of a withdrawal to whoever gave the request up and to the requester, the notice to the handlers and
 * their task « Clore le dossier » (mediation.md §4.3, §6 row 5). One taken back meanwhile proves nothing.
 */
export const writeWithdrawn = async (desk: Desk, { partyId }: Of<"withdrawn">): Promise<Written> => {
  const { tx, ctx, found, organisation } = desk;
  const { withdrawnAt } = found;
  if (!withdrawnAt) return nothing;
  const { timeZone } = organisation;
  const dayOnly = withdrawnAt.getTime() === localInstant(timeZone, dayIn(timeZone, withdrawnAt)).getTime();
  const told = await tx
    .select()
    .from(party)
    .where(and(eq(party.caseId, found.id), isNull(party.endedAt)))
    .then((all) => all.filter(({ id, role }) => id === partyId || role === "REQUESTER"));
  const events: OutboxEvent[] = [];
  for (const one of told) {
    const token = await partyToken(tx, ctx, found, one.id);
    const mail = withdrawalMail(ctx.env, aboutTo(desk, one), { withdrawnAt, dayOnly, token });
    const key = `mediation.withdrawal_proof:${found.id}:${withdrawnAt.getTime()}:${one.id}`;
    events.push(...(await queueTo(desk, mail, "notice", key, one, await participantOf(tx, one.id))));
  }
  const isNew = await openSystemTask(tx, ctx, found, {
    kind: "close_withdrawn",
    onceKey: `close_withdrawn:${found.id}:${withdrawnAt.getTime()}`,
  });
  return { events: isNew ? [...events, ...(await tellHandlers(desk, "withdrawal"))] : events };
};

const sevenDays = 7 * 86_400_000;

/** A link to the address somebody wants, and a warning to the present one: which of them is asked twice is answered once. */
export const writeEmailChange = async (
  desk: Desk,
  { letterId, partyId }: Of<"email_change">,
): Promise<Written> => {
  const { tx, ctx, found, organisation } = desk;
  const who = await partyOf(desk, partyId);
  if (!who?.pendingEmail || who.pendingEmailLinkId) return nothing;
  const [secret, linkId] = [newSecret(), ctx.newId()];
  await createLink(tx, ctx, {
    id: linkId,
    purpose: "contact_email",
    organisationId: found.organisationId,
    targetId: found.id,
    partyId,
    secret,
    expiresAt: new Date(ctx.now().getTime() + sevenDays),
  });
  // Only the link of the last wish confirms it.
  await tx.update(party).set({ pendingEmailLinkId: linkId }).where(eq(party.id, partyId));
  const asked = await queueMail(tx, ctx, {
    ...newAddressMail(ctx.env, aboutTo(desk, who), secret),
    organisationId: organisation.id,
    service,
    targetId: found.id,
    class: "security",
    idempotencyKey: `mediation.new_address:${letterId}`,
    recipients: [{ address: who.pendingEmail, name: titledName(who) }],
  });
  const token = await partyToken(tx, ctx, found, partyId);
  const warning = addressWarningMail(ctx.env, aboutTo(desk, who), token);
  const key = `mediation.address_warning:${letterId}`;
  const warned = await queueTo(desk, warning, "security", key, who, await participantOf(tx, partyId));
  return { events: [...asked.events, ...warned] };
};

/**
 * The new address proved itself: the party, who takes part under it and their reply address follow. Somebody else who
 * took part by that very address becomes this party's. Agents find the change in the history.
 */
export const changeEmail = async (
  desk: Desk,
  { partyId, secretLinkId }: Of<"email_changed">,
): Promise<Written> => {
  const { tx, found } = desk;
  const who = await partyOf(desk, partyId);
  const email = who?.pendingEmail;
  const canonical = email && canonicalAddress(email);
  if (!who || !canonical || who.pendingEmailLinkId !== secretLinkId || who.endedAt) return nothing;
  await tx
    .update(party)
    .set({ email, emailCanonical: canonical, pendingEmail: null, pendingEmailLinkId: null })
    .where(eq(party.id, partyId));
  await moveParticipant(desk, who, { email, canonical });
  return {
    events: [],
    audit: {
      action: "party.change_email",
      organisationId: found.organisationId,
      target: { kind: "party", id: partyId },
      aggregateId: found.id,
      before: { email: who.email },
      after: { email, by: "link" },
      personal: ["email"],
    },
  };
};

const moveParticipant = async (
  { tx, ctx, found }: Desk,
  who: Party,
  { email, canonical }: { email: string; canonical: string },
): Promise<void> => {
  const proved = { verification: "verified", verifiedBy: "link", verifiedAt: ctx.now() } as const;
  const mine = eq(participant.partyId, who.id);
  const there = and(eq(participant.caseId, found.id), eq(participant.emailCanonical, canonical));
  const [known] = await tx.select({ id: participant.id }).from(participant).where(there);
  const [own] = await tx
    .select({ id: participant.id })
    .from(participant)
    .where(and(eq(participant.caseId, found.id), mine));
  const address = { email, emailCanonical: canonical };
  let participantId = own?.id ?? ctx.newId();
  if (known && known.id !== own?.id) {
    participantId = known.id;
    await tx
      .update(participant)
      .set({ partyId: null })
      .where(and(eq(participant.caseId, found.id), mine));
    await tx
      .update(participant)
      .set({ ...proved, partyId: who.id, side: "REQUESTER", endedAt: null })
      .where(eq(participant.id, known.id));
  } else if (own) {
    await tx
      .update(participant)
      .set({ ...address, ...proved })
      .where(inArray(participant.id, [own.id]));
  } else {
    await tx.insert(participant).values({
      ...{ id: participantId, organisationId: found.organisationId, caseId: found.id, partyId: who.id },
      ...{ side: "REQUESTER", displayName: titledName(who), ...address, ...proved },
    });
  }
  const as = { is: "participant", participantId } as const;
  const { organisationId } = found;
  await rotateReplyAddress(tx, ctx, { organisationId, service, targetId: found.id, as });
};

/** Handlers learn that the requester objects: a task, and a notice without a name. The representative learns nothing. */
export const tellObjection = async (desk: Desk): Promise<Written> => {
  const { tx, ctx, found } = desk;
  const isNew = await openSystemTask(tx, ctx, found, {
    kind: "objection",
    onceKey: `objection:${found.id}`,
  });
  if (!isNew) return nothing;
  return {
    events: await tellHandlers(desk, "objection"),
    audit: {
      action: "case.object",
      organisationId: found.organisationId,
      target: { kind: "case", id: found.id },
      after: { number: caseNumber(found.year, found.seq) },
    },
  };
};
