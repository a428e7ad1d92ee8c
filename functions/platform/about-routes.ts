import * as z from "zod/mini";
import { route, routesApp } from "./http.ts";
import type { DescribedRoutes, OpenApiDocument } from "./openapi.ts";

const Health = z.object({ ok: z.literal(true) });
const Document = z.looseObject({ openapi: z.string() });
const tag = "Plateforme";

/** The API's description of itself, and its sign of life. `modules` loads the routes of every module. */
export const aboutRoutes = (modules: ReadonlyArray<() => Promise<DescribedRoutes>>) => {
  const describe = async (): Promise<OpenApiDocument> => {
    const { openApiDocument } = await import("./openapi.ts");
    return openApiDocument([...(await Promise.all(modules.map((load) => load()))), routes]);
  };
  const routes = routesApp()
    .get(
      "/api/health",
      route({ summary: "Signe de vie", action: "public", tag, answers: Health, limit: "none" }),
      (c) => c.json({ ok: true as const }),
    )
    .get(
      "/api/openapi.json",
      route({
        summary: "Ce document (OpenAPI 3.1)",
        action: "public",
        tag,
        answers: Document,
        limit: "none",
      }),
      async (c) => c.json(await describe()),
    )
    .get(
      "/api/docs",
      route({ summary: "Ce document, pour être lu", action: "public", tag, answers: z.string() }),
      async (c) => {
        const { apiPage } = await import("./api-page.ts");
        return c.html(apiPage(await describe()));
      },
    );
  return routes;
};
