import { createRoute, lazyRouteComponent, Outlet, redirect } from "@tanstack/react-router";
import { mayListShows } from "../../modules/declarations/agent/rights.ts";
import { NotFoundPage } from "./not-found-page.tsx";
import { organisationRoute, useSpace } from "./space-routes.tsx";

const base = createRoute({
  getParentRoute: () => organisationRoute,
  path: "/declarations",
  component: function Declarations() {
    return mayListShows(useSpace()) ? <Outlet /> : <NotFoundPage reason="no_shows" />;
  },
});

/** Figures come from accounts: until shows have their page, one arrives where accounts are connected. */
const home = createRoute({
  getParentRoute: () => base,
  path: "/",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/espace/$organisation/declarations/connexions", params, replace: true });
  },
});

const screens = () => import("./declarations-screens.tsx");

const connections = createRoute({
  getParentRoute: () => base,
  path: "/connexions",
  component: lazyRouteComponent(screens, "Connections"),
});

const connect = createRoute({
  getParentRoute: () => base,
  path: "/connexions/nouvelle",
  component: lazyRouteComponent(screens, "Connect"),
});

const connectProvider = createRoute({
  getParentRoute: () => base,
  path: "/connexions/nouvelle/$provider",
  component: lazyRouteComponent(screens, "ConnectProvider"),
});

/** Every address of the service of declarations, below an organisation. */
export const declarationsRoute = base.addChildren([home, connections, connect, connectProvider]);
