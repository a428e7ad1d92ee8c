import { describe, expect, test } from "vitest";
import { type MailClass, mailClassCodes, quarantineCauseCodes } from "../../../shared/mail/schema.ts";
import type { TargetFacts, TargetState } from "./mailbox.ts";
import {
  type Decision,
  type FoundRecipient,
  type RouteInput,
  route,
  serviceKey,
  type Verdict,
} from "./route.ts";
import { mayWriteKey, type SenderFacts } from "./route-author.ts";

const receivedAt = new Date("2026-03-03T09:00:00Z");
const daysAgo = (days: number) => new Date(receivedAt.getTime() - days * 24 * 3600 * 1000);
const participants = [
  { participantId: "p", address: "p@x.example", verified: true },
  { participantId: "q", address: "q@x.example", verified: false },
];
const aTarget = (state: TargetState = { is: "open" }, given: Partial<TargetFacts> = {}): TargetFacts => ({
  targetId: "case-1",
  organisationId: "org",
  state,
  participants: state.is === "erased" ? [] : participants,
  closedReopenDays: 0,
  afterClose: "entry",
  reopenedByMail24h: 0,
  ...given,
});

type Person = "p" | "q" | "agent" | "agent without right" | "both" | "nobody" | "malformed";
const people: readonly Person[] = ["p", "q", "agent", "agent without right", "both", "nobody", "malformed"];
const sender = (person: Person): SenderFacts => {
  if (person === "malformed") return { is: "malformed" };
  const isAgent = person.startsWith("agent") || person === "both";
  return {
    is: "address",
    address: person === "both" ? "p@x.example" : `${person.replaceAll(" ", "-")}@x.example`,
    agentOf: new Map(isAgent ? [["org", ["u"]]] : []),
    mayWrite: new Set(person === "agent" || person === "both" ? [mayWriteKey("u", "case-1")] : []),
    latestTarget: new Map(person === "p" ? [["org", "case-0"]] : []),
  };
};

type TokenState = "live" | "rotated" | "revoked";
const token = (kind: "participant" | "agent", state: TokenState, targetId = "case-1"): FoundRecipient => ({
  is: "token",
  kind,
  state,
  organisationId: "org",
  service: "mediation",
  targetId,
  personId: kind === "agent" ? "u" : "p",
});
const intake = (
  mode: "open" | "known_only" | "closed",
  answered?: string,
  organisationId = "org",
): FoundRecipient => ({
  is: "intake",
  organisationId,
  service: "mediation",
  mode,
  answered: answered === undefined ? undefined : { targetId: answered, by: "references" },
});

const given = (part: Partial<RouteInput> & { person?: Person; target?: TargetFacts } = {}): RouteInput => {
  const target = part.target ?? aTarget();
  return {
    class: "human",
    sender: sender(part.person ?? "p"),
    spam: "PASS",
    virus: "PASS",
    dmarc: "PASS",
    dmarcPolicy: null,
    hops: 3,
    loops: false,
    rateExceeded: false,
    repeated: new Set(),
    blockedBy: new Set(),
    closedServices: new Set(),
    recipients: [token("participant", "live")],
    reported: [],
    targets: new Map([[target.targetId, target]]),
    receivedAt,
    ...part,
  };
};
const brief = (decision: Decision | undefined) => {
  if (decision === undefined) return "none";
  switch (decision.outcome) {
    case "quarantine":
      return decision.cause;
    case "entry":
      return `entry ${decision.authorship} by ${decision.author.is === "agent" ? decision.author.userId : decision.author.participantId}`;
    default:
      return decision.outcome;
  }
};
const one = (part: Parameters<typeof given>[0]) => {
  const decisions = route(given(part));
  expect(decisions).toHaveLength(1);
  return decisions[0];
};
const said = (part: Parameters<typeof given>[0]) => brief(one(part));

