import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import { SibilSheet } from "../../../shared/declarations/declaring.ts";
import { type HttpEnv, query, reply, route } from "../../platform/http.ts";
import { readSibil } from "./read-sibil.ts";
import { agent } from "./who-asks.ts";

const Quarter = z.strictObject({
  organisation: z.uuid("Identifiant illisible."),
  year: z.coerce.number().check(z.int(), z.minimum(2000), z.maximum(2100)),
  quarter: z.coerce.number().check(z.int(), z.minimum(1), z.maximum(4)),
});

/** The sheet of a quarter, for the whole organisation. */
export const sibilRoutes = new Hono<HttpEnv>().get(
  "/api/declarations/sibil",
  route({
    summary: "Feuille SIBIL d’un trimestre",
    action: "show.read",
    tag: "Déclarations, envois",
    answers: SibilSheet,
  }),
  query(Quarter),
  async (c) => reply(c, await readSibil(await agent(c), c.req.valid("query"))),
);
