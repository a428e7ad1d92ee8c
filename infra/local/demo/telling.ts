import { canonicalEmail } from "../../../shared/access/email.ts";
import type { RecipientState } from "../../../shared/mail/schema.ts";
import type { CaseFact } from "../../../shared/mediation/facts.ts";
import type { DemoFile } from "./files.ts";
import { answering, type Correspondent, receive, send } from "./mails.ts";
import type { Plan } from "./plans.ts";
import { months } from "./stories.ts";
import { keep, minutes, newId, newToken, soonAfter, type World } from "./world.ts";

/** A case being told: what later steps need of earlier ones. */
export interface Telling {
  world: World;
  plan: Plan;
  organisationId: string;
  caseId: string;
  number: string;
  subject: string;
  fill: (text: string) => string;
  handler: { id: string; name: string } | undefined;
  requester: Correspondent | undefined;
  service: Correspondent | undefined;
  /** Last message sent to the requester and to the service: what an answer quotes. */
  lastToRequester: { at: Date; text: string; senderName: string } | undefined;
  lastToService: { at: Date; text: string; senderName: string } | undefined;
  lastExchangeAt: Date;
  toProcess: number;
  failedSend: boolean;
}

/** `1 284,60`, with the spaces French typography asks for. */
const amount = (cents: number) =>
  new Intl.NumberFormat("fr-FR", { minimumFractionDigits: cents % 100 === 0 ? 0 : 2 }).format(cents / 100);

export const filler = (world: World): ((text: string) => string) => {
  const values: Record<string, string> = {
    montant: amount(world.random.between(35, 1_900) * 100 + world.random.pick([0, 20, 60, 90])),
    rue: `rue ${world.random.pick(["des Tanneurs", "du Puits-Neuf", "des Lavandières", "Basse", "des Moulins"])}`,
    mois: world.random.pick(months),
    nombre: String(world.random.between(3, 14)),
  };
  return (text) => text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
};

export const correspond = (
  telling: Telling,
  given: {
    side: "REQUESTER" | "ADMINISTRATION";
    name: string;
    email: string;
    partyId: string | null;
    at: Date;
  },
): Correspondent => {
  const { world, organisationId, caseId } = telling;
  const participantId = newId(world, given.at);
  const token = newToken(world);
  const verified = given.side === "REQUESTER" && world.random.chance(0.7);
  world.rows.participant.push({
    id: participantId,
    organisationId,
    caseId,
    partyId: given.partyId,
    side: given.side,
    displayName: given.name,
    email: given.email,
    emailCanonical: canonicalEmail(given.email),
    verification: verified ? "verified" : "unverified",
    verifiedBy: verified ? "code" : null,
    verifiedAt: verified ? given.at : null,
    createdAt: given.at,
  });
  world.rows.replyAddress.push({
    id: newId(world, given.at),
    organisationId,
    token,
    kind: "participant",
    service: "mediation",
    targetId: caseId,
    participantId,
    state: "live",
    createdAt: given.at,
  });
  return { participantId, name: given.name, email: given.email, token };
};

type Entry = Omit<World["rows"]["caseEntry"][number], "id" | "organisationId" | "caseId"> & { id?: string };
export const enter = (telling: Telling, entry: Entry): string => {
  const { world, organisationId, caseId } = telling;
  const id = entry.id ?? newId(world, entry.occurredAt);
  world.rows.caseEntry.push({ ...entry, id, organisationId, caseId, createdAt: entry.occurredAt });
  if (entry.kind === "message") telling.lastExchangeAt = entry.occurredAt;
  return id;
};

/** A fact of the thread; `text` is the code of the status it moved to. */
export const fact = (telling: Telling, name: CaseFact, at: Date, text: string | null = null) =>
  enter(telling, {
    kind: "fact",
    medium: "NOTICE",
    fact: name,
    text,
    occurredAt: at,
    authorUserId: telling.handler?.id ?? null,
  });

/** Files of each side are for that side's eyes. */
const seenBy = {
  REQUESTER: { source: "REQUESTER", visibility: "REQUESTER_ONLY" },
  ADMINISTRATION: { source: "ADMINISTRATION", visibility: "ADMINISTRATION_ONLY" },
} as const;

