import * as z from "zod/mini";

/** Mails held back: what becomes of one, what may be done with it (mail.md §4.5, §5.7). */

export const quarantineStates = {
  waiting: "À traiter",
  released: "Libéré",
  rejected: "Refusé",
  spam: "Indésirable",
  deleted: "Supprimé",
  expired: "Expiré",
  auto_closed: "Classé sans suite",
} as const;
export type QuarantineState = keyof typeof quarantineStates;
const stateCodes = Object.keys(quarantineStates) as [QuarantineState, ...QuarantineState[]];
export const QuarantineState = z.enum(stateCodes);

/** Days a deleted mail can still be taken back. */
export const deletedDays = 7;
/** Days a sender stays blocked. */
export const blockedDays = 180;
/** Mails that one bulk act may name. */
export const bulkLimit = 50;

/** What may be done with one held mail; a screen offers exactly these. */
const heldActions = [
  /** Sender joins the case, the mail becomes an entry. */
  "participant",
  /** Entry on the case it came for, under the raw address. */
  "on_case",
  "new_case",
  /** Entry on another case of the organisation. */
  "attach",
  "reject",
  "spam",
  "delete",
  /** Process the original again. */
  "replay",
  /** Take a decision back. */
  "restore",
] as const;
export const HeldAction = z.enum(heldActions);
export type HeldAction = z.infer<typeof HeldAction>;

/** What the offer depends on, besides the right to decide. */
interface HeldFacts {
  cause: string;
  state: string;
  /** Content and original are gone. */
  erased: boolean;
  /** A case it came for, which is still there. */
  onCase: boolean;
  /** It has one readable sender's address. */
  hasSender: boolean;
  /** Its original is where it was put. */
  hasOriginal: boolean;
}

/** What a person who decides may do: a virus is only ever deleted, what could not be read is only read again. */
export const heldOffer = (held: HeldFacts): HeldAction[] => {
  if (held.erased) return [];
  if (held.state !== "waiting")
    return ["spam", "deleted", "auto_closed"].includes(held.state) ? ["restore"] : [];
  if (held.cause === "virus") return ["delete"];
  if (held.cause === "unprocessable") return held.hasOriginal ? ["replay", "delete"] : ["delete"];
  const releases: HeldAction[] = [
    ...(held.onCase && held.hasSender ? (["participant"] as const) : []),
    ...(held.onCase ? (["on_case"] as const) : []),
    "new_case",
    "attach",
  ];
  return [
    ...(held.hasOriginal ? releases : []),
    ...(held.hasSender ? (["reject"] as const) : []),
    "spam",
    "delete",
  ];
};

/** The one verb that settles most mails of a cause: the primary button. */
export const usualAction = (cause: string, offered: readonly HeldAction[]): HeldAction | undefined => {
  const wanted: readonly HeldAction[] = [
    "spam",
    "bulk",
    "automatic",
    "blocked_sender",
    "loop",
    "own_mail",
  ].includes(cause)
    ? ["spam"]
    : ["replay", "participant", "new_case", "restore", "delete"];
  return wanted.find((action) => offered.includes(action));
};

/** Whether an answer may leave, and why not: only to a person, at an address that its domain vouches for. */
export const answerable = (mail: {
  class: string | null;
  dmarc: string | null;
  nullPath: boolean;
}): { yes: true } | { yes: false; because: string } => {
  if (mail.nullPath || mail.class !== "human")
    return { yes: false, because: "ce n’est pas une personne qui a écrit" };
  if (mail.dmarc !== "PASS") return { yes: false, because: "l’expéditeur n’est pas authentifié" };
  return { yes: true };
};

/** Words offered to whoever refuses a mail; they change them as they like. */
export const refusalWords = (organisation: string): string =>
  `Bonjour,\n\nNous avons bien reçu votre courriel. Nous ne pouvons pas le rattacher à un dossier.\n\nSi vous souhaitez faire une demande, utilisez le formulaire en ligne ou écrivez à l’adresse indiquée sur la page de ${organisation}.\n\nCordialement,`;

/* ---------- Mails without destination, for the platform ---------- */

/** Never a text, a subject or an address (mail.md §2). */
const UnplacedMail = z.object({
  id: z.string(),
  cause: z.string(),
  receivedAt: z.string(),
  senderDomain: z.nullable(z.string()),
  size: z.nullable(z.number()),
  expiresAt: z.string(),
});
export const UnplacedMails = z.object({
  mails: z.array(UnplacedMail),
  next: z.nullable(z.string()),
  waiting: z.number(),
});
export type UnplacedMails = z.infer<typeof UnplacedMails>;
export const AssignUnplaced = z.strictObject({ organisation: z.uuid("Identifiant illisible.") });
