import type { AsideReason } from "../../../../shared/declarations/enums.ts";
import { readAmount, type SaleLine } from "../../../../shared/declarations/money.ts";
import type {
  AsideRecord,
  Json,
  Mapped,
  ReadPerformance,
  ReadShow,
  ReadWarning,
  Resolved,
} from "./contract.ts";
import { asideBook, taxRateOf } from "./gathering.ts";
import { Page, type Price, type Statement } from "./statement-pages.ts";

/**
 * Shows of a shop from its closing statements (declarations.md §10.5). `host` names the series and, as a slug, starts
 * every id: session 12 of two shops stays two. A negative line is kept beside until somebody decides.
 */
export const mapStatements = (host: string, pages: readonly Json[], resolved: Resolved): Mapped => {
  const slug = host.replaceAll(".", "-");
  const read = pages.map((page) => Page.parse(page));
  const aside = asideBook();
  const set = (record: AsideRecord) => {
    if (resolved(record)?.kind !== "ignore") aside.add(record);
  };
  const sessions = new Map<string, Statement>();
  let lost = false;
  for (const record of read.flatMap(({ statements }) => statements)) {
    // A session told twice is the one told last.
    if (!("unreadable" in record)) sessions.set(record.session.id, record);
    else {
      const id = record.unreadable && `${slug}_${record.unreadable}`;
      lost ||= !id;
      set({ ...about(id, "performance", id ?? `${slug}/-`, "invalid_record"), count: 1 });
    }
  }

  const shows = new Map<string, ReadShow & { performances: ReadPerformance[] }>();
  for (const statement of sessions.values()) {
    if (statement.session.entity_type !== "event") continue;
    const performance = performanceOf(slug, statement, resolved, set);
    if (!performance) continue;
    const { id, multisession, edito } = statement.session;
    const externalId = multisession ? `${slug}_${multisession.multisession_id}` : `${slug}_session_${id}`;
    const name = multisession?.title || edito?.title || `Spectacle ${multisession?.multisession_id ?? id}`;
    const show = shows.get(externalId) ?? { externalId, name, performances: [] };
    shows.set(externalId, show);
    show.performances.push(performance);
  }
  const [first] = read;
  return {
    shows: [...shows.values()],
    aside: aside.all(),
    covers: first && !lost ? { from: first.from, to: first.to } : null,
  };
};

const about = (
  performance: string | null,
  level: AsideRecord["level"],
  externalId: string,
  reason: AsideReason,
): AsideRecord => ({
  level,
  externalId,
  reason,
  performanceExternalId: performance,
  count: 0,
  amount: 0,
  excerpt: {},
});

type SetAside = (record: AsideRecord) => void;

/** The performance of a session; undefined while nobody knows when it is. */
const performanceOf = (
  slug: string,
  statement: Statement,
  resolved: Resolved,
  set: SetAside,
): ReadPerformance | undefined => {
  const externalId = `${slug}_${statement.session.id}`;
  const read = [
    ...statement.internals_prices.map((price) => soldOf(price, "internal")),
    ...statement.externals_prices.map((price) => soldOf(price, "external")),
  ];
  const sold = read.flatMap((one) => one ?? []);
  const dates = datesOf(externalId, statement, sold, resolved, set);
  if (!dates) return undefined;
  const unreadable = read.length - sold.length;
  if (unreadable > 0)
    set({ ...about(externalId, "ticket", `${externalId}/-`, "invalid_record"), count: unreadable });
  const warnings: ReadWarning[] = [];
  if (sold.some(({ rounded }) => rounded)) warnings.push("amount_rounded");
  if (unreadable === 0 && totalDiffers(statement, sold)) warnings.push("total_differs");
  const gauge = wholeOf(statement.gauge) ?? 0;
  return {
    externalId,
    ...dates,
    cancelled: false,
    capacity: gauge > 0 ? gauge : null,
    warnings,
    lines: linesOf(externalId, statement, sold, resolved, set),
  };
};

const wholeOf = (text: string | null | undefined): number | undefined =>
  text && /^-?\d{1,12}(?:\.0+)?$/.test(text) ? Number(text) : undefined;

/** An instant from seconds since 1970, of years a performance may be in (§4.3). */
const instantOf = (seconds: number | undefined): string | undefined => {
  if (seconds === undefined) return undefined;
  const at = new Date(seconds * 1000).toISOString();
  return at >= "2000" && at < "2101" ? at : undefined;
};

/** End = end date, else start and duration, else none; an end before the start is none, and is told. */
const datesOf = (
  externalId: string,
  { session }: Statement,
  sold: readonly Sold[],
  resolved: Resolved,
  set: SetAside,
): { startAt: string; endAt: string | null } | undefined => {
  const start = wholeOf(session.start_date);
  const startAt = instantOf(start);
  const excerpt = {
    title: session.multisession?.title ?? session.edito?.title ?? null,
    start: startAt ?? session.start_date,
    end: instantOf(wholeOf(session.end_date)) ?? session.end_date,
  };
  const refuse = (reason: AsideReason) => {
    const record = { ...about(externalId, "performance", externalId, reason), ...waiting(sold), excerpt };
    const decision = resolved(record);
    if (decision?.kind === "date") return { startAt: decision.startAt, endAt: decision.endAt };
    set(record);
    return undefined;
  };
  if (start === undefined || !startAt)
    return refuse([null, "", "0"].includes(session.start_date) ? "missing_date" : "invalid_record");
  const minutes = wholeOf(session.settings?.duration) ?? 0;
  const endAt =
    instantOf(wholeOf(session.end_date) || undefined) ??
    (minutes > 0 ? instantOf(start + minutes * 60) : undefined) ??
    null;
  if (endAt === null || endAt >= startAt) return { startAt, endAt };
  return refuse("inconsistent_dates") ?? { startAt, endAt: null };
};

