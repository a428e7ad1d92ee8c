import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { organisationRoute } from "./space-routes.tsx";

const screens = () => import("./office-screens.tsx");

const form = createRoute({
  getParentRoute: () => organisationRoute,
  path: "/mediation/reglages/formulaire",
  component: lazyRouteComponent(screens, "Form"),
});

const rules = createRoute({
  getParentRoute: () => organisationRoute,
  path: "/mediation/reglages/regles",
  component: lazyRouteComponent(screens, "Rules"),
});

const firstSteps = createRoute({
  getParentRoute: () => organisationRoute,
  path: "/mediation/premiers-pas",
  component: lazyRouteComponent(screens, "FirstSteps"),
});

const lists = createRoute({
  getParentRoute: () => organisationRoute,
  path: "/mediation/reglages/listes",
  component: lazyRouteComponent(() => import("./lists-screen.tsx"), "Lists"),
});

/** Settings of the mediation: for its managers, and for administrators who see no case. */
export const officeRoutes = [form, rules, lists, firstSteps] as const;
