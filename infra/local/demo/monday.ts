import type { cases } from "../../../functions/modules/mediation/tables.ts";
import { canonicalEmail } from "../../../shared/access/email.ts";
import { addDays } from "../../../shared/mediation/rules.ts";
import { searchText } from "../../../shared/mediation/search-text.ts";
import { systemTasks } from "../../../shared/mediation/tasks.ts";
import { greetingOf, nameOf } from "./people.ts";
import { dayOf, days, idOf, later, minutes, newId, type World } from "./world.ts";

/**
 * A mediator's ordinary Monday in Valbrune (README): Claire Vasseur finds a withdrawal, an answer that is late, a
 * colleague away, a note that calls her, somebody who wrote twice. Everything hangs on cases the demo already tells.
 */

type Case = typeof cases.$inferInsert;
const claireAddress = "c.vasseur@valbrune.example";

export const monday = (world: World): void => {
  const desk = deskOf(world);
  withdrawn(desk);
  late(desk);
  silent(desk);
  away(desk);
  called(desk);
  twice(desk);
  kept(desk);
  sorted(desk);
  addressBook(desk);
  opinions(desk);
};

interface Desk {
  world: World;
  organisationId: string;
  claire: string;
  hugo: string;
  samira: string;
  paul: string;
  today: string;
  /** The next case of Claire's, or of anybody's, with this status; each is given once. */
  next: (status: Case["status"], whose?: string | null, fits?: (one: Case) => boolean) => Case | undefined;
}

const deskOf = (world: World): Desk => {
  const organisationId = idOf(world, "valbrune");
  const used = new Set<string>();
  const claire = idOf(world, claireAddress);
  return {
    world,
    organisationId,
    claire,
    hugo: idOf(world, "h.lemarchand@valbrune.example"),
    samira: idOf(world, "s.benali@valbrune.example"),
    paul: idOf(world, "p.castaing@valbrune.example"),
    today: dayOf(world.now),
    next: (status, whose = claire, fits = () => true) => {
      const found = world.rows.cases.find(
        (one) =>
          one.organisationId === organisationId &&
          one.status === status &&
          (one.assigneeId ?? null) === whose &&
          !used.has(one.id) &&
          fits(one),
      );
      if (found) used.add(found.id);
      return found;
    },
  };
};

const task = (
  { world, organisationId }: Desk,
  found: Case,
  given: {
    title: string;
    dueOn: string | null;
    assigneeId: string;
    kind?: keyof typeof systemTasks;
    at: Date;
  },
) =>
  world.rows.caseTask.push({
    id: newId(world, given.at),
    organisationId,
    caseId: found.id,
    title: given.title,
    dueOn: given.dueOn,
    assigneeId: given.assigneeId,
    origin: given.kind ? "SYSTEM" : "MANUAL",
    kind: given.kind ?? null,
    createdAt: given.at,
  });

const fact = ({ world, organisationId }: Desk, found: Case, said: string, at: Date) =>
  world.rows.caseEntry.push({
    id: newId(world, at),
    organisationId,
    caseId: found.id,
    kind: "fact",
    fact: said,
    medium: "PORTAL",
    side: "REQUESTER",
    occurredAt: at,
    createdAt: at,
  });

/** Somebody gave up their request last evening. */
const withdrawn = (desk: Desk) => {
  const found = desk.next("ABOUT_TO_CLOSE") ?? desk.next("WAITING_FOR_ADMINISTRATION");
  if (!found) return;
  const at = later(desk.world.now, -14 * 60 * minutes);
  Object.assign(found, {
    status: "ABOUT_TO_CLOSE",
    statusSince: at,
    withdrawnAt: at,
    withdrawalReason: "Le service m’a rappelée, c’est arrangé. Merci pour votre aide.",
    lastExchangeAt: at,
    updatedAt: at,
  } satisfies Partial<Case>);
  fact(desk, found, "case.withdrawn", at);
  task(desk, found, {
    title: systemTasks.close_withdrawn,
    kind: "close_withdrawn",
    dueOn: desk.today,
    assigneeId: desk.claire,
    at,
  });
};

/** The service should have answered three days ago; two things to do today and tomorrow. */
const late = (desk: Desk) => {
  const waiting = desk.next("WAITING_FOR_ADMINISTRATION");
  if (waiting) {
    const at = later(desk.world.now, -33 * days);
    task(desk, waiting, {
      title: systemTasks.await_administration,
      kind: "await_administration",
      dueOn: addDays(desk.today, -3),
      assigneeId: desk.claire,
      at,
    });
    waiting.dueOn = addDays(desk.today, 2);
  }
  const other = desk.next("CONTACT_ADMINISTRATION") ?? desk.next("WAITING_FOR_ADMINISTRATION");
  if (other) {
    const at = later(desk.world.now, -3 * days);
    task(desk, other, {
      title: "Préparer la rencontre avec le service",
      dueOn: desk.today,
      assigneeId: desk.claire,
      at,
    });
    other.priority = "HIGH";
    other.priorityReason = "Saisie sur compte annoncée pour la fin du mois.";
  }
  const third = desk.next("CONTACT_REQUESTER") ?? desk.next("TO_PROCESS");
  if (third) {
    const at = later(desk.world.now, -2 * days);
    task(desk, third, {
      title: "Rappeler après 17 h",
      dueOn: addDays(desk.today, 1),
      assigneeId: desk.claire,
      at,
    });
  }
};

