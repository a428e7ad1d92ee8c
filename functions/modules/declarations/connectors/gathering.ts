/** Tickets become lines of their performance, and records set aside become one per question to answer. */
import type { AsideReason } from "../../../../shared/declarations/enums.ts";
import { rateOfFraction, type SaleLine } from "../../../../shared/declarations/money.ts";
import type { AsideRecord } from "./contract.ts";

type Category = Pick<SaleLine, "categoryId" | "categoryName" | "unitPrice" | "rate" | "channel">;

/** Lines of one series, by performance: one per category, rate and channel. */
export const lineBook = () => {
  const lines = new Map<string, Map<string, SaleLine>>();
  return {
    /** Counts `count` tickets of `gross` cents each; 0 of them only lists the category. 0 cents is free (§5.4). */
    add(performanceId: string, category: Category, count: number, gross: number): void {
      const own = lines.get(performanceId) ?? new Map<string, SaleLine>();
      lines.set(performanceId, own);
      const key = JSON.stringify([category.categoryId, category.rate, category.channel]);
      const line = own.get(key) ?? { ...category, paid: 0, free: 0, gross: 0, kind: "sale" };
      if (gross > 0) line.paid += count;
      else line.free += count;
      line.gross += gross * count;
      own.set(key, line);
    },
    of: (performanceId: string): SaleLine[] => [...(lines.get(performanceId)?.values() ?? [])],
  };
};

/** Records set aside in one series; those that ask the same question add up. */
export const asideBook = () => {
  const records = new Map<string, AsideRecord>();
  return {
    add(record: AsideRecord): void {
      const key = JSON.stringify([record.level, record.externalId, record.reason]);
      const known = records.get(key);
      if (known)
        records.set(key, {
          ...known,
          count: known.count + record.count,
          amount: known.amount + record.amount,
        });
      else records.set(key, record);
    },
    all: (): AsideRecord[] => [...records.values()],
  };
};

/** A record set aside, with what is not said left at nothing. */
export const asideRecord = (
  level: AsideRecord["level"],
  externalId: string,
  reason: AsideReason,
  more: Partial<AsideRecord> = {},
): AsideRecord => ({
  level,
  externalId,
  reason,
  performanceExternalId: null,
  count: 0,
  amount: 0,
  excerpt: {},
  ...more,
});

/** Basis points of a fraction; more than the whole price is no tax rate. */
export const taxRateOf = (fraction: string | null | undefined): number | undefined => {
  const rate = fraction ? rateOfFraction(fraction) : undefined;
  return rate !== undefined && rate <= 10_000 ? rate : undefined;
};

/** Whole cents of a text that counts cents. */
export const centsOf = (text: string | null | undefined): number | undefined => {
  return text && /^-?\d{1,13}(?:\.0+)?$/.test(text) ? Number(text) : undefined;
};