const sentTo = { recipientId: "r", organisationId: "org", targetId: "case-1" };
const tombstone: FoundRecipient = { is: "tombstone", organisationId: "org" };
const notified = (state: TokenState): FoundRecipient => ({
  ...(token("agent", state) as Extract<FoundRecipient, { is: "token" }>),
  notification: sentTo,
});

test("every combination of verdicts, basis, class, sender, DMARC, policy and state gives exactly one decision, never `unroutable`", () => {
  const bases: FoundRecipient[] = [
    ...(["live", "rotated", "revoked"] as const).flatMap((state) => [
      token("participant", state),
      token("agent", state),
      notified(state),
    ]),
    tombstone,
    ...(["open", "known_only", "closed"] as const).flatMap((mode) => [intake(mode), intake(mode, "case-1")]),
    { is: "return_path", sent: undefined },
    { is: "return_path", sent: sentTo },
    { is: "noreply" },
    { is: "postmaster" },
    { is: "unknown" },
  ];
  const states: Array<TargetState | "gone"> = [
    { is: "open" },
    { is: "closed", closedAt: daysAgo(10) },
    { is: "closed", closedAt: daysAgo(60) },
    { is: "merged", into: "case-1" },
    { is: "erased" },
    { is: "service_off" },
    "gone",
  ];
  const dmarcs: Array<[Verdict, string | null]> = [
    ...(["PASS", "GRAY", "PROCESSING_FAILED", "DISABLED", "MISSING"] as const).map(
      (verdict): [Verdict, null] => [verdict, null],
    ),
    ...[null, "none", "quarantine", "reject"].map((policy): [Verdict, string | null] => ["FAIL", policy]),
  ];
  const gates: Array<Partial<RouteInput>> = [
    {},
    { virus: "FAIL" },
    { hops: 51 },
    { repeated: new Set(["case:case-1", "intake:org"]) },
    { rateExceeded: true },
    { blockedBy: new Set(["org"]) },
    { spam: "FAIL" },
    { closedServices: new Set([serviceKey("org", "mediation")]) },
  ];
  const reached = new Set<string>();
  const wrong: string[] = [];
  for (const recipient of bases)
    for (const mailClass of mailClassCodes)
      for (const person of people)
        for (const [dmarc, dmarcPolicy] of dmarcs)
          for (const state of states)
            for (const afterClose of ["new_case", "entry", "quarantine"] as const)
              for (const gate of gates) {
                const target = aTarget(state === "gone" ? undefined : state, {
                  afterClose,
                  closedReopenDays: 30,
                });
                const targets = state === "gone" ? { targets: new Map() } : {};
                const mail = {
                  class: mailClass,
                  person,
                  dmarc,
                  dmarcPolicy,
                  recipients: [recipient],
                  target,
                };
                const decisions = route(given({ ...mail, ...targets, ...gate }));
                const [only] = decisions;
                if (decisions.length !== 1 || brief(only) === "unroutable")
                  wrong.push(JSON.stringify({ ...mail, state, gate: Object.keys(gate) }));
                // Whatever happens, nothing of a case that is gone is named.
                if ((state === "gone" || target.state.is === "erased") && recipient.is === "token")
                  if (only?.place.targetId !== undefined && only.outcome !== "delivery_event")
                    wrong.push(`${JSON.stringify(recipient)} names an erased case`);
                reached.add(only?.outcome === "quarantine" ? only.cause : (only?.outcome ?? "none"));
              }
  expect(wrong.slice(0, 5)).toEqual([]);
  // Those the tables cannot reach by themselves: written elsewhere, or by no mail at all.
  const elsewhere = ["unprocessable", "unroutable", "too_many_targets"];
  expect([...reached].toSorted()).toEqual(
    [...quarantineCauseCodes.filter((cause) => !elsewhere.includes(cause)), ...outcomes].toSorted(),
  );
});
const outcomes = ["entry", "new_target", "delivery_event"];

