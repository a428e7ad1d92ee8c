import * as z from "zod/mini";
import type { Json } from "./contract.ts";
import { isRecord } from "./vendor-record.ts";

/**
 * Statements as Supersoniks and SoTicket write them (declarations.md §10.5), numbers as their source texts; read from
 * the vendor, and again from what was staged. What is not named here, buyers first, is dropped.
 */

const Id = z.string().check(z.regex(/^[\w-]{1,64}$/));
const Title = z.catch(
  z.nullable(
    z.pipe(
      z.string(),
      z.transform((text: string) => text.trim().slice(0, 200)),
    ),
  ),
  null,
);
/** A number that may not be given. */
const Given = z.catch(z.nullable(z.string()), null);
/** A part that may not be given; the vendor's language writes an empty one as a list. */
const part = <T extends z.core.$ZodType>(shape: T) =>
  z.pipe(
    z.transform((value: unknown): unknown => (isRecord(value) ? value : null)),
    z.nullable(shape),
  );

const Price = z.object({ title: Title, amount: z.string(), quantity: z.string(), revenue: z.string() });
export type Price = z.infer<typeof Price>;
/** Prices are read one by one: null stands for one that cannot be. */
const Prices = z.pipe(
  z.transform((value: unknown): unknown => value ?? []),
  z.array(z.catch(z.nullable(Price), null)),
);

const Statement = z.object({
  session: z.object({
    id: Id,
    /** Seconds since 1970; 0 = none. */
    start_date: Given,
    end_date: Given,
    entity_type: z.string(),
    multisession: part(z.object({ multisession_id: Id, title: Title })),
    edito: part(z.object({ title: Title })),
    /** Minutes; a fraction. */
    settings: part(z.object({ duration: Given, tax: part(z.object({ rate: Given })) })),
  }),
  revenue: Given,
  gauge: Given,
  internals_prices: Prices,
  externals_prices: Prices,
});
export type Statement = z.infer<typeof Statement>;

/** A statement nobody can read; the session it is of, where that much can be. */
const Unreadable = z.object({ unreadable: z.nullable(Id) });

/** All statements of sessions that start between two instants. */
export const Page = z.object({
  from: z.string(),
  to: z.string(),
  statements: z.array(z.union([Statement, Unreadable])),
});

/** What is kept of one record of the answer. */
export const readStatement = (record: unknown): Json => {
  const statement = Statement.safeParse(record);
  if (statement.success) return statement.data;
  const session = isRecord(record) && isRecord(record.session) ? record.session.id : null;
  return { unreadable: Id.safeParse(session).data ?? null };
};
