import type { MailSettingsView, UpdateMailSettings } from "../../../shared/mail/mail-settings.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Queries, together } from "../../platform/db.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { done, type Result, refuse, refused, signedOut } from "../../platform/refusal.ts";
import { organisationById } from "../access/index.ts";
import { type SavedMailSettings, savedMailSettings, saveMailSettings } from "../mail/index.ts";
import { asUser, caseActor, service } from "./case-access.ts";
import { changedFields, settingsDiffer } from "./version-differs.ts";

/** How mail works for an organisation's mediation: address, words, delays (mail.md §4.7). For its managers. */
export const readMailSettings = async (
  ctx: Ctx,
  organisationId: string,
): Promise<Result<MailSettingsView>> => {
  if (ctx.actor.kind !== "user") return refused(signedOut);
  const verdict = may(caseActor(ctx.actor, organisationId), "mail.settings");
  if (verdict !== true) return refused(verdict);
  return done(await viewOf(ctx.db, ctx, organisationId));
};

/** Changes them. Refuses a change over an older version, with what both sides say of each field that differs. */
export const changeMailSettings = async (
  ctx: Ctx,
  input: UpdateMailSettings & { organisationId: string },
): Promise<Result<MailSettingsView>> => {
  const changed = await mutate(ctx, async (tx) => {
    asUser(ctx);
    const { organisationId, version, intake: wanted, ...given } = input;
    const permission = permit(may(caseActor(ctx.actor, organisationId), "mail.settings"));
    const saved = await savedMailSettings(tx, organisationId, service);
    const settings = {
      ...given,
      signature: given.signature || null,
      acknowledgement: given.acknowledgement || null,
    };
    const intake = saved.intake && wanted ? { id: saved.intake.id, ...wanted } : undefined;
    const [before, after] = [flat(saved), flat({ ...saved, settings, ...(intake ? { intake } : {}) })];
    const written =
      saved.version === version &&
      (await saveMailSettings(tx, ctx, { organisationId, service, version, settings, intake }));
    if (!written) return refuse(settingsDiffer(saved.version, before, after));
    return {
      result: null,
      permission,
      audit: {
        action: "mail.settings",
        organisationId,
        target: { kind: "organisation", id: organisationId },
        ...changedFields(before, after),
        // Small offices sign with a person's name and telephone.
        personal: ["signature", "acknowledgement"],
      },
      events: [],
    };
  });
  return changed.ok ? readMailSettings(ctx, input.organisationId) : changed;
};

const viewOf = async (on: Queries, ctx: Ctx, organisationId: string): Promise<MailSettingsView> => {
  const [organisation, { settings, version, intake }] = await together([
    organisationById(on, organisationId),
    savedMailSettings(on, organisationId, service),
  ]);
  return {
    organisation: organisationId,
    senderName: organisation.settings.senderName,
    intake: intake
      ? {
          address: `${intake.localPart}@${ctx.env.mailDomain}`,
          mode: intake.mode,
          acknowledge: intake.acknowledge,
        }
      : null,
    settings,
    version,
  };
};

/** The form's fields side by side. */
const flat = ({
  settings,
  intake,
}: Pick<SavedMailSettings, "settings"> & {
  intake?: { mode: string; acknowledge: boolean } | undefined;
}): Record<string, unknown> => ({
  intakeMode: intake?.mode,
  acknowledge: intake?.acknowledge,
  ...settings,
});
