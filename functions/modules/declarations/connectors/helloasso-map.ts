import * as z from "zod/mini";
import { rateOfEither } from "../../../../shared/declarations/money.ts";
import { type Decisions, decisions } from "./aside-records.ts";
import type { Json, Mapped, ReadPerformance, Resolved } from "./contract.ts";
import { asideRecord, lineBook } from "./gathering.ts";
import { endAfter, instantOf } from "./vendor-record.ts";

const Tier = z.object({
  id: z.string(),
  label: z.nullable(z.string()),
  /** Cents. */
  price: z.nullable(z.int()),
  /** As written: a fraction or a percentage, they do not say. */
  vatRate: z.nullable(z.string()),
});
const Form = z.object({
  title: z.nullable(z.string()),
  startDate: z.nullable(z.string()),
  endDate: z.nullable(z.string()),
  currency: z.nullable(z.string()),
  tiers: z.array(Tier),
  unreadable: z.int(),
});
const HelloAssoPage = z.discriminatedUnion("part", [
  /** Null when the form is not there any more. */
  z.object({ part: z.literal("form"), form: z.nullable(Form) }),
  z.object({
    part: z.literal("items"),
    /** Id, tier, cents after discount and without options. */
    items: z.array(z.tuple([z.string(), z.nullable(z.string()), z.int()])),
    unreadable: z.int(),
  }),
]);
export type HelloAssoPage = z.infer<typeof HelloAssoPage>;
type Form = z.infer<typeof Form>;

/** A form is a show with one performance, both under the form's slug (declarations.md §10.2). */
export const mapHelloAsso = (formSlug: string, pages: readonly Json[], resolved: Resolved): Mapped => {
  const read = pages.map((page) => HelloAssoPage.parse(page));
  const decided = decisions(resolved);
  const nothing = (): Mapped => ({ shows: [], aside: decided.aside() });
  const form = read.flatMap((page) => (page.part === "form" && page.form ? [page.form] : []))[0];
  if (!form) {
    decided.of(asideRecord("series", formSlug, "invalid_record", { count: 1 }), []);
    return nothing();
  }
  const sold = itemsAlike(read);
  const all = {
    count: sold.reduce((sum, { count }) => sum + count, 0),
    amount: sold.reduce((sum, { count, cents }) => sum + count * cents, 0),
  };
  // Cents of another currency are no cents of ours, whatever is decided.
  if (form.currency && form.currency.toUpperCase() !== "EUR") {
    const excerpt = { title: form.title, currency: form.currency };
    decided.of(asideRecord("series", formSlug, "foreign_currency", { ...all, excerpt }), []);
    return nothing();
  }
  setUnreadableAside(decided, formSlug, read);
  const dated = datesOf(formSlug, form, all, decided);
  const lines = linesOf(formSlug, form, sold, decided);
  if (!dated) return nothing();
  const performance = { ...dated, cancelled: false, capacity: null, warnings: [], lines };
  const show = { externalId: formSlug, name: form.title?.trim() || formSlug };
  return {
    shows: [{ ...show, performances: [{ externalId: formSlug, ...performance }] }],
    aside: decided.aside(),
  };
};

interface Sold {
  tier: string | null;
  cents: number;
  count: number;
}

/** Items of the same tier and amount, each counted once however many pages told of it. */
const itemsAlike = (pages: readonly HelloAssoPage[]): Sold[] => {
  const items = new Map(
    pages.flatMap((page) =>
      page.part === "items" ? page.items.map((item) => [item[0], item] as const) : [],
    ),
  );
  const alike = new Map<string, Sold>();
  for (const [, tier, cents] of items.values()) {
    const key = JSON.stringify([tier, cents]);
    const group = alike.get(key) ?? { tier, cents, count: 0 };
    alike.set(key, { ...group, count: group.count + 1 });
  }
  return [...alike.values()];
};

