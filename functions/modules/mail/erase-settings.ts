import { and, eq } from "drizzle-orm";
import type { Tx } from "../../platform/db.ts";
import { blockedSender, mailSettings, replyTemplate } from "./tables.ts";

/** What an organisation set for the mail of one service is gone: settings, templates, senders it did not want. */
export const eraseMailSettings = async (tx: Tx, organisationId: string, service: string): Promise<void> => {
  for (const table of [mailSettings, replyTemplate]) {
    await tx.delete(table).where(and(eq(table.organisationId, organisationId), eq(table.service, service)));
  }
  await tx.delete(blockedSender).where(eq(blockedSender.organisationId, organisationId));
};
