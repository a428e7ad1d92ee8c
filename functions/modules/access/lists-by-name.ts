import { type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { decodeWords, encodeWords } from "../../platform/keyset.ts";
import { organisation, userAccount } from "./tables.ts";

/** A list in the order of a French directory: accents and case only part what is otherwise the same. */
interface ByName<Named> {
  order: SQL[];
  /** Rows after the last one of the page before. */
  after(cursor: string | undefined): SQL | undefined;
  /** Splits one row more than a page into the page and the cursor of the next one. */
  page<R extends Named>(rows: readonly R[], size: number): { page: R[]; next: string | null };
  /** Rows whose words hold every typed one, whatever its accents and case. */
  like(typed: string | undefined): SQL | undefined;
}

const byName = <Named>(
  names: SQLWrapper[],
  id: SQLWrapper,
  found: SQLWrapper[],
  words: (row: Named) => string[],
): ByName<Named> => {
  const order = [...names.map((name) => sql`${name} collate "fr-x-icu"`), sql`${id}::text`];
  return {
    order,
    after: (cursor) => {
      const last = decodeWords(cursor, order.length);
      return last && sql`(${joined(order)}) > (${joined(last.map((word) => sql`${word}`))})`;
    },
    page: (rows, size) => {
      const page = rows.slice(0, size);
      const end = page.at(-1);
      return { page, next: rows.length > size && end ? encodeWords(words(end)) : null };
    },
    like: (typed) => {
      const asked = plain(typed ?? "")
        .split(/\s+/)
        .filter(Boolean)
        .slice(0, 8);
      if (asked.length === 0) return undefined;
      const text = sql`regexp_replace(normalize(lower(concat_ws(' ', ${joined(found)})), NFD), '[\\u0300-\\u036f]', '', 'g')`;
      return sql.join(
        asked.map((word) => sql`strpos(${text}, ${word}) > 0`),
        sql` and `,
      );
    },
  };
};

const joined = (parts: SQLWrapper[]) => sql.join(parts, sql`, `);
const plain = (text: string) =>
  text
    .normalize("NFD")
    .replaceAll(/[\u0300-\u036f]/g, "")
    .toLowerCase();

type Person = Pick<typeof userAccount.$inferSelect, "id" | "firstName" | "lastName">;
/** People by last name, found by name or address. */
export const peopleByName = byName<Person>(
  [userAccount.lastName, userAccount.firstName],
  userAccount.id,
  [userAccount.firstName, userAccount.lastName, userAccount.email],
  ({ lastName, firstName, id }) => [lastName, firstName, id],
);

type Named = Pick<typeof organisation.$inferSelect, "id" | "name">;
/** Organisations by name, found by name or by the word of their public address. */
export const organisationsByName = byName<Named>(
  [organisation.name],
  organisation.id,
  [organisation.name, organisation.slug],
  ({ name, id }) => [name, id],
);
