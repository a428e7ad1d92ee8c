import { folded } from "../mediation/search-text.ts";
import { type Audience, audiences } from "./enums.ts";
import {
  type Read,
  readCount,
  readDay,
  readDayAndTime,
  readMoney,
  readPostalCode,
  readRate,
  readTime,
} from "./import-cells.ts";
import type { ImportField, ImportMapping } from "./import-fields.ts";
import { type Figures, figuresOf, netOf, type SaleLine } from "./money.ts";
import { isUnusualRate, usualRates, type VatLists, zoneOf } from "./territory.ts";
import { isShownTwice, zonedInstant } from "./zoned-time.ts";

/** Why a row cannot be imported (declarations.md §4.4). */
export const importFaults = [
  "required",
  "bad_date",
  "bad_time",
  "bad_amount",
  "bad_integer",
  "bad_rate",
  "negative",
  "amount_mismatch",
  "net_above_gross",
  "duplicate_row",
  "conflicting_performance",
  "too_long",
] as const;
export type ImportFaultCode = (typeof importFaults)[number];
export interface ImportFault {
  column: ImportField;
  /** As it is in the file. */
  value: string;
  code: ImportFaultCode;
}

/** What is imported all the same, and should be looked at. */
export const importWarnings = {
  ambiguous_hour: "Heure qui passe deux fois ce jour-là\u00a0: la première est retenue.",
  unusual_rate: "Taux inhabituel\u00a0: vérifiez-le.",
  default_rate: "Sans taux\u00a0: celui de l’organisation est retenu.",
  net_differs: "Le HT du fichier n’est pas celui que donnent le TTC et le taux, qui est retenu.",
  counted_free: "Payants sans recette\u00a0: comptés comme gratuits.",
} as const;
export type ImportWarningCode = keyof typeof importWarnings;
export interface ImportWarning {
  column: ImportField;
  code: ImportWarningCode;
}

/** What a file leaves to the organisation. */
interface ImportDefaults {
  timeZone: string;
  /** Basis points. */
  vat: number;
  /** The platform's, for all. */
  vatLists: VatLists;
}

export interface ImportedPlace {
  name: string;
  street: string;
  postalCode: string;
  city: string;
}

/** One row that can be read. */
interface ReadRow {
  show: string;
  reference: string | null;
  startAt: string;
  endAt: string | null;
  line: Omit<SaleLine, "categoryId">;
  place: ImportedPlace | null;
  capacity: number | null;
  audience: Audience | null;
}

interface ImportedPerformance {
  externalId: string;
  /** Instants, ISO 8601 with « Z ». */
  startAt: string;
  endAt: string | null;
  place: ImportedPlace | null;
  capacity: number | null;
  audience: Audience | null;
  lines: SaleLine[];
  figures: Figures;
  /** Rows of the file it comes from. */
  rows: number[];
}
export interface ImportedShow {
  externalId: string;
  name: string;
  performances: ImportedPerformance[];
}

/** A row of the file, numbered as spreadsheets do. */
interface ImportRow {
  number: number;
  cells: readonly string[];
}
export interface CheckedRow {
  number: number;
  faults: ImportFault[];
  warnings: ImportWarning[];
}

const longest: Partial<Record<ImportField, number>> = {
  show: 200,
  reference: 200,
  category: 200,
  place: 200,
  street: 200,
  city: 200,
  postalCode: 20,
};

const audienceWords: Readonly<Record<string, Audience>> = {
  ...Object.fromEntries(
    (Object.keys(audiences) as Audience[]).map((code) => [folded(audiences[code]), code]),
  ),
  scolaires: "SCHOOL",
  jeune: "YOUNG",
  "tous publics": "ALL",
};

/** The names of shows that are one: case, accents and spaces aside. */
const importedShowId = (name: string): string => folded(name).trim().replaceAll(/\s+/g, " ");

/** When clocks of a zone show a day and a time, and whether they do once more or not at all. */
type Clock = (day: string, time: string, timeZone: string) => { at: string; exists: boolean; twice: boolean };

/** A clock that remembers: a file names the same performance on each of its rows, and zones are slow to ask. */
const clockOfFile = (): Clock => {
  const known = new Map<string, ReturnType<Clock>>();
  return (day, time, timeZone) => {
    const key = `${day} ${time} ${timeZone}`;
    const before = known.get(key);
    if (before) return before;
    const found = zonedInstant(`${day} ${time}`, timeZone);
    const said = {
      at: found?.at.toISOString() ?? "",
      exists: found?.exists ?? false,
      twice: found !== undefined && isShownTwice(found.at, timeZone),
    };
    known.set(key, said);
    return said;
  };
};

