import { ConnectorFault } from "./contract.ts";

/**
 * JSON in which every number is its own source text, so that no amount goes through a binary float (declarations.md
 * §5.1); an exponent is written out (« 1.2e1 » is « 12 »). What is no JSON is an `unexpected_answer`: its own words,
 * which quote what was read, stay here.
 */
export const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) =>
      typeof value === "number" ? plain(context?.source ?? "") : value,
    );
  } catch {
    throw new ConnectorFault("unexpected_answer");
  }
};

/** Exponents of amounts are small; anything else stays as it came, and is no amount. */
const largestExponent = 40;

const plain = (source: string): string => {
  const [, sign = "", whole = "", decimals = "", exponent] =
    /^(-?)(\d+)(?:\.(\d+))?[eE]([+-]?\d{1,3})$/.exec(source) ?? [];
  const shift = Number(exponent);
  if (exponent === undefined || Math.abs(shift) > largestExponent) return source;
  const digits = whole + decimals;
  const point = whole.length + shift;
  const padded = point <= 0 ? "0".repeat(1 - point) + digits : digits.padEnd(point, "0");
  const at = point <= 0 ? 1 : point;
  const [before, after] = [padded.slice(0, at).replace(/^0+(?=\d)/, ""), padded.slice(at)];
  return sign + before + (after ? `.${after}` : "");
};
