import type { CaseStatus, Channel, Outcome } from "../../../shared/mediation/enums.ts";
import { agents, type DemoOrganisation, type DemoSlug, organisations } from "./organisations.ts";
import { type DemoPerson, somebody } from "./people.ts";
import type { Random } from "./random.ts";
import { type Story, stories } from "./stories.ts";
import { atTheOffice, dayOf, days, earliest, later, minutes, type World } from "./world.ts";

/** What happens on a case, in order. */
export type Step = "take" | "ask" | "reply" | "consult" | "opinion" | "insist" | "close";

/** One case before its rows: who, what, when, and how far it went. */
export interface Plan {
  organisation: DemoOrganisation;
  person: DemoPerson;
  story: Story;
  status: CaseStatus;
  outcome: Outcome | null;
  channel: Channel;
  receivedAt: Date;
  registeredAt: Date;
  steps: readonly { step: Step; at: Date }[];
  /** Address of the agent in charge; null = nobody took it yet. */
  handler: string | null;
  year: number;
  seq: number;
  /** What is drawn while it is told: its own, so that one case told otherwise at another hour changes no other. */
  seed: number;
}

/** How many cases of each state, out of 300. */
const decks = {
  status: {
    CLOSED: 162,
    TO_PROCESS: 38,
    CONTACT_REQUESTER: 16,
    WAITING_FOR_REQUESTER: 24,
    CONTACT_ADMINISTRATION: 15,
    WAITING_FOR_ADMINISTRATION: 30,
    ABOUT_TO_CLOSE: 10,
    MERGED: 5,
  },
  organisation: { valbrune: 190, "trois-rives": 62, "haute-brenelle": 48 },
  outcome: {
    FAVORABLE_TO_CITIZEN: 46,
    PARTIAL: 35,
    FAVORABLE_TO_ADMINISTRATION: 24,
    INTERNAL_FORWARD: 11,
    EXTERNAL_FORWARD: 13,
    CITIZEN_WAIVER: 7,
    CITIZEN_INACTIVITY: 8,
    INADMISSIBLE: 10,
    ADMINISTRATION_REFUSAL: 4,
    OTHER: 4,
  },
} as const satisfies {
  status: Record<CaseStatus, number>;
  organisation: Record<DemoSlug, number>;
  /** Of the closed ones. */
  outcome: Record<Outcome, number>;
};

const channelWeights: Record<Channel, number> = {
  WEB: 54,
  EMAIL: 26,
  MAIL: 8,
  PHONE: 6,
  OFFICE: 5,
  PARTNER: 1,
};

const stepsOf = (status: CaseStatus, outcome: Outcome | null, random: Random): Step[] => {
  switch (status) {
    case "TO_PROCESS":
      return random.chance(0.35) ? ["take"] : [];
    case "CONTACT_REQUESTER":
      return ["take"];
    case "WAITING_FOR_REQUESTER":
      return random.chance(0.3) ? ["take", "ask", "insist"] : ["take", "ask"];
    case "CONTACT_ADMINISTRATION":
      return ["take", "ask", "reply"];
    case "WAITING_FOR_ADMINISTRATION":
      return random.chance(0.25)
        ? ["take", "ask", "reply", "consult", "insist"]
        : ["take", "ask", "reply", "consult"];
    case "ABOUT_TO_CLOSE":
      return ["take", "ask", "reply", "consult", "opinion"];
    case "MERGED":
      return ["take"];
    case "CLOSED":
      return closingSteps(outcome);
  }
};

const closingSteps = (outcome: Outcome | null): Step[] => {
  switch (outcome) {
    case "INADMISSIBLE":
    case "EXTERNAL_FORWARD":
    case "INTERNAL_FORWARD":
      return ["take", "close"];
    case "CITIZEN_INACTIVITY":
      return ["take", "ask", "close"];
    case "CITIZEN_WAIVER":
      return ["take", "ask", "reply", "close"];
    case "ADMINISTRATION_REFUSAL":
      return ["take", "ask", "reply", "consult", "close"];
    default:
      return ["take", "ask", "reply", "consult", "opinion", "close"];
  }
};

