import { Hono } from "hono/tiny";
import {
  AskReportFile,
  FreezeReport,
  ReportFileAsked,
  ReportOf,
  ReportView,
  SaveReport,
} from "../../../shared/mediation/annual-report.ts";
import { body, type HttpEnv, query, reply, route } from "../../platform/http.ts";
import { readReport } from "./annual-report.ts";
import { askReportFile } from "./ask-report-file.ts";
import { freezeReport } from "./freeze-report.ts";
import { saveReport } from "./save-report.ts";
import { agent } from "./who-asks.ts";

const tag = "Médiation, chiffres";

/** The activity report of a year. */
export const reportRoutes = new Hono<HttpEnv>()
  .get(
    "/api/mediation/annual-report",
    route({ summary: "Rapport annuel", action: "statistics.read", tag, answers: ReportView }),
    query(ReportOf),
    async (c) => reply(c, await readReport(await agent(c), c.req.valid("query"))),
  )
  .post(
    "/api/mediation/annual-report",
    route({ summary: "Écrire le rapport annuel", action: "report.write", tag, answers: ReportView }),
    body(SaveReport),
    async (c) => reply(c, await saveReport(await agent(c), c.req.valid("json"))),
  )
  .post(
    "/api/mediation/annual-report/freeze",
    route({ summary: "Figer le rapport annuel", action: "report.write", tag, answers: ReportView }),
    body(FreezeReport),
    async (c) => reply(c, await freezeReport(await agent(c), c.req.valid("json"))),
  )
  .post(
    "/api/mediation/annual-report/file",
    route({ summary: "Fichier du rapport annuel", action: "statistics.read", tag, answers: ReportFileAsked }),
    body(AskReportFile),
    async (c) => reply(c, await askReportFile(await agent(c), c.req.valid("json"))),
  );
