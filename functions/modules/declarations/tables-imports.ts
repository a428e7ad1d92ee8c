import { boolean, index, jsonb, pgTable, primaryKey, uuid } from "drizzle-orm/pg-core";
import type { SaleLine } from "../../../shared/declarations/money.ts";
import { performance, show } from "./tables.ts";
import { importBatch } from "./tables-declarations.ts";

/** Figures a file replaced, to be put back. */
export interface FiguresBefore {
  startAt: string;
  endAt: string | null;
  lines: SaleLine[];
}

/** What an import did to a performance, so that it can be undone. */
export const importChange = pgTable(
  "import_change",
  {
    batchId: uuid()
      .notNull()
      .references(() => importBatch.id, { onDelete: "cascade" }),
    organisationId: uuid().notNull(),
    performanceId: uuid()
      .notNull()
      .references(() => performance.id, { onDelete: "cascade" }),
    showId: uuid()
      .notNull()
      .references(() => show.id, { onDelete: "cascade" }),
    /** The show came with it. */
    newShow: boolean().notNull(),
    /** Null = the performance came with it. */
    before: jsonb().$type<FiguresBefore>(),
  },
  (t) => [
    primaryKey({ columns: [t.batchId, t.performanceId] }),
    index("import_change_by_performance").on(t.performanceId),
    index("import_change_by_show").on(t.showId),
  ],
);
