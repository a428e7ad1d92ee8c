import { hashAccessCode } from "../../../functions/modules/access/index.ts";
import { followUpSecret } from "../../../functions/modules/mediation/follow-up-secret.ts";
import { hashSecret } from "../../../functions/platform/ids.ts";
import { canonicalEmail } from "../../../shared/access/email.ts";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { channels, openStatuses } from "../../../shared/mediation/enums.ts";
import { addDays } from "../../../shared/mediation/rules.ts";
import { searchText } from "../../../shared/mediation/search-text.ts";
import { closingWords, tell } from "./case-steps.ts";
import { decisionsOf, requesterOf } from "./decisions.ts";
import { holdOnCase, receive } from "./mails.ts";
import { agents } from "./organisations.ts";
import type { Plan } from "./plans.ts";
import { attach, correspond, enter, filler, type Telling, write } from "./telling.ts";
import {
  dayOf,
  days,
  fileOf,
  idOf,
  inWords,
  later,
  latest,
  minutes,
  newId,
  oneIn,
  soonAfter,
  type World,
} from "./world.ts";

/** By which way a request came, as its first line says it. */
const received = {
  WEB: "PORTAL",
  EMAIL: "EMAIL",
  MAIL: "LETTER",
  PHONE: "PHONE",
  OFFICE: "MEETING",
  PARTNER: "LETTER",
} as const;

/** The first line of the thread, by the way the request came in. */
const openCase = (telling: Telling, words: { description: string }): void => {
  const { world, plan, requester } = telling;
  const receivedId = enter(telling, {
    kind: "fact",
    fact: "case.received",
    direction: "IN",
    medium: received[plan.channel],
    side: "REQUESTER",
    occurredAt: plan.receivedAt,
    participantId: requester?.participantId ?? null,
    authorLabel: plan.person.name,
  });
  const files = plan.story.papers.slice(0, world.random.between(0, 2)).map((paper) => fileOf(world, paper));
  if (plan.channel === "EMAIL" && requester) {
    const entryId = newId(world, plan.receivedAt);
    const inboundTargetId = receive(world, {
      organisationId: telling.organisationId,
      from: { email: requester.email, name: requester.name },
      to: `${plan.organisation.intake}@${world.mailDomain}`,
      subject: telling.subject,
      text: words.description,
      files,
      at: plan.receivedAt,
      mailClass: "human",
      target: {
        outcome: "entry",
        caseId: telling.caseId,
        matchedBy: "intake",
        authorship: "participant_unverified",
        entryId,
      },
    });
    const unread = telling.handler === undefined;
    enter(telling, {
      id: entryId,
      kind: "message",
      direction: "IN",
      medium: "EMAIL",
      side: "REQUESTER",
      occurredAt: plan.receivedAt,
      participantId: requester.participantId,
      authorLabel: requester.name,
      authorship: "participant_unverified",
      subject: telling.subject,
      text: words.description,
      toProcess: unread,
      processedAt: unread ? null : (plan.steps[0]?.at ?? null),
      processedBy: unread ? null : telling.handler?.id,
      inboundTargetId,
      readerVersion: 2,
    });
    if (unread) telling.toProcess += 1;
    attach(telling, files, { entryId, side: "REQUESTER", at: plan.receivedAt });
  } else attach(telling, files, { entryId: receivedId, side: "REQUESTER", at: plan.receivedAt });
  if (requester) {
    write(telling, requester, {
      notice: "receipt",
      at: later(plan.registeredAt, 20_000),
      text: `Bonjour ${plan.person.greeting},\n\nNous avons bien reçu votre demande de médiation. Gardez cet e-mail : il prouve la date de votre demande.\n\nNuméro de votre dossier : ${telling.number}\nReçue le ${inWords(plan.receivedAt)} (heure de Paris)\nEnvoyée par : ${channels[plan.channel]}`,
    });
  }
};

/** The follow-up page of the requester, with the secret the platform itself would derive; closed cases keep it a year. */
const giveLink = (
  { world, plan, organisationId, caseId }: Telling,
  given: { partyId: string; filingKey: string; byCode: boolean },
): void => {
  const secret = followUpSecret({ hmacKeys: world.hmacKeys }, given.filingKey, given.partyId);
  const closing = plan.steps.find(({ step }) => step === "close");
  world.rows.secretLink.push({
    id: newId(world, plan.registeredAt),
    organisationId,
    purpose: "case_follow_up",
    tokenHash: hashSecret(secret.token),
    targetId: caseId,
    partyId: given.partyId,
    accessCodeHash: given.byCode ? hashAccessCode(caseId, secret.accessCode) : null,
    createdAt: plan.registeredAt,
    expiresAt: closing ? later(closing.at, 365 * days) : null,
  });
};

