import { typedAmount, typedCount } from "../../../../shared/declarations/amount-words.ts";
import { type Figures, figuresOf, type SaleLine } from "../../../../shared/declarations/money.ts";
import type { TypedLine, TypedPerformance } from "../../../../shared/declarations/show-inputs.ts";

/** A tariff as it stands in its fields. */
export interface LineText {
  key: string;
  category: string;
  price: string;
  paid: string;
  free: string;
  /** Basis points. */
  vat: string;
}
/** A performance as it stands in its fields; times are those of the place. */
export interface PerformanceText {
  key: string;
  day: string;
  time: string;
  lines: readonly LineText[];
}

const usualVat = "550";
const noLine = (key: string, category = ""): LineText => ({
  key,
  category,
  price: "",
  paid: "",
  free: "",
  vat: usualVat,
});
export const noPerformance = (key: string): PerformanceText => ({
  key,
  day: "",
  time: "20:30",
  lines: [noLine("0", "Plein")],
});

const nextKey = (all: readonly { key: string }[]) =>
  String(Math.max(-1, ...all.map(({ key }) => Number(key))) + 1);
export const anotherLine = (lines: readonly LineText[]): LineText => noLine(nextKey(lines));
/** The next performance has the tariffs of the last one, nothing sold yet. */
export const anotherPerformance = (all: readonly PerformanceText[]): PerformanceText => {
  const last = all.at(-1);
  const fresh = noPerformance(nextKey(all));
  return last
    ? { ...fresh, time: last.time, lines: last.lines.map((line) => ({ ...line, paid: "", free: "" })) }
    : fresh;
};

const count = (text: string): number | undefined => (text.trim() === "" ? 0 : typedCount(text));

/** A tariff that reads well; undefined where a field does not. An empty count is nought. */
const readLine = (line: LineText): TypedLine | undefined => {
  const unitPrice = typedAmount(line.price);
  const paid = count(line.paid);
  const free = count(line.free);
  if (line.category.trim() === "" || unitPrice === undefined || unitPrice < 0) return undefined;
  if (paid === undefined || free === undefined) return undefined;
  // A free tariff has no paid entry: what was counted as paid there is free.
  const counts = unitPrice === 0 ? { paid: 0, free: paid + free } : { paid, free };
  return { category: line.category.trim(), unitPrice, vat: Number(line.vat), ...counts };
};

/** Totals of what reads well so far, for the line under the fields. */
export const totalsOf = (lines: readonly LineText[]): Figures =>
  figuresOf(
    lines.flatMap((text, at): SaleLine[] => {
      const line = readLine(text);
      if (!line) return [];
      return [
        {
          categoryId: String(at),
          categoryName: line.category,
          unitPrice: line.unitPrice,
          rate: line.vat,
          paid: line.paid,
          free: line.free,
          gross: (line.unitPrice ?? 0) * line.paid,
          channel: "manual",
          kind: "sale",
        },
      ];
    }),
  );

/** Every performance read, or what is wrong at each field: `<performance>.day`, `<performance>.<line>.price`. */
export const readPerformances = (
  performances: readonly PerformanceText[],
): { read: TypedPerformance[]; faults: Record<string, string> } => {
  const faults: Record<string, string> = {};
  const read = performances.map(({ key, day, time, lines }): TypedPerformance => {
    if (!/^20\d\d-\d\d-\d\d$/.test(day)) faults[`${key}.day`] = "Écrivez la date de la séance.";
    if (!/^\d\d:\d\d$/.test(time)) faults[`${key}.time`] = "Écrivez l’heure de début.";
    const typed = lines.flatMap((line) => {
      const at = `${key}.${line.key}`;
      if (line.category.trim() === "") faults[`${at}.category`] = "Écrivez le nom du tarif.";
      const price = typedAmount(line.price);
      if (price === undefined || price < 0) faults[`${at}.price`] = "Écrivez un prix, 0 si c’est gratuit.";
      if (count(line.paid) === undefined) faults[`${at}.paid`] = "Écrivez un nombre entier.";
      if (count(line.free) === undefined) faults[`${at}.free`] = "Écrivez un nombre entier.";
      return readLine(line) ?? [];
    });
    return { startAt: `${day}T${time}`, lines: typed };
  });
  return { read, faults };
};
