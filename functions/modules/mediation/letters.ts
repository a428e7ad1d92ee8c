import * as z from "zod/mini";
import type { Ctx } from "../../platform/ctx.ts";
import type { OutboxEvent } from "../../platform/mutate.ts";

const id = z.uuid();
const about = { letterId: id, caseId: id };

/**
 * What a citizen's act makes a job write: letters to people of the case and notices to agents. The request itself holds
 * ids only; it runs on a database role that sees no address of an agent and makes no code.
 */
export const Letter = z.discriminatedUnion("letter", [
  /** A case was filed; `copy` 1 when the text comes with the receipt. */
  z.object({
    letter: z.literal("receipt"),
    ...about,
    copy: z.union([z.literal(0), z.literal(1)]),
    /** No receipt leaves: whoever registered the case handed it over. Others are told all the same. */
    silent: z.optional(z.literal(1)),
  }),
  /** The same request came twice in a day: its receipt once more. */
  z.object({ letter: z.literal("receipt_again"), ...about }),
  z.object({ letter: z.literal("code"), ...about, partyId: id, secretLinkId: id }),
  z.object({ letter: z.literal("new_link"), ...about, partyId: id }),
  z.object({ letter: z.literal("answer_received"), ...about, partyId: id, entryId: id }),
  /** Somebody followed the link sent to their address: it is theirs. Nothing is written back. */
  z.object({ letter: z.literal("address_confirmed"), ...about, participantId: id }),
  /** A request was given up, by or for this party: its proof. */
  z.object({ letter: z.literal("withdrawn"), ...about, partyId: id }),
  /** A party wants to be written to at another address: that one is asked, the present one warned. */
  z.object({ letter: z.literal("email_change"), ...about, partyId: id }),
  /** The link sent to the new address was followed. */
  z.object({ letter: z.literal("email_changed"), ...about, partyId: id, secretLinkId: id }),
  /** The requester says that they did not ask for this: the handlers are told, and nobody else. */
  z.object({ letter: z.literal("objection"), ...about, partyId: id }),
]);
export type Letter = z.infer<typeof Letter>;

type AskedLetter = Letter extends infer L ? (L extends Letter ? Omit<L, "letterId"> : never) : never;

/** Asks for a letter in the caller's transaction: an event whose id makes writing it twice the same as once. */
export const askLetter = (ctx: Ctx, organisationId: string, letter: AskedLetter): OutboxEvent => ({
  queue: "case-letters",
  body: { letterId: ctx.newId(), ...letter },
  organisationId,
});
