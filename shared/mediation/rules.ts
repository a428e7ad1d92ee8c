import type { MediationRole } from "../access/roles.ts";
import { decide, type Holder, type Rights } from "../platform/rights.ts";
import { notYourRole, type RuleRefusal, unseen, type Verdict } from "../platform/verdict.ts";
import { plainCalendarDay } from "./date-words.ts";
import { dayIn } from "./dates.ts";
import { type CaseStatus, openStatuses } from "./enums.ts";
import { type CaseAction, type CloseCase, caseActions } from "./schema.ts";

/** Who asks, as far as one organisation's cases are concerned. */
export type CaseActor =
  /** Roles held now in the mediation of the case's own organisation; none = a stranger to it. */
  | { kind: "member"; userId: string; roles: readonly MediationRole[] }
  /** Someone who holds the case's secret link. */
  | { kind: "link"; caseId: string; codeVerified: boolean }
  | { kind: "nobody" };

/** What the rules need to know of a case. */
export interface CaseFacts {
  id: string;
  status: CaseStatus;
  assigneeId: string | null;
  restricted: boolean;
}

/** What a right depends on besides who asks: the state of the case. Each is decided once, in `meets`. */
type Condition = "unless_restricted" | "unassigned" | "not_merged" | "open" | "answerable";

/** Who may know that a case exists. A restricted one exists for its handler and the managers only. */
const readers = {
  "mediation.manager": "always",
  handler: "always",
  "mediation.mediator": "unless_restricted",
  "mediation.assistant": "unless_restricted",
  "mediation.reader": "unless_restricted",
} as const;

/** Who decides about held mails that came for no case (settled.md §4). */
const keepers = { "mediation.manager": "always", "mediation.quarantine_keeper": "always" } as const;

/** Rights over cases (mediation.md §2), one line per action. Acting on a case asks for seeing it first. */
export const mediationRights = {
  "case.list": {
    about: "organisation",
    may: {
      "mediation.manager": "always",
      "mediation.mediator": "always",
      "mediation.assistant": "always",
      "mediation.reader": "always",
    },
  },
  /** Held mails of the organisation; those of a case belong to who handles it (`case.quarantine`). */
  "quarantine.list": { about: "organisation", may: keepers },
  "quarantine.decide": { about: "organisation", may: keepers },
  "case.read": { about: "item", may: readers },
  "case.history": { about: "item", may: readers },
  "case.take": {
    about: "item",
    may: { "mediation.manager": "unassigned", "mediation.mediator": "unassigned" },
  },
  /** Notes between colleagues, and drafts of one's own; also on a closed case. */
  "case.note": {
    about: "item",
    may: {
      "mediation.manager": "always",
      handler: "always",
      "mediation.mediator": "always",
      "mediation.assistant": "always",
    },
  },
  "case.write": { about: "item", may: { "mediation.manager": "not_merged", handler: "not_merged" } },
  /** Mails held on the case: read and decided about. Others know how many. */
  "case.quarantine": { about: "item", may: { "mediation.manager": "always", handler: "always" } },
  "case.process": { about: "item", may: { "mediation.manager": "always", handler: "always" } },
  /** The exact bytes of a mail of the case: looked at, downloaded, kept as a document. */
  "case.original": { about: "item", may: { "mediation.manager": "always", handler: "always" } },
  "case.reprocess": { about: "item", may: { "mediation.manager": "always" } },
  "case.close": { about: "item", may: { "mediation.manager": "open", handler: "open" } },
  /** Figures without a case: also for those who read nothing else. */
  "mail.statistics": {
    about: "organisation",
    may: { "mediation.manager": "always", "mediation.stats_reader": "always" },
  },
  "mail.settings": { about: "organisation", may: { "mediation.manager": "always" } },
  /** Whoever writes messages, or prepares them, keeps words ready; the shared ones are the managers'. */
  "template.write": {
    about: "organisation",
    may: {
      "mediation.manager": "always",
      "mediation.mediator": "always",
      "mediation.assistant": "always",
    },
  },
  "template.share": { about: "organisation", may: { "mediation.manager": "always" } },
  /** What the link alone shows, and asking for the code. */
  link: { about: "link", may: { link: "always" } },
  "follow_up.read": { about: "link", may: { verified_link: "always" } },
  "follow_up.answer": { about: "link", may: { verified_link: "answerable" } },
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

const meets: Record<Condition, (target: CaseFacts) => Verdict> = {
  unless_restricted: ({ restricted }) => !restricted || unseen,
  unassigned: ({ status, assigneeId }) =>
    isOpen(status) ? assigneeId === null || alreadyTaken : alreadyClosed,
  not_merged: ({ status }) => status !== "MERGED" || merged,
  open: ({ status }) => isOpen(status) || alreadyClosed,
  answerable: ({ status }) => isOpen(status) || answerClosed,
};

/**
 * Everything someone is towards this case, or towards the organisation's cases without one. A handler who lost the
 * role of mediator handles nothing.
 */
const holdersOf = (actor: CaseActor, target: CaseFacts | undefined): Set<Holder> => {
  if (actor.kind === "link" && actor.caseId === target?.id) {
    return new Set(actor.codeVerified ? ["link", "verified_link"] : ["link"]);
  }
  if (actor.kind !== "member") return new Set();
  const holders = new Set<Holder>(actor.roles.map((role): Holder => `mediation.${role}`));
  if (holders.size > 0) holders.add("member");
  const mayHandle = holders.has("mediation.manager") || holders.has("mediation.mediator");
  if (mayHandle && target?.assigneeId === actor.userId) holders.add("handler");
  return holders;
};

/** What someone is told who has no cell in the line of an action. */
const refusalWithoutCell = (action: Action, holders: ReadonlySet<Holder>): RuleRefusal => {
  const { about, may: cells } = table[action];
  if (about === "link") return holders.has("link") ? codeNeeded : unseen;
  if (action === "case.read" || !holders.has("member")) return unseen;
  return "handler" in cells ? notHandler : notYourRole;
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
  return decide(right, holders, met, refusalWithoutCell(action, holders));
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
