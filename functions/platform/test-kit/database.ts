import { afterAll, beforeAll, expect, inject } from "vitest";
import { openTestDatabase, type TestDatabase } from "./open-database.ts";
import { personalInJournal } from "./personal-in-journal.ts";

export type { TestDatabase } from "./open-database.ts";

/**
 * Gives a test file its database; call once at its top. Whatever its tests wrote in the journal must mark what is
 * personal: erasure blanks nothing else.
 */
export const testDatabase = (): TestDatabase => {
  const { database, create, drop } = openTestDatabase(inject("engines"));
  beforeAll(create);
  afterAll(async () => {
    const unmarked = await personalInJournal(database.admin).finally(drop);
    expect(unmarked, "personal values of the journal that no note marks as `personal`").toEqual([]);
  });
  return database;
};
