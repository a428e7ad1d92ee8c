import { and, arrayOverlaps, desc, eq, gt, inArray, type SQL } from "drizzle-orm";
import { domainOf, type LocalPart, readLocalPart } from "../../../shared/mail/address.ts";
import type { MailClass } from "../../../shared/mail/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Queries, together } from "../../platform/db.ts";
import { sha256 } from "../../platform/ids.ts";
import type { InboundEvent } from "./inbound-event.ts";
import { type Mailboxes, mailboxOf, type TargetFacts } from "./mailbox.ts";
import { recipientOfGuichetId, recipientOfMessageId } from "./message-ids.ts";
import { all, first } from "./mime-headers.ts";
import type { ReadMail } from "./read.ts";
import { type FoundRecipient, type RouteInput, type SentRecipient, serviceKey } from "./route.ts";
import { mayWriteKey, type SenderFacts } from "./route-author.ts";
import {
  blockedSender,
  inboundTarget,
  intakeAddress,
  outgoingMessage,
  outgoingRecipient,
  replyAddress,
} from "./tables.ts";

/** A mail read and classified, with what its envelope said. */
export interface ReceivedMail {
  event: Pick<InboundEvent, "envelopeFrom" | "recipients" | "verdicts" | "dmarcPolicy" | "receivedAt">;
  mail: ReadMail;
  class: MailClass;
}

const maxHopsFollowed = 11;

/** Everything `route` wants to know, by exact index on each thing the mail names. Reads only. */
export async function loadRouteFacts(
  on: Queries,
  ctx: Ctx,
  mailboxes: Mailboxes,
  received: ReceivedMail,
  recipients: FoundRecipient[],
): Promise<Omit<RouteInput, "rateExceeded" | "repeated">> {
  const { event, mail } = received;
  const [targets, agentOf, blockedBy, closedServices] = await together([
    loadTargets(on, mailboxes, recipients),
    agentsBySender(on, mailboxes, mail, recipients),
    blockersOf(on, ctx, mail, recipients),
    servicesOff(on, mailboxes, recipients),
  ]);
  return {
    class: received.class,
    sender: await senderFacts(on, mailboxes, mail, recipients, targets, agentOf),
    spam: event.verdicts.spam,
    virus: event.verdicts.virus,
    dmarc: event.verdicts.dmarc,
    dmarcPolicy: event.dmarcPolicy,
    hops: all(mail.headers, "received").length,
    loops: first(mail.headers, "x-loop")?.toLowerCase().includes(`@${ctx.env.mailDomain}`) === true,
    blockedBy,
    closedServices,
    recipients,
    reported: isReport(received.class) ? await findReported(on, ctx, mail, recipients) : [],
    targets,
    receivedAt: event.receivedAt,
  };
}

/** Organisations to which these envelope recipients lead, by token or by name; each once. */
export async function organisationsAddressed(on: Queries, recipients: readonly string[]): Promise<string[]> {
  const parts = recipients.map((address) => readLocalPart(address.slice(0, address.lastIndexOf("@"))));
  const tokens = parts.flatMap((part) => ("token" in part ? everyForm(part.token) : []));
  const names = parts.flatMap((part) => (part.is === "name" ? [part.name] : []));
  const rows = await Promise.all([
    tokens.length === 0
      ? []
      : on
          .select({ id: replyAddress.organisationId })
          .from(replyAddress)
          .where(inArray(replyAddress.token, tokens)),
    names.length === 0
      ? []
      : on
          .select({ id: intakeAddress.organisationId })
          .from(intakeAddress)
          .where(inArray(intakeAddress.localPart, names)),
  ]);
  return [...new Set(rows.flat().map(({ id }) => id))];
}

/** A token as it lives, and as its tombstone keeps it. */
const everyForm = (token: string) => [token, sha256(token)];

const isReport = (mailClass: MailClass) => mailClass === "bounce" || mailClass === "receipt";

