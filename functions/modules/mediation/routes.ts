import { routesApp } from "../../platform/http.ts";
import { agentRoutes } from "./routes-agents.ts";
import { composeRoutes } from "./routes-compose.ts";
import { fileLinkRoutes } from "./routes-file-links.ts";
import { jobRoutes } from "./routes-jobs.ts";
import { mailSettingsRoutes } from "./routes-mail-settings.ts";
import { originalRoutes } from "./routes-originals.ts";
import { quarantineRoutes } from "./routes-quarantine.ts";
import { sendingRoutes } from "./routes-sending.ts";
import { statisticsRoutes } from "./routes-statistics.ts";
import { taskRoutes } from "./routes-tasks.ts";
import { templateRoutes } from "./routes-templates.ts";

/** The routes of mediation's agents. Citizens have public-routes.ts, on a database role of their own. */
export const routes = routesApp()
  .route("/", agentRoutes)
  .route("/", composeRoutes)
  .route("/", fileLinkRoutes)
  .route("/", jobRoutes)
  .route("/", mailSettingsRoutes)
  .route("/", originalRoutes)
  .route("/", quarantineRoutes)
  .route("/", statisticsRoutes)
  .route("/", sendingRoutes)
  .route("/", taskRoutes)
  .route("/", templateRoutes);
