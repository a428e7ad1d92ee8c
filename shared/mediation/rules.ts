import type { MediationRole } from "../access/roles.ts";
import { decide, type Holder, type Rights } from "../platform/rights.ts";
import { notYourRole, type RuleRefusal, unseen, type Verdict } from "../platform/verdict.ts";
import { plainCalendarDay } from "./date-words.ts";
import { dayIn } from "./dates.ts";
import { type CaseStatus, openStatuses } from "./enums.ts";
import { type CaseAction, type CloseCase, caseActions } from "./schema.ts";

/** What somebody who follows a case wants to be told of. */
export type WatchedEvents = "messages" | "status" | "all";

/** Who asks, as far as one organisation's cases are concerned. */
export type CaseActor =
  /**
   * Roles held now in the mediation of the case's own organisation; none = a stranger to it. `replaces`: colleagues
   * who are away today and for whom this person acts (mediation.md §4.12).
   */
  | {
      kind: "member";
      userId: string;
      roles: readonly MediationRole[];
      replaces?: readonly string[];
      /** A mediator who has not declared their independence yet: what a reader may, and no more (§2 (f)). */
      undeclared?: boolean;
    }
  /** Someone who holds the case's secret link. */
  | { kind: "link"; caseId: string; codeVerified: boolean }
  | { kind: "nobody" };

/** What an organisation decided about its team (shared/mediation/settings.ts). */
export interface CasePolicy {
  teamEditing: boolean;
  mediatorCanTransfer: boolean;
}

/** What the rules need to know of a case. */
export interface CaseFacts {
  id: string;
  status: CaseStatus;
  assigneeId: string | null;
  restricted: boolean;
  coHandlerIds: readonly string[];
  watchers: Readonly<Record<string, WatchedEvents>>;
  legalHold: boolean;
  deletedAt: Date | null;
  /** Absent where the action does not depend on it: then the stricter answer holds. */
  policy?: CasePolicy;
}

/** What a right depends on besides who asks: the state of the case. Each is decided once, in `meets`. */
type Condition =
  | "kept"
  | "ordinary"
  | "unassigned"
  | "assigned"
  | "open_unassigned"
  | "team_edits"
  | "transfers"
  | "not_merged"
  | "open"
  | "closed"
  | "merged"
  | "not_held"
  | "held"
  | "deleted"
  | "answerable";

/** Who may know that a case exists. A restricted one exists for its handlers, watchers and managers only. */
const readers = {
  "mediation.manager": "always",
  handler: "kept",
  watcher: "kept",
  "mediation.mediator": "ordinary",
  "mediation.assistant": "ordinary",
  "mediation.reader": "ordinary",
} as const;

/** Who decides about held mails that came for no case (settled.md §4). */
const keepers = { "mediation.manager": "always", "mediation.quarantine_keeper": "always" } as const;

/** Handlers and managers, on a case that is theirs to act on. */
const handlers = <const C extends "always" | Condition>(condition: C) =>
  ({ "mediation.manager": condition, handler: condition }) as const;
/** Everybody of the office who works on cases. */
const office = {
  "mediation.manager": "kept",
  handler: "kept",
  "mediation.mediator": "kept",
  "mediation.assistant": "kept",
} as const;
const everyReader = {
  "mediation.manager": "always",
  "mediation.mediator": "always",
  "mediation.assistant": "always",
  "mediation.reader": "always",
} as const;
const managersOnly = { "mediation.manager": "always" } as const;

