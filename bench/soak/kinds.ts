import { randomBytes } from "node:crypto";
import type { Random } from "../../infra/local/demo/random.ts";
import type { Authorship, QuarantineCause } from "../../shared/mail/schema.ts";
import { machineMail, plainMail, report, wholeMail } from "./letters.ts";
import type { Person, SoakCase, SoakOrganisation, SoakWorld } from "./world.ts";

/** What one mail must become in one place. */
export type Expected =
  | { outcome: "entry"; authorship: Authorship; caseId?: string }
  /** A case of its own, with the mail as its first entry. */
  | { outcome: "new_case"; organisationId: string }
  | { outcome: "quarantine"; cause: QuarantineCause }
  | { outcome: "delivery_event"; recipientId?: string }
  /** One of several mails with the same limit: either is right, and one of them it must be. */
  | { outcome: "entry_or_rate"; caseId: string };

/** One mail ready to be sent, and what must come of it. */
export interface SoakMail {
  kind: string;
  envelopeFrom: string;
  to: string[];
  raw: Buffer;
  /** `X-Local-Verdict`; absent = what the rules of the local SES say. */
  verdict?: string;
  /** By target, in no order. */
  expected: Expected[];
  /** Sent twice as two mails of their own: the second makes nothing new. */
  twice?: true;
}

/** What a kind may draw on. */
interface Draw {
  random: Random;
  world: SoakWorld;
  one: SoakCase;
  organisation: SoakOrganisation;
  /** Address of ours for a local part. */
  at: (localPart: string) => string;
  /** A person nobody knows. */
  stranger: string;
}

const ok = "dmarc=PASS";
const soft = "dmarc=GRAY";
const bad = "dmarc=FAIL;policy=reject";

const entry = (authorship: Authorship, { id }: SoakCase): Expected[] => [
  { outcome: "entry", authorship, caseId: id },
];
const held = (cause: QuarantineCause): Expected[] => [{ outcome: "quarantine", cause }];

type Kind = (draw: Draw) => Omit<SoakMail, "kind">;

/** A person's mail to one local part. */
const from = (
  address: string,
  to: string,
  verdict: string,
  expected: Expected[],
  more: Parameters<typeof plainMail>[1] = {},
): Omit<SoakMail, "kind"> => ({
  envelopeFrom: address,
  to: [to],
  raw: plainMail({ from: address, to }, more),
  verdict,
  expected,
});

const absent = { "Auto-Submitted": "auto-replied" };
const list = { "List-Id": "<voisins.listes.example>" };
const ofAgent = ({ one }: Draw) => one.handler.address;

