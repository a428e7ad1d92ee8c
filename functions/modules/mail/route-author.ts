import type { Authorship, EntryFlag, MailClass, QuarantineCause } from "../../../shared/mail/schema.ts";
import type { TargetFacts } from "./mailbox.ts";

/** As whom a mail is written: tables A (participants), B (agents) and I (intake) of mail.md §5.6, row by row. */

/** What is known of the one address in From. */
export type SenderFacts =
  | { is: "malformed" }
  | {
      is: "address";
      address: string;
      /** Accounts that confirmed this address, by organisation where they are agents. */
      agentOf: ReadonlyMap<string, readonly string[]>;
      /** `user target` pairs that may write now (`mayWriteKey`). */
      mayWrite: ReadonlySet<string>;
      /** Latest target where the address is a verified participant, by organisation. */
      latestTarget: ReadonlyMap<string, string>;
    };

export const mayWriteKey = (userId: string, targetId: string) => `${userId} ${targetId}`;

export type Basis =
  | { is: "live_token" | "rotated_token"; participantId: string; target: TargetFacts }
  | { is: "headers"; target: TargetFacts }
  | { is: "agent_token"; userId: string; target: TargetFacts }
  | { is: "intake"; mode: "open" | "known_only" | "closed"; organisationId: string };

type Author = { is: "participant"; participantId: string } | { is: "agent"; userId: string };

export type WhomOutcome =
  | {
      is: "entry";
      as: { author: Author; authorship: Authorship; provesAddress: boolean };
      flags: readonly EntryFlag[];
    }
  | { is: "new_target"; linkedTo: string | undefined; byAgent: string | undefined; verified: boolean }
  | {
      is: "quarantine";
      cause: QuarantineCause;
      answer?: "intake_closed" | "right_lost";
      toldAgents?: readonly string[];
    }
  | { is: "nothing" };

interface MailFacts {
  class: MailClass;
  sender: SenderFacts;
  dmarc: string;
  dmarcPolicy: string | null;
}

/** `ok` is authenticated; `bad` is a domain that says the mail is not its own; all between is `soft`. */
function dmarcOf(mail: Pick<MailFacts, "dmarc" | "dmarcPolicy">): "ok" | "soft" | "bad" {
  if (mail.dmarc === "PASS") return "ok";
  const refused = mail.dmarcPolicy === "quarantine" || mail.dmarcPolicy === "reject";
  return mail.dmarc === "FAIL" && refused ? "bad" : "soft";
}

const held = (cause: QuarantineCause, answer?: "intake_closed" | "right_lost"): WhomOutcome => ({
  is: "quarantine",
  cause,
  ...(answer === undefined ? {} : { answer }),
});

const heldFromAgent = { is: "quarantine", cause: "agent_unauthenticated" } as const;

/** First row that fits wins; every combination fits one. */
export function decideAuthor(mail: MailFacts, basis: Basis): WhomOutcome {
  if (mail.sender.is === "malformed") return held("malformed_sender"); // A9
  const facts: Facts = { ...mail, sender: mail.sender, auth: dmarcOf(mail) };
  switch (basis.is) {
    case "intake":
      return onIntake(facts, basis);
    case "agent_token":
      return onAgentToken(facts, basis);
    default:
      return onParticipant(facts, basis);
  }
}

interface Facts {
  class: MailClass;
  sender: Extract<SenderFacts, { is: "address" }>;
  auth: "ok" | "soft" | "bad";
}

const isAutomatic = (mailClass: MailClass) => mailClass === "auto_reply" || mailClass === "auto_generated";

function onParticipant(
  { class: mailClass, sender, auth }: Facts,
  basis: Exclude<Basis, { is: "intake" | "agent_token" }>,
): WhomOutcome {
  const known = basis.target.participants.find((participant) => participant.address === sender.address);
  const isHolder = basis.is !== "headers" && known?.participantId === basis.participantId;

  if (isAutomatic(mailClass)) {
    if (known === undefined) return held("automatic"); // A12
    if (auth === "bad") return held("authentication_failed"); // A11
    return entry({ is: "participant", participantId: known.participantId }, "machine"); // A11
  }
  if (mailClass === "bulk") {
    if (known === undefined || auth !== "ok") return held("bulk"); // A13
    return entry({ is: "participant", participantId: known.participantId }, "participant_verified", ["list"]); // A13
  }
  if (known === undefined) return byOutsider({ class: mailClass, sender, auth }, basis.target);

  const author: Author = { is: "participant", participantId: known.participantId };
  if (basis.is === "live_token" && isHolder) {
    if (auth === "ok") return entry(author, "participant_verified", [], true); // A1
    return auth === "soft" ? entry(author, "participant_unverified") : held("authentication_failed"); // A2, A3
  }
  if (auth !== "ok") return held("sender_mismatch"); // A5, A10
  return entry(author, "participant_verified", basis.is === "live_token" ? ["via_other_token"] : []); // A4, A10
}

/** A6, A7 for an agent of the organisation, A8 and the end of A10 for anyone else. */
function byOutsider({ sender, auth }: Facts, target: TargetFacts): WhomOutcome {
  const agents = sender.agentOf.get(target.organisationId) ?? [];
  if (agents.length === 0) return held("unknown_sender"); // A8, A10
  if (auth !== "ok") return { ...heldFromAgent, toldAgents: agents }; // A7
  const userId = agents.find((id) => sender.mayWrite.has(mayWriteKey(id, target.targetId)));
  return userId === undefined ? held("right_lost", "right_lost") : entry({ is: "agent", userId }, "agent"); // A6
}

function onAgentToken(
  { class: mailClass, sender, auth }: Facts,
  basis: Extract<Basis, { is: "agent_token" }>,
): WhomOutcome {
  if (mailClass !== "human") return { is: "nothing" }; // B5
  const agents = sender.agentOf.get(basis.target.organisationId) ?? [];
  if (!agents.includes(basis.userId)) return held("agent_mismatch"); // B4
  if (auth !== "ok") return { ...heldFromAgent, toldAgents: [basis.userId] }; // B3
  if (!sender.mayWrite.has(mayWriteKey(basis.userId, basis.target.targetId)))
    return held("right_lost", "right_lost"); // B2
  return entry({ is: "agent", userId: basis.userId }, "agent"); // B1
}

function onIntake(
  { class: mailClass, sender, auth }: Facts,
  basis: Extract<Basis, { is: "intake" }>,
): WhomOutcome {
  if (isAutomatic(mailClass)) return held("automatic"); // I7
  if (mailClass !== "human") return held("bulk"); // I7
  const [agent] = sender.agentOf.get(basis.organisationId) ?? [];
  if (agent !== undefined) {
    if (auth !== "ok") return heldFromAgent; // I5
    return { is: "new_target", linkedTo: undefined, byAgent: agent, verified: true }; // I5
  }
  if (auth === "bad") return held("authentication_failed"); // I6
  if (basis.mode === "closed") return held("intake_closed", "intake_closed"); // I4
  if (basis.mode === "open")
    return { is: "new_target", linkedTo: undefined, byAgent: undefined, verified: false }; // I1
  const latest = sender.latestTarget.get(basis.organisationId);
  if (latest === undefined || auth !== "ok") return held("new_sender"); // I3
  return { is: "new_target", linkedTo: latest, byAgent: undefined, verified: true }; // I2
}

function entry(
  author: Author,
  authorship: Authorship,
  flags: readonly EntryFlag[] = [],
  provesAddress = false,
): WhomOutcome {
  return { is: "entry", as: { author, authorship, provesAddress }, flags };
}