/** Rights over cases (mediation.md §2), one line per action. Acting on a case asks for seeing it first. */
export const mediationRights = {
  "case.list": { about: "organisation", may: everyReader },
  "case.register": {
    about: "organisation",
    may: { "mediation.manager": "always", "mediation.mediator": "always", "mediation.assistant": "always" },
  },
  /** Many cases at once: each is then asked for alone. */
  "case.bulk": {
    about: "organisation",
    may: { "mediation.manager": "always", "mediation.mediator": "always" },
  },
  /** The same letter to the requesters of many cases, one mail each. */
  "case.bulk_message": { about: "organisation", may: managersOnly },
  /** Held mails of the organisation; those of a case belong to who handles it (`case.quarantine`). */
  "quarantine.list": { about: "organisation", may: keepers },
  "quarantine.decide": { about: "organisation", may: keepers },
  "case.read": { about: "item", may: readers },
  "case.history": { about: "item", may: readers },
  /** Requester, dispute, dates; on a closed case managers alone, who say why. */
  "case.edit": {
    about: "item",
    may: {
      "mediation.manager": "not_merged",
      handler: "open",
      "mediation.mediator": "team_edits",
      "mediation.assistant": "open_unassigned",
    },
  },
  /** Status, competence, admissibility, due date, priority, tags. */
  "case.decide": {
    about: "item",
    may: { "mediation.manager": "not_merged", handler: "open", "mediation.mediator": "team_edits" },
  },
  "case.take": {
    about: "item",
    may: { "mediation.manager": "unassigned", "mediation.mediator": "unassigned" },
  },
  "case.release": { about: "item", may: { "mediation.manager": "assigned", assignee: "assigned" } },
  /** Give it to somebody, or add somebody who acts on it too. */
  "case.assign": { about: "item", may: { "mediation.manager": "open", assignee: "transfers" } },
  "case.propose_transfer": { about: "item", may: { assignee: "open" } },
  /** Notes between colleagues, and drafts of one's own; also on a closed case. */
  "case.note": { about: "item", may: office },
  /** Notes of others, taken away with a reason. */
  "case.moderate": { about: "item", may: managersOnly },
  "case.document": { about: "item", may: office },
  "case.remove_document": { about: "item", may: handlers("kept") },
  "case.task": { about: "item", may: office },
  "case.watch": { about: "item", may: readers },
  "case.invite_watcher": { about: "item", may: handlers("kept") },
  "case.write": { about: "item", may: handlers("not_merged") },
  /** Mails held on the case: read and decided about. Others know how many. */
  "case.quarantine": { about: "item", may: handlers("always") },
  "case.process": { about: "item", may: handlers("always") },
  /** The exact bytes of a mail of the case: looked at, downloaded, kept as a document. */
  "case.original": { about: "item", may: handlers("always") },
  "case.reprocess": { about: "item", may: managersOnly },
  "case.close": { about: "item", may: handlers("open") },
  "case.reopen": { about: "item", may: handlers("closed") },
  /** The requester's own withdrawal, told by phone or letter. */
  "case.withdraw": { about: "item", may: handlers("open") },
  "case.link": {
    about: "item",
    may: { "mediation.manager": "kept", handler: "kept", "mediation.mediator": "kept" },
  },
  "case.merge": { about: "item", may: handlers("not_merged") },
  "case.unmerge": { about: "item", may: handlers("merged") },
  "case.restrict": { about: "item", may: handlers("kept") },
  "case.unrestrict": { about: "item", may: managersOnly },
  "case.hold": { about: "item", may: handlers("not_held") },
  "case.unhold": { about: "item", may: { "mediation.manager": "held" } },
  "case.delete": { about: "item", may: { "mediation.manager": "not_held" } },
  "case.restore": { about: "item", may: { "mediation.manager": "deleted" } },
  /** Answer to an access request: handlers prepare, managers decide. A legal hold keeps, it hides nothing from anybody. */
  "case.prepare_access": { about: "item", may: handlers("kept") },
  /** Erasure: handlers prepare, managers decide. */
  "case.prepare_erasure": { about: "item", may: handlers("not_held") },
  "case.erase": { about: "item", may: { "mediation.manager": "not_held" } },
  "case.synthesis": {
    about: "item",
    may: { "mediation.manager": "kept", handler: "kept", "mediation.mediator": "kept" },
  },
  "case.export": { about: "item", may: handlers("kept") },
  "export.named": { about: "organisation", may: managersOnly },
  /** Figures without a case: also for those who read nothing else. */
  "statistics.read": {
    about: "organisation",
    may: { ...everyReader, "mediation.stats_reader": "always" },
  },
  "statistics.load": { about: "organisation", may: managersOnly },
  /** What people wrote in the survey, once the quarter is over. */
  "survey.comments": { about: "organisation", may: managersOnly },
  "report.write": { about: "organisation", may: managersOnly },
  "mail.statistics": {
    about: "organisation",
    may: { "mediation.manager": "always", "mediation.stats_reader": "always" },
  },
  "mail.settings": { about: "organisation", may: managersOnly },
  "privacy.decide": { about: "organisation", may: managersOnly },
  /** The address book. */
  "contact.write": {
    about: "organisation",
    may: { "mediation.manager": "always", "mediation.mediator": "always", "mediation.assistant": "always" },
  },
  "view.save": { about: "organisation", may: everyReader },
  "view.share": { about: "organisation", may: managersOnly },
  "absence.own": {
    about: "organisation",
    may: { "mediation.manager": "always", "mediation.mediator": "always", "mediation.assistant": "always" },
  },
  "absence.any": { about: "organisation", may: managersOnly },
  /** One's own bell, choices, exports, signature and declaration. */
  "own.desk": {
    about: "organisation",
    may: { ...everyReader, "mediation.stats_reader": "always", "mediation.quarantine_keeper": "always" },
  },
  /** Whoever writes messages, or prepares them, keeps words ready; the shared ones are the managers'. */
  "template.write": {
    about: "organisation",
    may: {
      "mediation.manager": "always",
      "mediation.mediator": "always",
      "mediation.assistant": "always",
    },
  },
  "template.share": { about: "organisation", may: managersOnly },
  /** Tags of the organisation; putting one on a case is deciding about it. */
  "tag.write": { about: "organisation", may: managersOnly },
  /** What the link alone shows, and asking for the code. */
  link: { about: "link", may: { link: "always" } },
  "follow_up.read": { about: "link", may: { verified_link: "always" } },
  "follow_up.answer": { about: "link", may: { verified_link: "answerable" } },
  /** Giving the request up; `guichet.withdraw_opened_case` asks for a reader of the exchanges besides. */
  "follow_up.withdraw": { about: "link", may: { verified_link: "answerable" } },
  /** One's own telephone and addresses, also when the case is closed. */
  "follow_up.contact": { about: "link", may: { verified_link: "kept" } },
} as const satisfies Rights<string, Condition>;
export type Action = keyof typeof mediationRights;
const table: Rights<Action, Condition> = mediationRights;

