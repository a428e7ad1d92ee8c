import * as z from "zod/mini";
import { Department } from "./department.ts";
import { Admissibility, CaseStatus, Channel, Originator, Outcome, RequesterType } from "./enums.ts";
import { FigureOfList } from "./figures.ts";
import { CaseAction } from "./schema.ts";

/** Lists of cases: what is asked of them, what they answer, and the figures that lead to them (mediation.md §4.4, §8). */

const Id = z.uuid("Identifiant illisible.");
/** A calendar day in the organisation's zone, `2027-03-16`. */
const Day = z.iso.date("Cette date n’existe pas.");
const none = z.literal("none");

/** The system's views: each is a list of its own, with its address. */
const caseViews = ["mine", "unassigned", "all", "watched", "closed", "deleted"] as const;
export type ListView = (typeof caseViews)[number];

/** What a case may have to signal; counted and listed by the same rule. */
export const signals = [
  "unread",
  "overdue",
  "due_soon",
  "failed_send",
  "held",
  "withdrawn",
  "inactive",
  "urgent",
  "restricted",
  "to_resume",
] as const;
export type Signal = (typeof signals)[number];
const anySignal = `(${signals.join("|")})`;
/** Several of them, with commas: a case has to meet all. */
const Signals = z
  .string()
  .check(
    z.regex(
      new RegExp(`^${anySignal}(,${anySignal})*$`),
      "Ce filtre n’existe pas : choisissez-le dans la liste.",
    ),
  );
/** The names of a `signal` filter. */
export const signalsOf = (joined: string | undefined): Signal[] => {
  const named = joined?.split(",") ?? [];
  return signals.filter((one) => named.includes(one));
};

/** What a list can be put in order by; `relevance` where words are looked for. */
const sortKeys = ["received", "due", "last", "number", "status", "relevance"] as const;
export type SortKey = (typeof sortKeys)[number];
export const pageSizes = [25, 50, 100] as const;

const filters = {
  view: z.optional(z.enum(caseViews)),
  /** `OPEN` = any but closed and merged. */
  status: z.optional(z.union([CaseStatus, z.literal("OPEN")])),
  /** A user id, `me`, `none`, or `absent`: in the hands of somebody who is away today. */
  assignee: z.optional(z.union([Id, z.enum(["me", "none", "absent"])])),
  signal: z.optional(Signals),
  channel: z.optional(Channel),
  originator: z.optional(z.union([Originator, none])),
  requesterType: z.optional(z.union([RequesterType, none])),
  /** An item of the list, its children included. */
  domain: z.optional(z.union([Id, none])),
  competent: z.optional(z.enum(["yes", "no", "undecided"])),
  thirdParty: z.optional(z.union([Id, none])),
  admissibility: z.optional(Admissibility),
  outcome: z.optional(Outcome),
  tag: z.optional(Id),
  representative: z.optional(z.enum(["yes", "no"])),
  /** The requester's département, `01`, `2A`, `974`; `none`: unknown, or abroad. */
  department: z.optional(z.union([Department, none])),
  /** Beginning of the requester's postal code. */
  postalCode: z.optional(
    z.string().check(z.trim(), z.regex(/^[0-9A-Za-z -]{1,20}$/, "Code postal illisible.")),
  ),
  /** Days, both included. */
  receivedFrom: z.optional(Day),
  receivedTo: z.optional(Day),
  closedFrom: z.optional(Day),
  closedTo: z.optional(Day),
  dueFrom: z.optional(Day),
  dueTo: z.optional(Day),
  updatedSince: z.optional(Day),
  /** The cases behind one figure of the statistics: `received.channel:WEB:2027-01-01:2027-12-31`. */
  figure: z.optional(FigureOfList),
  /** Merged cases are in no list unless asked for. */
  merged: z.optional(z.literal("shown")),
  /** Number (`42`, `2027-42`), names in any order, e-mail, phone, city, or words of a text (mediation.md §8). */
  q: z.optional(z.string().check(z.trim(), z.maxLength(200))),
};
/** What keeps cases in a list, as screens, bulk actions and exports give it: every filter has to be met. */
export const CaseFilter = z.object(filters);
export type CaseFilter = z.infer<typeof CaseFilter>;

export const ListCases = z.object({
  organisation: Id,
  ...filters,
  /** `cases` leaves out what only messages and files say: the search panel shows these apart. */
  depth: z.optional(z.enum(["cases", "everything"])),
  sort: z.optional(z.enum(sortKeys)),
  direction: z.optional(z.enum(["asc", "desc"])),
  after: z.optional(z.string().check(z.maxLength(400))),
  limit: z.optional(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(100))),
});
export type ListCases = z.infer<typeof ListCases>;

