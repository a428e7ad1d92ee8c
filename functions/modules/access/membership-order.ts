import { type SQL, sql } from "drizzle-orm";
import { decodeWords, encodeWords } from "../../platform/keyset.ts";
import { userAccount } from "./tables.ts";

/** As a French directory sorts: accents and case only part what is otherwise the same. */
const surname = sql`${userAccount.lastName} collate "fr-x-icu"`;
const forename = sql`${userAccount.firstName} collate "fr-x-icu"`;
const last = sql`${userAccount.id}::text`;

/** Order of lists of people. */
export const byName: SQL[] = [surname, forename, last];

/** People after the last one of the page before. */
export const afterName = (cursor: string | undefined): SQL | undefined => {
  const words = decodeWords(cursor, 3);
  return words && sql`(${surname}, ${forename}, ${last}) > (${words[0]}, ${words[1]}, ${words[2]})`;
};

/** Splits one row more than a page into the page and the cursor of the next one. */
export const pageByName = <P extends { id: string; firstName: string; lastName: string }>(
  rows: readonly P[],
  size: number,
): { page: P[]; next: string | null } => {
  const page = rows.slice(0, size);
  const end = page.at(-1);
  const more = rows.length > size && end;
  return { page, next: more ? encodeWords([end.lastName, end.firstName, end.id]) : null };
};

/** People whose name or address has every typed word, whatever its accents and case. */
export const namedLike = (typed: string | undefined): SQL | undefined => {
  const words = plain(typed ?? "")
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 8);
  if (words.length === 0) return undefined;
  const text = sql`regexp_replace(normalize(lower(${userAccount.firstName} || ' ' || ${userAccount.lastName} || ' ' || ${userAccount.email}), NFD), '[\\u0300-\\u036f]', '', 'g')`;
  return sql.join(
    words.map((word) => sql`strpos(${text}, ${word}) > 0`),
    sql` and `,
  );
};

const plain = (text: string) =>
  text
    .normalize("NFD")
    .replaceAll(/[\u0300-\u036f]/g, "")
    .toLowerCase();
