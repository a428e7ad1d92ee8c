import type { QueryClient } from "@tanstack/react-query";
import { createRouter, useRouter } from "@tanstack/react-router";
import { LoadFailed } from "../../ui/agent/load-failed.tsx";
import { accessRoutes } from "./access-routes.tsx";
import { declarationsRoute } from "./declarations-routes.tsx";
import { declaringRoutes } from "./declaring-routes.tsx";
import { figuresRoutes } from "./figures-routes.tsx";
import { followingRoutes } from "./following-routes.tsx";
import { importRoutes } from "./import-routes.tsx";
import { filesRoute, mailFiguresRoute, mediationRoute, quarantineRoute } from "./mediation-routes.tsx";
import { NotFoundPage } from "./not-found-page.tsx";
import { officeRoutes } from "./office-routes.tsx";
import { organisationRoutes } from "./organisation-routes.tsx";
import { platformRoute } from "./platform-routes.tsx";
import {
  caseAloneRoute,
  organisationRoute,
  rootRoute,
  spaceIndexRoute,
  spaceRoute,
} from "./space-routes.tsx";

const routeTree = rootRoute.addChildren([
  ...accessRoutes,
  spaceRoute.addChildren([
    spaceIndexRoute,
    caseAloneRoute,
    organisationRoute.addChildren([
      ...organisationRoutes,
      ...officeRoutes,
      mediationRoute,
      quarantineRoute,
      mailFiguresRoute,
      filesRoute,
      ...figuresRoutes,
      declarationsRoute,
      ...declaringRoutes,
      ...followingRoutes,
      ...importRoutes,
    ]),
  ]),
  platformRoute,
]);

/** What a page shows when it could not be opened at all; trying again asks for everything anew. */
function PageFailed({ error }: { error: unknown }) {
  const router = useRouter();
  return <LoadFailed what="cette page" error={error} retry={() => void router.invalidate()} page />;
}

/** Addresses keep plain words (`?q=thib`), not the router's JSON. */
const plainSearch = {
  parseSearch: (search: string): Record<string, string> => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: (search: Record<string, unknown>) => {
    const words = new URLSearchParams(
      Object.entries(search).flatMap(([name, value]) =>
        value === undefined || value === "" ? [] : [[name, String(value)]],
      ),
    ).toString();
    return words === "" ? "" : `?${words}`;
  },
};

export const createAgentRouter = (queryClient: QueryClient) =>
  createRouter({
    routeTree,
    context: { queryClient },
    ...plainSearch,
    scrollRestoration: true,
    defaultNotFoundComponent: () => <NotFoundPage reason="unknown" />,
    defaultErrorComponent: PageFailed,
  });

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAgentRouter>;
  }
}