export const isOpen = (status: CaseStatus): boolean => (openStatuses as readonly string[]).includes(status);

const forbidden = (reason: string, detail: string): RuleRefusal => ({ code: "forbidden", reason, detail });
const notHandler = forbidden(
  "not_handler",
  "Seuls l’intervenant de ce dossier et les médiateurs principaux peuvent faire cela.",
);
/** Also said before the rules are asked: the database shows the case to nobody until then. */
export const codeNeeded = forbidden("code_needed", "Saisissez d’abord le code reçu par e-mail.");
const undeclared = forbidden(
  "independence_undeclared",
  "Déclarez d’abord que vous n’êtes ni élu, ni agent de cette collectivité : Guichet le demande une fois, à l’accueil.",
);
const merged: RuleRefusal = {
  code: "conflict",
  reason: "merged",
  detail: "Ce dossier a été fusionné : écrivez sur celui qui reste.",
};
/** `facts.by` (and `at`) are added by whoever knows the name. */
export const alreadyTaken: RuleRefusal = {
  code: "conflict",
  reason: "already_taken",
  detail: "Ce dossier est déjà pris.",
};
export const alreadyClosed: RuleRefusal = {
  code: "conflict",
  reason: "already_closed",
  detail: "Ce dossier est déjà clos.",
};

const answerClosed: RuleRefusal = {
  code: "conflict",
  reason: "already_closed",
  detail: "Ce dossier est clos. Vous pouvez écrire à la médiation par e-mail ou par courrier.",
};

