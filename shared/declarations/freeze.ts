import type {
  DeclarationForm,
  DeclaredLine,
  DeclaredPerformance,
  FormPerformance,
  FrozenDeclaration,
} from "./declaration.ts";
import type { Body } from "./enums.ts";
import { netOf } from "./money.ts";

/** What is retained of a performance: corrections before what the source says. */
export interface RetainedPerformance {
  id: string;
  /** Instants, ISO 8601 with « Z ». */
  startAt: string;
  endAt: string | null;
  paid: number;
  free: number;
  /** Cents. */
  gross: number;
  net: number;
  /** Basis points; null = several. */
  vat: number | null;
  lines: readonly DeclaredLine[];
}

/** Who signs: the organisation's signatory, written with its quality, else whoever declares. */
export const signerOf = ({ name, quality }: FrozenDeclaration["declarant"]): string => quality ?? name;

/** Chosen performances with their effective values: the form's own, else its default. By start. */
export const declaredPerformances = (
  form: DeclarationForm,
  retained: readonly RetainedPerformance[],
): DeclaredPerformance[] =>
  form.performances
    .flatMap((own) => {
      const known = retained.find(({ id }) => id === own.performanceId);
      return known ? [declaredPerformance(form, own, known)] : [];
    })
    .toSorted((a, b) => (a.startAt === b.startAt ? (a.id < b.id ? -1 : 1) : a.startAt < b.startAt ? -1 : 1));

const nowhere = {
  id: null,
  name: "",
  street: "",
  postalCode: "",
  city: "",
  country: "FR",
  timeZone: "Europe/Paris",
};

const declaredPerformance = (
  form: DeclarationForm,
  own: FormPerformance,
  known: RetainedPerformance,
): DeclaredPerformance => ({
  id: known.id,
  startAt: known.startAt,
  endAt: known.endAt,
  place: own.place ?? form.place ?? nowhere,
  capacity: own.capacity ?? form.capacity,
  audience: own.audience ?? form.audience,
  paid: known.paid,
  free: known.free,
  gross: known.gross,
  net: known.net,
  vat: own.vat ?? known.vat ?? (known.lines.length === 0 ? form.vat : null),
  consumptions: own.consumptions,
  catering: own.catering,
  programSales: own.programSales,
  otherRevenues: own.otherRevenues,
  lines: [...known.lines],
});

/** An own value that is the default is none: the next change of the default takes it along (declarations.md §4.5). */
export const withoutEchoes = (form: DeclarationForm): DeclarationForm => ({
  ...form,
  performances: form.performances.map((own) => ({
    ...own,
    place: own.place && form.place && samePlace(own.place, form.place) ? null : own.place,
    capacity: own.capacity === form.capacity ? null : own.capacity,
    audience: own.audience === form.audience ? null : own.audience,
    vat: own.vat === form.vat ? null : own.vat,
  })),
});

const samePlace = (
  a: NonNullable<DeclarationForm["place"]>,
  b: NonNullable<DeclarationForm["place"]>,
): boolean =>
  (["name", "street", "postalCode", "city", "country"] as const).every((part) => a[part] === b[part]);

/** Gross and net of each rate, by rate; null where lines do not say it (corrected totals, several rates). */
export interface RateTotal {
  vat: number | null;
  gross: number;
  net: number;
}

/** Tickets of performances by rate. Lines speak where they add up to the totals; else the performance's one rate. */
export const ticketsByRate = (
  performances: readonly Pick<DeclaredPerformance, "gross" | "net" | "vat" | "lines">[],
): RateTotal[] => {
  const totals = new Map<number | null, RateTotal>();
  const add = (vat: number | null, gross: number, net: number) => {
    const held = totals.get(vat) ?? { vat, gross: 0, net: 0 };
    totals.set(vat, { vat, gross: held.gross + gross, net: held.net + net });
  };
  for (const { gross, net, vat, lines } of performances) {
    const said = new Map<number, number>();
    for (const line of lines) {
      if (line.gross !== 0) said.set(line.vat, (said.get(line.vat) ?? 0) + line.gross);
    }
    const nets = [...said].map(([rate, amount]) => ({ rate, amount, net: netOf(amount, rate) }));
    const addsUp =
      nets.reduce((sum, { amount }) => sum + amount, 0) === gross &&
      nets.reduce((sum, one) => sum + one.net, 0) === net;
    if (addsUp && said.size > 0) for (const one of nets) add(one.rate, one.amount, one.net);
    else if (gross !== 0 || net !== 0) add(vat, gross, net);
  }
  return [...totals.values()].toSorted((a, b) => (a.vat ?? 1e9) - (b.vat ?? 1e9));
};

/** Sum of the other revenues of a performance. */
export const otherRevenues = (
  performance: Pick<DeclaredPerformance, "consumptions" | "catering" | "programSales" | "otherRevenues">,
): { gross: number; net: number } =>
  [
    performance.consumptions,
    performance.catering,
    performance.programSales,
    performance.otherRevenues,
  ].reduce((sum, one) => ({ gross: sum.gross + (one?.gross ?? 0), net: sum.net + (one?.net ?? 0) }), {
    gross: 0,
    net: 0,
  });

/** Totals of what is declared. */
export const totalsOf = (performances: readonly DeclaredPerformance[]) => {
  const sum = { paid: 0, free: 0, gross: 0, net: 0, other: { gross: 0, net: 0 } };
  for (const performance of performances) {
    const other = otherRevenues(performance);
    sum.paid += performance.paid;
    sum.free += performance.free;
    sum.gross += performance.gross;
    sum.net += performance.net;
    sum.other.gross += other.gross;
    sum.other.net += other.net;
  }
  return sum;
};

/** Which files go to a body (declarations.md §6.1, §6.2). */
export const filesFor = (body: Body, files: FrozenDeclaration["files"]): FrozenDeclaration["files"] => {
  if (body === "SACEM") return files;
  if (body === "SACD") return files.filter(({ type }) => type === "ARTISTIC_CONTRACT" || type === "OTHER");
  return [];
};
