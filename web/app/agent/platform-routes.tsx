import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { meQuery, safeReturn } from "../../modules/access/agent/session.ts";
import {
  readAccountsSearch,
  readJobsSearch,
  readOrganisationsSearch,
} from "../../modules/access/platform/addresses.ts";
import { NotFoundPage } from "./not-found-page.tsx";
import { PlatformShell } from "./platform-shell.tsx";
import { rootRoute } from "./space-routes.tsx";

/** The pages of who manages the platform; for anyone else they do not exist. */
const base = createRoute({
  getParentRoute: () => rootRoute,
  path: "/plateforme",
  beforeLoad: async ({ context, location }) => {
    const me = await context.queryClient.ensureQueryData(meQuery);
    if (!me) throw redirect({ to: "/connexion", search: { retour: safeReturn(location.href) } });
    // The rights count with a second factor only: the page that adds one leads back here.
    if (me.platformAdministrator && !me.secondFactor.given)
      throw redirect({ to: "/connexion/verification", search: { retour: safeReturn(location.href) } });
    return { me };
  },
  component: function Platform() {
    const { me } = base.useRouteContext();
    return me.platformAdministrator ? <PlatformShell me={me} /> : <NotFoundPage reason="unknown" />;
  },
});

const index = createRoute({
  getParentRoute: () => base,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/plateforme/organisations", replace: true });
  },
});

const organisations = createRoute({
  getParentRoute: () => base,
  path: "/organisations",
  validateSearch: readOrganisationsSearch,
  component: lazyRouteComponent(
    () => import("../../modules/access/platform/organisations-page.tsx"),
    "OrganisationsPage",
  ),
});

const accounts = createRoute({
  getParentRoute: () => base,
  path: "/comptes",
  validateSearch: readAccountsSearch,
  component: lazyRouteComponent(
    () => import("../../modules/access/platform/accounts-page.tsx"),
    "AccountsPage",
  ),
});

const administrators = createRoute({
  getParentRoute: () => base,
  path: "/administrateurs",
  component: lazyRouteComponent(
    () => import("../../modules/access/platform/administrators-page.tsx"),
    "AdministratorsPage",
  ),
});

const companies = createRoute({
  getParentRoute: () => base,
  path: "/entreprises",
  component: lazyRouteComponent(() => import("../../modules/access/platform/claims-page.tsx"), "ClaimsPage"),
});

const jobs = createRoute({
  getParentRoute: () => base,
  path: "/travaux",
  validateSearch: readJobsSearch,
  component: lazyRouteComponent(() => import("../../modules/access/platform/jobs-page.tsx"), "JobsPage"),
});

const mail = createRoute({
  getParentRoute: () => base,
  path: "/courriel",
  component: lazyRouteComponent(() => import("../../modules/access/platform/mail-page.tsx"), "MailPage"),
});

const suppressions = createRoute({
  getParentRoute: () => base,
  path: "/adresses-bloquees",
  component: lazyRouteComponent(
    () => import("../../modules/access/platform/suppressions-page.tsx"),
    "SuppressionsPage",
  ),
});

const mediationLists = createRoute({
  getParentRoute: () => base,
  path: "/listes-de-mediation",
  component: lazyRouteComponent(
    () => import("../../modules/mediation/lists/platform-lists-page.tsx"),
    "PlatformListsPage",
  ),
});

const heldMails = createRoute({
  getParentRoute: () => base,
  path: "/courriels-sans-destination",
  component: lazyRouteComponent(
    () => import("../../modules/access/platform/held-mails-page.tsx"),
    "HeldMailsPage",
  ),
});

const figures = createRoute({
  getParentRoute: () => base,
  path: "/chiffres",
  component: lazyRouteComponent(
    () => import("../../modules/mediation/office/platform-figures-page.tsx"),
    "PlatformFiguresPage",
  ),
});

const declarations = createRoute({
  getParentRoute: () => base,
  path: "/declarations",
  component: lazyRouteComponent(
    () => import("../../modules/access/platform/declarations-page.tsx"),
    "DeclarationsPage",
  ),
});

const bodies = createRoute({
  getParentRoute: () => base,
  path: "/organismes",
  component: lazyRouteComponent(() => import("../../modules/access/platform/bodies-page.tsx"), "BodiesPage"),
});

const agencies = createRoute({
  getParentRoute: () => base,
  path: "/annuaires",
  component: lazyRouteComponent(
    () => import("../../modules/access/platform/agencies-page.tsx"),
    "AgenciesPage",
  ),
});

/** Every address of the platform's administration. */
export const platformRoute = base.addChildren([
  index,
  organisations,
  accounts,
  administrators,
  companies,
  jobs,
  mail,
  suppressions,
  mediationLists,
  heldMails,
  figures,
  declarations,
  bodies,
  agencies,
]);
