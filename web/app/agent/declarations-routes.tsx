import { createRoute, lazyRouteComponent, Outlet } from "@tanstack/react-router";
import { readShowsSearch } from "../../modules/declarations/agent/addresses.ts";
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

const screens = () => import("./declarations-screens.tsx");
const ShowList = lazyRouteComponent(screens, "Shows");

const home = createRoute({
  getParentRoute: () => base,
  path: "/",
  component: lazyRouteComponent(screens, "Home"),
});

const shows = createRoute({
  getParentRoute: () => base,
  path: "/spectacles",
  validateSearch: readShowsSearch,
  component: function Shows() {
    return <ShowList search={shows.useSearch()} />;
  },
});

const newShow = createRoute({
  getParentRoute: () => base,
  path: "/spectacles/nouveau",
  component: lazyRouteComponent(screens, "NewShow"),
});

const oneShow = createRoute({
  getParentRoute: () => base,
  path: "/spectacles/$showId",
  component: lazyRouteComponent(screens, "OneShow"),
});

const showFiles = createRoute({
  getParentRoute: () => base,
  path: "/spectacles/$showId/pieces",
  component: lazyRouteComponent(screens, "ShowFiles"),
});

const showHistory = createRoute({
  getParentRoute: () => base,
  path: "/spectacles/$showId/historique",
  component: lazyRouteComponent(screens, "ShowHistory"),
});

const aside = createRoute({
  getParentRoute: () => base,
  path: "/a-decider",
  component: lazyRouteComponent(screens, "Aside"),
});

const places = createRoute({
  getParentRoute: () => base,
  path: "/lieux",
  component: lazyRouteComponent(screens, "Places"),
});

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
export const declarationsRoute = base.addChildren([
  home,
  shows,
  newShow,
  oneShow,
  showFiles,
  showHistory,
  aside,
  places,
  connections,
  connect,
  connectProvider,
]);