/** Nobody answered for more than three months: shall it be closed? */
const silent = (desk: Desk) => {
  const found = desk.next("WAITING_FOR_REQUESTER");
  if (!found) return;
  const at = later(desk.world.now, -2 * days);
  task(desk, found, {
    title: systemTasks.inactivity_close,
    kind: "inactivity_close",
    dueOn: desk.today,
    assigneeId: desk.claire,
    at,
  });
};

/** Hugo is away until Friday, Claire acts for him; she also helps Samira on one case. */
const away = (desk: Desk) => {
  const { world, organisationId, hugo, claire, samira, today } = desk;
  world.rows.absence.push({
    id: newId(world, later(world.now, -9 * days)),
    organisationId,
    userId: hugo,
    fromOn: addDays(today, -2),
    toOn: addDays(today, 4),
    replacementId: claire,
    createdBy: hugo,
  });
  const shared =
    desk.next("WAITING_FOR_ADMINISTRATION", samira) ?? desk.next("WAITING_FOR_REQUESTER", samira);
  if (shared) shared.coHandlerIds = [claire];
  const followed = desk.next("CONTACT_ADMINISTRATION", samira) ?? desk.next("TO_PROCESS", samira);
  if (followed) followed.watchers = { [claire]: "messages" };
  const reserved = desk.next("CONTACT_REQUESTER", samira) ?? desk.next("ABOUT_TO_CLOSE", samira);
  if (reserved) reserved.restricted = true;
};

/** Paul saw the person at the counter and calls Claire by name. */
const called = (desk: Desk) => {
  const { world, organisationId, claire, paul } = desk;
  const found = desk.next("TO_PROCESS") ?? desk.next("CONTACT_ADMINISTRATION");
  if (!found) return;
  const at = later(world.now, -5 * 60 * minutes);
  world.rows.caseEntry.push({
    id: newId(world, at),
    organisationId,
    caseId: found.id,
    kind: "note",
    medium: "PORTAL",
    occurredAt: at,
    authorUserId: paul,
    text: "Passage au guichet ce matin : la personne a retrouvé la confirmation du formulaire et l’apportera jeudi. Peux-tu la recevoir ?",
    mentions: [claire],
    createdAt: at,
  });
  world.rows.notification.push({
    id: newId(world, at),
    organisationId,
    userId: claire,
    caseId: found.id,
    kind: "mention",
    actorId: paul,
    at,
  });
};

type Party = World["rows"]["party"][number];

/** What was told under the name and address a person had before: who takes part, the thread, the mails to them. */
const renameIn = (world: World, party: Party, email: string, before: { name: string; greeting: string }) => {
  const name = nameOf(party);
  const person = world.rows.participant.find(({ partyId }) => partyId === party.id);
  if (person) Object.assign(person, { displayName: name, email, emailCanonical: canonicalEmail(email) });
  for (const entry of world.rows.caseEntry)
    if (entry.caseId === party.caseId && entry.authorLabel === before.name) entry.authorLabel = name;
  for (const recipient of world.rows.outgoingRecipient) {
    if (recipient.participantId !== person?.id) continue;
    Object.assign(recipient, { name, address: email });
    const mail = world.rows.outgoingMessage.find(({ id }) => id === recipient.outgoingMessageId);
    const greet = (text: string) => text.replace(before.greeting, greetingOf(party));
    if (mail) Object.assign(mail, { text: greet(mail.text), html: mail.html && greet(mail.html) });
  }
};

