import { canonicalEmail } from "../../../shared/access/schema.ts";
import type { RecipientState } from "../../../shared/mail/schema.ts";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { type Channel, channels, openStatuses } from "../../../shared/mediation/enums.ts";
import { mediatorWords } from "../../../shared/mediation/mediator-words.ts";
import { outcomeInWords } from "../../../shared/mediation/outcome-words.ts";
import { addDays } from "../../../shared/mediation/rules.ts";
import { searchText } from "../../../shared/mediation/search-text.ts";
import type { DemoFile } from "./files.ts";
import { answering, type Correspondent, holdOnCase, receive, send } from "./mails.ts";
import { agents } from "./organisations.ts";
import type { Plan, Step } from "./plans.ts";
import { months } from "./stories.ts";
import { dayOf, fileOf, idOf, inWords, keep, later, minutes, newId, newToken, type World } from "./world.ts";

/** A case being told: what later steps need of earlier ones. */
interface Telling {
  world: World;
  plan: Plan;
  organisationId: string;
  caseId: string;
  number: string;
  subject: string;
  fill: (text: string) => string;
  handler: { id: string; name: string } | undefined;
  requester: Correspondent | undefined;
  service: Correspondent | undefined;
  /** Last message sent to the requester and to the service: what an answer quotes. */
  lastToRequester: { at: Date; text: string; senderName: string } | undefined;
  lastToService: { at: Date; text: string; senderName: string } | undefined;
  lastExchangeAt: Date;
  toProcess: number;
  failedSend: boolean;
}

/** `1 284,60`, with the spaces French typography asks for. */
const amount = (cents: number) =>
  new Intl.NumberFormat("fr-FR", { minimumFractionDigits: cents % 100 === 0 ? 0 : 2 }).format(cents / 100);

const filler = (world: World): ((text: string) => string) => {
  const values: Record<string, string> = {
    montant: amount(world.random.between(35, 1_900) * 100 + world.random.pick([0, 20, 60, 90])),
    rue: `rue ${world.random.pick(["des Tanneurs", "du Puits-Neuf", "des Lavandières", "Basse", "des Moulins"])}`,
    mois: world.random.pick(months),
    nombre: String(world.random.between(3, 14)),
  };
  return (text) => text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
};

const correspond = (
  telling: Telling,
  given: {
    side: "REQUESTER" | "ADMINISTRATION";
    name: string;
    email: string;
    partyId: string | null;
    at: Date;
  },
): Correspondent => {
  const { world, organisationId, caseId } = telling;
  const participantId = newId(world, given.at);
  const token = newToken(world);
  const verified = given.side === "REQUESTER" && world.random.chance(0.7);
  world.rows.participant.push({
    id: participantId,
    organisationId,
    caseId,
    partyId: given.partyId,
    side: given.side,
    displayName: given.name,
    email: given.email,
    emailCanonical: canonicalEmail(given.email),
    verification: verified ? "verified" : "unverified",
    verifiedBy: verified ? "code" : null,
    verifiedAt: verified ? given.at : null,
    createdAt: given.at,
  });
  world.rows.replyAddress.push({
    id: newId(world, given.at),
    organisationId,
    token,
    kind: "participant",
    service: "mediation",
    targetId: caseId,
    participantId,
    state: "live",
    createdAt: given.at,
  });
  return { participantId, name: given.name, email: given.email, token };
};

type Entry = Omit<World["rows"]["caseEntry"][number], "id" | "organisationId" | "caseId"> & { id?: string };
const enter = (telling: Telling, entry: Entry): string => {
  const { world, organisationId, caseId } = telling;
  const id = entry.id ?? newId(world, entry.occurredAt);
  world.rows.caseEntry.push({ ...entry, id, organisationId, caseId, createdAt: entry.occurredAt });
  if (entry.kind === "message") telling.lastExchangeAt = entry.occurredAt;
  return id;
};

const fact = (telling: Telling, name: string, at: Date, by?: string) =>
  enter(telling, { kind: "fact", medium: "NOTICE", fact: name, occurredAt: at, authorUserId: by ?? null });

