import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import {
  ChangeConnection,
  ChangeCredentials,
  ConnectAccount,
  Connections,
  ConnectionView,
  Disconnect,
  RunView,
  StartRun,
  TestTicket,
  TicketAsked,
} from "../../../shared/declarations/connections.ts";
import { body, type HttpEnv, params, query, reply, route } from "../../platform/http.ts";
import { askTest } from "./ask-test.ts";
import { changeConnection, changeCredentials, disconnect } from "./change-connection.ts";
import { connectAccount } from "./connect-account.ts";
import { listConnections, readRun } from "./read-connections.ts";
import { cancelRun, startRun } from "./start-run.ts";
import { agent } from "./who-asks.ts";

const tag = "Déclarations, billetteries";
const Id = z.object({ id: z.uuid() });

/** Ticketing accounts of an organisation, and how far their readings are. */
export const connectionRoutes = new Hono<HttpEnv>()
  .get(
    "/api/declarations/connections",
    route({
      summary: "Billetteries et dernières lectures",
      action: "connection.list",
      tag,
      answers: Connections,
    }),
    query(z.strictObject({ organisation: z.uuid("Identifiant illisible.") })),
    async (c) => reply(c, await listConnections(await agent(c), c.req.valid("query").organisation)),
  )
  .post(
    "/api/declarations/connections/ticket",
    route({
      summary: "Ticket pour essayer les codes d’une billetterie",
      action: "connection.create",
      tag,
      answers: TestTicket,
    }),
    body(TicketAsked),
    async (c) => reply(c, await askTest(await agent(c), c.req.valid("json"))),
  )
  .post(
    "/api/declarations/connections",
    route({
      summary: "Connecter une billetterie",
      action: "connection.create",
      tag,
      answers: ConnectionView,
      status: 201,
    }),
    body(ConnectAccount),
    async (c) => reply(c, await connectAccount(await agent(c), c.req.valid("json")), 201),
  )
  .post(
    "/api/declarations/connections/:id",
    route({ summary: "Nommer une billetterie", action: "connection.change", tag, answers: ConnectionView }),
    params(Id),
    body(z.omit(ChangeConnection, { connectionId: true })),
    async (c) =>
      reply(
        c,
        await changeConnection(await agent(c), {
          ...c.req.valid("json"),
          connectionId: c.req.valid("param").id,
        }),
      ),
  )
  .post(
    "/api/declarations/connections/:id/credentials",
    route({
      summary: "Changer les codes d’une billetterie",
      action: "connection.change",
      tag,
      answers: ConnectionView,
    }),
    params(Id),
    body(z.omit(ChangeCredentials, { connectionId: true })),
    async (c) =>
      reply(
        c,
        await changeCredentials(await agent(c), {
          ...c.req.valid("json"),
          connectionId: c.req.valid("param").id,
        }),
      ),
  )
  .post(
    "/api/declarations/connections/:id/disconnect",
    route({
      summary: "Déconnecter une billetterie",
      action: "connection.change",
      tag,
      answers: ConnectionView,
    }),
    params(Id),
    body(z.omit(Disconnect, { connectionId: true })),
    async (c) =>
      reply(
        c,
        await disconnect(await agent(c), { ...c.req.valid("json"), connectionId: c.req.valid("param").id }),
      ),
  )
  .post(
    "/api/declarations/connections/:id/runs",
    route({ summary: "Lire une billetterie", action: "sync.start", tag, answers: RunView, status: 201 }),
    params(Id),
    body(z.omit(StartRun, { connectionId: true })),
    async (c) =>
      reply(
        c,
        await startRun(await agent(c), { ...c.req.valid("json"), connectionId: c.req.valid("param").id }),
        201,
      ),
  )
  .get(
    "/api/declarations/runs/:id",
    route({ summary: "Avancement d’une lecture", action: "connection.list", tag, answers: RunView }),
    params(Id),
    async (c) => reply(c, await readRun(await agent(c), c.req.valid("param").id)),
  )
  .post(
    "/api/declarations/runs/:id/cancel",
    route({ summary: "Arrêter une lecture", action: "sync.start", tag, answers: RunView }),
    params(Id),
    body(z.strictObject({})),
    async (c) => reply(c, await cancelRun(await agent(c), c.req.valid("param").id)),
  );
