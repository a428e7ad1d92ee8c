import { useSearch } from "@tanstack/react-router";
import { FilesPage } from "../../modules/mediation/agent/files/files-page.tsx";
import { MailFiguresPage } from "../../modules/mediation/agent/mail-figures-page.tsx";
import { MailSettingsPage } from "../../modules/mediation/agent/mail-settings-page.tsx";
import { PrivacyPage } from "../../modules/mediation/agent/privacy-page.tsx";
import {
  mayInMediation,
  mayKeepTemplates,
  mayReadMailFigures,
  maySetMails,
} from "../../modules/mediation/agent/rights.ts";
import { TemplatesPage } from "../../modules/mediation/agent/templates-page.tsx";
import { NotFoundPage } from "./not-found-page.tsx";
import { useSpace } from "./space-routes.tsx";

/** The mediation's own settings and figures, loaded when one of them is opened; to whom they are not, they do not exist. */
export function MailSettings() {
  const space = useSpace();
  return maySetMails(space) ? <MailSettingsPage space={space} /> : <NotFoundPage reason="no_right" />;
}

export function Files() {
  const space = useSpace();
  return mayInMediation(space, "own.desk") ? <FilesPage space={space} /> : <NotFoundPage reason="no_right" />;
}

export function Privacy() {
  const space = useSpace();
  return mayInMediation(space, "privacy.decide") ? (
    <PrivacyPage space={space} />
  ) : (
    <NotFoundPage reason="no_right" />
  );
}

export function Templates() {
  const space = useSpace();
  return mayKeepTemplates(space) ? <TemplatesPage space={space} /> : <NotFoundPage reason="no_right" />;
}

export function MailFigures() {
  const space = useSpace();
  const search = useSearch({ from: "/espace/$organisation/mediation/courriels-en-chiffres" });
  return mayReadMailFigures(space) ? (
    <MailFiguresPage space={space} search={search} />
  ) : (
    <NotFoundPage reason="unknown" />
  );
}