/** What each envelope recipient of ours leads to. */
export async function findRecipients(on: Queries, received: ReceivedMail): Promise<FoundRecipient[]> {
  const { event } = received;
  const parts = event.recipients.map((address) => readLocalPart(address.slice(0, address.lastIndexOf("@"))));
  const tokens = parts.flatMap((part) =>
    "token" in part && part.is !== "return_path" ? everyForm(part.token) : [],
  );
  const names = parts.flatMap((part) => (part.is === "name" ? [part.name] : []));
  const paths = parts.flatMap((part) => (part.is === "return_path" ? [part.token] : []));
  const [tokenRows, intakeRows, sentRows] = await together([
    tokens.length === 0 ? [] : on.select().from(replyAddress).where(inArray(replyAddress.token, tokens)),
    names.length === 0 ? [] : on.select().from(intakeAddress).where(inArray(intakeAddress.localPart, names)),
    paths.length === 0 ? [] : sentBy(on, inArray(outgoingRecipient.returnToken, paths)),
  ]);

  const found: FoundRecipient[] = [];
  for (const part of parts) {
    found.push(await foundOf(on, received, part, tokenRows, intakeRows, sentRows));
  }
  return found;
}

async function foundOf(
  on: Queries,
  { mail, class: mailClass }: ReceivedMail,
  part: LocalPart,
  tokens: ReadonlyArray<typeof replyAddress.$inferSelect>,
  intakes: ReadonlyArray<typeof intakeAddress.$inferSelect>,
  sent: ReadonlyArray<SentRecipient & { returnToken: string }>,
): Promise<FoundRecipient> {
  switch (part.is) {
    case "participant":
    case "agent": {
      const ended = sha256(part.token);
      const row = tokens.find(({ token, kind }) => token === part.token && kind === part.is);
      const tombstone = tokens.find(({ token, state }) => token === ended && state === "tombstone");
      if (tombstone !== undefined) return { is: "tombstone", organisationId: tombstone.organisationId };
      if (row === undefined || row.targetId === null || row.state === "tombstone") return { is: "unknown" };
      const { kind, state, organisationId, service, targetId } = row;
      const personId = row.participantId ?? row.userId ?? "";
      const found = { is: "token", kind, state, organisationId, service, targetId, personId } as const;
      return kind === "agent" && mailClass !== "human"
        ? { ...found, notification: await lastNotification(on, targetId, part.token) }
        : found;
    }
    case "return_path":
      return { is: "return_path", sent: sent.find(({ returnToken }) => returnToken === part.token) };
    case "name": {
      const row = intakes.find(({ localPart }) => localPart === part.name);
      if (row === undefined) return { is: "unknown" };
      const { organisationId, service, mode } = row;
      return {
        is: "intake",
        organisationId,
        service,
        mode,
        answered: await answeredTarget(on, mail, organisationId),
      };
    }
    default:
      return part;
  }
}

/** The last notification an agent was given this reply address in. */
async function lastNotification(
  on: Queries,
  targetId: string,
  token: string,
): Promise<SentRecipient | undefined> {
  const wrote = and(
    eq(outgoingMessage.targetId, targetId),
    eq(outgoingRecipient.fromLocalPart, `a-${token}`),
  );
  const [last] = await sentBy(on, wrote);
  return last && { recipientId: last.recipientId, organisationId: last.organisationId, targetId };
}

/** W6: In-Reply-To, then References from the last, against what this organisation sent or received. */
async function answeredTarget(
  on: Queries,
  mail: ReadMail,
  organisationId: string,
): Promise<{ targetId: string; by: "in_reply_to" | "references" } | undefined> {
  const named = [
    ...mail.inReplyTo.map((id) => ({ id, by: "in_reply_to" as const })),
    ...mail.references.toReversed().map((id) => ({ id, by: "references" as const })),
  ].slice(0, 50);
  if (named.length === 0) return undefined;
  const ids = [...new Set(named.map(({ id }) => id))];
  const [sent, stored] = await together([
    on
      .select({ targetId: outgoingMessage.targetId, wireIds: outgoingRecipient.wireMessageIds })
      .from(outgoingRecipient)
      .innerJoin(outgoingMessage, eq(outgoingMessage.id, outgoingRecipient.outgoingMessageId))
      .where(
        and(
          eq(outgoingRecipient.organisationId, organisationId),
          arrayOverlaps(outgoingRecipient.wireMessageIds, ids),
        ),
      ),
    on
      .select({ targetId: inboundTarget.caseId, messageId: inboundTarget.messageId })
      .from(inboundTarget)
      .where(
        and(
          eq(inboundTarget.organisationId, organisationId),
          inArray(inboundTarget.messageId, ids),
          eq(inboundTarget.outcome, "entry"),
        ),
      ),
  ]);
  for (const { id, by } of named) {
    const targetId =
      sent.find(({ wireIds }) => wireIds.includes(id))?.targetId ??
      stored.find(({ messageId }) => messageId === id)?.targetId;
    if (targetId) return { targetId, by };
  }
  return undefined;
}

