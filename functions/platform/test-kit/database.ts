import { afterAll, beforeAll, inject } from "vitest";
import { openTestDatabase, type TestDatabase } from "./open-database.ts";

export { someSettings, type TestDatabase } from "./open-database.ts";

/** Gives a test file its database; call once at its top. */
export const testDatabase = (): TestDatabase => {
  const { database, create, drop } = openTestDatabase(inject("engines"));
  beforeAll(create);
  afterAll(drop);
  return database;
};
