import { createRoute, redirect } from "@tanstack/react-router";
import { readJournalSearch, readMembersSearch } from "../../modules/access/organisation/addresses.ts";
import { JournalPage } from "../../modules/access/organisation/journal-page.tsx";
import { MembersPage } from "../../modules/access/organisation/members-page.tsx";
import { mayHere, mayOpenSettings } from "../../modules/access/organisation/rights.ts";
import { RolesPage } from "../../modules/access/organisation/roles-page.tsx";
import { SettingsPage } from "../../modules/access/organisation/settings-page.tsx";
import { landingOf } from "./menu-sections.ts";
import { NotFoundPage } from "./not-found-page.tsx";
import { organisationRoute, useSpace } from "./space-routes.tsx";

/** Nobody stays here who has work or settings to open. */
const index = createRoute({
  getParentRoute: () => organisationRoute,
  path: "/",
  beforeLoad: ({ context: { me, organisation }, params }) => {
    const to = organisation && landingOf({ me, organisation });
    if (to) throw redirect({ to, params, replace: true });
  },
  component: () => <RolesPage space={useSpace()} />,
});

const members = createRoute({
  getParentRoute: () => organisationRoute,
  path: "/membres",
  validateSearch: readMembersSearch,
  component: function Members() {
    const space = useSpace();
    const search = members.useSearch();
    return mayHere(space, "member.list") ? (
      <MembersPage space={space} search={search} />
    ) : (
      <NotFoundPage reason="unknown" />
    );
  },
});

const settings = createRoute({
  getParentRoute: () => organisationRoute,
  path: "/organisation",
  component: function Settings() {
    const space = useSpace();
    return mayOpenSettings(space) ? <SettingsPage space={space} /> : <NotFoundPage reason="unknown" />;
  },
});

const journal = createRoute({
  getParentRoute: () => organisationRoute,
  path: "/journal",
  validateSearch: readJournalSearch,
  component: function Journal() {
    const space = useSpace();
    const search = journal.useSearch();
    return mayHere(space, "audit.read") ? (
      <JournalPage space={space} search={search} />
    ) : (
      <NotFoundPage reason="unknown" />
    );
  },
});

/** An organisation's own addresses, beside those of its services. */
export const organisationRoutes = [index, members, settings, journal] as const;