const attach = (
  telling: Telling,
  files: readonly DemoFile[],
  given: { entryId: string | null; source: "REQUESTER" | "ADMINISTRATION" | "MEDIATOR"; at: Date },
) => {
  files.forEach((file, position) => {
    telling.world.rows.caseFile.push({
      id: newId(telling.world, given.at),
      organisationId: telling.organisationId,
      caseId: telling.caseId,
      entryId: given.entryId,
      storedFileId: keep(telling.world, telling.organisationId, file, given.at),
      name: file.name,
      source: given.source,
      visibility: "SHARED",
      position,
      decision: "kept",
      createdAt: given.at,
    });
  });
};

/** A message of the agent in charge (or a notice of the service) with its copy to one correspondent. */
const write = (
  telling: Telling,
  to: Correspondent,
  given: {
    text: string;
    at: Date;
    files?: readonly DemoFile[];
    notice?: "receipt" | "closing";
    state?: RecipientState;
  },
) => {
  const { world, plan, organisationId, caseId } = telling;
  const state = given.state ?? "delivered";
  const files = given.files ?? [];
  const author = given.notice ? undefined : telling.handler;
  const subject = given.notice
    ? `[Dossier ${telling.number}] ${given.notice === "receipt" ? "Votre demande est enregistrée" : "Conclusion de la médiation"}`
    : `[Dossier ${telling.number}] ${telling.subject}`;
  const outgoingMessageId = send(world, {
    organisationId,
    caseId,
    senderName: plan.organisation.settings.senderName,
    authorUserId: author?.id ?? null,
    class: given.notice
      ? plan.channel === "EMAIL" && given.notice === "receipt"
        ? "acknowledgement"
        : "notice"
      : "conversation",
    template: given.notice ?? "message",
    to: [
      {
        ...to,
        state,
        ...(state === "hard_bounced" ? { diagnostic: "L’adresse n’existe pas chez le destinataire." } : {}),
      },
    ],
    subject,
    text: given.text,
    files,
    at: given.at,
  });
  const entryId = enter(telling, {
    kind: given.notice ? "automatic" : "message",
    direction: "OUT",
    medium: "EMAIL",
    side: to === telling.service ? "ADMINISTRATION" : "REQUESTER",
    occurredAt: given.at,
    authorUserId: author?.id ?? null,
    participantId: to.participantId,
    authorLabel: author?.name ?? plan.organisation.settings.senderName,
    subject,
    text: given.text,
    outgoingMessageId,
  });
  attach(telling, files, { entryId, source: "MEDIATOR", at: given.at });
  const sent = {
    at: given.at,
    text: given.text,
    senderName: author?.name ?? plan.organisation.settings.senderName,
  };
  if (to === telling.service) telling.lastToService = sent;
  else telling.lastToRequester = sent;
};

/** A mail from a correspondent to their own token address. `unread` leaves it to process. */
const getMail = (
  telling: Telling,
  from: Correspondent,
  given: { text: string; at: Date; files: readonly DemoFile[]; unread: boolean },
) => {
  const { world, organisationId, caseId } = telling;
  const administration = from === telling.service;
  const original = administration ? telling.lastToService : telling.lastToRequester;
  const { text, folds } = original ? answering(given.text, original) : { text: given.text, folds: [] };
  const entryId = newId(world, given.at);
  const subject = `Re: [Dossier ${telling.number}] ${telling.subject}`;
  const inboundTargetId = receive(world, {
    organisationId,
    from: { email: from.email, name: from.name },
    to: `r-${from.token}@${world.mailDomain}`,
    subject,
    text,
    files: given.files,
    at: given.at,
    mailClass: "human",
    target: { outcome: "entry", caseId, matchedBy: "token", authorship: "participant_verified", entryId },
  });
  enter(telling, {
    id: entryId,
    kind: "message",
    direction: "IN",
    medium: "EMAIL",
    side: administration ? "ADMINISTRATION" : "REQUESTER",
    occurredAt: given.at,
    participantId: from.participantId,
    authorLabel: from.name,
    authorship: "participant_verified",
    subject,
    text,
    folds,
    toProcess: given.unread,
    processedAt: given.unread ? null : later(given.at, 90 * minutes),
    processedBy: given.unread ? null : (telling.handler?.id ?? null),
    inboundTargetId,
    readerVersion: 1,
  });
  if (given.unread) telling.toProcess += 1;
  attach(telling, given.files, {
    entryId,
    source: administration ? "ADMINISTRATION" : "REQUESTER",
    at: given.at,
  });
};

