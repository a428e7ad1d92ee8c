import { fileURLToPath } from "node:url";
import { migrate as applyPending } from "drizzle-orm/postgres-js/migrator";
import type { Db } from "./db.ts";

/** Folder of the reviewed SQL: beside the bundle once deployed, functions/migrations in the source. */
const sourceFolder = fileURLToPath(new URL("../migrations", import.meta.url));

/**
 * Applies the migrations that the database does not have yet, in order, each in its transaction. Two runs at once
 * wait for each other. Must run as the owner.
 */
export const migrate = async (db: Db, folder = sourceFolder): Promise<void> => {
  await db.$client`select pg_advisory_lock(7013)`;
  try {
    await applyPending(db, {
      migrationsFolder: folder,
      migrationsSchema: "public",
      migrationsTable: "schema_migration",
    });
  } finally {
    await db.$client`select pg_advisory_unlock(7013)`;
  }
};
