import type { MatchedBy } from "../../../shared/mail/schema.ts";
import type { TargetFacts } from "./mailbox.ts";
import type { SenderFacts } from "./route-author.ts";

/** Where a mail goes (mail.md §5.5): one place per distinct target of its envelope, by the strongest way to it. */

/** What one envelope recipient of ours leads to. */
export type FoundRecipient =
  | {
      is: "token";
      kind: "participant" | "agent";
      state: "live" | "rotated" | "revoked";
      organisationId: string;
      service: string;
      targetId: string;
      /** Participant or user the token was made for. */
      personId: string;
      /** For an agent's token, when a machine answers: the last notification it was given to. */
      notification?: SentRecipient | undefined;
    }
  /** A token whose target was erased: nothing is left of it but the organisation. */
  | { is: "tombstone"; organisationId: string }
  /** The return path of one of our messages. */
  | { is: "return_path"; sent: SentRecipient | undefined }
  | {
      is: "intake";
      organisationId: string;
      service: string;
      mode: "open" | "known_only" | "closed";
      /** A target of this organisation that In-Reply-To or References named. */
      answered: { targetId: string; by: "in_reply_to" | "references" } | undefined;
    }
  | { is: "noreply" | "postmaster" | "unknown" };

export interface SentRecipient {
  recipientId: string;
  organisationId: string | null;
  targetId: string | null;
}

/** Where a decision applies. `key` is unique within one mail. */
export interface Place {
  key: string;
  organisationId: string | null;
  service: string | undefined;
  targetId: string | undefined;
  /** The merged target that the mail was written to, when it is not the one it reached. */
  namedId?: string;
  matchedBy: MatchedBy;
}

/** What finding places asks for. */
interface PlaceFacts {
  recipients: readonly FoundRecipient[];
  sender: SenderFacts;
  /** Every target named, and those they were merged into. */
  targets: ReadonlyMap<string, TargetFacts>;
}

const maxMerges = 10;

export interface FoundPlace {
  place: Place;
  recipient: FoundRecipient;
  /** The strongest way to one case is kept. */
  strength: number;
}

/** One place per distinct target; several unknown addresses are one place. */
export function findPlaces(input: PlaceFacts): FoundPlace[] {
  const found = new Map<string, FoundPlace>();
  for (const recipient of input.recipients) {
    const next = placeOf(input, recipient);
    const known = found.get(next.place.key);
    if (known === undefined || known.strength < next.strength) found.set(next.place.key, next);
  }
  if (found.size === 0) return [placeOf(input, { is: "unknown" })];
  // An unknown address beside a good one (a typing mistake, an old alias) has its own row only when it is alone.
  if (found.size > 1) found.delete("none");
  return [...found.values()];
}

function placeOf(input: PlaceFacts, recipient: FoundRecipient): FoundPlace {
  const nowhere: Place = {
    key: "none",
    organisationId: null,
    service: undefined,
    targetId: undefined,
    matchedBy: "none",
  };
  switch (recipient.is) {
    case "token": {
      const { organisationId, service, kind } = recipient;
      const matchedBy = kind === "participant" ? "token" : "agent_token";
      const place = targetPlace(input, recipient.targetId, { organisationId, service, matchedBy });
      return { place, recipient, strength: tokenStrength(input, recipient, place) };
    }
    case "tombstone": {
      const { organisationId } = recipient;
      const place: Place = {
        ...nowhere,
        key: `erased:${organisationId}`,
        organisationId,
        matchedBy: "token",
      };
      return { place, recipient, strength: 1 };
    }
    case "intake": {
      const { organisationId, service, answered } = recipient;
      if (answered !== undefined) {
        const place = targetPlace(input, answered.targetId, {
          organisationId,
          service,
          matchedBy: answered.by,
        });
        if (place.targetId !== undefined) return { place, recipient, strength: 2 };
      }
      const place: Place = {
        ...nowhere,
        key: `intake:${organisationId}`,
        organisationId,
        service,
        matchedBy: "intake",
      };
      return { place, recipient: { ...recipient, answered: undefined }, strength: 1 };
    }
    case "return_path": {
      const { sent } = recipient;
      return sent === undefined
        ? { place: nowhere, recipient, strength: 0 }
        : { place: sentPlace(sent, "return_path"), recipient, strength: 6 };
    }
    default:
      // A known address of the platform says more than an unknown one.
      return { place: nowhere, recipient, strength: recipient.is === "unknown" ? 0 : 1 };
  }
}

/** The place of a target after its mergers; without `targetId` when it was erased or never was. */
function targetPlace(
  input: PlaceFacts,
  namedId: string,
  found: Pick<Place, "organisationId" | "service" | "matchedBy">,
): Place {
  const finalId = finalTarget(input, namedId) ?? namedId;
  const target = input.targets.get(finalId);
  const isThere = target !== undefined && target.state.is !== "erased";
  return {
    key: `case:${finalId}`,
    ...found,
    targetId: isThere ? finalId : undefined,
    ...(finalId === namedId ? {} : { namedId }),
  };
}

/**
 * A participant's token before an agent's, an agent's before headers (2), and one that works before any that does
 * not. Between two participants' tokens, the one made for whoever writes.
 */
function tokenStrength(
  input: PlaceFacts,
  { kind, state, personId }: Extract<FoundRecipient, { is: "token" }>,
  place: Place,
): number {
  if (kind === "agent") return state === "live" ? 3 : 0;
  if (state === "revoked") return 1;
  const people = input.targets.get(place.targetId ?? "")?.participants ?? [];
  const writer = input.sender.is === "address" ? input.sender.address : undefined;
  const isOwn = people.some((one) => one.participantId === personId && one.address === writer);
  return (state === "live" ? 5 : 4) + (isOwn ? 0.5 : 0);
}

/** The target after its mergers; undefined when they go round in a circle or never end. */
function finalTarget(input: PlaceFacts, targetId: string): string | undefined {
  let current = targetId;
  for (let hop = 0; hop <= maxMerges; hop++) {
    const state = input.targets.get(current)?.state;
    if (state?.is !== "merged") return current;
    current = state.into;
  }
  return undefined;
}

/** The place of one recipient of ours. */
export const sentPlace = (sent: SentRecipient, matchedBy: MatchedBy): Place => ({
  key: `outgoing:${sent.recipientId}`,
  organisationId: sent.organisationId,
  service: undefined,
  targetId: sent.targetId ?? undefined,
  matchedBy,
});
