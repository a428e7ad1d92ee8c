import { eq, inArray, sql } from "drizzle-orm";
import { searchText } from "../../../shared/mediation/search-text.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Queries, together } from "../../platform/db.ts";
import { listObjects } from "../../platform/files.ts";
import { cases, participant, party } from "./tables.ts";
import { contact, person } from "./tables-work.ts";

/** What its people are found by afterwards: addresses, phones, full names in both orders, as typed and as searched. */
export const wordsOfCase = async (tx: Queries, caseId: string): Promise<string[]> => {
  const [parties, people] = await together([
    tx.select().from(party).where(eq(party.caseId, caseId)).execute(),
    tx.select().from(participant).where(eq(participant.caseId, caseId)).execute(),
  ]);
  const words = [
    ...parties.flatMap(({ email, emailCanonical, phone, phoneE164 }) => [
      email,
      emailCanonical,
      phone,
      phoneE164,
    ]),
    ...parties.flatMap(({ firstName, lastName }) =>
      firstName
        ? [
            `${firstName} ${lastName}`,
            `${lastName} ${firstName}`,
            searchText(firstName, lastName).trim(),
            searchText(lastName, firstName).trim(),
          ]
        : [],
    ),
    ...people.filter(({ side }) => side === "REQUESTER").map(({ emailCanonical }) => emailCanonical),
  ];
  // Shorter ones would be found everywhere.
  return [...new Set(words.filter((word) => word !== null && word.length >= 6).map(String))];
};

/** Where words are still found: what another live case or person holds in its own right, and what should be gone. */
export interface Remains {
  places: number;
  elsewhere: number;
  remains: Record<string, number>;
}

const most = 200;
const named = ["id", "case_id", "target_id", "aggregate_id"] as const;

/**
 * Looks for the words of erased people in every row the organisation has and in the keys of its objects. The same
 * person may have another case, which keeps its own rows; anything else that is found should not be there.
 */
export const lookForWords = async (
  ctx: Ctx,
  organisationId: string,
  words: readonly string[],
): Promise<Remains> => {
  if (words.length === 0) return { places: 0, elsewhere: 0, remains: {} };
  const list = sql`array(select jsonb_array_elements_text(${JSON.stringify(words)}::text::jsonb))`;
  const rows = await ctx.db.execute<{ place: string; ids: Record<string, string | null> }>(
    sql`select place, ids from guichet.remains(${organisationId}, ${list}, ${most})`,
  );
  const owners = await ownersOf(ctx, rows);
  const remains: Record<string, number> = {};
  let elsewhere = 0;
  for (const row of rows) {
    if (owners.has(row)) elsewhere += 1;
    else remains[row.place] = (remains[row.place] ?? 0) + 1;
  }
  const small = words.map((word) => word.toLowerCase());
  for (const bucket of ["files", "exports"] as const) {
    for await (const { key } of listObjects(ctx.env, bucket, `${organisationId}/`)) {
      if (small.some((word) => key.toLowerCase().includes(word)))
        remains[bucket] = (remains[bucket] ?? 0) + 1;
    }
  }
  return { places: rows.length, elsewhere, remains };
};

interface Found {
  place: string;
  ids: Record<string, string | null>;
}

/** Rows that are of a case, a person or a contact that lives on. */
const ownersOf = async (ctx: Ctx, rows: readonly Found[]): Promise<Set<Found>> => {
  const direct = rows.map((row) => named.flatMap((name) => row.ids[name] ?? []));
  const through = await together([
    targetsOf(ctx, rows, "outgoing_message_id", sql`select id as via, target_id from outgoing_message`),
    targetsOf(
      ctx,
      rows,
      "outgoing_recipient_id",
      sql`select r.id as via, m.target_id from outgoing_recipient r join outgoing_message m on m.id = r.outgoing_message_id`,
    ),
    targetsOf(
      ctx,
      rows,
      "inbound_target_id",
      sql`select id as via, case_id as target_id from inbound_target`,
    ),
    targetsOf(
      ctx,
      rows,
      "inbound_mail_id",
      sql`select inbound_mail_id as via, case_id as target_id from inbound_target`,
    ),
    targetsOf(
      ctx,
      rows.filter(({ place }) => place === "inbound_mail"),
      "id",
      sql`select inbound_mail_id as via, case_id as target_id from inbound_target`,
    ),
  ]);
  const ids = [...new Set([...direct.flat(), ...through.flatMap((one) => [...one.values()].flat())])];
  if (ids.length === 0) return new Set();
  const [liveCases, persons, contacts] = await together([
    ctx.db.select({ id: cases.id }).from(cases).where(inArray(cases.id, ids)).execute(),
    ctx.db.select({ id: person.id }).from(person).where(inArray(person.id, ids)).execute(),
    ctx.db.select({ id: contact.id }).from(contact).where(inArray(contact.id, ids)).execute(),
  ]);
  const live = new Set([...liveCases, ...persons, ...contacts].map(({ id }) => id));
  const columns = [
    "outgoing_message_id",
    "outgoing_recipient_id",
    "inbound_target_id",
    "inbound_mail_id",
    "id",
  ] as const;
  return new Set(
    rows.filter((row, index) => {
      const behind = columns.flatMap((column, at) => through[at]?.get(row.ids[column] ?? "") ?? []);
      return [...(direct[index] ?? []), ...behind].some((id) => live.has(id));
    }),
  );
};

/** The targets that stand behind rows which name them by another row. */
const targetsOf = async (
  ctx: Ctx,
  rows: readonly Found[],
  column: string,
  from: ReturnType<typeof sql>,
): Promise<Map<string, string[]>> => {
  const via = [...new Set(rows.flatMap(({ ids }) => ids[column] ?? []))];
  if (via.length === 0) return new Map();
  const found = await ctx.db.execute<{ via: string; target_id: string | null }>(
    sql`select via, target_id from (${from}) s where via = any (${`{${via.join(",")}}`}::uuid[])`,
  );
  const targets = new Map<string, string[]>();
  for (const row of found) {
    if (row.target_id) targets.set(row.via, [...(targets.get(row.via) ?? []), row.target_id]);
  }
  return targets;
};
