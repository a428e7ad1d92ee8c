import { routesApp } from "../../platform/http.ts";
import { agentRoutes } from "./routes-agents.ts";
import { followUpRoutes } from "./routes-follow-up.ts";
import { publicRoutes } from "./routes-public.ts";

/** Every route of mediation: public, follow-up page, agents. */
export const routes = routesApp().route("/", publicRoutes).route("/", followUpRoutes).route("/", agentRoutes);
