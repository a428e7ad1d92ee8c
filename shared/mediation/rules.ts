import type { MediationRole } from "../access/roles.ts";
import type { FieldProblem, ProblemCode } from "../platform/problem.ts";
import { plainCalendarDay } from "./date-words.ts";
import { dayIn } from "./dates.ts";
import { type CaseStatus, openStatuses } from "./enums.ts";
import { type CaseAction, type CloseCase, caseActions } from "./schema.ts";

/** A rule's answer: yes, or a named refusal with one sentence for a person. */
export type Verdict = true | RuleRefusal;
export interface RuleRefusal {
  code: ProblemCode;
  reason: string;
  detail: string;
  fields?: FieldProblem[];
}

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

/** Actions on no case in particular, then on one case, then those of the link's holder. */
export type Action = "case.list" | "quarantine.list" | CaseAction | "follow_up.read" | "follow_up.answer";

const unseen: RuleRefusal = {
  code: "notFound",
  reason: "not_found",
  detail: "Cette page ou cet élément n’existe pas, ou vous n’y avez pas accès.",
};
const forbidden = (reason: string, detail: string): RuleRefusal => ({ code: "forbidden", reason, detail });
const notYourRole = forbidden("role_missing", "Votre rôle ne permet pas de faire cela.");
const notHandler = forbidden(
  "not_handler",
  "Seuls l’intervenant de ce dossier et les médiateurs principaux peuvent faire cela.",
);
const codeNeeded = forbidden("code_needed", "Saisissez d’abord le code reçu par e-mail.");

export const isOpen = (status: CaseStatus): boolean => (openStatuses as readonly string[]).includes(status);

const holds = (actor: CaseActor, ...roles: MediationRole[]): boolean =>
  actor.kind === "member" && roles.some((role) => actor.roles.includes(role));

/** Responsible for the case and still allowed to be: a handler who lost the role of mediator handles nothing. */
const handles = (actor: CaseActor, target: CaseFacts): boolean =>
  actor.kind === "member" && target.assigneeId === actor.userId && holds(actor, "mediator", "manager");

const sees = (actor: CaseActor, target: CaseFacts): boolean =>
  holds(actor, "manager") ||
  handles(actor, target) ||
  (!target.restricted && holds(actor, "mediator", "assistant", "reader"));

/** The rule of one action over one case, for someone who sees it (mediation.md §2). */
const onCase: Record<CaseAction, (actor: CaseActor, target: CaseFacts) => Verdict> = {
  "case.read": () => true,
  "case.take": (actor, target) => {
    if (!holds(actor, "mediator", "manager")) return notYourRole;
    if (!isOpen(target.status)) return alreadyClosed;
    return target.assigneeId === null || alreadyTaken;
  },
  "case.write": (actor, target) => {
    if (!holds(actor, "manager") && !handles(actor, target)) return notHandler;
    return target.status !== "MERGED" || merged;
  },
  "case.process": (actor, target) => holds(actor, "manager") || handles(actor, target) || notHandler,
  "case.close": (actor, target) => {
    if (!holds(actor, "manager") && !handles(actor, target)) return notHandler;
    return isOpen(target.status) || alreadyClosed;
  },
};

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

/**
 * Whether `actor` may do `action`, on `target` where the action is about a case. A case one does not see is refused
 * exactly as one that does not exist. Total: every combination has an answer.
 */
export const may = (actor: CaseActor, action: Action, target?: CaseFacts): Verdict => {
  switch (action) {
    case "case.list":
      if (actor.kind !== "member" || actor.roles.length === 0) return unseen;
      return holds(actor, "manager", "mediator", "assistant", "reader") || notYourRole;
    case "quarantine.list":
      if (actor.kind !== "member" || actor.roles.length === 0) return unseen;
      return holds(actor, "manager") || notYourRole;
    case "follow_up.read":
      if (actor.kind !== "link" || !target || actor.caseId !== target.id) return unseen;
      return actor.codeVerified || codeNeeded;
    case "follow_up.answer":
      if (actor.kind !== "link" || !target || actor.caseId !== target.id) return unseen;
      if (!actor.codeVerified) return codeNeeded;
      return isOpen(target.status) || answerClosed;
    default:
      if (!target || !sees(actor, target)) return unseen;
      return onCase[action](actor, target);
  }
};

const answerClosed: RuleRefusal = {
  code: "conflict",
  reason: "already_closed",
  detail: "Ce dossier est clos. Vous pouvez écrire à la médiation par e-mail ou par courrier.",
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