/** Targets named by tokens and headers, and those they were merged into. */
async function loadTargets(
  on: Queries,
  mailboxes: Mailboxes,
  recipients: readonly FoundRecipient[],
): Promise<Map<string, TargetFacts>> {
  const targets = new Map<string, TargetFacts>();
  const wanted = new Map<string, Set<string>>();
  const want = (service: string, id: string) =>
    wanted.set(service, (wanted.get(service) ?? new Set()).add(id));
  for (const recipient of recipients) {
    if (recipient.is === "token") want(recipient.service, recipient.targetId);
    if (recipient.is === "intake" && recipient.answered) want(recipient.service, recipient.answered.targetId);
  }
  for (const [service, first] of wanted) {
    let ids = [...first];
    for (let hop = 0; hop < maxHopsFollowed && ids.length > 0; hop++) {
      const facts = (await mailboxOf(mailboxes, service)?.targets(on, ids)) ?? [];
      for (const target of facts) targets.set(target.targetId, target);
      ids = facts.flatMap(({ state }) =>
        state.is === "merged" && !targets.has(state.into) ? [state.into] : [],
      );
    }
  }
  return targets;
}

/** Agents of each organisation addressed whose address is the sender's. */
async function agentsBySender(
  on: Queries,
  mailboxes: Mailboxes,
  mail: ReadMail,
  recipients: readonly FoundRecipient[],
): Promise<Map<string, string[]>> {
  if (mail.sender.is === "malformed") return new Map();
  const { address } = mail.sender;
  const asked = new Map<string, Promise<[string, string[]]>>();
  for (const recipient of recipients) {
    if (recipient.is !== "token" && recipient.is !== "intake") continue;
    const { organisationId, service } = recipient;
    const mailbox = mailboxOf(mailboxes, service);
    if (mailbox === undefined || asked.has(organisationId)) continue;
    const found = mailbox.agentsByAddress(on, organisationId, [address]);
    asked.set(
      organisationId,
      found.then((agents) => [organisationId, agents.map(({ userId }) => userId)]),
    );
  }
  return new Map(await together([...asked.values()]));
}

/** Organisations addressed that blocked the sender, by address or by domain. */
async function blockersOf(
  on: Queries,
  ctx: Ctx,
  mail: ReadMail,
  recipients: readonly FoundRecipient[],
): Promise<Set<string>> {
  const organisations = recipients.flatMap((one) => ("organisationId" in one ? [one.organisationId] : []));
  if (mail.sender.is === "malformed" || organisations.length === 0) return new Set();
  const { address } = mail.sender;
  const rows = await on
    .select({ organisationId: blockedSender.organisationId })
    .from(blockedSender)
    .where(
      and(
        inArray(blockedSender.organisationId, organisations),
        inArray(blockedSender.value, [address, domainOf(address)]),
        gt(blockedSender.until, ctx.now()),
      ),
    );
  return new Set(rows.map(({ organisationId }) => organisationId));
}

/** Services of the intake addresses named that their organisation switched off. */
async function servicesOff(
  on: Queries,
  mailboxes: Mailboxes,
  recipients: readonly FoundRecipient[],
): Promise<Set<string>> {
  const asked = recipients.map(async (recipient) => {
    if (recipient.is !== "intake") return [];
    const { organisationId, service } = recipient;
    const isOn = (await mailboxOf(mailboxes, service)?.isOn?.(on, organisationId)) ?? true;
    return isOn ? [] : [serviceKey(organisationId, service)];
  });
  return new Set((await together(asked)).flat());
}