describe("as whom: participants", () => {
  const soft = { dmarc: "GRAY" } as const;
  const bad = { dmarc: "FAIL", dmarcPolicy: "reject" } as const;
  const rotated = { recipients: [token("participant", "rotated")] };
  const headers = { recipients: [intake("open", "case-1")] };
  test.each<[string, Parameters<typeof given>[0], string]>([
    ["mail#16 A1", {}, "entry participant_verified by p"],
    ["mail#17 A2", soft, "entry participant_unverified by p"],
    ["A2 with policy none", { dmarc: "FAIL", dmarcPolicy: "none" }, "entry participant_unverified by p"],
    ["mail#18 A3", bad, "authentication_failed"],
    ["mail#20 A4", { person: "q" }, "entry participant_verified by q"],
    ["mail#20 A5", { person: "q", ...soft }, "sender_mismatch"],
    ["mail#30 A6", { person: "agent" }, "entry agent by u"],
    ["A6 without right", { person: "agent without right" }, "right_lost"],
    ["A7", { person: "agent", ...soft }, "agent_unauthenticated"],
    ["mail#19 A8", { person: "nobody" }, "unknown_sender"],
    ["mail#24 A9", { person: "malformed" }, "malformed_sender"],
    ["A10 rotated", rotated, "entry participant_verified by p"],
    ["A10 rotated, soft", { ...rotated, ...soft }, "sender_mismatch"],
    ["mail#33 A10 rotated, old address", { ...rotated, person: "nobody" }, "unknown_sender"],
    ["A10 headers", headers, "entry participant_verified by p"],
    ["A10 headers, soft", { ...headers, ...soft }, "sender_mismatch"],
    ["mail#38 A11", { class: "auto_reply", ...soft }, "entry machine by p"],
    ["A11 bad", { class: "auto_generated", ...bad }, "authentication_failed"],
    ["A12", { class: "auto_reply", person: "nobody" }, "automatic"],
    ["mail#43 A13", { class: "bulk" }, "entry participant_verified by p"],
    ["A13 soft", { class: "bulk", ...soft }, "bulk"],
    ["A14 participant and agent on r-", { person: "both" }, "entry participant_verified by p"],
  ])("%s", (_, part, expected) => {
    expect(said(part)).toBe(expected);
  });

  test("only A1 proves the address, a list is flagged, another's token too", () => {
    expect(one({})).toMatchObject({ provesAddress: true, notify: true });
    expect(one({ person: "q" })).toMatchObject({ provesAddress: false, flags: ["via_other_token"] });
    expect(one({ class: "bulk" })).toMatchObject({ flags: ["list"] });
    expect(one({ class: "auto_reply" })).toMatchObject({ notify: false, reopen: false });
  });
});

describe("as whom: agents and intakes", () => {
  const agentToken = { recipients: [token("agent", "live")] };
  test.each<[string, Parameters<typeof given>[0], string]>([
    ["mail#27 B1", { ...agentToken, person: "agent" }, "entry agent by u"],
    ["A14 both on a-", { ...agentToken, person: "both" }, "entry agent by u"],
    ["B2", { ...agentToken, person: "agent without right" }, "right_lost"],
    ["mail#29 B3", { ...agentToken, person: "agent", dmarc: "FAIL" }, "agent_unauthenticated"],
    ["B4", { ...agentToken, person: "nobody" }, "agent_mismatch"],
    ["B5", { recipients: [notified("live")], class: "auto_reply", person: "agent" }, "delivery_event"],
    ["B5 a list", { recipients: [notified("live")], class: "bulk", person: "agent" }, "delivery_event"],
    ["B5 no notification left", { ...agentToken, class: "auto_reply", person: "agent" }, "automatic"],
    ["I1", { recipients: [intake("open")], person: "nobody", dmarc: "GRAY" }, "new_target"],
    ["I2", { recipients: [intake("known_only")] }, "new_target"],
    ["I3", { recipients: [intake("known_only")], person: "nobody" }, "new_sender"],
    ["I4", { recipients: [intake("closed")], person: "nobody" }, "intake_closed"],
    ["I5", { recipients: [intake("closed")], person: "agent" }, "new_target"],
    [
      "I5 not authenticated",
      { recipients: [intake("open")], person: "agent", dmarc: "FAIL" },
      "agent_unauthenticated",
    ],
    [
      "I6",
      { recipients: [intake("open")], person: "nobody", dmarc: "FAIL", dmarcPolicy: "quarantine" },
      "authentication_failed",
    ],
    ["I7", { recipients: [intake("open")], class: "auto_generated" }, "automatic"],
    ["mail#44 I7", { recipients: [intake("open")], class: "bulk" }, "bulk"],
  ])("%s", (_, part, expected) => {
    expect(said(part)).toBe(expected);
  });
});