export const attach = (
  telling: Telling,
  files: readonly DemoFile[],
  given: { entryId: string; side: keyof typeof seenBy; ours?: boolean; at: Date },
) => {
  files.forEach((file, position) => {
    telling.world.rows.caseFile.push({
      id: newId(telling.world, given.at),
      organisationId: telling.organisationId,
      caseId: telling.caseId,
      entryId: given.entryId,
      storedFileId: keep(telling.world, telling.organisationId, file, given.at),
      name: file.name,
      ...seenBy[given.side],
      ...(given.ours ? { source: "MEDIATOR" as const } : {}),
      position,
      decision: "kept",
      createdAt: given.at,
    });
  });
};

/** A message of the agent in charge (or a notice of the service) with its copy to one correspondent. */
export const write = (
  telling: Telling,
  to: Correspondent,
  given: {
    text: string;
    at: Date;
    files?: readonly DemoFile[];
    notice?: "receipt" | "closing";
    state?: RecipientState;
  },
) => {
  const { world, plan, organisationId, caseId } = telling;
  const state = given.state ?? "delivered";
  const files = given.files ?? [];
  const author = given.notice ? undefined : telling.handler;
  const subject = given.notice
    ? `[Dossier ${telling.number}] ${given.notice === "receipt" ? "Votre demande est enregistrée" : "Conclusion de la médiation"}`
    : `[Dossier ${telling.number}] ${telling.subject}`;
  const outgoingMessageId = send(world, {
    organisationId,
    caseId,
    senderName: plan.organisation.settings.senderName,
    authorUserId: author?.id ?? null,
    class: given.notice
      ? plan.channel === "EMAIL" && given.notice === "receipt"
        ? "acknowledgement"
        : "notice"
      : "conversation",
    template: given.notice ?? "message",
    to: [
      {
        ...to,
        state,
        ...(state === "hard_bounced" ? { diagnostic: "L’adresse n’existe pas chez le destinataire." } : {}),
      },
    ],
    subject,
    text: given.text,
    files,
    at: given.at,
  });
  const side = to === telling.service ? "ADMINISTRATION" : "REQUESTER";
  // A receipt is a mail only: what it says is on the case already.
  if (given.notice !== "receipt") {
    const entryId = enter(telling, {
      kind: "message",
      direction: "OUT",
      medium: given.notice ? "NOTICE" : "EMAIL",
      side,
      occurredAt: given.at,
      authorUserId: telling.handler?.id ?? null,
      subject,
      text: given.text,
      outgoingMessageId,
    });
    attach(telling, files, { entryId, side, ours: true, at: given.at });
  }
  const sent = {
    at: given.at,
    text: given.text,
    senderName: author?.name ?? plan.organisation.settings.senderName,
  };
  if (to === telling.service) telling.lastToService = sent;
  else telling.lastToRequester = sent;
};

/** A mail from a correspondent to their own token address. `unread` leaves it to process. */
export const getMail = (
  telling: Telling,
  from: Correspondent,
  given: { text: string; at: Date; files: readonly DemoFile[]; unread: boolean },
) => {
  const { world, organisationId, caseId } = telling;
  const administration = from === telling.service;
  const original = administration ? telling.lastToService : telling.lastToRequester;
  const { text, folds } = original ? answering(given.text, original) : { text: given.text, folds: [] };
  const entryId = newId(world, given.at);
  const subject = `Re: [Dossier ${telling.number}] ${telling.subject}`;
  const inboundTargetId = receive(world, {
    organisationId,
    from: { email: from.email, name: from.name },
    to: `r-${from.token}@${world.mailDomain}`,
    subject,
    text,
    files: given.files,
    at: given.at,
    mailClass: "human",
    target: { outcome: "entry", caseId, matchedBy: "token", authorship: "participant_verified", entryId },
  });
  enter(telling, {
    id: entryId,
    kind: "message",
    direction: "IN",
    medium: "EMAIL",
    side: administration ? "ADMINISTRATION" : "REQUESTER",
    occurredAt: given.at,
    participantId: from.participantId,
    authorLabel: from.name,
    authorship: "participant_verified",
    subject,
    text,
    folds,
    toProcess: given.unread,
    processedAt: given.unread ? null : soonAfter(world, given.at, 90 * minutes),
    processedBy: given.unread ? null : (telling.handler?.id ?? null),
    inboundTargetId,
    readerVersion: 2,
  });
  if (given.unread) telling.toProcess += 1;
  attach(telling, given.files, {
    entryId,
    side: administration ? "ADMINISTRATION" : "REQUESTER",
    at: given.at,
  });
};
