import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, Outlet, redirect } from "@tanstack/react-router";
import { type AgentSpace, meQuery, organisationsOf, safeReturn } from "../../modules/access/agent/session.ts";
import { SignInPage } from "../../modules/access/agent/sign-in-page.tsx";
import { caseQuery } from "../../modules/mediation/agent/case-queries.ts";
import { NoticesProvider } from "../../ui/agent/notices.tsx";
import { AgentShell } from "./agent-shell.tsx";
import { NotFoundPage } from "./not-found-page.tsx";
import { rememberedOrganisation } from "./remembered-organisation.ts";
import { SessionExpired } from "./session-expired.tsx";

export interface RouterContext {
  queryClient: QueryClient;
}

export const rootRoute = createRootRouteWithContext<RouterContext>()({
  component: () => (
    <NoticesProvider>
      <Outlet />
      <SessionExpired />
    </NoticesProvider>
  ),
});

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/connexion",
  validateSearch: (search: Record<string, unknown>): { retour?: string } =>
    typeof search.retour === "string" ? { retour: safeReturn(search.retour) } : {},
  component: function SignIn() {
    return <SignInPage back={safeReturn(signInRoute.useSearch().retour)} />;
  },
});

/** Everything behind the sign-in: nobody comes here without a session, and returns here after getting one. */
export const spaceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/espace",
  beforeLoad: async ({ context, location }) => {
    const me = await context.queryClient.ensureQueryData(meQuery);
    if (!me) throw redirect({ to: "/connexion", search: { retour: safeReturn(location.href) } });
    return { me };
  },
  component: Outlet,
});

export const spaceIndexRoute = createRoute({
  getParentRoute: () => spaceRoute,
  path: "/",
  beforeLoad: ({ context: { me } }) => {
    const organisations = organisationsOf(me);
    const last = rememberedOrganisation();
    const organisation = organisations.find(({ slug }) => slug === last) ?? organisations[0];
    if (!organisation) return;
    throw redirect({
      to: "/espace/$organisation/mediation",
      params: { organisation: organisation.slug },
      replace: true,
    });
  },
  component: () => <NotFoundPage reason="no_organisation" />,
});

/** The space of one organisation the person serves in; any other address is not found. */
export const organisationRoute = createRoute({
  getParentRoute: () => spaceRoute,
  path: "/$organisation",
  beforeLoad: ({ context: { me }, params }) => ({
    organisation: organisationsOf(me).find(({ slug }) => slug === params.organisation),
  }),
  component: function OrganisationSpace() {
    const { me, organisation } = organisationRoute.useRouteContext();
    if (!organisation) return <NotFoundPage reason="unknown" />;
    return (
      <AgentShell space={{ me, organisation }} key={organisation.id}>
        <Outlet />
      </AgentShell>
    );
  },
});

export const organisationIndexRoute = createRoute({
  getParentRoute: () => organisationRoute,
  path: "/",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/espace/$organisation/mediation", params, replace: true });
  },
});

/** Who is signed in and for which organisation, inside its routes. */
export function useSpace(): AgentSpace {
  const { me, organisation } = organisationRoute.useRouteContext();
  if (!organisation) throw new Error("useSpace is for the routes below an organisation");
  return { me, organisation };
}

/** A case named without its organisation, as in a mail to an agent: finds the organisation, then goes there. */
export const caseAloneRoute = createRoute({
  getParentRoute: () => spaceRoute,
  path: "/dossiers/$caseId",
  beforeLoad: async ({ context: { queryClient, me }, params }) => {
    const found = await queryClient.ensureQueryData(caseQuery(params.caseId));
    const organisation = organisationsOf(me).find(({ id }) => id === found.organisationId);
    if (!organisation) return;
    throw redirect({
      to: "/espace/$organisation/mediation/dossiers/$caseId",
      params: { organisation: organisation.slug, caseId: params.caseId },
      replace: true,
    });
  },
  component: () => <NotFoundPage reason="unknown" />,
});