const no = (code: "forbidden" | "conflict", reason: string, detail: string): RuleRefusal => ({
  code,
  reason,
  detail,
});
const deleted = no("conflict", "deleted", "Ce dossier est dans la corbeille.");
const stillOpen = no("conflict", "not_closed", "Ce dossier n’est pas clos.");
const nobodys = no("conflict", "not_assigned", "Ce dossier n’est à la charge de personne.");
const retained = no(
  "conflict",
  "legal_hold",
  "Ce dossier est retenu légalement : rien n’y est effacé tant que la retenue n’est pas levée.",
);
const proposeOnly = no(
  "forbidden",
  "propose_only",
  "Dans votre organisation, un médiateur principal décide des transferts. Vous pouvez en proposer un.",
);

const openNow = ({ status, deletedAt }: CaseFacts): Verdict =>
  deletedAt ? deleted : isOpen(status) || alreadyClosed;

const meets: Record<Condition, (target: CaseFacts) => Verdict> = {
  kept: ({ deletedAt }) => !deletedAt || unseen,
  ordinary: ({ restricted, deletedAt }) => !(restricted || deletedAt) || unseen,
  unassigned: (target) => (isOpen(target.status) && target.assigneeId ? alreadyTaken : openNow(target)),
  assigned: (target) => (target.assigneeId ? openNow(target) : nobodys),
  open_unassigned: (target) => (target.assigneeId ? notHandler : openNow(target)),
  team_edits: (target) => {
    const open = openNow(target);
    return open === true ? target.policy?.teamEditing || notHandler : open;
  },
  transfers: (target) => (target.policy?.mediatorCanTransfer ? openNow(target) : proposeOnly),
  not_merged: ({ status, deletedAt }) => (deletedAt ? deleted : status !== "MERGED" || merged),
  open: openNow,
  closed: ({ status, deletedAt }) => (deletedAt ? deleted : status === "CLOSED" || stillOpen),
  merged: ({ status }) =>
    status === "MERGED" || no("conflict", "not_merged", "Ce dossier n’est pas fusionné."),
  not_held: ({ legalHold, deletedAt }) => (deletedAt ? deleted : !legalHold || retained),
  held: ({ legalHold }) => legalHold || no("conflict", "no_hold", "Ce dossier n’est pas retenu légalement."),
  deleted: ({ deletedAt }) =>
    deletedAt !== null || no("conflict", "not_deleted", "Ce dossier n’est pas dans la corbeille."),
  answerable: ({ status, deletedAt }) => (deletedAt ? unseen : isOpen(status) || answerClosed),
};

/**
 * Everything someone is towards this case, or towards the organisation's cases without one. Who lost the role of
 * mediator handles nothing, for themselves or for somebody away; a watcher still needs a role that reads.
 */
const holdersOf = (actor: CaseActor, target: CaseFacts | undefined): Set<Holder> => {
  if (actor.kind === "link" && actor.caseId === target?.id) {
    return new Set(actor.codeVerified ? ["link", "verified_link"] : ["link"]);
  }
  if (actor.kind !== "member") return new Set();
  const holders = new Set<Holder>(actor.roles.map((role): Holder => `mediation.${role}`));
  if (holders.size > 0) holders.add("member");
  if (!target) return holders;
  const { userId, replaces = [] } = actor;
  if (holders.has("mediation.manager") || holders.has("mediation.mediator")) {
    if (target.assigneeId === userId) holders.add("assignee");
    const { assigneeId } = target;
    const inCharge = assigneeId !== null && (assigneeId === userId || replaces.includes(assigneeId));
    if (inCharge || target.coHandlerIds.includes(userId)) holders.add("handler");
  }
  const reads = Object.keys(everyReader) as Holder[];
  if (target.watchers[userId] && reads.some((role) => holders.has(role))) holders.add("watcher");
  return holders;
};

/** What someone is told who has no cell in the line of an action. */
const refusalWithoutCell = (action: Action, holders: ReadonlySet<Holder>): RuleRefusal => {
  const { about, may: cells } = table[action];
  if (about === "link") return holders.has("link") ? codeNeeded : unseen;
  if (action === "case.read" || !holders.has("member")) return unseen;
  return "handler" in cells || "assignee" in cells ? notHandler : notYourRole;
};

/**
 * Whether `actor` may do `action`, on `target` where the action is about a case. A case one does not see is refused
 * exactly as one that does not exist. Total: every combination has an answer.
 */