const opens = (step: Step, telling: Telling) =>
  (openStatuses as readonly string[]).includes(telling.plan.status) &&
  telling.plan.steps.at(-1)?.step === step;

/** What each step leaves on the case. */
const tell: Record<Step, (telling: Telling, at: Date) => void> = {
  take: (telling, at) => {
    fact(telling, "case.taken", at, telling.handler?.id);
  },
  ask: (telling, at) => {
    if (!telling.requester) return;
    const { plan } = telling;
    const words = mediatorWords(plan.organisation.settings.mediation?.title ?? "");
    write(telling, telling.requester, {
      at,
      text: `Bonjour ${plan.person.greeting},\n\n${telling.fill(plan.story.asked)}\n\nBien à vous,\n${telling.handler?.name}\n${words.label}`,
      state: opens("ask", telling)
        ? telling.world.random.weighted({ delivered: 88, delayed: 6, sent: 6 })
        : "delivered",
    });
  },
  reply: (telling, at) => {
    const { world, plan, requester } = telling;
    if (!requester) return;
    const text = `Bonjour,\n\n${telling.fill(plan.story.answered)}\n\n${plan.person.name}`;
    const files = plan.story.papers.slice(0, 2).map((paper) => fileOf(world, paper));
    const unread = opens("reply", telling) && world.random.chance(0.5);
    if (world.random.chance(0.72)) getMail(telling, requester, { text, at, files, unread });
    else {
      const entryId = enter(telling, {
        kind: "message",
        direction: "IN",
        medium: "PORTAL",
        side: "REQUESTER",
        occurredAt: at,
        participantId: requester.participantId,
        authorLabel: requester.name,
        authorship: "participant_verified",
        text,
        toProcess: unread,
        processedAt: unread ? null : later(at, 75 * minutes),
        processedBy: unread ? null : (telling.handler?.id ?? null),
      });
      if (unread) telling.toProcess += 1;
      attach(telling, files, { entryId, source: "REQUESTER", at });
    }
  },
  consult: (telling, at) => {
    const { world, plan } = telling;
    const failing = opens("consult", telling) && world.random.chance(0.2);
    const local = failing ? "ancienne-adresse" : "courrier";
    telling.service = correspond(telling, {
      side: "ADMINISTRATION",
      name: plan.story.service,
      email: `${local}.${plan.story.papers[0] ?? "service"}@services.${plan.organisation.domain}`,
      partyId: null,
      at,
    });
    write(telling, telling.service, {
      at,
      text: `Bonjour,\n\nJe suis saisi${plan.organisation.settings.mediation?.title === "médiatrice" ? "e" : ""} de la demande suivante : « ${telling.subject} ».\n\nCe qui est demandé : ${telling.fill(plan.story.wished).toLowerCase()}\n\nPourriez-vous m’adresser vos observations sous trois semaines ?\n\nCordialement,\n${telling.handler?.name}`,
      files: [fileOf(world, "saisine")],
      state: failing ? "hard_bounced" : "delivered",
    });
    telling.failedSend ||= failing;
    if (!failing && world.random.chance(0.18)) {
      enter(telling, {
        kind: "automatic",
        direction: "IN",
        medium: "EMAIL",
        side: "ADMINISTRATION",
        occurredAt: later(at, minutes),
        participantId: telling.service.participantId,
        authorLabel: telling.service.name,
        authorship: "machine",
        subject: "Réponse automatique",
        text: "Le service est fermé jusqu’à lundi. Votre message sera lu à la réouverture.",
      });
    }
  },
  opinion: (telling, at) => {
    const { world, plan, service } = telling;
    if (!service) return;
    const lost = plan.outcome === "FAVORABLE_TO_ADMINISTRATION";
    const text = `Bonjour,\n\n${telling.fill(lost ? plan.story.no : plan.story.yes)}\n\n${plan.story.service}`;
    const unread = opens("opinion", telling) && world.random.chance(0.6);
    getMail(telling, service, { text, at, files: [fileOf(world, "releve")], unread });
  },
  insist: (telling, at) => {
    if (!telling.requester) return;
    getMail(telling, telling.requester, {
      text: "Bonjour,\n\nAvez-vous des nouvelles ? Je reste disponible si un document manque.",
      at,
      files: [],
      unread: true,
    });
  },
  close: (telling, at) => {
    const { world, plan, organisationId, caseId } = telling;
    const outcome = plan.outcome ?? "OTHER";
    const handlerId = telling.handler?.id;
    if (!handlerId) return;
    fact(telling, "case.closed", at, handlerId);
    world.rows.caseClosing.push({
      id: newId(world, at),
      organisationId,
      caseId,
      closedAt: at,
      closedBy: handlerId,
      endedOn: dayOf(at),
      outcome,
    });
    if (telling.requester) {
      write(telling, telling.requester, {
        notice: "closing",
        at: later(at, 1000),
        text: `Bonjour ${plan.person.greeting},\n\n${outcomeInWords(outcome, plan.organisation.kind)}.\n\n${closingWords(telling) ?? ""}\n\nFin de la médiation : ${inWords(at)}.`,
      });
    }
  },
};

