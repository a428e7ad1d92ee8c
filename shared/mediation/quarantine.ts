import * as z from "zod/mini";
import { canonicalAddress } from "../mail/address.ts";
import { bulkLimit, HeldAction, QuarantineState } from "../mail/quarantine.ts";
import { QuarantineCause } from "../mail/schema.ts";
import { Side } from "./enums.ts";

/** Contracts of the quarantine of mediation: its list, one held mail, what is decided about it. */

const Id = z.uuid("Identifiant illisible.");
const Version = z.number().check(z.int(), z.minimum(1));
const text = (max: number) => z.string().check(z.trim(), z.minLength(1), z.maxLength(max));

export const ListHeld = z.strictObject({
  organisation: Id,
  state: z.optional(QuarantineState),
  cause: z.optional(QuarantineCause),
  case: z.optional(Id),
  /** First and last day of reception, in the organisation's zone. */
  from: z.optional(z.iso.date("Cette date n’existe pas.")),
  to: z.optional(z.iso.date("Cette date n’existe pas.")),
  /** An address, or a domain. */
  sender: z.optional(text(254)),
  q: z.optional(text(200)),
  after: z.optional(z.string()),
});
export type ListHeld = z.infer<typeof ListHeld>;

export const HeldRow = z.object({
  id: z.string(),
  receivedAt: z.string(),
  from: z.nullable(z.string()),
  claimedName: z.nullable(z.string()),
  subject: z.nullable(z.string()),
  cause: z.string(),
  state: z.string(),
  caseId: z.nullable(z.string()),
  caseNumber: z.nullable(z.string()),
  files: z.number(),
  expiresAt: z.string(),
  decided: z.nullable(z.object({ by: z.nullable(z.string()), at: z.string() })),
  version: z.number(),
});
export type HeldRow = z.infer<typeof HeldRow>;
export const HeldPage = z.object({ rows: z.array(HeldRow), next: z.nullable(z.string()) });
export type HeldPage = z.infer<typeof HeldPage>;

/** A mail inside the held one, whose sender may be the real one (a forward). */
const HeldOriginal = z.object({
  name: z.string(),
  address: z.string(),
  from: z.string(),
  subject: z.string(),
});

export const HeldMail = z.extend(HeldRow, {
  text: z.nullable(z.string()),
  attachments: z.array(z.object({ name: z.string(), size: z.number() })),
  originals: z.array(HeldOriginal),
  /** Case it came for. */
  target: z.nullable(
    z.object({
      id: z.string(),
      number: z.string(),
      subject: z.string(),
      closed: z.boolean(),
      /** Its service lets a mail reopen it. */
      reopens: z.boolean(),
      /** The sender is somebody of the case already: their name. */
      knownAs: z.nullable(z.string()),
    }),
  ),
  /** A case it may belong to, which it had no way into. */
  suggested: z.nullable(z.object({ id: z.string(), number: z.string() })),
  /** Null when an answer may leave; else why it may not, to be read after « aucun courriel ne partira : ». */
  noAnswer: z.nullable(z.string()),
  mayBlockDomain: z.boolean(),
  /** Released: `working` until its entry is there. */
  release: z.nullable(
    z.discriminatedUnion("is", [
      z.object({ is: z.literal("working") }),
      z.object({ is: z.literal("done"), caseId: z.string(), caseNumber: z.string(), entryId: z.string() }),
      /** It waits again. */
      z.object({ is: z.literal("failed"), because: z.string() }),
    ]),
  ),
  allowed: z.array(HeldAction),
});
export type HeldMail = z.infer<typeof HeldMail>;

const address = text(254).check(
  z.refine((value) => canonicalAddress(value) !== undefined, "Cette adresse n’est pas valable."),
);
const name = text(100);

/** How a held mail is released (mail.md §4.5). The worker reads its original again and carries it out. */
export const ReleaseHeld = z.discriminatedUnion("to", [
  z.strictObject({
    to: z.literal("participant"),
    version: Version,
    name,
    side: Side,
    /** Tell them that they take part in the case. */
    tell: z.boolean(),
    reopen: z.boolean(),
  }),
  z.strictObject({
    to: z.literal("case"),
    version: Version,
    /** The case it came for, or another of the same organisation. */
    caseId: Id,
    reopen: z.boolean(),
  }),
  z.strictObject({
    to: z.literal("new_case"),
    version: Version,
    /** Who asks: the sender, or that of a mail inside. */
    name,
    address,
    /** Send the dated receipt, where an answer may leave. */
    tell: z.boolean(),
  }),
]);
export type ReleaseHeld = z.infer<typeof ReleaseHeld>;

export const RejectHeld = z.strictObject({
  version: Version,
  text: z
    .string()
    .check(
      z.trim(),
      z.minLength(1, "Écrivez votre réponse."),
      z.maxLength(5000, "5 000 caractères au plus."),
    ),
});
export type RejectHeld = z.infer<typeof RejectHeld>;
/** `sent`: false with the reason why no mail left. */
export const RejectedHeld = z.object({ sent: z.boolean(), because: z.nullable(z.string()) });
export type RejectedHeld = z.infer<typeof RejectedHeld>;

const DiscardAs = z.enum(["spam", "deleted"]);
export const DiscardHeld = z.strictObject({
  version: Version,
  as: DiscardAs,
  /** With `spam`: whose mails are held from now on. */
  block: z.optional(z.enum(["address", "domain"])),
});
export type DiscardHeld = z.infer<typeof DiscardHeld>;
export const DiscardMany = z.strictObject({
  organisation: Id,
  as: DiscardAs,
  items: z
    .array(z.strictObject({ id: Id, version: Version }))
    .check(z.minLength(1), z.maxLength(bulkLimit, "50 courriels au plus à la fois.")),
});
export type DiscardMany = z.infer<typeof DiscardMany>;
/** Those done with their new version, and those that were not, each with its cause. */
export const Discarded = z.object({
  done: z.array(z.object({ id: z.string(), version: z.number() })),
  refused: z.array(z.object({ id: z.string(), detail: z.string() })),
});
export type Discarded = z.infer<typeof Discarded>;

export const HeldVersion = z.strictObject({ version: Version });
export const HeldChanged = z.object({ id: z.string(), state: z.string(), version: z.number() });
export type HeldChanged = z.infer<typeof HeldChanged>;

export const HeldRegister = z.strictObject({
  organisation: Id,
  format: z.enum(["csv", "xlsx"]),
  from: z.optional(z.iso.date("Cette date n’existe pas.")),
  to: z.optional(z.iso.date("Cette date n’existe pas.")),
});
export type HeldRegister = z.infer<typeof HeldRegister>;

export const HeldRegisterFile = z.object({ fileName: z.string(), type: z.string(), base64: z.string() });
export type HeldRegisterFile = z.infer<typeof HeldRegisterFile>;

const BlockedSenderView = z.object({
  id: z.string(),
  kind: z.enum(["address", "domain"]),
  value: z.string(),
  until: z.string(),
  by: z.nullable(z.string()),
});
export const BlockedSenderList = z.object({ senders: z.array(BlockedSenderView) });
export type BlockedSenderList = z.infer<typeof BlockedSenderList>;