export const CountCases = z.object({ organisation: Id, ...filters });
export type CountCases = z.infer<typeof CountCases>;
/**
 * How many cases a filter keeps, up to `mostCounted`; `more` says that there are others. `cut`: words answer more than
 * `mostFound` cases, and this counts the newest of them alone, as the list shows them.
 */
export const CaseTotal = z.object({ total: z.number(), more: z.boolean(), cut: z.boolean() });
export type CaseTotal = z.infer<typeof CaseTotal>;
export const mostCounted = 10_000;
/** As `guichet.find_cases` has it: cases found by names, by texts, and messages gone through, each. */
export const mostFound = 1000;
/** Days a deleted case stays in the recycle bin. */
export const recycleBinDays = 30;

export const CaseSummary = z.object({
  id: z.string(),
  number: z.string(),
  subject: z.string(),
  requesterName: z.string(),
  /** Somebody filed it for them. */
  represented: z.boolean(),
  /** Label of its domain. */
  domain: z.nullable(z.string()),
  status: CaseStatus,
  priority: z.enum(["NORMAL", "HIGH"]),
  channel: Channel,
  receivedAt: z.string(),
  dueOn: z.nullable(z.string()),
  lastExchangeAt: z.string(),
  assignee: z.nullable(z.object({ id: z.string(), name: z.string() })),
  toProcess: z.number(),
  failedSend: z.boolean(),
  /** Its handler left or lost the role: somebody should take it again. */
  toResume: z.optional(z.boolean()),
  restricted: z.optional(z.boolean()),
  legalHold: z.optional(z.boolean()),
  withdrawn: z.optional(z.boolean()),
  /** In the hands of a colleague who is away, for whom the asker acts. */
  replacing: z.optional(z.boolean()),
  closedAt: z.nullable(z.string()),
  outcome: z.nullable(Outcome),
  tags: z.array(z.object({ id: z.string(), label: z.string(), colour: z.string() })),
  /** In the recycle bin: since when, and the day it is erased for good. */
  deletedAt: z.optional(z.string()),
  erasedOn: z.optional(z.string()),
  held: z.number(),
  version: z.number(),
  allowed: z.array(CaseAction),
});
export type CaseSummary = z.infer<typeof CaseSummary>;
export const CasePage = z.object({ cases: z.array(CaseSummary), next: z.nullable(z.string()) });
export type CasePage = z.infer<typeof CasePage>;

/** What every screen of an organisation needs to know of its settings; travels with the counts of the menu. */
const Office = z.object({
  /** Own names of open statuses, and those offered no more. */
  statusLabels: z.record(z.string(), z.string()),
  hiddenStatuses: z.array(z.string()),
  /** Its form was published, or a real case exists: the usual home takes over from the first steps. */
  begun: z.boolean(),
});

/** Counts of the agent's home and side menu: each the length of the list it opens. */
export const CaseCounts = z.object({
  mine: z.number(),
  mineToProcess: z.number(),
  unread: z.number(),
  overdue: z.number(),
  dueSoon: z.number(),
  withdrawals: z.number(),
  inactive: z.number(),
  unassigned: z.number(),
  oldestUnassignedAt: z.nullable(z.string()),
  watched: z.number(),
  failedSends: z.number(),
  quarantined: z.number(),
  office: Office,
});
export type CaseCounts = z.infer<typeof CaseCounts>;

/** A list's filters under a name. `search` is the query of the list's address (list-address.ts). */
const viewParts = {
  title: z
    .string()
    .check(z.trim(), z.minLength(1, "Donnez un nom à cette vue."), z.maxLength(60, "60 caractères au plus.")),
  list: z.enum(caseViews),
  search: z.record(z.string().check(z.maxLength(30)), z.string().check(z.maxLength(200))),
  /** Everybody of the service sees it; managers alone share. */
  shared: z.boolean(),
};
export const SaveView = z.strictObject({ organisation: Id, ...viewParts });
export type SaveView = z.infer<typeof SaveView>;
/** Only what changes is sent. */
export const ChangeView = z.strictObject({
  title: z.optional(viewParts.title),
  search: z.optional(viewParts.search),
  shared: z.optional(viewParts.shared),
});
export type ChangeView = z.infer<typeof ChangeView>;
export const SavedView = z.object({
  id: z.string(),
  title: z.string(),
  list: z.enum(caseViews),
  search: z.record(z.string(), z.string()),
  shared: z.boolean(),
  /** The reader may rename, change and delete it. */
  mayChange: z.boolean(),
  /** Cases in it now. */
  total: z.number(),
  more: z.boolean(),
});
export type SavedView = z.infer<typeof SavedView>;
export const SavedViews = z.object({ views: z.array(SavedView) });
export type SavedViews = z.infer<typeof SavedViews>;
/** Views somebody can keep. */
export const mostViews = 50;
