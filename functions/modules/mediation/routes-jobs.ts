import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import { AskBulk, BulkAsked } from "../../../shared/mediation/bulk.ts";
import { JobView } from "../../../shared/mediation/jobs.ts";
import { FileLink } from "../../../shared/mediation/schema.ts";
import { body, type HttpEnv, params, query, reply, route } from "../../platform/http.ts";
import { askBulk, undoBulk } from "./ask-bulk.ts";
import { linkToJob, listJobs, readJob } from "./read-jobs.ts";
import { agent } from "./who-asks.ts";

const tag = "Médiation, travaux longs";
const action = "own.desk";
const Id = z.object({ id: z.uuid() });
/** Which file, where work made several; 0 is the first. */
const Part = z.strictObject({ part: z.optional(z.number().check(z.int(), z.nonnegative())) });

/** Long work: how far it is, and the file it made. */
export const jobRoutes = new Hono<HttpEnv>()
  .get(
    "/api/mediation/jobs",
    route({
      summary: "Travaux demandés",
      action,
      tag,
      answers: z.object({ jobs: z.array(JobView) }),
    }),
    query(z.strictObject({ organisation: z.uuid("Identifiant illisible.") })),
    async (c) => reply(c, await listJobs(await agent(c), c.req.valid("query").organisation)),
  )
  .get(
    "/api/mediation/jobs/:id",
    route({ summary: "Avancement d’un travail", action, tag, answers: JobView }),
    params(Id),
    async (c) => reply(c, await readJob(await agent(c), c.req.valid("param").id)),
  )
  .post(
    "/api/mediation/bulk",
    route({ summary: "Agir sur plusieurs dossiers", action: "case.bulk", tag, answers: BulkAsked }),
    body(AskBulk),
    async (c) => reply(c, await askBulk(await agent(c), c.req.valid("json"))),
  )
  .post(
    "/api/mediation/jobs/:id/undo",
    route({
      summary: "Annuler une action sur plusieurs dossiers",
      action: "case.bulk",
      tag,
      answers: BulkAsked,
    }),
    params(Id),
    body(z.strictObject({})),
    async (c) => reply(c, await undoBulk(await agent(c), c.req.valid("param").id)),
  )
  .post(
    "/api/mediation/jobs/:id/link",
    route({
      summary: "Lien vers le fichier d’un travail",
      action: "statistics.read",
      tag,
      answers: FileLink,
    }),
    params(Id),
    body(Part),
    async (c) => reply(c, await linkToJob(await agent(c), c.req.valid("param").id, c.req.valid("json").part)),
  );
