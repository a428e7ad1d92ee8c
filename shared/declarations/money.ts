/**
 * Money is whole cents, rates are whole basis points (5.5 % = 550). No binary float ever holds an amount: texts are read
 * digit by digit (declarations.md §5.1), and net comes from gross by integers (§5.2).
 */

/** Cents read from a decimal text, and whether a third decimal had to be rounded; undefined when it is no amount. */
export const readAmount = (text: string): { cents: number; rounded: boolean } | undefined => {
  const [, sign = "", whole = "", decimals = ""] = /^(-?)(\d{1,13})(?:\.(\d+))?$/.exec(text.trim()) ?? [];
  if (!whole) return undefined;
  const thousandths = Number(decimals.slice(0, 3).padEnd(3, "0"));
  const cents = Number(whole) * 100 + Math.floor(thousandths / 10) + (thousandths % 10 >= 5 ? 1 : 0);
  return { cents: sign && cents > 0 ? -cents : cents, rounded: /[1-9]/.test(decimals.slice(2)) };
};

const scaled = (text: string, digits: number): number | undefined => {
  const [, whole = "", decimals = ""] = /^(\d{1,6})(?:\.(\d+))?$/.exec(text.trim()) ?? [];
  if (!whole) return undefined;
  const kept = decimals.padEnd(digits + 1, "0");
  return Number(whole + kept.slice(0, digits)) + (Number(kept[digits]) >= 5 ? 1 : 0);
};

/** Basis points of a rate written in percent (« 5.5 »); undefined when it is none. */
export const rateOfPercent = (text: string): number | undefined => scaled(text, 2);
/** Basis points of a rate written as a fraction (« 0.055 »); undefined when it is none. */
export const rateOfFraction = (text: string): number | undefined => scaled(text, 4);
/**
 * Basis points of a rate whose unit the source does not say: at most 0.25 is a fraction, at least 0.9 a percentage;
 * undefined between, or when it is none (declarations.md §4.4, §10.2).
 */
export const rateOfEither = (text: string): number | undefined => {
  const asFraction = rateOfFraction(text);
  if (asFraction === undefined) return undefined;
  if (asFraction <= 2500) return asFraction;
  return asFraction >= 9000 ? rateOfPercent(text) : undefined;
};

/** Net of a gross amount at a rate: `gross / (1 + rate)` to the nearest cent, halves up (declarations.md §5.2). */
export const netOf = (gross: number, rate: number): number => {
  const divisor = 10_000n + BigInt(rate);
  const numerator = 2n * BigInt(gross) * 10_000n + divisor;
  const quotient = numerator / (2n * divisor);
  // BigInt division truncates towards zero; the rule is a floor.
  return Number(numerator < 0n && numerator % (2n * divisor) !== 0n ? quotient - 1n : quotient);
};

/** What was sold of one category at one rate. */
export interface SaleLine {
  categoryId: string;
  categoryName: string;
  /** Displayed price, cents; null when the source gives none. */
  unitPrice: number | null;
  /** Basis points. */
  rate: number;
  paid: number;
  free: number;
  /** Cents. */
  gross: number;
  channel: "internal" | "external" | "manual" | "file";
  /** An adjustment is kept beside, out of totals, until somebody decides. */
  kind: "sale" | "adjustment";
}

export interface Figures {
  paid: number;
  free: number;
  /** Cents. */
  gross: number;
  net: number;
  /** Basis points; null = several. */
  rate: number | null;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Gross of each rate; net is rounded once per rate, never per ticket. */
const byRate = (lines: readonly SaleLine[]): Map<number, number> => {
  const gross = new Map<number, number>();
  for (const line of lines) gross.set(line.rate, (gross.get(line.rate) ?? 0) + line.gross);
  return gross;
};

/**
 * The rate of a performance: lines at rate 0 whose price is 0 say nothing; one rate is it, several are none, and no rate
 * left is 0. `priceList` speaks when nothing was counted (declarations.md §5.3).
 */
const rateOf = (
  counted: readonly SaleLine[],
  priceList: readonly { rate: number; unitPrice: number | null }[],
): number | null => {
  const said = counted.length > 0 ? counted.map(({ rate, gross }) => ({ rate, price: gross })) : [];
  const listed =
    counted.length > 0 ? [] : priceList.map(({ rate, unitPrice }) => ({ rate, price: unitPrice ?? 0 }));
  const rates = new Set(
    [...said, ...listed].flatMap(({ rate, price }) => (rate === 0 && price === 0 ? [] : [rate])),
  );
  const [only = 0] = rates;
  return rates.size > 1 ? null : only;
};

/** Totals of a performance from its lines; adjustments stay out (declarations.md §5.2 to §5.4). */
export const figuresOf = (
  lines: readonly SaleLine[],
  priceList: readonly { rate: number; unitPrice: number | null }[] = [],
): Figures => {
  const sales = lines.filter(({ kind }) => kind === "sale");
  const counted = sales.filter(({ paid, free }) => paid + free > 0);
  return {
    paid: sum(sales.map(({ paid }) => paid)),
    free: sum(sales.map(({ free }) => free)),
    gross: sum(sales.map(({ gross }) => gross)),
    net: sum([...byRate(sales)].map(([rate, gross]) => netOf(gross, rate))),
    rate: rateOf(counted, priceList),
  };
};

/**
 * Net of each line, so that lines of a rate add up to its net: each gets its share rounded down, and the cents left go
 * to the largest remainders (then the larger gross, then the category's id).
 */
export const netOfLines = (lines: readonly SaleLine[]): number[] => {
  const nets = lines.map(() => 0);
  for (const rate of new Set(lines.map((line) => line.rate))) {
    const own = lines.flatMap((line, at) => (line.rate === rate && line.gross !== 0 ? [{ line, at }] : []));
    const gross = sum(own.map(({ line }) => line.gross));
    if (gross === 0) continue;
    const net = BigInt(netOf(gross, rate));
    const shares = own.map(({ line, at }) => {
      const product = BigInt(line.gross) * net;
      return { line, at, share: product / BigInt(gross), remainder: product % BigInt(gross) };
    });
    let left = Number(net - shares.reduce((total, { share }) => total + share, 0n));
    const order = shares.toSorted(
      (a, b) =>
        Number(b.remainder - a.remainder) ||
        b.line.gross - a.line.gross ||
        (a.line.categoryId < b.line.categoryId ? -1 : 1),
    );
    for (const { at, share } of order) {
      nets[at] = Number(share) + (left > 0 ? 1 : 0);
      left -= 1;
    }
  }
  return nets;
};
