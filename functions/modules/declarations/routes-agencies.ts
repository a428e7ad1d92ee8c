import { Hono } from "hono/tiny";
import {
  AgencyDiff,
  AgencyDirectories,
  AgencyFile,
  LoadAgencies,
} from "../../../shared/declarations/declaring.ts";
import { body, type HttpEnv, reply, route } from "../../platform/http.ts";
import { loadAgencies, previewAgencies, readDirectories } from "./load-agencies.ts";
import { agent } from "./who-asks.ts";

const tag = "Déclarations, agences";

/** Directories of agencies, for the platform's administrators. */
export const agencyRoutes = new Hono<HttpEnv>()
  .get(
    "/api/declarations/agencies",
    route({ summary: "Annuaires d’agences", action: "agency.manage", tag, answers: AgencyDirectories }),
    async (c) => reply(c, await readDirectories(await agent(c))),
  )
  .post(
    "/api/declarations/agencies/preview",
    route({ summary: "Comparer une liste d’agences", action: "agency.manage", tag, answers: AgencyDiff }),
    body(AgencyFile),
    async (c) => reply(c, await previewAgencies(await agent(c), c.req.valid("json"))),
  )
  .post(
    "/api/declarations/agencies",
    route({ summary: "Charger une liste d’agences", action: "agency.manage", tag, answers: AgencyDiff }),
    body(LoadAgencies),
    async (c) => reply(c, await loadAgencies(await agent(c), c.req.valid("json"))),
  );