describe("gates come before targets", () => {
  test.each<[string, Parameters<typeof given>[0], string]>([
    ["mail#46 virus", { virus: "FAIL", class: "own" }, "virus"],
    ["mail#46 spam", { spam: "FAIL" }, "spam"],
    [
      "mail#47 a scan that failed lets the mail be read",
      { virus: "PROCESSING_FAILED" },
      "entry participant_verified by p",
    ],
    ["mail#42 own", { class: "own" }, "own_mail"],
    ["51 hops", { hops: 51 }, "loop"],
    ["an X-Loop of ours", { loops: true }, "loop"],
    ["the same a third time", { repeated: new Set(["case:case-1"]), rateExceeded: true }, "loop"],
    [
      "the same a third time elsewhere",
      { repeated: new Set(["case:other"]) },
      "entry participant_verified by p",
    ],
    ["mail#45 rate", { rateExceeded: true, blockedBy: new Set(["org"]) }, "rate"],
    ["blocked", { blockedBy: new Set(["org"]), spam: "FAIL" }, "blocked_sender"],
    ["blocked by another organisation", { blockedBy: new Set(["org-2"]) }, "entry participant_verified by p"],
    [
      "an intake of a service that is off",
      { recipients: [intake("open")], closedServices: new Set([serviceKey("org", "mediation")]) },
      "service_off",
    ],
    ["a case of a service that is off", { target: aTarget({ is: "service_off" }) }, "service_off"],
    ["mail#23 a guessed token", { recipients: [{ is: "unknown" }] }, "unknown_address"],
    ["noreply", { recipients: [{ is: "noreply" }] }, "noreply_address"],
    ["postmaster", { recipients: [{ is: "postmaster" }] }, "postmaster"],
    ["no recipient at all", { recipients: [] }, "unknown_address"],
    ["W4 revoked", { recipients: [token("participant", "revoked")] }, "token_revoked"],
    [
      "W4 an agent's old token",
      { recipients: [token("agent", "rotated")], person: "agent" },
      "token_revoked",
    ],
    [
      "W4 revoked, on a case that is gone",
      { recipients: [token("participant", "revoked")], target: aTarget({ is: "erased" }) },
      "case_erased",
    ],
    ["mail#36 tombstone", { recipients: [tombstone], targets: new Map() }, "case_erased"],
  ])("%s", (_, part, expected) => {
    expect(said(part)).toBe(expected);
  });

  test("a spam with a token is held on its case; by headers alone the case is only suggested", () => {
    expect(one({ spam: "FAIL" })?.place).toMatchObject({ targetId: "case-1", organisationId: "org" });
    const forged = one({ spam: "FAIL", recipients: [intake("open", "case-1")] });
    expect(forged).toMatchObject({ suggested: "case-1", place: { organisationId: "org" } });
    expect(forged?.place.targetId).toBeUndefined();
  });

  test("only our own mail is filed unseen; a loop waits for a person", () => {
    expect(one({ class: "own" })).toMatchObject({ autoClosed: true });
    expect(one({ hops: 51 })).toMatchObject({ autoClosed: false });
  });

  test("a person is told that an address has ended, a machine is not, nobody on a case that is gone", () => {
    const revoked = { recipients: [token("participant", "revoked")] };
    expect(one(revoked)).toMatchObject({ answer: "address_ended" });
    expect(one({ ...revoked, class: "auto_reply" })).not.toHaveProperty("answer");
    expect(one({ ...revoked, target: aTarget({ is: "erased" }) })).not.toHaveProperty("answer");
    expect(one({ recipients: [tombstone] })).not.toHaveProperty("answer");
  });

  test("an agent in whose name somebody may have written is named, to be told", () => {
    const soft = { dmarc: "GRAY" } as const;
    expect(one({ person: "agent", ...soft })).toMatchObject({ toldAgents: ["u"] });
    const agentToken = { recipients: [token("agent", "live")], person: "agent" } as const;
    expect(one({ ...agentToken, ...soft })).toMatchObject({ toldAgents: ["u"] });
  });

  test("mail#14 six cases in one mail make one row, for the organisation", () => {
    const targets = new Map(
      Array.from({ length: 6 }, (_, i) => [`c${i}`, aTarget({ is: "open" }, { targetId: `c${i}` })]),
    );
    const recipients = [...targets.keys()].map((id) => token("participant", "live", id));
    const decisions = route(given({ recipients, targets }));
    expect(decisions.map(brief)).toEqual(["too_many_targets"]);
    expect(decisions[0]?.place.targetId).toBeUndefined();
  });
});