/** Every row of the decision tables of mail.md §5.5 and §5.6, by its name there. */
const kinds: Readonly<Record<string, Kind>> = {
  "A1 participant": ({ one, at }) =>
    from(one.requester.address, at(one.requester.reply), ok, entry("participant_verified", one)),
  "A1 with files": ({ one, at }) => ({
    ...from(one.requester.address, "", ok, entry("participant_verified", one)),
    to: [at(one.requester.reply)],
    raw: wholeMail({ from: one.requester.address, to: at(one.requester.reply) }),
  }),
  "A1 refused file": ({ one, at }) => ({
    ...from(one.requester.address, "", ok, entry("participant_verified", one)),
    to: [at(one.requester.reply)],
    raw: wholeMail({ from: one.requester.address, to: at(one.requester.reply) }, { refused: true }),
  }),
  "A2 not authenticated": ({ one, at }) =>
    from(one.requester.address, at(one.requester.reply), soft, entry("participant_unverified", one)),
  "A3 refused by its domain": ({ one, at }) =>
    from(one.requester.address, at(one.requester.reply), bad, held("authentication_failed")),
  "A4 by another's token": ({ one, at }) =>
    from(one.administration.address, at(one.requester.reply), ok, entry("participant_verified", one)),
  "A5 forged by another's token": ({ one, at }) =>
    from(one.administration.address, at(one.requester.reply), soft, held("sender_mismatch")),
  "A6 agent on a participant's token": (draw) =>
    from(ofAgent(draw), draw.at(draw.one.requester.reply), ok, entry("agent", draw.one)),
  "A6 agent without right": ({ one, at }) =>
    from(one.outsider.address, at(one.requester.reply), ok, held("right_lost")),
  "A7 agent forged": (draw) =>
    from(ofAgent(draw), draw.at(draw.one.requester.reply), soft, held("agent_unauthenticated")),
  "A8 stranger": ({ one, at, stranger }) =>
    from(stranger, at(one.requester.reply), ok, held("unknown_sender")),
  "A9 two authors": ({ one, at, stranger }) =>
    from(one.requester.address, at(one.requester.reply), ok, held("malformed_sender"), {
      headers: { From: stranger },
    }),
  "A10 rotated token": ({ one, at }) =>
    from(one.requester.address, at(one.rotated), ok, entry("participant_verified", one)),
  "A10 rotated token, not authenticated": ({ one, at }) =>
    from(one.requester.address, at(one.rotated), soft, held("sender_mismatch")),
  "A10 stranger by a rotated token": ({ one, at, stranger }) =>
    from(stranger, at(one.rotated), ok, held("unknown_sender")),
  "A10 by In-Reply-To": ({ one, at }) =>
    from(one.requester.address, at(one.organisation.open), ok, entry("participant_verified", one), {
      headers: { "In-Reply-To": one.sent.wireId },
    }),
  "A11 absence": ({ one, at }) =>
    from(one.requester.address, at(one.requester.reply), soft, entry("machine", one), { headers: absent }),
  "A11 absence refused by its domain": ({ one, at }) =>
    from(one.requester.address, at(one.requester.reply), bad, held("authentication_failed"), {
      headers: absent,
    }),
  "A12 machine of a stranger": ({ one, at, stranger }) =>
    from(stranger, at(one.requester.reply), ok, held("automatic"), { headers: absent }),
  "A13 list of a participant": ({ one, at }) =>
    from(one.requester.address, at(one.requester.reply), ok, entry("participant_verified", one), {
      headers: list,
    }),
  "A13 list of a stranger": ({ one, at, stranger }) =>
    from(stranger, at(one.requester.reply), ok, held("bulk"), { headers: list }),
  "B1 agent": (draw) => from(ofAgent(draw), draw.at(draw.one.handlerReply), ok, entry("agent", draw.one)),
  "B2 agent without right": ({ one, at }) =>
    from(one.outsider.address, at(one.outsiderReply), ok, held("right_lost")),
  "B3 agent forged": (draw) =>
    from(ofAgent(draw), draw.at(draw.one.handlerReply), soft, held("agent_unauthenticated")),
  "B4 somebody else": ({ one, at, stranger }) =>
    from(stranger, at(one.handlerReply), ok, held("agent_mismatch")),
  "B5 machine": (draw) =>
    from(ofAgent(draw), draw.at(draw.one.handlerReply), ok, [{ outcome: "delivery_event" }], {
      headers: absent,
    }),
  "I1 request": ({ organisation, at, stranger }) =>
    from(stranger, at(organisation.open), ok, [{ outcome: "new_case", organisationId: organisation.id }]),
  "I1 request, not authenticated": ({ organisation, at, stranger }) =>
    from(stranger, at(organisation.open), soft, [{ outcome: "new_case", organisationId: organisation.id }]),
  "I2 known": ({ one, at }) =>
    from(one.requester.address, at(one.organisation.knownOnly), ok, [
      { outcome: "new_case", organisationId: one.organisation.id },
    ]),
  "I3 new sender": ({ organisation, at, stranger }) =>
    from(stranger, at(organisation.knownOnly), ok, held("new_sender")),
  "I4 closed": ({ organisation, at, stranger }) =>
    from(stranger, at(organisation.closed), ok, held("intake_closed")),
  "I5 agent for somebody": (draw) =>
    from(ofAgent(draw), draw.at(draw.one.organisation.open), ok, [
      { outcome: "new_case", organisationId: draw.one.organisation.id },
    ]),
  "I5 agent forged": (draw) =>
    from(ofAgent(draw), draw.at(draw.one.organisation.open), soft, held("agent_unauthenticated")),
  "I6 refused by its domain": ({ organisation, at, stranger }) =>
    from(stranger, at(organisation.open), bad, held("authentication_failed")),
  "I7 machine": ({ organisation, at, stranger }) =>
    from(stranger, at(organisation.open), ok, held("automatic"), { headers: absent }),
  "I7 list": ({ organisation, at, stranger }) =>
    from(stranger, at(organisation.open), ok, held("bulk"), { headers: list }),
  "W4 revoked token": ({ one, at }) =>
    from(one.requester.address, at(one.revoked), ok, held("token_revoked")),
  "W8 noreply": ({ at, stranger }) => from(stranger, at("noreply"), soft, held("noreply_address")),
  "W8 postmaster": ({ at, stranger }) => from(stranger, at("postmaster"), ok, held("postmaster")),
  "W10 unknown name": ({ at, stranger }) =>
    from(stranger, at(`inconnu-${randomBytes(3).toString("hex")}`), ok, held("unknown_address")),
  "W10 guessed token": ({ at, stranger }) =>
    from(stranger, at(`r-${"0".repeat(20)}${randomBytes(3).toString("hex")}`), ok, held("unknown_address")),
  "closed case": ({ random, world, at }) => {
    const one = random.pick(world.closed);
    return from(one.requester.address, at(one.requester.reply), ok, entry("participant_verified", one));
  },
  "merged case": ({ random, world, at }) => {
    const { from: was, into } = random.pick(world.merged);
    // Whoever took part in the merged case does not by that take part in the other.
    return from(was.requester.address, at(was.requester.reply), ok, mergedExpectation(was.requester, into));
  },
  "two cases": ({ one, world, random, at }) => {
    const other = random.pick(world.open.filter(({ id }) => id !== one.id));
    return {
      ...from(one.requester.address, "", ok, [
        ...entry("participant_verified", one),
        { outcome: "quarantine", cause: "unknown_sender" },
      ]),
      to: [at(one.requester.reply), at(other.requester.reply)],
      raw: plainMail({ from: one.requester.address, to: at(one.requester.reply) }),
    };
  },
  "upper case, suffix": ({ one, at }) =>
    from(
      one.requester.address,
      at(`${one.requester.reply.toUpperCase()}+suite`),
      ok,
      entry("participant_verified", one),
    ),
  "too many cases": ({ world, random, at, stranger }) => {
    const first = random.between(0, world.open.length - 1);
    const six = Array.from({ length: 6 }, (_, n) => world.open[(first + n) % world.open.length]);
    const organisations = new Set(six.map((one) => one?.organisation.id));
    return {
      ...from(
        stranger,
        "",
        ok,
        [...organisations].flatMap(() => held("too_many_targets")),
      ),
      to: six.flatMap((one) => (one ? [at(one.requester.reply)] : [])),
      raw: plainMail({ from: stranger, to: "undisclosed-recipients:;" }),
    };
  },
  virus: ({ one, at }) =>
    from(one.requester.address, at(one.requester.reply), `${ok};virus=FAIL`, held("virus")),
  spam: ({ organisation, at, stranger }) =>
    from(stranger, at(organisation.open), `${ok};spam=FAIL`, held("spam")),
  loop: ({ one, at }) =>
    from(one.requester.address, at(one.requester.reply), ok, held("loop"), {
      hops: 60,
    }),
  "blocked sender": ({ organisation, at }) =>
    from(organisation.blocked, at(organisation.open), ok, held("blocked_sender")),
  "delivery report": ({ one, at }) => ({
    ...from("", at(`b-${one.sent.returnPath}`), ok, [
      { outcome: "delivery_event", recipientId: one.sent.recipientId },
    ]),
    raw: report({ to: at(`b-${one.sent.returnPath}`), about: one.requester.address, action: "delayed" }),
  }),
  "report of nothing": ({ organisation, at, stranger }) => ({
    ...from("", at(organisation.open), ok, held("unmatched_report")),
    raw: report({ to: at(organisation.open), about: stranger, action: "failed" }),
  }),
  "absence without header": ({ one, at }) => ({
    ...from(one.requester.address, at(one.requester.reply), ok, entry("machine", one), {
      headers: { Subject: "Réponse automatique : absence" },
    }),
    envelopeFrom: "",
  }),
  "delivered twice": ({ one, at }) => ({
    ...from(one.requester.address, at(one.requester.reply), ok, entry("participant_verified", one)),
    twice: true,
  }),
  "hardly a mail": ({ one, at }) => ({
    ...from(one.requester.address, at(one.requester.reply), ok, held("malformed_sender")),
    raw: machineMail(),
  }),
  "empty body": ({ one, at }) => ({
    ...from(one.requester.address, at(one.requester.reply), ok, entry("participant_verified", one)),
    raw: Buffer.from(
      `From: ${one.requester.address}\r\nX-Soak: ${randomBytes(8).toString("hex")}\r\nMessage-ID: <${randomBytes(8).toString("hex")}@vide.example>\r\n\r\n`,
    ),
  }),
};
export const kindNames = Object.keys(kinds);

