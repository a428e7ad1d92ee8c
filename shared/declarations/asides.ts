import * as z from "zod/mini";
import { asideReasons, asideStates, providers } from "./enums.ts";

/** Records of ticketing accounts that nobody can count without a decision (« mis de côté »), and the decisions. */

const Id = z.uuid("Identifiant illisible.");
const enumOf = <const T extends Record<string, unknown>>(labels: T) =>
  z.enum(Object.keys(labels) as [keyof T & string, ...(keyof T & string)[]]);
const Rate = z.int().check(z.nonnegative(), z.maximum(10_000));

/** What somebody decides; applied again at each reading. The same words as the connectors' `Resolution`. */
export const Resolution = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("ignore") }),
  /** Counted at this rate, basis points. */
  z.strictObject({ kind: z.literal("count_at_rate"), rate: Rate }),
  z.strictObject({ kind: z.literal("count") }),
  z.strictObject({
    kind: z.literal("count_for"),
    performanceExternalId: z.string().check(z.minLength(1), z.maxLength(300)),
  }),
  z.strictObject({
    kind: z.literal("date"),
    startAt: z.iso.datetime(),
    endAt: z.nullable(z.iso.datetime()),
  }),
]);
export type Resolution = z.infer<typeof Resolution>;

const resolutionKinds = ["ignore", "count_at_rate", "count", "count_for", "date"] as const;
export type ResolutionKind = (typeof resolutionKinds)[number];

/** One answer that may be given, with what it does to totals. */
export const AsideAnswer = z.object({
  resolution: Resolution,
  /** Ready to read: « Le compter en « Réduit » ». */
  label: z.string(),
  /** Why it is likely, or what follows from it. */
  hint: z.nullable(z.string()),
  /** Added to totals; null = not known before the next reading. */
  effect: z.nullable(z.object({ entries: z.number(), gross: z.number() })),
});
export type AsideAnswer = z.infer<typeof AsideAnswer>;

export const AsideView = z.object({
  id: z.string(),
  show: z.nullable(z.object({ id: z.string(), name: z.string() })),
  performance: z.nullable(z.object({ id: z.string(), startAt: z.string() })),
  source: z.object({ id: z.string(), provider: enumOf(providers), label: z.string() }),
  level: z.enum(["ticket", "performance", "series", "connection"]),
  reason: enumOf(asideReasons),
  state: enumOf(asideStates),
  /** One question in words: « 8 billets à 12,00 €, tarif « Early » supprimé chez Billetweb. » */
  question: z.string(),
  count: z.number(),
  amount: z.number(),
  excerpt: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  /** Informative: it blocks no transmission. */
  blocking: z.boolean(),
  /** Kinds of decisions it takes: a rate, a date or a performance may also be typed. « ignore » always is one. */
  accepts: z.array(z.enum(resolutionKinds)),
  /** The likeliest first; nothing is decided alone. */
  answers: z.array(AsideAnswer),
  /** What was decided, and by whom. */
  decided: z.nullable(z.object({ resolution: Resolution, by: z.nullable(z.string()), at: z.string() })),
  seenAt: z.string(),
  version: z.int(),
});
export type AsideView = z.infer<typeof AsideView>;

export const ListAsides = z.strictObject({
  organisation: Id,
  show: z.optional(Id),
  /** `open` unless said; `decided` = resolved and ignored. */
  state: z.optional(z.enum(["open", "decided", "all"])),
  after: z.optional(z.string().check(z.maxLength(200))),
});
export type ListAsides = z.infer<typeof ListAsides>;
export const Asides = z.object({
  records: z.array(AsideView),
  next: z.nullable(z.string()),
  /** Of all that are open. */
  open: z.number(),
  timeZone: z.string(),
  mayDecide: z.boolean(),
});
export type Asides = z.infer<typeof Asides>;

/** One decision per record; null opens it again. All or nothing. */
export const DecideAsides = z.strictObject({
  organisation: Id,
  decisions: z
    .array(z.strictObject({ id: Id, version: z.int(), resolution: z.nullable(Resolution) }))
    .check(z.minLength(1), z.maxLength(200)),
});
export type DecideAsides = z.infer<typeof DecideAsides>;
/** What decisions would do to the totals of shows, before anything is written. */
export const AsideEffect = z.object({
  shows: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      before: z.object({ entries: z.number(), gross: z.number(), net: z.number() }),
      /** Null = not known before the next reading. */
      after: z.nullable(z.object({ entries: z.number(), gross: z.number(), net: z.number() })),
    }),
  ),
});
export type AsideEffect = z.infer<typeof AsideEffect>;
/** `applied`: figures hold the decisions now; else they do from the next reading of the account. */
export const AsidesDecided = z.object({ decided: z.number(), applied: z.boolean() });
export type AsidesDecided = z.infer<typeof AsidesDecided>;