describe("where", () => {
  test("mail#9 mail#10 two cases make two decisions, whoever owns them", () => {
    const other = aTarget({ is: "open" }, { targetId: "case-2", organisationId: "org-2" });
    const targets = new Map([
      ["case-1", aTarget()],
      ["case-2", other],
    ]);
    const recipients: FoundRecipient[] = [
      token("participant", "live"),
      { ...token("participant", "live", "case-2"), organisationId: "org-2" } as FoundRecipient,
    ];
    expect(
      route(given({ recipients, targets })).map((decision) => [
        decision.place.organisationId,
        brief(decision),
      ]),
    ).toEqual([
      ["org", "entry participant_verified by p"],
      ["org-2", "entry participant_verified by p"],
    ]);
  });

  test("two addresses of one case make one decision, the participant's token first", () => {
    const recipients = [intake("open", "case-1"), token("agent", "live"), token("participant", "live")];
    const decisions = route(given({ recipients }));
    expect(decisions.map((decision) => decision.place.matchedBy)).toEqual(["token"]);
  });

  test("of two addresses of one case, the one made for the writer is theirs; one that works beats one that does not", () => {
    const toQ = { ...token("participant", "live"), personId: "q" } as FoundRecipient;
    const mail = { recipients: [toQ, token("participant", "live")], dmarc: "GRAY" } as const;
    expect(said(mail)).toBe("entry participant_unverified by p");
    expect(said({ ...mail, person: "q" })).toBe("entry participant_unverified by q");
    const dead = token("participant", "revoked");
    expect(said({ recipients: [dead, token("participant", "rotated")] })).toBe(
      "entry participant_verified by p",
    );
    expect(said({ recipients: [dead, token("agent", "live")], person: "agent" })).toBe("entry agent by u");
    expect(said({ recipients: [dead, intake("open", "case-1")] })).toBe("entry participant_verified by p");
  });

  test("mail#34 a merged case leads to the last one, a circle is told", () => {
    const chain = new Map([
      ["case-1", aTarget({ is: "merged", into: "b" })],
      ["b", aTarget({ is: "merged", into: "c" }, { targetId: "b" })],
      ["c", aTarget({ is: "open" }, { targetId: "c" })],
    ]);
    const [last] = route(given({ targets: chain }));
    expect([last?.place.targetId, brief(last)]).toEqual(["c", "entry participant_verified by p"]);
    chain.set("c", aTarget({ is: "merged", into: "case-1" }, { targetId: "c" }));
    expect(route(given({ targets: chain })).map(brief)).toEqual(["merge_cycle"]);
  });

  test("mail#36 a mail to an erased case is held for the organisation, a machine's is filed", () => {
    const target = aTarget({ is: "erased" });
    expect(one({ target })).toMatchObject({
      cause: "case_erased",
      autoClosed: false,
      place: { organisationId: "org", targetId: undefined },
    });
    expect(one({ target, class: "auto_reply" })).toMatchObject({ cause: "case_erased", autoClosed: true });
  });

  test("mail#35 closed cases follow the service's rules", () => {
    const closed = (days: number, given: Partial<TargetFacts>) =>
      aTarget({ is: "closed", closedAt: daysAgo(days) }, given);
    const usual = { closedReopenDays: 30, afterClose: "new_case" } as const;
    expect(one({ target: closed(10, usual) })).toMatchObject({ outcome: "entry", reopen: true });
    expect(one({ target: closed(60, usual) })).toMatchObject({ outcome: "new_target", linkedTo: "case-1" });
    expect(one({ target: closed(10, usual), class: "auto_reply" })).toMatchObject({
      outcome: "entry",
      reopen: false,
      notify: false,
    });
    expect(one({ target: closed(10, { ...usual, reopenedByMail24h: 3 }) })).toMatchObject({
      reopen: false,
      flags: ["reopen_limit"],
    });
    expect(one({ target: closed(60, { ...usual, afterClose: "quarantine" }) })).toMatchObject({
      cause: "case_closed",
    });
    // Mediation: the closing date has legal weight.
    expect(one({ target: closed(1, {}) })).toMatchObject({
      outcome: "entry",
      reopen: false,
      afterClose: true,
      notify: true,
    });
    expect(one({ target: closed(1, usual), person: "agent" })).toMatchObject({
      outcome: "entry",
      reopen: false,
    });
  });
});

