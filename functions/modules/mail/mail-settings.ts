import { and, asc, eq, sql } from "drizzle-orm";
import { defaultMailSettings, type MailSettings } from "../../../shared/mail/settings.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Queries, type Tx, together } from "../../platform/db.ts";
import { intakeAddress, mailSettings } from "./tables.ts";

const rowOf = async (on: Queries, organisationId: string, service: string) => {
  const [row] = await on
    .select()
    .from(mailSettings)
    .where(and(eq(mailSettings.organisationId, organisationId), eq(mailSettings.service, service)));
  return row;
};

/** What an organisation set for the mail of one service, or the service's defaults. */
export const mailSettingsOf = async (
  on: Queries,
  organisationId: string,
  service: string,
): Promise<MailSettings> => (await rowOf(on, organisationId, service)) ?? defaultMailSettings(service);

/** Lines an organisation wants under every message of its agents; undefined when it set none. */
export const signatureOf = async (
  on: Queries,
  organisationId: string,
  service: string,
): Promise<string | undefined> =>
  (await mailSettingsOf(on, organisationId, service)).signature?.trim() || undefined;

export interface SavedMailSettings {
  settings: MailSettings;
  /** 0 = nothing was ever set. */
  version: number;
  intake: Pick<typeof intakeAddress.$inferSelect, "id" | "localPart" | "mode" | "acknowledge"> | undefined;
}

/** Everything that is set of one service's mail, its public address included. */
export const savedMailSettings = async (
  on: Queries,
  organisationId: string,
  service: string,
): Promise<SavedMailSettings> => {
  const [row, [intake]] = await together([
    rowOf(on, organisationId, service),
    on
      .select({
        id: intakeAddress.id,
        localPart: intakeAddress.localPart,
        mode: intakeAddress.mode,
        acknowledge: intakeAddress.acknowledge,
      })
      .from(intakeAddress)
      .where(and(eq(intakeAddress.organisationId, organisationId), eq(intakeAddress.service, service)))
      .orderBy(asc(intakeAddress.createdAt))
      .limit(1)
      .execute(),
  ]);
  if (!row) return { settings: defaultMailSettings(service), version: 0, intake };
  const { organisationId: _, service: __, version, updatedAt: ___, ...settings } = row;
  return { settings, version, intake };
};

/** Saves over the version that was read; false, and nothing written, when somebody saved meanwhile. */
export const saveMailSettings = async (
  tx: Tx,
  ctx: Ctx,
  given: {
    organisationId: string;
    service: string;
    version: number;
    settings: MailSettings;
    intake: Pick<typeof intakeAddress.$inferSelect, "id" | "mode" | "acknowledge"> | undefined;
  },
): Promise<boolean> => {
  const { organisationId, service, version, settings, intake } = given;
  const now = { ...settings, updatedAt: ctx.now() };
  const saved =
    version === 0
      ? await tx
          .insert(mailSettings)
          .values({ organisationId, service, ...now })
          .onConflictDoNothing()
          .returning({ version: mailSettings.version })
      : await tx
          .update(mailSettings)
          .set({ ...now, version: sql`${mailSettings.version} + 1` })
          .where(
            and(
              eq(mailSettings.organisationId, organisationId),
              eq(mailSettings.service, service),
              eq(mailSettings.version, version),
            ),
          )
          .returning({ version: mailSettings.version });
  if (saved.length === 0) return false;
  if (intake) {
    const { mode, acknowledge } = intake;
    await tx.update(intakeAddress).set({ mode, acknowledge }).where(eq(intakeAddress.id, intake.id));
  }
  return true;
};