const closingWords = ({ plan, fill }: Telling): string | null => {
  switch (plan.outcome) {
    case "FAVORABLE_TO_CITIZEN":
    case "PARTIAL":
      return fill(plan.story.yes);
    case "FAVORABLE_TO_ADMINISTRATION":
      return fill(plan.story.no);
    case "CITIZEN_INACTIVITY":
      return "Sans nouvelles de vous depuis plus de trois mois, je clos votre dossier. Écrivez-moi si vous souhaitez reprendre.";
    case "INADMISSIBLE":
      return "Votre demande concerne un litige entre particuliers. Le conciliateur de justice peut vous aider, gratuitement.";
    case "EXTERNAL_FORWARD":
      return "Cette décision relève d’un autre organisme, qui a son propre médiateur. Vous trouverez son adresse ci-joint.";
    case null:
      return null;
    default:
      return "Merci de la clarté de vos échanges.";
  }
};

/** The first line of the thread, by the way the request came in. */
const openCase = (telling: Telling, words: { description: string }): void => {
  const { world, plan, requester } = telling;
  fact(telling, "case.received", plan.registeredAt);
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
      inboundTargetId,
      readerVersion: 1,
    });
    if (unread) telling.toProcess += 1;
    attach(telling, files, { entryId, source: "REQUESTER", at: plan.receivedAt });
  } else attach(telling, files, { entryId: null, source: "REQUESTER", at: plan.registeredAt });
  if (requester) {
    write(telling, requester, {
      notice: "receipt",
      at: later(plan.registeredAt, 20_000),
      text: `Bonjour ${plan.person.greeting},\n\nNous avons bien reçu votre demande de médiation. Gardez cet e-mail : il prouve la date de votre demande.\n\nNuméro de votre dossier : ${telling.number}\nReçue le ${inWords(plan.receivedAt)} (heure de Paris)\nEnvoyée par : ${channels[plan.channel satisfies Channel]}`,
    });
  }
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

  const description = fill(plan.story.told);
  openCase(telling, { description });
  for (const { step, at } of plan.steps) tell[step](telling, at);

  const closing = plan.steps.find(({ step }) => step === "close");
  const prior = random.weighted({ YES: 60, NO: 20, UNKNOWN: 20 });
  const open = (openStatuses as readonly string[]).includes(plan.status);
  if (open && telling.requester && random.chance(0.05)) {
    holdOnCase(world, {
      organisationId,
      caseId,
      to: `r-${telling.requester.token}@${world.mailDomain}`,
      number: telling.number,
      at: later(world.now, -random.between(1, 120) * 60 * minutes),
    });
  }
  const taken = plan.steps[0]?.at;
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
    dueOn: taken && open ? addDays(dayOf(world.now), random.between(-5, 34)) : null,
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
    mergedIntoId,
    filingKey: `demo:${caseId}`,
    lastExchangeAt: telling.lastExchangeAt,
    toProcessCount: telling.toProcess,
    failedSend: telling.failedSend,
    createdAt: plan.registeredAt,
    updatedAt: plan.steps.at(-1)?.at ?? plan.registeredAt,
  });
  return caseId;
};