export const may = (actor: CaseActor, action: Action, target?: CaseFacts): Verdict => {
  const right = table[action];
  if (right.about !== "organisation" && !target) return unseen;
  if (right.about === "item" && action !== "case.read" && may(actor, "case.read", target) !== true)
    return unseen;
  const holders = holdersOf(actor, target);
  const met = (condition: Condition): Verdict => (target ? meets[condition](target) : unseen);
  const verdict = decide(right, holders, met, refusalWithoutCell(action, holders));
  const waits = actor.kind === "member" && actor.undeclared && !("mediation.reader" in right.may);
  return verdict === true && waits ? undeclared : verdict;
};

/** What `actor` may do on a case: the screen offers exactly these. */
export const allowedActions = (actor: CaseActor, target: CaseFacts): CaseAction[] =>
  caseActions.filter((action) => may(actor, action, target) === true);

/** The calendar day `days` after `day`. */
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** What taking a case changes: a due date when none was set (mediation.md §4.8), `dueDays` null = none by default. */
export const takeCase = (
  found: { dueOn: string | null },
  given: { userId: string; now: Date; timeZone: string; dueDays: number | null },
) => ({
  assigneeId: given.userId,
  dueOn:
    found.dueOn ?? (given.dueDays === null ? null : addDays(dayIn(given.timeZone, given.now), given.dueDays)),
});

/** The columns a closing sets. */
export interface Closed {
  status: "CLOSED";
  statusSince: Date;
  closedAt: Date;
  outcome: CloseCase["outcome"];
  mediationEndedOn: string;
  closingWords: string | null;
}

/**
 * Closes a case: next state, or the refusal (mediation.md §4.10). The end of the mediation lies between the day of
 * the referral and today, both in the organisation's zone. `closedAt` is set once and never moves.
 */
export const close = (
  found: { status: CaseStatus; version: number; receivedAt: Date },
  input: Pick<CloseCase, "version" | "outcome" | "mediationEndedOn" | "closingWords">,
  now: Date,
  timeZone: string,
): { ok: true; next: Closed } | { ok: false; refusal: RuleRefusal } => {
  const no = (refusal: RuleRefusal) => ({ ok: false, refusal }) as const;
  if (!isOpen(found.status)) return no(alreadyClosed);
  if (found.version !== input.version) return no(versionDiffers);
  const received = dayIn(timeZone, found.receivedAt);
  const wrongEnd =
    input.mediationEndedOn < received
      ? `La fin de la médiation ne peut pas précéder la saisine (${plainCalendarDay(received)}).`
      : input.mediationEndedOn > dayIn(timeZone, now)
        ? "La fin de la médiation ne peut pas être dans le futur."
        : undefined;
  if (wrongEnd) {
    return no({
      code: "invalid",
      reason: "invalid_input",
      detail: "Certaines réponses sont à corriger.",
      fields: [{ path: "mediationEndedOn", message: wrongEnd }],
    });
  }
  return {
    ok: true,
    next: {
      status: "CLOSED",
      statusSince: now,
      closedAt: now,
      outcome: input.outcome,
      mediationEndedOn: input.mediationEndedOn,
      closingWords: input.closingWords || null,
    },
  };
};

const versionDiffers: RuleRefusal = {
  code: "conflict",
  reason: "version_differs",
  detail: "Ce dossier a changé pendant votre saisie. Rien n’est perdu : relisez-le, puis recommencez.",
};

/**
 * The status wanted after a message: one of the open ones, on an open case. Closing has its own action, with its
 * data (mediation.md §11 case 15).
 */
export const statusAfterMessage = (
  current: CaseStatus,
  wanted: CaseStatus | undefined,
): { ok: true; status: CaseStatus } | { ok: false; refusal: RuleRefusal } => {
  if (wanted === undefined || wanted === current) return { ok: true, status: current };
  if (isOpen(wanted) && isOpen(current)) return { ok: true, status: wanted };
  return {
    ok: false,
    refusal: {
      code: "invalid",
      reason: "status_not_open",
      detail: "Un message ne peut pas clore ou rouvrir un dossier.",
      fields: [{ path: "nextStatus", message: "Choisissez un statut ouvert." }],
    },
  };
};
