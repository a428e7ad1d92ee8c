import { getRouteApi } from "@tanstack/react-router";
import { JournalPage } from "../../modules/access/organisation/journal-page.tsx";
import { MembersPage } from "../../modules/access/organisation/members-page.tsx";
import { mayHere, mayOpenSettings } from "../../modules/access/organisation/rights.ts";
import { SettingsPage } from "../../modules/access/organisation/settings-page.tsx";
import { NotFoundPage } from "./not-found-page.tsx";
import { useSpace } from "./space-routes.tsx";

const members = getRouteApi("/espace/$organisation/membres");
const journal = getRouteApi("/espace/$organisation/journal");

/** The settings' screens, loaded when one of them is opened; to whom they are not, they do not exist. */
export function Members() {
  const space = useSpace();
  const search = members.useSearch();
  if (!mayHere(space, "member.list")) return <NotFoundPage reason="unknown" />;
  return <MembersPage space={space} search={search} />;
}

export function Settings() {
  const space = useSpace();
  return mayOpenSettings(space) ? <SettingsPage space={space} /> : <NotFoundPage reason="unknown" />;
}

export function Journal() {
  const space = useSpace();
  const search = journal.useSearch();
  if (!mayHere(space, "audit.read")) return <NotFoundPage reason="unknown" />;
  return <JournalPage space={space} search={search} />;
}
