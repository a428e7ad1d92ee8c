import type { AuditNote } from "../../../functions/platform/mutate.ts";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { takeCase } from "../../../shared/mediation/rules.ts";
import { addLine, type JournalActor, user, withOwnDraws } from "./journal-line.ts";
import { agents, type DemoOrganisation, organisations } from "./organisations.ts";
import { atTheOffice, type DemoRows, idOf, later, minutes, type World } from "./world.ts";

type Case = DemoRows["cases"][number];
type Entry = DemoRows["caseEntry"][number];
type Target = DemoRows["inboundTarget"][number];
type File = DemoRows["caseFile"][number];

interface Line extends Omit<AuditNote, "organisationId" | "aggregateId"> {
  at: Date;
  actor: JournalActor;
}

/** What the lines of one case are read from: the rows that were told. */
interface Told {
  found: Case;
  organisation: DemoOrganisation;
  /** In the order they happened. */
  entries: readonly Entry[];
  filesOf: (entry: Entry) => readonly File[];
  /** How a received mail reached the case. */
  mailOf: (entry: Entry) => Target | undefined;
  link: DemoRows["secretLink"][number] | undefined;
}

/**
 * The journal of every case and of held mail, read off the rows already told: each line is the one its verb would have
 * written then, so that history and thread agree.
 */
export const caseJournal = (world: World): void => {
  const aside = withOwnDraws(world, 20_270_045);
  const { rows } = world;
  const entries = Map.groupBy(rows.caseEntry, ({ caseId }) => caseId);
  const files = Map.groupBy(rows.caseFile, ({ entryId }) => entryId ?? "");
  const targets = new Map(rows.inboundTarget.map((target) => [target.id, target]));
  const links = new Map(rows.secretLink.map((link) => [link.targetId, link]));
  for (const found of rows.cases) {
    const organisation = organisations.find(({ slug }) => world.ids.get(slug) === found.organisationId);
    if (!organisation) throw new Error("a demo case has no organisation");
    const told: Told = {
      found,
      organisation,
      entries: (entries.get(found.id) ?? []).toSorted((a, b) => +a.occurredAt - +b.occurredAt),
      filesOf: (entry) => files.get(entry.id) ?? [],
      mailOf: ({ inboundTargetId }) => targets.get(inboundTargetId ?? ""),
      link: links.get(found.id),
    };
    const done = [filing(aside, told), ...told.entries.flatMap((_, at) => linesOf(told, at))];
    const lines = [...done, ...readings(aside, told, done)];
    lines.sort((a, b) => +a.at - +b.at);
    for (const { at, actor, ...note } of lines)
      addLine(aside, at, actor, { ...note, organisationId: found.organisationId, aggregateId: found.id });
  }
  heldMail(aside);
};

/** Who filed it: the requester's form or mail, or the agent who wrote down a letter, a call or a visit. */
const filing = (aside: World, { found, organisation, entries, filesOf, mailOf }: Told): Line => {
  const mail = entries.map(mailOf).find((target) => target?.matchedBy === "intake");
  const [first] = entries;
  const brought = entries.filter((entry) => entry === first || mailOf(entry)?.matchedBy === "intake");
  const actor =
    found.channel === "WEB"
      ? { kind: "visitor", id: null }
      : mail
        ? { kind: "mail", id: mail.inboundMailId }
        : user(idOf(aside, aside.random.pick(membersOf(organisation.slug, ["manager", "mediator"]))));
  return {
    at: found.registeredAt,
    actor,
    action: "case.file",
    target: { kind: "case", id: found.id },
    after: {
      number: caseNumber(found.year, found.seq),
      channel: found.channel,
      files: brought.flatMap(filesOf).length,
    },
  };
};

const membersOf = (organisation: string, roles: readonly string[]): string[] =>
  agents
    .filter(({ memberships }) =>
      memberships.some(
        (held) => held.organisation === organisation && held.mediation?.some((role) => roles.includes(role)),
      ),
    )
    .map(({ email }) => email);

/** What one entry of the thread left in the journal: what brought it, then who processed it. */
const linesOf = (told: Told, position: number): Line[] => {
  const entry = told.entries[position];
  if (!entry) return [];
  const { processedAt, processedBy } = entry;
  const target = { kind: "case_entry", id: entry.id };
  const processed: Line[] =
    processedAt && processedBy
      ? [
          {
            at: processedAt,
            actor: user(processedBy),
            action: "entry.process",
            target,
            before: { toProcess: true },
            after: { toProcess: false },
          },
        ]
      : [];
  if (entry.kind === "note" && entry.authorUserId) {
    return [{ at: entry.occurredAt, actor: user(entry.authorUserId), action: "note.add", target }];
  }
  return [...(entry.kind === "fact" ? factLines(told, entry) : mailLines(told, entry)), ...processed];
};

/** The status just before an instant, by the facts of the thread. */
const statusBefore = ({ entries }: Told, at: Date) =>
  entries.findLast((entry) => entry.fact === "case.status" && entry.occurredAt < at)?.text ?? "TO_PROCESS";