/** Somebody filed the same request again: the list of cases to take says so. */
const twice = (desk: Desk) => {
  const { world, organisationId } = desk;
  const first = desk.next("WAITING_FOR_REQUESTER") ?? desk.next("WAITING_FOR_ADMINISTRATION");
  // Not by e-mail: the mail itself, as it came, would bear another name.
  const again = desk.next("TO_PROCESS", null, ({ channel }) => channel !== "EMAIL");
  if (!first || !again) return;
  const of = (found: Case) =>
    world.rows.party.find(({ caseId, role }) => caseId === found.id && role === "REQUESTER");
  const [known, other] = [of(first), of(again)];
  if (!known || !other) return;
  const { title, firstName, lastName, legalName, kind, phone, postalCode, city } = known;
  const email = known.email ?? "retour@courriel.example";
  const before = { name: nameOf(other), greeting: greetingOf(other) };
  Object.assign(other, { title, firstName, lastName, legalName, kind, phone, postalCode, city });
  Object.assign(other, {
    email,
    emailCanonical: canonicalEmail(email),
    searchText: searchText(firstName, lastName, legalName),
  });
  renameIn(world, other, email, before);
  const bodies = desk.next("CLOSED");
  if (bodies) {
    const [caseId = first.id, otherId = bodies.id] = [first.id, bodies.id].toSorted();
    world.rows.caseLink.push({
      id: newId(world, later(world.now, -4 * days)),
      organisationId,
      caseId,
      otherId,
      fromId: first.id,
      kind: "FOLLOW_UP",
      createdBy: desk.claire,
    });
  }
};

/** One closed case is held for a court, another waits in the recycle bin. */
const kept = (desk: Desk) => {
  const { world, samira } = desk;
  const held = desk.next("CLOSED");
  if (held) {
    held.legalHold = true;
    held.legalHoldReason = "Recours devant le tribunal administratif";
    held.legalHoldAt = later(world.now, -40 * days);
  }
  const thrown = desk.next("TO_PROCESS", null);
  if (thrown) {
    thrown.deletedAt = later(world.now, -6 * days);
    thrown.deletedBy = samira;
    thrown.deletionReason = "Publicité envoyée par erreur au formulaire.";
  }
};

/** Tags of the office, on some cases, and the views two people keep. */
const sorted = (desk: Desk) => {
  const { world, organisationId, claire, samira } = desk;
  const at = later(world.now, -60 * days);
  const labels = [
    ["Conseil municipal", "blue"],
    ["Délai de recours proche", "orange"],
    ["À citer au rapport", "green"],
  ] as const;
  const open = world.rows.cases.filter(
    (one) => one.organisationId === organisationId && one.status !== "CLOSED" && one.status !== "MERGED",
  );
  labels.forEach(([label, colour], index) => {
    const id = newId(world, at);
    world.rows.tag.push({ id, organisationId, label, colour, createdAt: at });
    for (const found of open.filter((_, place) => place % 9 === index))
      world.rows.caseTag.push({ organisationId, caseId: found.id, tagId: id });
  });
  world.rows.savedView.push(
    {
      id: newId(world, at),
      organisationId,
      userId: claire,
      title: "Mes retards",
      filters: { liste: "mine", signal: "en-retard" },
    },
    {
      id: newId(world, at),
      organisationId,
      userId: samira,
      shared: true,
      title: "Urgentes",
      filters: { liste: "all", statut: "ouverts", signal: "urgent" },
    },
  );
};

/** The services the office writes to, as the cases know them. */
const addressBook = ({ world, organisationId }: Desk) => {
  const known = new Set<string>();
  for (const one of world.rows.participant) {
    if (
      one.organisationId !== organisationId ||
      one.side !== "ADMINISTRATION" ||
      known.has(one.emailCanonical)
    )
      continue;
    known.add(one.emailCanonical);
    world.rows.contact.push({
      id: newId(world, world.now),
      organisationId,
      name: one.displayName,
      department: one.displayName,
      side: "ADMINISTRATION",
      email: one.email,
      emailCanonical: one.emailCanonical,
      updatedAt: world.now,
    });
  }
};

const comments = [
  "J’ai enfin compris pourquoi ma facture avait augmenté.",
  "Réponse claire, mais il a fallu deux mois.",
  "Merci pour votre écoute.",
  null,
];

/** What people thought, two quarters ago and the last one; the survey goes on. */
const opinions = ({ world, organisationId, today }: Desk) => {
  world.rows.mediationSettings.push({
    organisationId,
    settings: { survey: true, sharesFigures: true },
    updatedAt: later(world.now, -200 * days),
  });
  const closed = world.rows.cases.filter(
    (one) => one.organisationId === organisationId && one.status === "CLOSED" && one.outcome,
  );
  closed.slice(0, 22).forEach((found, index) => {
    const day = addDays(today, index % 2 === 0 ? -100 : -190);
    const quarter = `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;
    const note = (most: number) => Math.max(1, Math.min(5, most - (index % 3)));
    world.rows.surveyAnswer.push({
      id: newId(world, later(world.now, -90 * days)),
      organisationId,
      quarter,
      topDomainId: null,
      outcome: found.outcome ?? null,
      answers: {
        overall: note(5),
        listening: note(6),
        clarity: note(5),
        delay: note(4),
        understood: note(5),
      },
      recommends: index % 5 !== 4,
      comment: comments[index % comments.length] ?? null,
    });
  });
};
