import {
  type AfterClose,
  type IntakeMode,
  type MailSettingsView,
  type NewMailNotice,
  UpdateMailSettings,
} from "../../../../shared/mail/mail-settings.ts";
import { checked, type SectionSpec } from "../../access/organisation/use-section.ts";
import { keepMailSettings, mailSettingsQuery, saveMailSettings } from "./settings-queries.ts";

/** Everything of the form as it is typed; a block changes its own part and sends the whole. */
export interface MailDraft {
  mode: IntakeMode;
  acknowledge: boolean;
  acknowledgement: string;
  signature: string;
  closedReopenDays: string;
  afterClose: AfterClose;
  rawRetentionDays: string;
  quarantineDays: string;
  undoSeconds: string;
  newMailNotice: NewMailNotice;
}

const asTyped = ({ intake, settings }: MailSettingsView): MailDraft => ({
  mode: intake?.mode ?? "open",
  acknowledge: intake?.acknowledge ?? true,
  acknowledgement: settings.acknowledgement ?? "",
  signature: settings.signature ?? "",
  closedReopenDays: String(settings.closedReopenDays),
  afterClose: settings.afterClose,
  rawRetentionDays: String(settings.rawRetentionDays),
  quarantineDays: String(settings.quarantineDays),
  undoSeconds: String(settings.undoSeconds),
  newMailNotice: settings.newMailNotice,
});

/** A number as typed; nothing typed is no number, which the schema then says. */
const numberOf = (typed: string) => (typed.trim() === "" ? Number.NaN : Number(typed.replace(",", ".")));

/** The spec of a block that changes some of these fields. */
export const mailSection = <Key extends keyof MailDraft>(
  ...keys: readonly Key[]
): SectionSpec<MailSettingsView, Pick<MailDraft, Key>, UpdateMailSettings> => ({
  pick: (view) => {
    const all = asTyped(view);
    return Object.fromEntries(keys.map((key) => [key, all[key]])) as Pick<MailDraft, Key>;
  },
  check: (draft, view) => {
    const { mode, acknowledge, ...all } = { ...asTyped(view), ...draft };
    const read = UpdateMailSettings.safeParse({
      version: view.version,
      ...(view.intake ? { intake: { mode, acknowledge } } : {}),
      ...all,
      closedReopenDays: numberOf(all.closedReopenDays),
      rawRetentionDays: numberOf(all.rawRetentionDays),
      quarantineDays: numberOf(all.quarantineDays),
      undoSeconds: numberOf(all.undoSeconds),
    });
    return checked(read);
  },
  save: ({ organisation }, input) => saveMailSettings(organisation, input),
  reread: (client, { organisation }) =>
    client.fetchQuery({ ...mailSettingsQuery(organisation), staleTime: 0 }),
  keep: keepMailSettings,
  saved: "Réglages enregistrés.",
});
