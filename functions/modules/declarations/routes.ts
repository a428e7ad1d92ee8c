import { routesApp } from "../../platform/http.ts";
import { agencyRoutes } from "./routes-agencies.ts";
import { asideRoutes } from "./routes-asides.ts";
import { bodySettingsRoutes } from "./routes-body-settings.ts";
import { connectionRoutes } from "./routes-connections.ts";
import { declaringRoutes } from "./routes-declaring.ts";
import { exportRoutes } from "./routes-exports.ts";
import { figureRoutes } from "./routes-figures.ts";
import { importRoutes } from "./routes-imports.ts";
import { showFileRoutes } from "./routes-show-files.ts";
import { showRoutes } from "./routes-shows.ts";
import { sibilRoutes } from "./routes-sibil.ts";
import { statisticsRoutes } from "./routes-statistics.ts";

/** The routes of the service, for its members and for the platform. */
export const routes = routesApp()
  .route("/", agencyRoutes)
  .route("/", asideRoutes)
  .route("/", bodySettingsRoutes)
  .route("/", connectionRoutes)
  .route("/", declaringRoutes)
  .route("/", exportRoutes)
  .route("/", figureRoutes)
  .route("/", importRoutes)
  .route("/", showFileRoutes)
  .route("/", showRoutes)
  .route("/", sibilRoutes)
  .route("/", statisticsRoutes);