const factLines = (told: Told, { fact, authorUserId, occurredAt: at }: Entry): Line[] => {
  const { found, organisation, entries, link } = told;
  const target = { kind: "case", id: found.id };
  if (fact === "case.withdrawn" && link) {
    const actor = { kind: "link", id: link.partyId ?? null };
    const after = { status: "ABOUT_TO_CLOSE", reason: found.withdrawalReason };
    return [{ at, actor, action: "case.withdraw", target, after, personal: ["reason"] }];
  }
  if (!authorUserId) return [];
  const actor = user(authorUserId);
  if (fact === "case.taken") {
    const dueDays = organisation.settings.mediation?.dueDays ?? null;
    const before = { assigneeId: null, dueOn: null };
    const given = { userId: authorUserId, now: at, timeZone: "Europe/Paris", dueDays };
    const after = takeCase({ dueOn: found.dueOn ?? null }, given);
    return [{ at, actor, action: "case.take", target, before, after }];
  }
  if (fact !== "case.closed") return [];
  const notices = entries.filter(
    ({ medium, direction, occurredAt }) => medium === "NOTICE" && direction === "OUT" && occurredAt >= at,
  );
  const { outcome, mediationEndedOn } = found;
  const before = { status: statusBefore(told, at) };
  const after = { status: "CLOSED", outcome, endedOn: mediationEndedOn, told: notices.length };
  return [{ at, actor, action: "case.close", target, before, after }];
};

const mailLines = (told: Told, entry: Entry): Line[] => {
  const { entries, filesOf, mailOf, link } = told;
  const { kind, direction, medium, authorUserId, authorship, occurredAt: at } = entry;
  const target = { kind: "case_entry", id: entry.id };
  const files = filesOf(entry).length;
  if (kind === "delivery_report") {
    const actor = { kind: "job:mail-events", id: null };
    const states = { before: { state: "sent" }, after: { state: "hard_bounced" } };
    return [{ at, actor, action: "mail.failed", target, ...states }];
  }
  if (direction === "OUT") {
    // A notice of the office belongs to what it tells of.
    if (medium !== "EMAIL" || !authorUserId) return [];
    const status = statusBefore(told, at);
    const next = entries.find(({ fact, occurredAt }) => fact === "case.status" && occurredAt > at);
    const moved = next && +next.occurredAt - +at <= 1000 ? next.text : status;
    const after = { status: moved, recipients: 1, files };
    return [{ at, actor: user(authorUserId), action: "message.send", target, before: { status }, after }];
  }
  if (medium === "PORTAL") {
    if (!link) throw new Error("an answer of the follow-up page has no link");
    const actor = { kind: "link", id: link.partyId ?? null };
    const opens = { actor, target: { kind: "secret_link", id: link.id } };
    return [
      { ...opens, at: later(at, -6 * minutes), action: "link.open" },
      { ...opens, at: later(at, -5.8 * minutes), action: "link.code" },
      { ...opens, at: later(at, -5 * minutes), action: "link.verify" },
      { at, actor, action: "follow_up.answer", target, after: { files } },
    ];
  }
  const mail = mailOf(entry);
  if (mail?.matchedBy === "intake") return [];
  const actor = { kind: "mail", id: mail?.inboundMailId ?? null };
  const after = { authorship, class: kind === "automatic" ? "auto_reply" : "human", files };
  return [{ at, actor, action: "mail.post", target, after }];
};

/** People read a case before they act on it, and download what it brought; colleagues look in now and then. */
const readings = (aside: World, told: Told, done: readonly Line[]): Line[] => {
  const { random, now } = aside;
  const { found, organisation, entries, filesOf } = told;
  const filed = found.registeredAt;
  const kept: Line[] = [];
  const read = (userId: string, at: Date, file?: File) => {
    const target = file ? { kind: "case_file", id: file.id } : { kind: "case", id: found.id };
    const near = kept.some(
      (one) => one.actor.id === userId && one.target.id === target.id && Math.abs(+one.at - +at) < tenMinutes,
    );
    if (near || at <= filed || at > now) return;
    kept.push({ at, actor: user(userId), action: file ? "file.read" : "case.read", target });
  };
  for (const { at, actor, action } of done) {
    if (actor.kind !== "user" || !actor.id || action === "case.file") continue;
    const before = Math.min(random.between(2, 8) * minutes, (+at - +filed) / 2);
    read(actor.id, later(at, -before));
  }
  const taken = entries.find(({ fact }) => fact === "case.taken");
  for (const entry of entries.filter(({ direction }) => direction === "IN")) {
    const by = entry.processedBy ?? taken?.authorUserId;
    const at = entry.processedAt ?? (entry.fact === "case.received" ? taken?.occurredAt : undefined);
    for (const file of filesOf(entry))
      if (by && at && random.chance(0.7)) read(by, later(at, -random.between(20, 100) * 1000), file);
  }
  if (random.chance(0.45)) {
    const reader = random.pick(membersOf(organisation.slug, ["manager", "mediator", "assistant", "reader"]));
    const last = done.reduce((latest, { at }) => Math.max(latest, +at), +filed);
    const some = random.next() * Math.min(last + 3 * 1440 * minutes - +filed, +now - +filed);
    read(idOf(aside, reader), atTheOffice(aside, later(filed, some), filed));
  }
  return kept;
};

/** A person's reading of an item is noted once in that time. */
const tenMinutes = 10 * minutes;

/** Mails held back: on a case, its history says so. */
const heldMail = (aside: World): void => {
  const { quarantine, inboundTarget } = aside.rows;
  const mails = new Map(inboundTarget.map(({ id, inboundMailId }) => [id, inboundMailId]));
  for (const { id, organisationId, caseId, inboundTargetId, cause, receivedAt } of quarantine)
    addLine(
      aside,
      receivedAt,
      { kind: "mail", id: mails.get(inboundTargetId) ?? null },
      {
        action: "mail.held",
        organisationId: organisationId ?? null,
        target: { kind: "quarantine", id },
        ...(caseId ? { aggregateId: caseId } : {}),
        after: { cause },
      },
    );
};
