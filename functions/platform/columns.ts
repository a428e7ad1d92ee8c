import { sql } from "drizzle-orm";
import { timestamp, uuid } from "drizzle-orm/pg-core";

/** Primary key: UUID v7 made by `ctx.newId()`, so rows sort by creation. */
export const id = () => uuid().primaryKey();
/** An instant, stored with its zone, read as a `Date`. */
export const instant = () => timestamp({ withTimezone: true, mode: "date" });
/** When the row was written, by the database's clock. */
export const createdAt = () => instant().notNull().default(sql`now()`);
