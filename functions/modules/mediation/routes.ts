import { routesApp } from "../../platform/http.ts";
import { agentRoutes } from "./routes-agents.ts";
import { calendarRoutes } from "./routes-calendar.ts";
import { caseFileRoutes } from "./routes-case-files.ts";
import { composeRoutes } from "./routes-compose.ts";
import { documentRoutes } from "./routes-documents.ts";
import { exportRoutes } from "./routes-exports.ts";
import { fileLinkRoutes } from "./routes-file-links.ts";
import { findingRoutes } from "./routes-finding.ts";
import { handRoutes } from "./routes-hands.ts";
import { jobRoutes } from "./routes-jobs.ts";
import { listRoutes } from "./routes-lists.ts";
import { mailSettingsRoutes } from "./routes-mail-settings.ts";
import { newsRoutes } from "./routes-news.ts";
import { noteRoutes } from "./routes-notes.ts";
import { officeRoutes } from "./routes-office.ts";
import { originalRoutes } from "./routes-originals.ts";
import { peopleRoutes } from "./routes-people.ts";
import { privacyRoutes } from "./routes-privacy.ts";
import { quarantineRoutes } from "./routes-quarantine.ts";
import { registeringRoutes } from "./routes-registering.ts";
import { reportRoutes } from "./routes-report.ts";
import { representationRoutes } from "./routes-representation.ts";
import { sendingRoutes } from "./routes-sending.ts";
import { statisticsRoutes } from "./routes-statistics.ts";
import { synthesisRoutes } from "./routes-synthesis.ts";
import { taskRoutes } from "./routes-tasks.ts";
import { teamRoutes } from "./routes-team.ts";
import { templateRoutes } from "./routes-templates.ts";

/** The routes of mediation's agents. Citizens have public-routes.ts, on a database role of their own. */
export const routes = routesApp()
  .route("/", agentRoutes)
  .route("/", calendarRoutes)
  .route("/", composeRoutes)
  .route("/", documentRoutes)
  .route("/", caseFileRoutes)
  .route("/", exportRoutes)
  .route("/", fileLinkRoutes)
  .route("/", findingRoutes)
  .route("/", handRoutes)
  .route("/", jobRoutes)
  .route("/", listRoutes)
  .route("/", mailSettingsRoutes)
  .route("/", officeRoutes)
  .route("/", newsRoutes)
  .route("/", noteRoutes)
  .route("/", originalRoutes)
  .route("/", peopleRoutes)
  .route("/", privacyRoutes)
  .route("/", quarantineRoutes)
  .route("/", statisticsRoutes)
  .route("/", registeringRoutes)
  .route("/", reportRoutes)
  .route("/", representationRoutes)
  .route("/", sendingRoutes)
  .route("/", taskRoutes)
  .route("/", teamRoutes)
  .route("/", synthesisRoutes)
  .route("/", templateRoutes);
