import { Hono } from "hono";
import { generateSpecs } from "hono-openapi";
import * as z from "zod/mini";
import { apiPage } from "./api-page.ts";
import { type HttpEnv, route, routesApp } from "./http.ts";

type Routes = ReturnType<typeof routesApp>;
type Load = () => Promise<unknown>;

const Health = z.object({ ok: z.literal(true) });
const tag = "Plateforme";

/** The API's description of itself, made from the very schemas that check requests, and its sign of life. */
export const aboutRoutes = (modules: readonly Load[]) => {
  const own = routesApp();
  const describe = async () => {
    const whole = new Hono<HttpEnv>();
    for (const load of modules) whole.route("/", (await load()) as Routes);
    whole.route("/", own);
    return generateSpecs(whole, {
      documentation: {
        openapi: "3.1.0",
        info: { title: "Guichet", version: "0.1.0", description: "Un guichet pour les services publics." },
      },
    });
  };
  own
    .get("/api/health", route({ summary: "Signe de vie", action: "public", tag, answers: Health }), (c) =>
      c.json({ ok: true as const }),
    )
    .get(
      "/api/openapi.json",
      route({ summary: "Ce document (OpenAPI 3.1)", action: "public", tag, answers: z.looseObject({}) }),
      async (c) => c.json(await describe()),
    )
    .get("/api/docs", async (c) => c.html(apiPage(await describe())));
  return own;
};
