import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { readStatisticsSearch } from "../../modules/mediation/agent/statistics-search.ts";
import { organisationRoute } from "./space-routes.tsx";

const screens = () => import("./figures-screens.tsx");

const statistics = createRoute({
  getParentRoute: () => organisationRoute,
  path: "/mediation/statistiques",
  validateSearch: readStatisticsSearch,
  component: lazyRouteComponent(screens, "Statistics"),
});

/** Figures and the annual report: beside the cases, for those who see none too. */
export const figuresRoutes = [statistics] as const;
