import type { SaleLine } from "../../../../shared/declarations/money.ts";

/** A price of a ticketing: cents, basis points. */
export interface Category {
  id: string;
  name: string;
  unitPrice: number | null;
  rate: number;
}

/** Lines of one performance, one for each category and rate. */
export interface LineBook {
  /** `count` tickets of which `retained` cents are kept each: 0 is a free one (declarations.md §5.4). */
  add(category: Category, retained: number, count: number): void;
  /**
   * The lines; when nothing was counted, the price list as lines at zero, which tell the rate of the performance
   * (declarations.md §5.3).
   */
  lines(priceList: readonly Category[]): SaleLine[];
}

export const lineBook = (): LineBook => {
  const lines = new Map<string, SaleLine>();
  return {
    add: (category, retained, count) => {
      const key = JSON.stringify([category.id, category.rate]);
      const line = lines.get(key) ?? nothingOf(category);
      lines.set(key, {
        ...line,
        paid: line.paid + (retained > 0 ? count : 0),
        free: line.free + (retained > 0 ? 0 : count),
        gross: line.gross + retained * count,
      });
    },
    lines: (priceList) => (lines.size > 0 ? [...lines.values()] : priceList.map(nothingOf)),
  };
};

const nothingOf = ({ id, name, unitPrice, rate }: Category): SaleLine => ({
  categoryId: id,
  categoryName: name,
  unitPrice,
  rate,
  paid: 0,
  free: 0,
  gross: 0,
  channel: "internal",
  kind: "sale",
});
