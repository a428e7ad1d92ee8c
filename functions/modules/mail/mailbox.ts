import type { MailCard } from "../../../shared/mail/cards.ts";
import type {
  Authorship,
  EntryFlag,
  MailClass,
  MatchedBy,
  RecipientState,
} from "../../../shared/mail/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Db, Queries, Tx } from "../../platform/db.ts";
import type { AuditNote, OutboxEvent } from "../../platform/mutate.ts";
import type { ComposedMessage } from "./queue-mail.ts";

/**
 * What a service gives to receive mail: how mail finds its targets and writes on them, without knowing the service.
 * "Target" is the aggregate that accepts mail (a case for mediation). Mail owns tokens, addresses, quarantine and
 * delivery states; the service owns its targets, participants and entries. Source: domain mail.md §1.
 *
 * Writes run in the transaction that `receive` opened as the actor `mail` (or that a person's act opened, for a
 * release), reads also outside one. All must be safe to repeat after a rollback: no call to the outside, no memory.
 */
export interface Mailbox {
  /** The service's code, as in `intake_address.service` and in target keys: `mediation`. */
  readonly service: string;

  /** Facts of these targets for routing, one read, unknown ids left out. A merged target says only where it went. */
  targets(on: Queries, targetIds: readonly string[]): Promise<TargetFacts[]>;

  /** Whether the organisation has the service on. Without it, an intake address takes mail as long as it exists. */
  isOn?(on: Queries, organisationId: string): Promise<boolean>;

  /** Agents of the organisation (any state) who confirmed one of these canonical addresses. */
  agentsByAddress(on: Queries, organisationId: string, addresses: readonly string[]): Promise<AgentFacts[]>;

  /** The agent may write on the target now (account enabled, membership and right held at this instant). */
  agentMayWrite(on: Queries, userId: string, targetId: string): Promise<boolean>;

  /**
   * Whether the address is a verified participant of any target of the organisation, and of which latest one
   * (intake in mode `known_only`).
   */
  latestTargetOf(on: Queries, organisationId: string, address: string): Promise<string | undefined>;

  /** Writes the entry on the target, tells whom the service tells, applies its own events. Returns the entry's id. */
  post(tx: Tx, ctx: Ctx, entry: MailEntry): Promise<{ entryId: string } & Traces>;

  /** Opens a target from a mail to an intake address, with the mail as its first entry. */
  createFromMail(tx: Tx, ctx: Ctx, mail: NewTargetMail): Promise<NewTarget>;

  /** The participant wrote from their own address, by their own token, authenticated: the address is theirs. */
  addressProved(tx: Tx, ctx: Ctx, participantId: string): Promise<Traces>;

  /** Roles whose holders are told of held mails that wait. */
  readonly heldKeepers: readonly string[];

  /**
   * Makes the sender of a released mail a participant, with an address not verified; whoever takes part by that address
   * already stays as they are. `tell` writes to them that they do.
   */
  addParticipant(tx: Tx, ctx: Ctx, given: NewParticipant): Promise<{ participantId: string } & Traces>;

  /** Opens a closed target again because a person wrote to it (only when its rules said so). */
  reopen(tx: Tx, ctx: Ctx, targetId: string): Promise<Traces>;

  /** A mail in the name of these agents was held, since nothing proves it: they are told on the target. */
  agentsDoubted?(tx: Tx, ctx: Ctx, doubt: { targetId: string; userIds: readonly string[] }): Promise<Traces>;

  /**
   * Replaces what an entry shows of its mail, which a later reader read again: the same entry, nobody told. Undefined
   * when the target's entry is not of this service.
   */
  replaceContent(
    tx: Tx,
    ctx: Ctx,
    given: { inboundTargetId: string; content: MailContent; flags: readonly EntryFlag[] },
  ): Promise<Traces | undefined>;

  /** A recipient's delivery state changed: the service shows it, warns whom it warns ("Message non remis"). */
  deliveryChanged(tx: Tx, ctx: Ctx, change: DeliveryChange): Promise<Traces>;

  /** The scanner found a virus in a kept file, whose bytes are deleted: the service tells those who would open it. */
  threatFound(tx: Tx, ctx: Ctx, storedFileId: string): Promise<Traces>;

  /**
   * HTML of one entry for the sandboxed frame. Runs beside `enter` on the reader's own connection, so row-level
   * security and the service's own filter decide; unknown and not visible are the same.
   */
  displayed(db: Db, entryId: string): Promise<DisplayedEntry | undefined>;
}

/** What the service's part of the change must leave behind; mail commits it in the one `mutate` of the mail. */
export interface Traces {
  audit: readonly AuditNote[];
  events: readonly OutboxEvent[];
}

export type TargetState =
  | { is: "open" }
  | { is: "closed"; closedAt: Date }
  | { is: "merged"; into: string }
  | { is: "erased" }
  | { is: "service_off" };

export interface TargetFacts {
  targetId: string;
  organisationId: string;
  state: TargetState;
  participants: ReadonlyArray<{ participantId: string; address: string; verified: boolean }>;
  /** Days after closing during which a mail reopens; 0 = never (mediation). */
  closedReopenDays: number;
  /** What a mail later than that becomes. Mediation: `entry`. */
  afterClose: "new_case" | "entry" | "quarantine";
  /** Reopenings caused by mail in the last 24 h. */
  reopenedByMail24h: number;
}

interface AgentFacts {
  userId: string;
  address: string;
}

