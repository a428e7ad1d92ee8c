import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import { AuditPage, ListAudit } from "../../../shared/access/audit.ts";
import { enter } from "../../platform/enter.ts";
import { type HttpEnv, params, problem, query, reply, route } from "../../platform/http.ts";
import { exportJournal } from "./audit-export.ts";
import { readJournal } from "./audit-journal.ts";

const tag = "Journal";
const Id = z.object({ id: z.uuid() });

/** Who did what in an organisation, for those who run it. */
export const auditRoutes = new Hono<HttpEnv>()
  .get(
    "/api/access/organisations/:id/audit",
    route({ summary: "Journal d’une organisation", action: "audit.read", tag, answers: AuditPage }),
    params(Id),
    query(ListAudit),
    async (c) =>
      reply(c, await readJournal(await enter(c.env.ctx), c.req.valid("param").id, c.req.valid("query"))),
  )
  .get(
    "/api/access/organisations/:id/audit.csv",
    route({
      summary: "Export du journal (CSV)",
      action: "audit.export",
      tag,
      answers: z.string(),
      limit: "export",
    }),
    params(Id),
    query(ListAudit),
    async (c) => {
      const made = await exportJournal(await enter(c.env.ctx), c.req.valid("param").id, c.req.valid("query"));
      if (!made.ok) return problem(c, made.refusal);
      return c.body(made.value.csv, 200, {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": `attachment; filename="${made.value.fileName}"`,
      });
    },
  );
