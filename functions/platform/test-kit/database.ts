import { afterAll, beforeAll, expect, inject } from "vitest";
import { openTestDatabase, type TestDatabase } from "./open-database.ts";
import { personalInJournal, wordlessInJournal } from "./personal-in-journal.ts";

export type { TestDatabase } from "./open-database.ts";

/**
 * Gives a test file its database; call once at its top. Whatever its tests wrote in the journal must mark what is
 * personal, since erasure blanks nothing else, and have its words.
 */
export const testDatabase = (): TestDatabase => {
  const { database, create, drop } = openTestDatabase(inject("engines"));
  beforeAll(create);
  afterAll(async () => {
    const [unmarked, wordless] = await Promise.all([
      personalInJournal(database.admin),
      wordlessInJournal(database.admin),
    ]).finally(drop);
    expect(unmarked, "personal values of the journal that no note marks as `personal`").toEqual([]);
    expect(wordless, "actions and fields of the journal without words (audit-words.ts)").toEqual([]);
  });
  return database;
};
