import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import { RecordSibil, SibilSheet } from "../../../shared/declarations/declaring.ts";
import { body, type HttpEnv, problem, query, reply, route } from "../../platform/http.ts";
import { readSibil } from "./read-sibil.ts";
import { recordSibil } from "./record-sibil.ts";
import { fileAnswer, sibilAsXlsx } from "./sheet-file.ts";
import { agent } from "./who-asks.ts";

const Quarter = z.strictObject({
  organisation: z.uuid("Identifiant illisible."),
  year: z.coerce.number().check(z.int(), z.minimum(2000), z.maximum(2100)),
  quarter: z.coerce.number().check(z.int(), z.minimum(1), z.maximum(4)),
});

const tag = "Déclarations, envois";

/** The sheet of a quarter, for the whole organisation. */
export const sibilRoutes = new Hono<HttpEnv>()
  .get(
    "/api/declarations/sibil",
    route({ summary: "Feuille SIBIL d’un trimestre", action: "show.read", tag, answers: SibilSheet }),
    query(Quarter),
    async (c) => reply(c, await readSibil(await agent(c), c.req.valid("query"))),
  )
  .get(
    "/api/declarations/sibil/file",
    route({ summary: "La même, en classeur", action: "show.read", tag, answers: z.string() }),
    query(Quarter),
    async (c) => {
      const read = await readSibil(await agent(c), c.req.valid("query"));
      return read.ok ? fileAnswer(c, await sibilAsXlsx(read.value)) : problem(c, read.refusal);
    },
  )
  .post(
    "/api/declarations/sibil/deposit",
    route({
      summary: "Noter le dépôt d’un trimestre",
      action: "declaration.record",
      tag,
      answers: SibilSheet,
    }),
    body(RecordSibil),
    async (c) => reply(c, await recordSibil(await agent(c), c.req.valid("json"))),
  );
