import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import { ChangeAbsence, DeclareAbsence, Independence, Team } from "../../../shared/mediation/hands.ts";
import { body, type HttpEnv, params, query, reply, route } from "../../platform/http.ts";
import { changeAbsence, declareAbsence, endAbsence } from "./declare-absence.ts";
import { declareIndependence, readIndependence } from "./independence.ts";
import { readTeam } from "./read-team.ts";
import { agent } from "./who-asks.ts";

const tag = "Médiation, équipe";
const Id = z.object({ id: z.uuid() });
const OfOrganisation = z.strictObject({ organisation: z.uuid("Identifiant illisible.") });
const Made = z.object({ id: z.string() });

/** Who works here, who is away, and what each one declares. */
export const teamRoutes = new Hono<HttpEnv>()
  .get(
    "/api/mediation/team",
    route({ summary: "L’équipe et ses absences", action: "case.list", tag, answers: Team }),
    query(OfOrganisation),
    async (c) => reply(c, await readTeam(await agent(c), c.req.valid("query").organisation)),
  )
  .post(
    "/api/mediation/absences",
    route({ summary: "Déclarer une absence", action: "absence.own", tag, answers: Made, status: 201 }),
    body(DeclareAbsence),
    async (c) => reply(c, await declareAbsence(await agent(c), c.req.valid("json")), 201),
  )
  .post(
    "/api/mediation/absences/:id/change",
    route({ summary: "Modifier une absence", action: "absence.any", tag, answers: Made }),
    params(Id),
    body(ChangeAbsence),
    async (c) =>
      reply(c, await changeAbsence(await agent(c), { ...c.req.valid("json"), id: c.req.valid("param").id })),
  )
  .post(
    "/api/mediation/absences/:id/end",
    route({ summary: "Mettre fin à une absence", action: "absence.any", tag, answers: z.object({}) }),
    params(Id),
    body(z.strictObject({})),
    async (c) => reply(c, await endAbsence(await agent(c), c.req.valid("param").id)),
  )
  .get(
    "/api/mediation/independence",
    route({ summary: "Ma déclaration d’indépendance", action: "own.desk", tag, answers: Independence }),
    query(OfOrganisation),
    async (c) => reply(c, await readIndependence(await agent(c), c.req.valid("query").organisation)),
  )
  .post(
    "/api/mediation/independence",
    route({ summary: "Déclarer mon indépendance", action: "own.desk", tag, answers: Independence }),
    body(OfOrganisation),
    async (c) => reply(c, await declareIndependence(await agent(c), c.req.valid("json").organisation)),
  );
