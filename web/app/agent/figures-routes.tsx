import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { readReportSearch } from "../../modules/mediation/agent/report-search.ts";
import { readStatisticsSearch } from "../../modules/mediation/agent/statistics-search.ts";
import { organisationRoute } from "./space-routes.tsx";

const screens = () => import("./figures-screens.tsx");

const statistics = createRoute({
  getParentRoute: () => organisationRoute,
  path: "/mediation/statistiques",
  validateSearch: readStatisticsSearch,
  component: lazyRouteComponent(screens, "Statistics"),
});

const report = createRoute({
  getParentRoute: () => organisationRoute,
  path: "/mediation/rapport-annuel",
  validateSearch: readReportSearch,
  component: lazyRouteComponent(screens, "Report"),
});

/** Figures and the annual report: beside the cases, for those who see none too. */
export const figuresRoutes = [statistics, report] as const;