/** Writes one planned case: the case, its parties, its thread, its mails. */
export const tellCase = (world: World, plan: Plan, mergedIntoId: string | null): string => {
  const { random, rows } = world;
  const { person, organisation } = plan;
  const organisationId = idOf(world, organisation.slug);
  const agent = agents.find(({ email }) => email === plan.handler);
  const fill = filler(world);
  const caseId = newId(world, plan.registeredAt);
  const telling: Telling = {
    world,
    plan,
    organisationId,
    caseId,
    number: caseNumber(plan.year, plan.seq),
    subject: fill(plan.story.subject),
    fill,
    handler: agent && { id: idOf(world, agent.email), name: `${agent.firstName} ${agent.lastName}` },
    requester: undefined,
    service: undefined,
    lastToRequester: undefined,
    lastToService: undefined,
    lastExchangeAt: plan.registeredAt,
    toProcess: 0,
    failedSend: false,
  };
  const partyId = newId(world, plan.registeredAt);
  const reachable = plan.channel === "WEB" || plan.channel === "EMAIL" || random.chance(0.55);
  const place = random.pick(organisation.postalCodes);
  rows.party.push({
    id: partyId,
    organisationId,
    caseId,
    role: "REQUESTER",
    kind: person.kind,
    title: person.title,
    firstName: person.firstName,
    lastName: person.lastName,
    legalName: person.legalName,
    ...requesterOf(plan),
    email: reachable ? person.email : null,
    emailCanonical: reachable ? canonicalEmail(person.email) : null,
    phone: random.chance(0.6) ? person.phone : null,
    line1: reachable && random.chance(0.4) ? null : person.line1,
    postalCode: place.code,
    city: place.city,
    preferredContact: reachable ? "EMAIL" : "POST",
    searchText: searchText(person.firstName, person.lastName, person.legalName),
    createdAt: plan.registeredAt,
  });
  if (reachable) {
    telling.requester = correspond(telling, {
      side: "REQUESTER",
      name: person.name,
      email: person.email,
      partyId,
      at: plan.registeredAt,
    });
  }

  const filingKey = `demo:${caseId}`;
  giveLink(telling, { partyId, filingKey, byCode: telling.requester === undefined });

  const description = fill(plan.story.told);
  openCase(telling, { description });
  for (const { step, at } of plan.steps) tell[step](telling, at);

  const closing = plan.steps.find(({ step }) => step === "close");
  const prior = random.weighted({ YES: 60, NO: 20, UNKNOWN: 20 });
  const open = (openStatuses as readonly string[]).includes(plan.status);
  if (open && telling.requester && oneIn(15, "held", world)) {
    holdOnCase(world, {
      organisationId,
      caseId,
      to: `r-${telling.requester.token}@${world.mailDomain}`,
      number: telling.number,
      at: latest(
        later(world.now, -random.between(1, 120) * 60 * minutes),
        soonAfter(world, plan.registeredAt, 20 * minutes),
      ),
    });
  }
  const taken = plan.steps[0]?.at;
  const due = addDays(dayOf(world.now), taken && open ? random.between(-5, 34) : 0);
  const soonest = addDays(dayOf(taken ?? world.now), 3);
  rows.cases.push({
    id: caseId,
    organisationId,
    year: plan.year,
    seq: plan.seq,
    receivedAt: plan.receivedAt,
    receivedPrecision: plan.channel === "MAIL" ? "DAY" : "INSTANT",
    registeredAt: plan.registeredAt,
    channel: plan.channel,
    status: plan.status,
    statusSince: plan.steps.at(-1)?.at ?? plan.registeredAt,
    assigneeId: telling.handler?.id ?? null,
    dueOn: taken && open ? (due > soonest ? due : soonest) : null,
    priority: random.chance(0.06) ? "HIGH" : "NORMAL",
    subject: telling.subject,
    description,
    expectation: fill(plan.story.wished),
    priorComplaint: prior,
    priorAnswer: prior === "YES" ? random.pick(["YES", "NO"] as const) : null,
    courtPending: random.chance(0.08) ? "UNKNOWN" : "NO",
    closedAt: closing?.at ?? null,
    closedBy: closing ? (telling.handler?.id ?? null) : null,
    outcome: plan.outcome,
    mediationEndedOn: closing ? dayOf(closing.at) : null,
    closingWords: closing ? closingWords(telling) : null,
    ...decisionsOf(plan),
    mergedIntoId,
    filingKey,
    lastExchangeAt: telling.lastExchangeAt,
    toProcessCount: telling.toProcess,
    failedSend: telling.failedSend,
    createdAt: plan.registeredAt,
    updatedAt: plan.steps.at(-1)?.at ?? plan.registeredAt,
  });
  return caseId;
};
