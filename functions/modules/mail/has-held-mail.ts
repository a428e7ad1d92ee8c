import { type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { quarantine } from "./tables.ts";

/** Condition: a mail held on the target of this column waits for a decision. */
export const hasHeldMail = (targetId: PgColumn): SQL =>
  sql`exists (select from ${quarantine} where ${quarantine.caseId} = ${targetId} and ${quarantine.state} = 'waiting')`;
