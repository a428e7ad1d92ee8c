import { faultOfPair } from "../../../shared/declarations/amounts.ts";
import { type Figures, figuresOf, netOf, type SaleLine } from "../../../shared/declarations/money.ts";
import type { TypedLine, TypedPerformance } from "../../../shared/declarations/show-inputs.ts";
import { zonedInstant } from "../../../shared/declarations/zoned-time.ts";
import { wordsOf } from "../../../shared/mediation/search-text.ts";
import type { FieldProblem } from "../../../shared/platform/problem.ts";

/** Values somebody typed, read; or what is wrong with them, by field. */
export type Typed<T> = { value: T } | { faults: FieldProblem[] };

const fault = (path: string, message: string) => ({ faults: [{ path, message }] });

/** Start and end typed in the clock of the place. An hour that clocks skip is refused; of one shown twice, the first. */
export const typedTimes = (
  typed: { startAt: string; endAt?: string | null | undefined },
  timeZone: string,
  path = "",
): Typed<{ startAt: Date; endAt: Date | null }> => {
  const start = zonedInstant(typed.startAt, timeZone);
  const end = typed.endAt ? zonedInstant(typed.endAt, timeZone) : undefined;
  if (!start) return fault(`${path}startAt`, "Cette date n’existe pas.");
  if (typed.endAt && !end) return fault(`${path}endAt`, "Cette date n’existe pas.");
  const skipped = "Cette heure n’existe pas ce jour-là\u00a0: on passe à l’heure d’été.";
  if (!start.exists) return fault(`${path}startAt`, skipped);
  if (end?.exists === false) return fault(`${path}endAt`, skipped);
  if (end && end.at < start.at) return fault(`${path}endAt`, "La fin est avant le début.");
  return { value: { startAt: start.at, endAt: end?.at ?? null } };
};

/** What tells a typed category from another when nobody gave it an id: its name and price. */
const categoryIdOf = ({ categoryId, category, unitPrice }: TypedLine): string =>
  categoryId ?? `${wordsOf(category).join("-")}|${unitPrice ?? ""}`;

/**
 * Lines as they are typed. A gross left out is price × paid. Refuses a gross without paid entries, paid entries without
 * gross (those are free), and the same category twice at one rate. `known` keeps the channel of lines that were there.
 */
export const typedLines = (
  typed: readonly TypedLine[],
  path = "",
  known: readonly SaleLine[] = [],
): Typed<SaleLine[]> => {
  const faults: FieldProblem[] = [];
  const lines = typed.map((line, at): SaleLine => {
    const here = `${path}lines.${at}`;
    const gross = line.gross ?? (line.unitPrice ?? 0) * line.paid;
    if (line.gross === undefined && line.unitPrice === null && line.paid > 0)
      faults.push({ path: `${here}.gross`, message: "Écrivez le prix ou le total TTC." });
    else if (gross > 0 && line.paid === 0)
      faults.push({ path: `${here}.paid`, message: "Il y a une recette sans entrée payante." });
    else if (gross === 0 && line.paid > 0)
      faults.push({ path: `${here}.paid`, message: "Sans recette, ces entrées sont gratuites." });
    const categoryId = categoryIdOf(line);
    const same = known.find((one) => one.categoryId === categoryId && one.kind === "sale");
    return {
      categoryId,
      categoryName: line.category,
      unitPrice: line.unitPrice,
      rate: line.vat,
      paid: line.paid,
      free: line.free,
      gross,
      channel: same?.channel ?? "manual",
      kind: "sale",
    };
  });
  const keys = lines.map(({ categoryId, rate }) => `${categoryId}@${rate}`);
  for (const [at, key] of keys.entries())
    if (keys.indexOf(key) !== at)
      faults.push({ path: `${path}lines.${at}.category`, message: "Ce tarif est déjà plus haut." });
  return faults.length > 0 ? { faults } : { value: lines };
};

/** Lines or totals of a typed performance. Totals without net take that of their rate; several rates need one. */
export const typedFigures = (
  { lines, totals }: TypedPerformance,
  path = "",
): Typed<{ figures: Figures; lines: SaleLine[] }> => {
  if (lines && lines.length > 0) {
    const read = typedLines(lines, path);
    return "faults" in read ? read : { value: { figures: figuresOf(read.value), lines: read.value } };
  }
  const { paid, free, gross, vat, net: given } = totals ?? { paid: 0, free: 0, gross: 0, vat: 0 };
  const net = given ?? (vat === null ? null : netOf(gross, vat));
  const wrong = faultOfPair({ gross, net });
  if (wrong) return fault(`${path}totals.${wrong.at}`, wrong.message);
  return { value: { figures: { paid, free, gross, net: net ?? 0, rate: vat }, lines: [] } };
};
