import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, Outlet, redirect } from "@tanstack/react-router";
import { useRef } from "react";
import { waitsForSecondFactor } from "../../modules/access/agent/continue-at.ts";
import {
  type AgentSpace,
  meQuery,
  organisationsOf,
  safeReturn,
  tabHadSession,
} from "../../modules/access/agent/session.ts";
import { caseQuery } from "../../modules/mediation/agent/case-queries.ts";
import { mayListCases } from "../../modules/mediation/agent/rights.ts";
import { StatusWordsOf } from "../../modules/mediation/agent/status-words.tsx";
import { NoticesProvider } from "../../ui/agent/notices.tsx";
import { AgentShell } from "./agent-shell.tsx";
import { NotFoundPage } from "./not-found-page.tsx";
import { rememberedOrganisation } from "./remembered-organisation.ts";
import { SessionExpired } from "./session-expired.tsx";
import { RightsWatch, SessionWatch } from "./session-watch.tsx";
import { NoLongerMember, PendingAccount } from "./without-organisation.tsx";

export interface RouterContext {
  queryClient: QueryClient;
}

export const rootRoute = createRootRouteWithContext<RouterContext>()({
  component: () => (
    <NoticesProvider>
      <Outlet />
      <SessionWatch />
      <RightsWatch />
      <SessionExpired />
    </NoticesProvider>
  ),
});

/** Everything behind the sign-in: nobody comes here without a session, and returns here after getting one. */
export const spaceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/espace",
  beforeLoad: async ({ context, location }) => {
    const me = await context.queryClient.ensureQueryData(meQuery);
    if (!me) {
      const motif = tabHadSession() ? ({ motif: "session" } as const) : {};
      throw redirect({ to: "/connexion", search: { retour: safeReturn(location.href), ...motif } });
    }
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
    if (!organisation) {
      if (waitsForSecondFactor(me)) throw redirect({ to: "/connexion/verification" });
      if (me.platformAdministrator) throw redirect({ href: "/plateforme" });
      return;
    }
    throw redirect({
      to: "/espace/$organisation",
      params: { organisation: organisation.slug },
      replace: true,
    });
  },
  component: function NoOrganisation() {
    return <PendingAccount me={spaceIndexRoute.useRouteContext().me} />;
  },
});

/** The space of one organisation the person serves in; any other address is not found. */
export const organisationRoute = createRoute({
  getParentRoute: () => spaceRoute,
  path: "/$organisation",
  beforeLoad: ({ context: { me }, params, location }) => {
    const organisation = organisationsOf(me).find(({ slug }) => slug === params.organisation);
    // Among those that wait for a second factor, an organisation is not known by its address.
    if (!organisation && waitsForSecondFactor(me))
      throw redirect({ to: "/connexion/verification", search: { retour: safeReturn(location.href) } });
    return { organisation };
  },
  component: function OrganisationSpace() {
    const { me, organisation } = organisationRoute.useRouteContext();
    const { organisation: slug } = organisationRoute.useParams();
    const before = useRef(organisation);
    if (organisation) before.current = organisation;
    else if (before.current?.slug === slug) return <NoLongerMember of={before.current} me={me} />;
    if (!organisation) return <NotFoundPage reason="unknown" />;
    return (
      <StatusWordsOf
        organisationId={organisation.id}
        reads={mayListCases({ me, organisation })}
        key={organisation.id}
      >
        <AgentShell space={{ me, organisation }}>
          <Outlet />
        </AgentShell>
      </StatusWordsOf>
    );
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