async function senderFacts(
  on: Queries,
  mailboxes: Mailboxes,
  mail: ReadMail,
  recipients: readonly FoundRecipient[],
  targets: ReadonlyMap<string, TargetFacts>,
  agentOf: ReadonlyMap<string, string[]>,
): Promise<SenderFacts> {
  if (mail.sender.is === "malformed") return { is: "malformed" };
  const { address } = mail.sender;
  const mayWrite = new Set<string>();
  const latestTarget = new Map<string, string>();
  for (const recipient of recipients) {
    if (recipient.is !== "token" && recipient.is !== "intake") continue;
    const { organisationId, service } = recipient;
    const mailbox = mailboxOf(mailboxes, service);
    if (mailbox === undefined) continue;
    if (recipient.is === "intake" && recipient.mode === "known_only") {
      const latest = await mailbox.latestTargetOf(on, organisationId, address);
      if (latest !== undefined) latestTarget.set(organisationId, latest);
    }
    for (const target of targets.values()) {
      if (target.organisationId !== organisationId) continue;
      for (const userId of agentOf.get(organisationId) ?? []) {
        if (await mailbox.agentMayWrite(on, userId, target.targetId))
          mayWrite.add(mayWriteKey(userId, target.targetId));
      }
    }
  }
  return { is: "address", address, agentOf, mayWrite, latestTarget };
}

/** The recipients of ours a report is about: by ids only we can have made or kept, then by address on a known case. */
async function findReported(
  on: Queries,
  ctx: Ctx,
  mail: ReadMail,
  recipients: readonly FoundRecipient[],
): Promise<SentRecipient[]> {
  const { report } = mail;
  const addresses = (report?.recipients ?? []).flatMap(({ address }) =>
    address === undefined ? [] : [address],
  );
  const wireIds = [...(report?.ids.messageIds ?? []), ...mail.inReplyTo];
  const own = [
    recipientOfGuichetId(ctx.env, report?.ids.guichetId ?? report?.ids.originalEnvelopeId),
    ...wireIds.map((id) => recipientOfMessageId(ctx.env, id)),
  ].filter((id) => id !== undefined);
  const direct = [
    ...(own.length === 0 ? [] : await sentBy(on, inArray(outgoingRecipient.id, own))),
    ...(wireIds.length === 0
      ? []
      : await sentBy(on, arrayOverlaps(outgoingRecipient.wireMessageIds, wireIds))),
  ];
  // An anchor stands for a whole conversation: only ids of one copy point at a recipient.
  const exact = direct.filter(({ address }) => addresses.length === 0 || addresses.includes(address));
  if (exact.length > 0) return latestPerAddress(exact);
  const targetIds = recipients.flatMap((recipient) =>
    recipient.is === "token" && recipient.state === "live" ? [recipient.targetId] : [],
  );
  if (targetIds.length === 0 || addresses.length === 0) return [];
  return latestPerAddress(
    await sentBy(
      on,
      and(inArray(outgoingMessage.targetId, targetIds), inArray(outgoingRecipient.address, addresses)),
    ),
  );
}

type SentRow = SentRecipient & { address: string; returnToken: string };

async function sentBy(on: Queries, where: SQL | undefined): Promise<SentRow[]> {
  return on
    .select({
      recipientId: outgoingRecipient.id,
      organisationId: outgoingRecipient.organisationId,
      targetId: outgoingMessage.targetId,
      address: outgoingRecipient.address,
      returnToken: outgoingRecipient.returnToken,
    })
    .from(outgoingRecipient)
    .innerJoin(outgoingMessage, eq(outgoingMessage.id, outgoingRecipient.outgoingMessageId))
    .where(where)
    .orderBy(desc(outgoingRecipient.createdAt))
    .limit(100);
}

function latestPerAddress(rows: readonly SentRow[]): SentRecipient[] {
  const latest = new Map<string, SentRow>();
  for (const row of rows) if (!latest.has(row.address)) latest.set(row.address, row);
  return [...latest.values()].map(({ recipientId, organisationId, targetId }) => ({
    recipientId,
    organisationId,
    targetId,
  }));
}
