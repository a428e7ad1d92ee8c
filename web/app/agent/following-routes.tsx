import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { readSeasonSearch } from "../../modules/declarations/agent/following/season.ts";
import { organisationRoute } from "./space-routes.tsx";

const screens = () => import("./following-screens.tsx");
const Statistics = lazyRouteComponent(screens, "ShowStatistics");

const statistics = createRoute({
  getParentRoute: () => organisationRoute,
  path: "/declarations/statistiques",
  validateSearch: readSeasonSearch,
  component: function ShowStatistics() {
    return <Statistics search={statistics.useSearch()} />;
  },
});

const files = createRoute({
  getParentRoute: () => organisationRoute,
  path: "/declarations/fichiers",
  component: lazyRouteComponent(screens, "ShowExports"),
});

const news = createRoute({
  getParentRoute: () => organisationRoute,
  path: "/declarations/mes-alertes",
  component: lazyRouteComponent(screens, "ShowNews"),
});

/** Statistics of shows, lists as files, and how one hears of news. */
export const followingRoutes = [statistics, files, news] as const;