/** Reads one row alone; what it says, or why it says nothing. */
const readRow = (
  cells: readonly string[],
  { columns, mode }: ImportMapping,
  defaults: ImportDefaults,
  clock: Clock,
): { row: ReadRow | undefined; faults: ImportFault[]; warnings: ImportWarning[] } => {
  const at = new Map(Object.entries(columns).map(([column, field]) => [field, Number(column)]));
  const text = (field: ImportField): string => (cells[at.get(field) ?? -1] ?? "").trim();
  const faults: ImportFault[] = [];
  const warnings: ImportWarning[] = [];
  const fault = (column: ImportField, code: ImportFaultCode): undefined => {
    faults.push({ column, value: text(column), code });
    return undefined;
  };
  const warn = (column: ImportField, code: ImportWarningCode) => warnings.push({ column, code });

  /** A filled cell read, undefined when empty or wrong. */
  const cell = <T>(field: ImportField, read: (typed: string) => Read<T>, code: ImportFaultCode) => {
    const typed = text(field);
    if (!typed) return undefined;
    const found = read(typed);
    return "value" in found ? found.value : fault(field, found.fault === "negative" ? "negative" : code);
  };
  const failed = (field: ImportField) => faults.some(({ column }) => column === field);

  for (const [field, most] of Object.entries(longest) as [ImportField, number][]) {
    if (text(field).length > most) fault(field, "too_long");
  }
  if (!text("show")) fault("show", "required");
  const postalCode = readPostalCode(text("postalCode"));
  const timeZone = postalCode ? zoneOf(postalCode) : defaults.timeZone;

  const instant = (field: ImportField, day: string, time: string): string | undefined => {
    const { at: instantAt, exists, twice } = clock(day, time, timeZone);
    if (!exists) return fault(field, "bad_time");
    if (twice) warn(field, "ambiguous_hour");
    return instantAt;
  };
  const startCells = (): { day: string; time: string; field: ImportField } | undefined => {
    if (at.has("start")) {
      if (!text("start")) return fault("start", "required");
      const both = cell("start", readDayAndTime, "bad_date");
      return both && { ...both, field: "start" };
    }
    if (!text("date")) fault("date", "required");
    if (!text("time")) fault("time", "required");
    const day = cell("date", readDay, "bad_date");
    const time = cell("time", readTime, "bad_time");
    return day && time ? { day, time, field: "time" } : undefined;
  };
  const start = startCells();
  const startAt = start && instant(start.field, start.day, start.time);

  const readEnd = (): string | undefined => {
    if (!text("end") || !start || !startAt) return undefined;
    const time = readTime(text("end"));
    if ("value" in time) {
      const same = instant("end", start.day, time.value);
      if (!same || same >= startAt) return same;
      // « 01:00 » after 23:00 is the night that follows.
      return instant("end", dayAfter(start.day), time.value);
    }
    const both = cell("end", readDayAndTime, "bad_time");
    const end = both && instant("end", both.day, both.time);
    return end !== undefined && end < startAt ? fault("end", "bad_time") : end;
  };
  const endAt = readEnd();

  const price = cell("price", readMoney, "bad_amount");
  const total = cell("gross", readMoney, "bad_amount");
  const typedNet = cell("net", (typed) => readMoney(typed, { rounded: true }), "bad_amount");
  const capacity = cell("capacity", readCount, "bad_integer");
  const counts =
    mode === "ticket"
      ? ticketCounts(price, total, () => fault(at.has("price") ? "price" : "gross", "required"), failed)
      : categoryCounts(
          {
            price,
            total,
            paid: cell("paid", readCount, "bad_integer"),
            free: cell("free", readCount, "bad_integer"),
          },
          fault,
          failed,
        );
  const rate = rateOfRow();
  const sold = counts && settled(counts);

  function rateOfRow(): number | undefined {
    if (text("vat")) {
      const read = cell("vat", readRate, "bad_rate");
      if (read !== undefined && isUnusualRate(defaults.vatLists, read, postalCode || undefined))
        warn("vat", "unusual_rate");
      return read;
    }
    const gross = counts?.gross ?? 0;
    if (gross === 0) return 0;
    // TTC and HT say the rate by themselves.
    const said =
      typedNet === undefined
        ? undefined
        : usualRates(defaults.vatLists, postalCode || undefined).find(
            (one) => Math.abs(netOf(gross, one) - typedNet) <= 1,
          );
    if (said !== undefined) return said;
    warn("vat", "default_rate");
    return defaults.vat;
  }
  function settled({ paid, free, gross }: Counts): Counts {
    if (gross > 0 || paid === 0) return { paid, free, gross };
    if (mode === "category") warn("paid", "counted_free");
    return { paid: 0, free: free + paid, gross };
  }

  if (typedNet !== undefined && sold && rate !== undefined) {
    if (typedNet > sold.gross) fault("net", "net_above_gross");
    else if (Math.abs(netOf(sold.gross, rate) - typedNet) > 1) warn("net", "net_differs");
  }
  if (faults.length > 0 || !startAt || !sold || rate === undefined)
    return { row: undefined, faults, warnings };
  const place = text("place") || text("city");
  return {
    row: {
      show: text("show"),
      reference: text("reference") || null,
      startAt,
      endAt: endAt ?? null,
      line: {
        categoryName: text("category") || "Tarif unique",
        unitPrice: price ?? (sold.paid > 0 && sold.gross % sold.paid === 0 ? sold.gross / sold.paid : null),
        rate,
        ...sold,
        channel: "file",
        kind: "sale",
      },
      place: place ? { name: place, street: text("street"), postalCode, city: text("city") } : null,
      capacity: capacity ?? null,
      audience: audienceWords[folded(text("audience"))] ?? null,
    },
    faults,
    warnings,
  };
};

