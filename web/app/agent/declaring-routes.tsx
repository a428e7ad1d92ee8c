import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { readPreviewSearch, readSibilSearch } from "../../modules/declarations/agent/declaring/addresses.ts";
import { organisationRoute } from "./space-routes.tsx";

const screens = () => import("./declaring-screens.tsx");

const list = createRoute({
  getParentRoute: () => organisationRoute,
  path: "/declarations/declarations",
  component: lazyRouteComponent(screens, "DeclarationList"),
});

const one = createRoute({
  getParentRoute: () => organisationRoute,
  path: "/declarations/declarations/$declarationId",
  component: lazyRouteComponent(screens, "OneDeclaration"),
});

const preview = createRoute({
  getParentRoute: () => organisationRoute,
  path: "/declarations/declarations/$declarationId/apercu",
  validateSearch: readPreviewSearch,
  component: lazyRouteComponent(screens, "DeclarationPreview"),
});

const sent = createRoute({
  getParentRoute: () => organisationRoute,
  path: "/declarations/declarations/$declarationId/envois",
  component: lazyRouteComponent(screens, "DeclarationSent"),
});

const open = createRoute({
  getParentRoute: () => organisationRoute,
  path: "/declarations/spectacles/$showId/declarer",
  component: lazyRouteComponent(screens, "OpenDeclaration"),
});

const deadlines = createRoute({
  getParentRoute: () => organisationRoute,
  path: "/declarations/echeances",
  component: lazyRouteComponent(screens, "Deadlines"),
});

const sibil = createRoute({
  getParentRoute: () => organisationRoute,
  path: "/declarations/sibil",
  validateSearch: readSibilSearch,
  component: lazyRouteComponent(screens, "Sibil"),
});

const numbers = createRoute({
  getParentRoute: () => organisationRoute,
  path: "/declarations/numeros",
  component: lazyRouteComponent(screens, "Numbers"),
});

/** Declarations themselves: their form, what leaves, what became of it, and what they all repeat. */
export const declaringRoutes = [list, one, preview, sent, open, deadlines, sibil, numbers] as const;