describe("reports", () => {
  const sent = (recipientId: string) => ({ recipientId, organisationId: "org", targetId: "case-1" });
  const report = (part: Partial<RouteInput>, mailClass: MailClass = "bounce") =>
    route(given({ class: mailClass, person: "malformed", ...part }));

  test("mail#75 a report about two recipients changes each", () => {
    const decisions = report({ reported: [sent("r1"), sent("r2")], recipients: [{ is: "unknown" }] });
    expect(decisions.map((decision) => decision.place.key)).toEqual(["outgoing:r1", "outgoing:r2"]);
  });
  test("mail#76 a report with no id of ours changes nothing", () => {
    expect(report({ recipients: [intake("open")] }).map(brief)).toEqual(["unmatched_report"]);
  });
  test("W1 the return path says which recipient, before anything written in the report", () => {
    const recipients: FoundRecipient[] = [{ is: "return_path", sent: sent("r1") }];
    const decisions = report({ recipients, reported: [sent("r2")] }, "receipt");
    expect(decisions.map(({ place }) => [place.key, place.matchedBy])).toEqual([
      ["outgoing:r1", "return_path"],
    ]);
  });
  test("W9 a machine on a return path is noted there; a person is held, with the case suggested", () => {
    const recipients: FoundRecipient[] = [{ is: "return_path", sent: sent("r1") }];
    expect(report({ recipients }, "auto_reply").map(brief)).toEqual(["delivery_event"]);
    const [held] = report({ recipients }, "human");
    expect(held).toMatchObject({ cause: "unknown_address", suggested: "case-1" });
    expect(held?.place.targetId).toBeUndefined();
    expect(report({ recipients: [{ is: "return_path", sent: undefined }] }, "human").map(brief)).toEqual([
      "unknown_address",
    ]);
  });
});