const linesOf = (
  formSlug: string,
  form: Form,
  sold: readonly Sold[],
  decided: Decisions,
): ReadPerformance["lines"] => {
  const book = lineBook();
  const tiers = new Map(form.tiers.map((tier) => [tier.id, categoryOf(tier)]));
  for (const { rate, ...category } of tiers.values())
    if (rate !== undefined) book.add(formSlug, { ...category, rate }, 0, 0);
  const proposed = uniformRate([...tiers.values()]);
  for (const { tier, cents, count } of sold) {
    const known = tier === null ? undefined : tiers.get(tier);
    const category = known ?? deletedTier(tier);
    // What was free bears no tax: its rate need not be known.
    let rate = known?.rate ?? (cents === 0 ? 0 : undefined);
    const record = (reason: "deleted_tier" | "unknown_vat" | "negative_amount") =>
      asideRecord("ticket", `${formSlug}/${tier ?? "-"}`, reason, {
        performanceExternalId: formSlug,
        count,
        amount: cents * count,
        excerpt: { category: category.categoryName, unitPrice: cents, proposedRate: proposed ?? null },
      });
    if (cents < 0) {
      decided.of(record("negative_amount"), []);
      continue;
    }
    if (rate === undefined) {
      const kinds = proposed === undefined ? [] : (["count"] as const);
      const reason = known ? "unknown_vat" : "deleted_tier";
      const decision = decided.of(record(reason), ["count_at_rate", ...kinds]);
      if (decision?.kind === "count_at_rate") rate = decision.rate;
      if (decision?.kind === "count") rate = proposed;
    }
    if (rate !== undefined) book.add(formSlug, { ...category, rate }, count, cents);
  }
  return book.of(formSlug);
};

const categoryOf = ({ id, label, price, vatRate }: z.infer<typeof Tier>) => ({
  categoryId: id,
  categoryName: label?.trim() || `Tarif ${id}`,
  unitPrice: price,
  channel: "internal" as const,
  rate: vatRate === null ? undefined : rateOfEither(vatRate),
});

const deletedTier = (id: string | null) => ({
  categoryId: id ?? "-",
  categoryName: id === null ? "Sans tarif" : `Tarif ${id}`,
  unitPrice: null,
  channel: "internal" as const,
  rate: undefined,
});

/** The one rate of a form, as a performance has one: free tiers at rate 0 say nothing (§5.3). */
const uniformRate = (
  tiers: readonly { rate: number | undefined; unitPrice: number | null }[],
): number | undefined => {
  const rates = new Set(
    tiers.flatMap(({ rate, unitPrice }) => (rate === 0 && unitPrice === 0 ? [] : [rate])),
  );
  const [only] = rates;
  return rates.size === 1 ? only : undefined;
};

const setUnreadableAside = (decided: Decisions, formSlug: string, pages: readonly HelloAssoPage[]) => {
  for (const page of pages) {
    const count = page.part === "form" ? (page.form?.unreadable ?? 0) : page.unreadable;
    const [level, what] =
      page.part === "form" ? (["series", "tiers"] as const) : (["ticket", "items"] as const);
    if (count > 0) decided.of(asideRecord(level, `${formSlug}/${what}`, "invalid_record", { count }), []);
  }
};

/** When it is; without a start it waits, with all that was sold, until somebody dates it. */
const datesOf = (
  formSlug: string,
  { startDate, endDate }: Form,
  sold: { count: number; amount: number },
  decided: Decisions,
): Pick<ReadPerformance, "startAt" | "endAt"> | undefined => {
  const startAt = instantOf(startDate);
  if (startAt) return { startAt, endAt: endAfter(startAt, endDate) };
  const excerpt = { start: startDate, end: endDate };
  const more = { ...sold, performanceExternalId: formSlug, excerpt };
  const decision = decided.of(asideRecord("performance", formSlug, "missing_date", more), ["date"]);
  return decision?.kind === "date" ? { startAt: decision.startAt, endAt: decision.endAt } : undefined;
};
