import type { EntryFlag, MailClass, MatchedBy, QuarantineCause } from "../../../shared/mail/schema.ts";
import type { TargetFacts } from "./mailbox.ts";
import { decideAuthor, type SenderFacts, type WhomOutcome } from "./route-author.ts";

/**
 * Where a mail goes and as whom: two decisions (mail.md §5.5 and §5.6). Pure and total: facts come in, one decision
 * per distinct target comes out, whatever the mail. Only envelope recipients are targets, never To or Cc.
 */

export type Verdict = "PASS" | "FAIL" | "GRAY" | "PROCESSING_FAILED" | "DISABLED" | "MISSING";

/** What one envelope recipient of ours leads to. */
export type FoundRecipient =
  | {
      is: "token";
      kind: "participant" | "agent";
      state: "live" | "rotated" | "revoked" | "tombstone";
      organisationId: string;
      service: string;
      targetId: string;
      /** Participant or user the token was made for. */
      personId: string;
    }
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

export interface RouteInput {
  class: MailClass;
  sender: SenderFacts;
  spam: Verdict;
  virus: Verdict;
  dmarc: Verdict;
  dmarcPolicy: string | null;
  /** Number of `Received` headers. */
  hops: number;
  /** An `X-Loop` of ours is in the headers. */
  loops: boolean;
  /** A token bucket of the sender, the case or the intake is empty. */
  rateExceeded: boolean;
  senderBlocked: boolean;
  recipients: readonly FoundRecipient[];
  /** Recipients of ours that a report is about. */
  reported: readonly SentRecipient[];
  /** Every target named above, and those they were merged into. */
  targets: ReadonlyMap<string, TargetFacts>;
  receivedAt: Date;
}

/** Where a decision applies. `key` is unique within one mail. */
export interface Place {
  key: string;
  organisationId: string | null;
  service: string | undefined;
  targetId: string | undefined;
  matchedBy: MatchedBy;
}

export type Decision = { place: Place; flags: readonly EntryFlag[] } & (
  | ({ outcome: "entry"; reopen: boolean; afterClose: boolean; notify: boolean } & Extract<
      WhomOutcome,
      { is: "entry" }
    >["as"])
  | { outcome: "new_target"; linkedTo: string | undefined; byAgent: string | undefined; verified: boolean }
  | { outcome: "quarantine"; cause: QuarantineCause; autoClosed: boolean; answer?: AnswerKind }
  | { outcome: "delivery_event"; sent: SentRecipient }
);

/** Automatic answers that only `mayAnswer` lets out. */
export type AnswerKind = "noreply" | "intake_closed" | "right_lost";

const maxTargets = 5;
const maxHops = 50;
const maxMerges = 10;
const reopenLimit = 3;

/** Decides. Always at least one decision; `unroutable` is left for what the tables do not name. */
export function route(input: RouteInput): Decision[] {
  const places = findPlaces(input);
  const gate = gateCause(input);
  if (gate !== undefined) {
    return places.map(({ place }) => quarantined(place, gate, gate === "own_mail" || gate === "loop"));
  }
  if (places.length > maxTargets) return tooMany(places);
  if (input.class === "bounce" || input.class === "receipt") return reports(input, places);
  if (input.rateExceeded) return places.map(({ place }) => quarantined(place, "rate"));
  if (input.senderBlocked) return places.map(({ place }) => quarantined(place, "blocked_sender"));
  if (input.spam === "FAIL") return places.map(({ place }) => quarantined(place, "spam"));
  return places.map((found) => decide(input, found));
}

function gateCause(input: RouteInput): QuarantineCause | undefined {
  if (input.virus === "FAIL") return "virus";
  if (input.class === "own") return "own_mail";
  return input.hops > maxHops || input.loops ? "loop" : undefined;
}

interface FoundPlace {
  place: Place;
  recipient: FoundRecipient;
  /** Participant token, then agent token, then headers: the strongest way to one case is kept. */
  strength: number;
}