const dayAfter = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

interface Counts {
  paid: number;
  free: number;
  /** Cents. */
  gross: number;
}

/** One row is one ticket: free when nothing was paid. */
const ticketCounts = (
  price: number | undefined,
  total: number | undefined,
  missing: () => undefined,
  failed: (field: ImportField) => boolean,
): Counts | undefined => {
  if (failed("price") || failed("gross")) return undefined;
  const gross = total ?? price;
  if (gross === undefined) return missing();
  return gross === 0 ? { paid: 0, free: 1, gross: 0 } : { paid: 1, free: 0, gross };
};

/** One row is a category: its total, or price × paid; both must agree (declarations.md §4.4). */
const categoryCounts = (
  given: {
    price?: number | undefined;
    total?: number | undefined;
    paid?: number | undefined;
    free?: number | undefined;
  },
  fault: (column: ImportField, code: ImportFaultCode) => undefined,
  failed: (field: ImportField) => boolean,
): Counts | undefined => {
  if ((["price", "gross", "paid", "free"] as const).some(failed)) return undefined;
  const { price, total, free = 0 } = given;
  const paid = given.paid ?? 0;
  if (given.paid === undefined && given.free === undefined) return fault("paid", "required");
  if (total !== undefined) {
    const differs = price !== undefined ? price * paid !== total : total > 0 && paid === 0;
    return differs ? fault("gross", "amount_mismatch") : { paid, free, gross: total };
  }
  if (paid > 0 && price === undefined) return fault("price", "required");
  return { paid, free, gross: (price ?? 0) * paid };
};

/** A show while its rows come: performances by their key. */
interface Gathering extends Omit<ImportedShow, "performances"> {
  performances: Map<string, ImportedPerformance>;
}

/**
 * Reads all rows of a file: what is wrong with each, and the shows that the good ones make. A performance is known by
 * its reference, else by its show's name and its start. Rows of a category at the same price and rate add up; a row that
 * repeats another to the letter is refused, unless rows are tickets. A wrong row takes nothing with it.
 */
export const gatherRows = (
  rows: readonly ImportRow[],
  mapping: ImportMapping,
  defaults: ImportDefaults,
): { rows: CheckedRow[]; shows: ImportedShow[] } => {
  const shows = new Map<string, Gathering>();
  const seen = new Set<string>();
  const clock = clockOfFile();
  const checked = rows.map(({ number, cells }): CheckedRow => {
    const { row, faults, warnings } = readRow(cells, mapping, defaults, clock);
    if (!row) return { number, faults, warnings };
    const refuse = (column: ImportField, value: string, code: ImportFaultCode): CheckedRow => ({
      number,
      faults: [{ column, value, code }],
      warnings,
    });
    if (mapping.mode === "category") {
      const whole = cells.map((cell) => cell.trim()).join("\u001f");
      if (seen.has(whole)) return refuse("show", row.show, "duplicate_row");
      seen.add(whole);
    }
    const key = importedShowId(row.show);
    const show: Gathering = shows.get(key) ?? { externalId: key, name: row.show, performances: new Map() };
    const performance = show.performances.get(row.reference ?? row.startAt) ?? performanceOf(row);
    if (performance.startAt !== row.startAt) {
      const columns = Object.values(mapping.columns);
      return refuse(columns.includes("start") ? "start" : "date", row.startAt, "conflicting_performance");
    }
    addLine(performance, row.line);
    performance.rows.push(number);
    performance.endAt ??= row.endAt;
    performance.place ??= row.place;
    performance.capacity ??= row.capacity;
    performance.audience ??= row.audience;
    show.performances.set(performance.externalId, performance);
    shows.set(key, show);
    return { number, faults, warnings };
  });
  return {
    rows: checked,
    shows: [...shows.values()].map(({ performances, ...show }) => ({
      ...show,
      performances: [...performances.values()].map((one) => ({ ...one, figures: figuresOf(one.lines) })),
    })),
  };
};

const performanceOf = (row: ReadRow): ImportedPerformance => ({
  externalId: row.reference ?? row.startAt,
  startAt: row.startAt,
  endAt: row.endAt,
  place: row.place,
  capacity: row.capacity,
  audience: row.audience,
  lines: [],
  figures: { paid: 0, free: 0, gross: 0, net: 0, rate: 0 },
  rows: [],
});

const addLine = (performance: ImportedPerformance, line: Omit<SaleLine, "categoryId">) => {
  const categoryId = `${folded(line.categoryName)}|${line.unitPrice ?? ""}`;
  const known = performance.lines.find((one) => one.categoryId === categoryId && one.rate === line.rate);
  if (!known) {
    performance.lines.push({ categoryId, ...line });
    return;
  }
  known.paid += line.paid;
  known.free += line.free;
  known.gross += line.gross;
};