/** A file of the mail. Kept ones are rows of `stored_file`; refused ones are named only. */
export interface MailFile {
  position: number;
  /** Name safe to show and to save under. */
  name: string;
  /** Type found by content, then by extension, then as declared. */
  type: string;
  /** Bytes. */
  size: number;
  /** Absent when the file was not kept. */
  storedFileId: string | undefined;
  /** As in the HTML's `cid:`: lower case, without `<>`. */
  contentId: string | undefined;
  role: "attachment" | "inline" | "original_message" | "calendar" | "signature";
  decision: "kept" | "refused_type" | "refused_malware" | "refused_limit" | "empty";
}

/** A quote or signature of `text`, shown folded: UTF-16 units [from, to). */
export interface Fold {
  from: number;
  to: number;
  kind: "quote" | "signature";
}

/** What one read mail brings to an entry. All of it is display data, replaced as a whole by a later reader. */
export interface MailContent {
  inboundMailId: string;
  readerVersion: number;
  subject: string;
  /** The sender's canonical address: the identity. `claimedName` is what the mail says, never an identity. */
  from: { address: string; claimedName: string };
  replyTo: readonly string[];
  to: readonly string[];
  cc: readonly string[];
  receivedAt: Date;
  sentAtClaimed: Date | undefined;
  text: string;
  folds: readonly Fold[];
  /** Sanitised HTML with `cid:` sources kept, or absent when the mail is text only. */
  html: string | undefined;
  files: readonly MailFile[];
  /** Appointments and forwarded originals. */
  cards: readonly MailCard[];
  messageId: string;
  /** sha256 (hex) of text, HTML and files: with `messageId` it names the mail (mail.md §5.3). */
  bodyHash: string;
}

export interface MailEntry {
  /** `inbound_target` row: one entry each, by a unique key of the service. */
  inboundTargetId: string;
  targetId: string;
  /** The target it was written to, when that one was merged into `targetId`. */
  namedId?: string | undefined;
  organisationId: string;
  author:
    | { is: "participant"; participantId: string }
    /** An internal note: never shown to a participant, never sent on. */
    | { is: "agent"; userId: string }
    /** Released without a participant: shown as the raw address. */
    | { is: "address"; address: string };
  authorship: Authorship;
  mailClass: MailClass;
  flags: readonly EntryFlag[];
  matchedBy: MatchedBy;
  /** False: no notification, no event that moves the target's state (machines). */
  notify: boolean;
  /** The target was closed when the mail came and stays so: its handler is told. */
  afterClose: boolean;
  content: MailContent;
}

export interface NewTargetMail {
  /** `inbound_target` row: one new target and one entry each, by a unique key of the service. */
  inboundTargetId: string;
  organisationId: string;
  authorship: Authorship;
  /** The sender, who becomes a participant with an address not verified. */
  sender: { address: string; claimedName: string };
  flags: readonly EntryFlag[];
  mailClass: MailClass;
  /** The closed or latest target this one continues, if any. */
  linkedTo: string | undefined;
  /** Written by an agent for somebody else (I5): the target waits to be confirmed and nobody is acknowledged. */
  byAgent: string | undefined;
  content: MailContent;
}

export interface NewParticipant {
  targetId: string;
  organisationId: string;
  /** Canonical. */
  address: string;
  /** As a person of the service confirmed them; `side` is a word of the service. */
  name: string;
  side: string;
  tell: boolean;
}

export interface NewTarget extends Traces {
  targetId: string;
  participantId: string;
  entryId: string;
  /**
   * The dated receipt for the sender, of class `acknowledgement`, composed by the service. Mail queues it only when
   * an automatic answer may be given (`mayAnswer`), and records in the audit when it may not.
   */
  receipt: ComposedMessage | undefined;
}

export interface DeliveryChange {
  outgoingMessageId: string;
  outgoingRecipientId: string;
  /** The service's own target of the message. */
  targetId: string;
  /** Null for mails about accounts. */
  organisationId: string | null;
  address: string;
  from: RecipientState;
  to: RecipientState;
  /** The address itself is no good any more (hard bounce, or soft ones piling up): `participant.verification`. */
  addressUndeliverable: boolean;
  /** Author of the message, to be told; absent for the system's own. */
  authorUserId: string | undefined;
  participantId: string | undefined;
  /** One French sentence for the agent, when something went wrong. */
  reason: string | undefined;
  /** It has been `delayed` for half a day: whoever wrote is told, once. */
  isLate: boolean;
  at: Date;
}

/** The mailboxes an entry wires, one per service. */
export type Mailboxes = readonly Mailbox[];

/** What sending needs of whoever writes: a service's mailbox, or accounts, which receive nothing. */
export type Sender = Pick<Mailbox, "service" | "deliveryChanged"> & Partial<Pick<Mailbox, "targets">>;
export type Senders = readonly Sender[];

/** The mailbox of a service; undefined for services that were switched off. */
export const mailboxOf = <M extends Sender>(mailboxes: readonly M[], service: string | undefined) =>
  mailboxes.find((mailbox) => mailbox.service === service);

export interface DisplayedEntry {
  /** For the frame's `title`. */
  title: string;
  html: string;
  /** Images shown in place: `cid` as in the HTML, and what is needed to sign a link to them. */
  images: ReadonlyArray<{ contentId: string; storedFileId: string }>;
  /** Set when `html` is a whole page of ours, shown as it is with images of this origin. */
  page?: { images: string };
}
