import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { organisationRoute } from "./space-routes.tsx";

const screens = () => import("./import-screens.tsx");

const start = createRoute({
  getParentRoute: () => organisationRoute,
  path: "/declarations/importer",
  component: lazyRouteComponent(screens, "ImportStart"),
});

const one = createRoute({
  getParentRoute: () => organisationRoute,
  path: "/declarations/importer/$importId",
  component: lazyRouteComponent(screens, "OneImport"),
});

/** Files of sales that are imported. */
export const importRoutes = [start, one] as const;
