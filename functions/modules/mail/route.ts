import type { EntryFlag, MailClass, QuarantineCause } from "../../../shared/mail/schema.ts";
import type { TargetFacts } from "./mailbox.ts";
import { decideAuthor, type SenderFacts, type WhomOutcome } from "./route-author.ts";
import {
  type FoundPlace,
  type FoundRecipient,
  findPlaces,
  type Place,
  type SentRecipient,
  sentPlace,
} from "./route-places.ts";

export type { FoundRecipient, Place, SentRecipient } from "./route-places.ts";

/**
 * Where a mail goes and as whom: two decisions (mail.md §5.5 and §5.6). Pure and total: facts come in, one decision
 * per distinct target comes out, whatever the mail. Only envelope recipients are targets, never To or Cc.
 */

export type Verdict = "PASS" | "FAIL" | "GRAY" | "PROCESSING_FAILED" | "DISABLED" | "MISSING";

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
  /** Keys of the places where this sender has just written the same twice. */
  repeated: ReadonlySet<string>;
  /** Organisations that want no mail of this sender. */
  blockedBy: ReadonlySet<string>;
  /** Services that were switched off, as `serviceKey`. */
  closedServices: ReadonlySet<string>;
  recipients: readonly FoundRecipient[];
  /** Recipients of ours that a report is about. */
  reported: readonly SentRecipient[];
  /** Every target named above, and those they were merged into. */
  targets: ReadonlyMap<string, TargetFacts>;
  receivedAt: Date;
}

export const serviceKey = (organisationId: string, service: string) => `${organisationId} ${service}`;

export type Decision = { place: Place; flags: readonly EntryFlag[] } & (
  | ({ outcome: "entry"; reopen: boolean; afterClose: boolean; notify: boolean } & Extract<
      WhomOutcome,
      { is: "entry" }
    >["as"])
  | { outcome: "new_target"; linkedTo: string | undefined; byAgent: string | undefined; verified: boolean }
  | {
      outcome: "quarantine";
      cause: QuarantineCause;
      autoClosed: boolean;
      answer?: AnswerKind;
      /** A target the mail may belong to, which it had no way into. */
      suggested?: string;
      /** Agents in whose name it was written, without proof: they are told where they work. */
      toldAgents?: readonly string[];
    }
  | { outcome: "delivery_event"; sent: SentRecipient }
);

/** Automatic answers that only `mayAnswer` lets out. */
export type AnswerKind = "noreply" | "intake_closed" | "right_lost" | "address_ended";

const maxTargets = 5;
const maxHops = 50;
const reopenLimit = 3;

/** Decides. Always at least one decision; `unroutable` is left for what the tables do not name. */
export function route(input: RouteInput): Decision[] {
  const places = findPlaces(input);
  const gate = gateCause(input);
  if (gate !== undefined) return places.map(({ place }) => quarantined(place, gate, gate === "own_mail"));
  if (places.length > maxTargets) return tooMany(places);
  if (input.class === "bounce" || input.class === "receipt") return reports(input, places);
  return places.map((found) => {
    const held = heldCause(input, found);
    return held === undefined ? decide(input, found) : held;
  });
}

/** What stops a mail at one place before anybody asks where it goes. */
function heldCause(input: RouteInput, { place, recipient }: FoundPlace): Decision | undefined {
  const { organisationId } = place;
  if (input.repeated.has(place.key)) return quarantined(place, "loop");
  if (input.rateExceeded) return quarantined(place, "rate");
  if (organisationId !== null && input.blockedBy.has(organisationId))
    return quarantined(place, "blocked_sender");
  if (input.spam !== "FAIL") return undefined;
  // Anybody can write the id of a mail into a header: without a token a spam does not reach the case.
  const { targetId } = place;
  if (recipient.is !== "intake" || targetId === undefined) return quarantined(place, "spam");
  return { ...quarantined({ ...place, targetId: undefined }, "spam"), suggested: targetId };
}

function gateCause(input: RouteInput): QuarantineCause | undefined {
  if (input.virus === "FAIL") return "virus";
  if (input.class === "own") return "own_mail";
  return input.hops > maxHops || input.loops ? "loop" : undefined;
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

/** W1: a report changes the recipients it is about, and nothing else; the return path says it best. */
function reports(input: RouteInput, places: readonly FoundPlace[]): Decision[] {
  const returned = places.flatMap(({ recipient }) =>
    recipient.is === "return_path" && recipient.sent !== undefined ? [recipient.sent] : [],
  );
  const about = new Map(
    (returned.length > 0 ? returned : input.reported).map((sent) => [sent.recipientId, sent]),
  );
  const [first] = places;
  if (about.size === 0 && first !== undefined) return [quarantined(first.place, "unmatched_report")];
  const matchedBy = returned.length > 0 ? "return_path" : "dsn_content";
  return [...about.values()].map((sent) => delivered(sentPlace(sent, matchedBy), sent));
}

const delivered = (place: Place, sent: SentRecipient): Decision => ({
  place,
  flags: [],
  outcome: "delivery_event",
  sent,
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
      return onReturnPath(place, recipient.sent, isHuman);
    case "tombstone":
      return quarantined(place, "case_erased", !isHuman);
    case "intake":
      if (input.closedServices.has(serviceKey(recipient.organisationId, recipient.service)))
        return quarantined(place, "service_off");
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

/** W9, W10: what a machine answers to a copy is noted there; a person has nothing to do on a return path. */
function onReturnPath(place: Place, sent: SentRecipient | undefined, isHuman: boolean): Decision {
  if (sent === undefined) return quarantined(place, "unknown_address");
  if (!isHuman) return delivered(place, sent);
  const held = quarantined({ ...place, targetId: undefined }, "unknown_address");
  return place.targetId === undefined ? held : { ...held, suggested: place.targetId };
}

/** W2 to W5. */
function decideToken(
  input: RouteInput,
  place: Place,
  token: Extract<FoundRecipient, { is: "token" }>,
): Decision {
  const isEnded = token.state === "revoked" || (token.kind === "agent" && token.state === "rotated");
  if (isEnded && place.targetId !== undefined) {
    const held = quarantined(place, "token_revoked");
    return input.class === "human" ? { ...held, answer: "address_ended" } : held;
  }
  if (token.kind === "participant") {
    const is = token.state === "live" ? "live_token" : "rotated_token";
    return onTarget(input, place, { is, participantId: token.personId });
  }
  const decision = onTarget(input, place, { is: "agent_token", userId: token.personId });
  // B5: a machine answered an agent's notification, which is all it tells about.
  const isNoted = decision.outcome === "quarantine" && decision.cause === "automatic";
  return isNoted && token.notification !== undefined
    ? delivered(sentPlace(token.notification, "agent_token"), token.notification)
    : decision;
}

type TargetBasis =
  | { is: "live_token" | "rotated_token"; participantId: string }
  | { is: "headers" }
  | { is: "agent_token"; userId: string };

/** The target must be there and its service open before anyone's identity matters. */
function onTarget(input: RouteInput, place: Place, basis: TargetBasis): Decision {
  const target = place.targetId === undefined ? undefined : input.targets.get(place.targetId);
  if (target?.state.is === "merged") return quarantined(place, "merge_cycle");
  if (target === undefined) return quarantined(place, "case_erased", input.class !== "human");
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
        ...(whom.toldAgents === undefined ? {} : { toldAgents: whom.toldAgents }),
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
      // B5, when no notification is known any more.
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
  // A note of an agent is read with the case: nobody is told of it.
  const isSilent = isMachine(input.class) || whom.as.author.is === "agent";
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