interface Sold {
  title: string;
  channel: "internal" | "external";
  /** Cents. */
  amount: number;
  revenue: number;
  quantity: number;
  rounded: boolean;
}

const revenueOf = (sold: readonly Sold[]): number => sold.reduce((total, one) => total + one.revenue, 0);
/** How many tickets, and how much, wait for a decision. */
const waiting = (sold: readonly Sold[]) => ({
  count: sold.reduce((total, { quantity }) => total + Math.max(0, quantity), 0),
  amount: revenueOf(sold),
});

const soldOf = (price: Price | null, channel: Sold["channel"]): Sold | undefined => {
  const amount = readAmount(price?.amount ?? "");
  const revenue = readAmount(price?.revenue ?? "");
  const quantity = wholeOf(price?.quantity);
  if (!price || !amount || !revenue || quantity === undefined) return undefined;
  // Fewer than none of a price that is none of a refund: nothing tells what was meant.
  if (quantity < 0 && amount.cents >= 0) return undefined;
  return {
    title: price.title || "Tarif unique",
    channel,
    amount: amount.cents,
    revenue: revenue.cents,
    quantity,
    rounded: amount.rounded || revenue.rounded,
  };
};

const linesOf = (
  externalId: string,
  statement: Statement,
  sold: readonly Sold[],
  resolved: Resolved,
  set: SetAside,
): SaleLine[] => {
  const rate = rateOf(externalId, statement, sold, resolved, set);
  const lines = new Map<string, SaleLine>();
  for (const one of sold) {
    const line = counted(externalId, one, rate, resolved, set);
    if (!line) continue;
    const key = JSON.stringify([line.categoryId, line.rate, line.channel, line.kind]);
    const same = lines.get(key);
    lines.set(key, same ? add(same, line) : line);
  }
  return [...lines.values()];
};

/** What one price adds; undefined when it adds nothing, or waits for a rate. */
const counted = (
  externalId: string,
  one: Sold,
  rate: number | undefined,
  resolved: Resolved,
  set: SetAside,
): SaleLine | undefined => {
  if (one.amount === 0) return lineOf(one, rate ?? 0, { free: one.quantity });
  return rate === undefined ? undefined : pricedLine(externalId, one, rate, resolved, set);
};

const lineOf = (one: Sold, rate: number, figures: Partial<SaleLine>): SaleLine => ({
  // The vendor gives no id; its amount is written one way only, so that « 20 » and « 20.00 » are the same.
  categoryId: `${one.title}|${euros(one.amount)}`,
  categoryName: one.title,
  unitPrice: one.amount,
  rate,
  paid: 0,
  free: 0,
  gross: 0,
  channel: one.channel,
  kind: "sale",
  ...figures,
});

const euros = (cents: number): string => {
  const digits = String(Math.abs(cents)).padStart(3, "0");
  return `${cents < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

const add = (one: SaleLine, other: SaleLine): SaleLine => ({
  ...one,
  paid: one.paid + other.paid,
  free: one.free + other.free,
  gross: one.gross + other.gross,
});

/** A line somebody paid for, or was paid back; undefined when it was decided that it does not count. */
const pricedLine = (
  externalId: string,
  one: Sold,
  rate: number,
  resolved: Resolved,
  set: SetAside,
): SaleLine | undefined => {
  if (one.amount > 0 && one.revenue >= 0)
    return lineOf(one, rate, { paid: one.quantity, gross: one.revenue });
  const refund = lineOf(one, rate, { gross: one.revenue });
  const record: AsideRecord = {
    ...about(
      externalId,
      "ticket",
      `${externalId}/${refund.categoryId}`,
      one.amount < 0 ? "partial_refund" : "negative_amount",
    ),
    count: Math.abs(one.quantity),
    amount: one.revenue,
    excerpt: { category: one.title, unitPrice: one.amount },
  };
  const decision = resolved(record);
  if (decision?.kind === "count") return refund;
  if (decision?.kind === "count_at_rate") return { ...refund, rate: decision.rate };
  if (decision?.kind === "ignore") return undefined;
  set(record);
  return { ...refund, kind: "adjustment" };
};

/** The session's rate, or the one decided; undefined while lines that need one wait for it. */
const rateOf = (
  externalId: string,
  { session }: Statement,
  sold: readonly Sold[],
  resolved: Resolved,
  set: SetAside,
): number | undefined => {
  const given = session.settings?.tax?.rate;
  const rate = taxRateOf(given);
  const priced = sold.filter(({ amount }) => amount !== 0);
  if (rate !== undefined || priced.length === 0) return rate;
  const record: AsideRecord = {
    ...about(externalId, "performance", externalId, "unknown_vat"),
    ...waiting(priced),
    excerpt: { rate: given ?? null },
  };
  const decision = resolved(record);
  if (decision?.kind === "count_at_rate") return decision.rate;
  set(record);
  return undefined;
};

/** Whether the vendor's total is neither the sum of its sales nor that less what was paid back. */
const totalDiffers = ({ revenue }: Statement, sold: readonly Sold[]): boolean => {
  const told = readAmount(revenue ?? "")?.cents;
  if (told === undefined) return false;
  const sales = sold.filter((one) => one.amount >= 0 && one.revenue >= 0);
  return told !== revenueOf(sold) && told !== revenueOf(sales);
};
