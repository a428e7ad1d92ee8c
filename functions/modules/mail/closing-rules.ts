import { type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { MailSettings } from "../../../shared/mail/settings.ts";
import { mailSettings } from "./tables.ts";

type ClosingRules = Pick<MailSettings, "closedReopenDays" | "afterClose">;

/**
 * What the organisation a column points to set for mails on closed targets of one service, inside another module's
 * query; null when it set nothing.
 */
export const closingRulesOf = (organisationId: PgColumn, service: string): SQL<ClosingRules | null> => {
  // Apart, so that its columns keep the names of their tables in a query of one table.
  const rules = sql`select jsonb_build_object('closedReopenDays', ${mailSettings.closedReopenDays},
      'afterClose', ${mailSettings.afterClose})
    from ${mailSettings} where ${mailSettings.organisationId} = ${organisationId}
    and ${mailSettings.service} = ${service}`;
  return sql<ClosingRules | null>`(${rules})`;
};