/** One place per distinct target; several unknown addresses are one place. */
function findPlaces(input: RouteInput): FoundPlace[] {
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

function placeOf(input: RouteInput, recipient: FoundRecipient): FoundPlace {
  switch (recipient.is) {
    case "token": {
      const targetId = finalTarget(input, recipient.targetId) ?? recipient.targetId;
      const isParticipant = recipient.kind === "participant";
      const matchedBy = isParticipant ? "token" : "agent_token";
      return {
        place: {
          key: `case:${targetId}`,
          organisationId: recipient.organisationId,
          service: recipient.service,
          targetId: input.targets.has(targetId) ? targetId : undefined,
          matchedBy,
        },
        recipient,
        strength: (recipient.state === "live" ? 10 : 0) + (isParticipant ? 3 : 2),
      };
    }
    case "intake": {
      const { organisationId, service, answered } = recipient;
      const targetId =
        answered === undefined ? undefined : (finalTarget(input, answered.targetId) ?? answered.targetId);
      if (answered === undefined || targetId === undefined || !input.targets.has(targetId)) {
        const place: Place = {
          key: `intake:${organisationId}`,
          organisationId,
          service,
          targetId: undefined,
          matchedBy: "intake",
        };
        return { place, recipient: { ...recipient, answered: undefined }, strength: 1 };
      }
      const place: Place = {
        key: `case:${targetId}`,
        organisationId,
        service,
        targetId,
        matchedBy: answered.by,
      };
      return { place, recipient, strength: 1 };
    }
    case "return_path": {
      const sent = recipient.sent;
      return {
        place: {
          key: sent === undefined ? "none" : `outgoing:${sent.recipientId}`,
          organisationId: sent?.organisationId ?? null,
          service: undefined,
          targetId: sent?.targetId ?? undefined,
          matchedBy: sent === undefined ? "none" : "return_path",
        },
        recipient,
        strength: sent === undefined ? 0 : 4,
      };
    }
    default:
      return {
        place: {
          key: "none",
          organisationId: null,
          service: undefined,
          targetId: undefined,
          matchedBy: "none",
        },
        recipient,
        // A known address of the platform says more than an unknown one.
        strength: recipient.is === "unknown" ? 0 : 1,
      };
  }
}

/** The target after its mergers; undefined when they go round in a circle or never end. */
function finalTarget(input: RouteInput, targetId: string): string | undefined {
  let current = targetId;
  for (let hop = 0; hop <= maxMerges; hop++) {
    const state = input.targets.get(current)?.state;
    if (state?.is !== "merged") return current;
    current = state.into;
  }
  return undefined;
}

/** One row per organisation, so that a mail to dozens of cases floods nobody. */
function tooMany(places: readonly FoundPlace[]): Decision[] {
  const byOrganisation = new Map(places.map(({ place }) => [place.organisationId, place]));
  return [...byOrganisation.values()].map((place) =>
    quarantined(
      { ...place, key: `intake:${place.organisationId ?? "none"}`, targetId: undefined },
      "too_many_targets",
    ),
  );
}

/** W1: a report changes the recipients it is about, and nothing else. */
function reports(input: RouteInput, places: readonly FoundPlace[]): Decision[] {
  const about = new Map<string, SentRecipient>();
  for (const { recipient } of places) {
    if (recipient.is === "return_path" && recipient.sent !== undefined)
      about.set(recipient.sent.recipientId, recipient.sent);
  }
  for (const sent of input.reported) about.set(sent.recipientId, sent);
  const [first] = places;
  if (about.size === 0 && first !== undefined) return [quarantined(first.place, "unmatched_report")];
  const viaReturnPath = places.some(({ recipient }) => recipient.is === "return_path");
  return [...about.values()].map((sent) => ({
    place: sentPlace(sent, viaReturnPath ? "return_path" : "dsn_content"),
    flags: [],
    outcome: "delivery_event",
    sent,
  }));
}

const sentPlace = (sent: SentRecipient, matchedBy: MatchedBy): Place => ({
  key: `outgoing:${sent.recipientId}`,
  organisationId: sent.organisationId,
  service: undefined,
  targetId: sent.targetId ?? undefined,
  matchedBy,
});

/** One place of an ordinary mail. */
function decide(input: RouteInput, { place, recipient }: FoundPlace): Decision {
  const isHuman = input.class === "human";
  switch (recipient.is) {
    case "unknown":
      return quarantined(place, "unknown_address");
    case "postmaster":
      return quarantined(place, "postmaster");
    case "noreply":
      return { ...quarantined(place, "noreply_address"), ...(isHuman ? { answer: "noreply" } : {}) };
    case "return_path":
      if (recipient.sent === undefined || isHuman) return quarantined(place, "unknown_address");
      return { place, flags: [], outcome: "delivery_event", sent: recipient.sent };
    case "intake":
      return recipient.answered === undefined
        ? concluded(
            input,
            place,
            decideAuthor(input, {
              is: "intake",
              mode: recipient.mode,
              organisationId: recipient.organisationId,
            }),
            undefined,
          )
        : onTarget(input, place, { is: "headers" });
    case "token":
      return decideToken(input, place, recipient);
  }
}

function decideToken(
  input: RouteInput,
  place: Place,
  token: Extract<FoundRecipient, { is: "token" }>,
): Decision {
  const dead = token.state === "revoked" || token.state === "tombstone";
  if (dead || (token.kind === "agent" && token.state === "rotated")) {
    const exists = place.targetId !== undefined && input.targets.get(place.targetId)?.state.is !== "erased";
    return quarantined(
      place,
      exists && token.state !== "tombstone" ? "token_revoked" : "case_erased",
      isMachine(input.class),
    );
  }
  return onTarget(
    input,
    place,
    token.kind === "agent"
      ? { is: "agent_token", userId: token.personId }
      : { is: token.state === "live" ? "live_token" : "rotated_token", participantId: token.personId },
  );
}

type TargetBasis =
  | { is: "live_token" | "rotated_token"; participantId: string }
  | { is: "headers" }
  | { is: "agent_token"; userId: string };

/** The target must be there and its service open before anyone's identity matters. */
function onTarget(input: RouteInput, place: Place, basis: TargetBasis): Decision {
  const target = place.targetId === undefined ? undefined : input.targets.get(place.targetId);
  if (target?.state.is === "merged") return quarantined(place, "merge_cycle");
  if (target === undefined || target.state.is === "erased") {
    return quarantined({ ...place, targetId: undefined }, "case_erased", isMachine(input.class));
  }
  if (target.state.is === "service_off") return quarantined(place, "service_off");
  return concluded(input, place, decideAuthor(input, { ...basis, target }), target);
}

const isMachine = (mailClass: MailClass) => mailClass === "auto_reply" || mailClass === "auto_generated";

/** From "as whom" to the decision, with the state of the target (mail.md §5.6, last table). */
function concluded(
  input: RouteInput,
  place: Place,
  whom: WhomOutcome,
  target: TargetFacts | undefined,
): Decision {
  switch (whom.is) {
    case "quarantine":
      return {
        ...quarantined(place, whom.cause),
        ...(whom.answer === undefined ? {} : { answer: whom.answer }),
      };
    case "new_target":
      return {
        place,
        flags: [],
        outcome: "new_target",
        linkedTo: whom.linkedTo,
        byAgent: whom.byAgent,
        verified: whom.verified,
      };
    case "nothing":
      // B5: a machine answered an agent's notification; the agent's own address is the only thing it tells about.
      return quarantined(place, "automatic", true);
    case "entry":
      return target === undefined ? quarantined(place, "unroutable") : entryOn(input, place, whom, target);
  }
}

function entryOn(
  input: RouteInput,
  place: Place,
  whom: Extract<WhomOutcome, { is: "entry" }>,
  target: TargetFacts,
): Decision {
  const base = { place, flags: whom.flags, outcome: "entry", ...whom.as } as const;
  const isSilent = isMachine(input.class);
  if (target.state.is !== "closed") return { ...base, reopen: false, afterClose: false, notify: !isSilent };
  const isPerson = input.class === "human" && whom.as.author.is !== "agent";
  if (!isPerson) return { ...base, reopen: false, afterClose: true, notify: !isSilent };
  const days = (input.receivedAt.getTime() - target.state.closedAt.getTime()) / (24 * 3600 * 1000);
  if (target.closedReopenDays > 0 && days <= target.closedReopenDays) {
    if (target.reopenedByMail24h < reopenLimit)
      return { ...base, reopen: true, afterClose: false, notify: true };
    return { ...base, flags: [...whom.flags, "reopen_limit"], reopen: false, afterClose: true, notify: true };
  }
  if (target.afterClose === "quarantine") return quarantined(place, "case_closed");
  if (target.afterClose === "new_case") {
    return {
      place,
      flags: whom.flags,
      outcome: "new_target",
      linkedTo: target.targetId,
      byAgent: undefined,
      verified: whom.as.authorship === "participant_verified",
    };
  }
  return { ...base, reopen: false, afterClose: true, notify: true };
}

function quarantined(
  place: Place,
  cause: QuarantineCause,
  autoClosed = false,
): Decision & { outcome: "quarantine" } {
  return { place, flags: [], outcome: "quarantine", cause, autoClosed };
}
