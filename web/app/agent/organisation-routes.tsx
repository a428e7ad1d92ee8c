import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { readJournalSearch, readMembersSearch } from "../../modules/access/organisation/addresses.ts";
import { RolesPage } from "../../modules/access/organisation/roles-page.tsx";
import { landingOf } from "./menu-sections.ts";
import { organisationRoute, useSpace } from "./space-routes.tsx";

const screens = () => import("./organisation-screens.tsx");

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
  component: lazyRouteComponent(screens, "Members"),
});

const settings = createRoute({
  getParentRoute: () => organisationRoute,
  path: "/organisation",
  component: lazyRouteComponent(screens, "Settings"),
});

const journal = createRoute({
  getParentRoute: () => organisationRoute,
  path: "/journal",
  validateSearch: readJournalSearch,
  component: lazyRouteComponent(screens, "Journal"),
});

/** An organisation's own addresses, beside those of its services. */
export const organisationRoutes = [index, members, settings, journal] as const;
