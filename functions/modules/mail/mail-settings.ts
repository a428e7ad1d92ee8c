import { and, eq } from "drizzle-orm";
import { defaultMailSettings, type MailSettings } from "../../../shared/mail/settings.ts";
import type { Queries } from "../../platform/db.ts";
import { mailSettings } from "./tables.ts";

/** What an organisation set for the mail of one service, or the service's defaults. */
export async function mailSettingsOf(
  on: Queries,
  organisationId: string,
  service: string,
): Promise<MailSettings> {
  const [row] = await on
    .select()
    .from(mailSettings)
    .where(and(eq(mailSettings.organisationId, organisationId), eq(mailSettings.service, service)));
  return row ?? defaultMailSettings(service);
}