/** A participant of the merged case is one of the survivor's only if both have the same address. */
const mergedExpectation = ({ address }: Person, into: SoakCase): Expected[] =>
  [into.requester.address, into.administration.address].includes(address)
    ? entry("participant_verified", into)
    : held("unknown_sender");

/** Every kind in turn, so that each is there often, on cases drawn by chance. */
export const drawMails = (
  random: Random,
  world: SoakWorld,
  mailDomain: string,
  count: number,
): SoakMail[] => {
  const mails: SoakMail[] = [];
  for (let n = 0; n < count; n += 1) {
    const name = kindNames[n % kindNames.length];
    const make = name === undefined ? undefined : kinds[name];
    const one = world.open[n % world.open.length];
    if (name === undefined || make === undefined || one === undefined)
      throw new Error("nothing to draw from");
    const stranger = `passant@inconnu-${n}.example`;
    const at = (localPart: string) => `${localPart}@${mailDomain}`;
    mails.push({
      kind: name,
      ...make({ random, world, one, organisation: random.pick(world.organisations), at, stranger }),
    });
  }
  return [...mails, ...flood(world, mailDomain)];
};

/** More than a case and a sender may write at once: some become entries, the rest wait, none is lost. */
const flood = ({ flooded }: SoakWorld, mailDomain: string): SoakMail[] => {
  const { administration: person, id } = flooded;
  const expected: Expected[] = [{ outcome: "entry_or_rate", caseId: id }];
  return Array.from({ length: 40 }, () => ({
    kind: "flood",
    ...from(person.address, `${person.reply}@${mailDomain}`, ok, expected),
  }));
};