/** Days between a step and the one before it: least and most. */
const gaps: Record<Step, readonly [number, number]> = {
  take: [0.2, 6],
  ask: [0.1, 3],
  reply: [0.3, 8],
  consult: [0.3, 4],
  opinion: [3, 24],
  insist: [1, 9],
  close: [0.4, 6],
};

/** Days since the last step: how alive a case looks in its list. */
const idleDays = (status: CaseStatus, random: Random): number => {
  if (status === "CLOSED") return 2 + random.next() ** 1.6 * 330;
  if (status === "MERGED") return 5 + random.next() * 60;
  return 0.02 + random.next() ** 2 * (status === "TO_PROCESS" ? 11 : 24);
};

const shuffled = <T>(random: Random, items: readonly T[]): T[] => {
  const left = [...items];
  for (let last = left.length - 1; last > 0; last -= 1) {
    const other = random.between(0, last);
    [left[last], left[other]] = [left[other] as T, left[last] as T];
  }
  return left;
};
const deck = <K extends string>(random: Random, counts: Readonly<Record<K, number>>): K[] =>
  shuffled(
    random,
    (Object.keys(counts) as K[]).flatMap((key) => Array.from({ length: counts[key] }, () => key)),
  );

const handlersOf = (organisation: string) =>
  agents
    .filter((agent) =>
      agent.memberships.some(
        (held) =>
          held.organisation === organisation &&
          held.mediation?.some((role) => role === "mediator" || role === "manager"),
      ),
    )
    .map((agent) => agent.email);

const plan = (
  world: World,
  organisation: DemoOrganisation,
  status: CaseStatus,
  outcome: Outcome | null,
): Plan => {
  const { random, now } = world;
  const channel = status === "MERGED" ? "EMAIL" : random.weighted(channelWeights);
  const wanted = stepsOf(status, outcome, random);
  const lengths = wanted.map((step) => {
    const [least, most] = outcome === "CITIZEN_INACTIVITY" && step === "close" ? [92, 108] : gaps[step];
    return least + random.next() * (most - least);
  });
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const receivedAt = later(now, -(idleDays(status, random) + total) * days);
  const paper = channel === "MAIL" || channel === "OFFICE" || channel === "PHONE";
  const registeredAt = paper
    ? earliest(atTheOffice(world, later(receivedAt, 0.4 * days), receivedAt), later(now, -10 * minutes))
    : receivedAt;
  let floor = registeredAt;
  let reached = receivedAt.getTime();
  const steps = wanted.map((step, index) => {
    reached += (lengths[index] ?? 0) * days;
    const at =
      step === "reply"
        ? new Date(Math.max(reached, floor.getTime() + 60_000))
        : atTheOffice(world, new Date(reached), floor);
    floor = at;
    return { step, at };
  });
  const slug = organisation.slug as DemoSlug;
  return {
    organisation,
    person: somebody(random),
    story: random.pick(stories.filter((story) => story.of.includes(slug))),
    status,
    outcome,
    channel,
    receivedAt,
    registeredAt,
    steps,
    handler: wanted.length > 0 ? random.pick(handlersOf(slug)) : null,
    year: 0,
    seq: 0,
    seed: random.between(0, 2 ** 32 - 1),
  };
};

/** The 300 cases, oldest first, each with its number as the counter would have given it. */
export const makePlans = (world: World): Plan[] => {
  const statuses = deck(world.random, decks.status);
  const slugs = deck(world.random, decks.organisation);
  const outcomes = deck(world.random, decks.outcome);
  const plans = statuses.map((status, index) => {
    const organisation = organisations.find(({ slug }) => slug === slugs[index]) ?? organisations[0];
    return plan(world, organisation, status, (status === "CLOSED" && outcomes.pop()) || null);
  });
  plans.sort((a, b) => a.registeredAt.getTime() - b.registeredAt.getTime());
  const counters = new Map<string, number>();
  for (const made of plans) {
    made.year = Number(dayOf(made.registeredAt).slice(0, 4));
    const key = `${made.organisation.slug} ${made.year}`;
    made.seq = (counters.get(key) ?? 0) + 1;
    counters.set(key, made.seq);
  }
  return plans;
};
