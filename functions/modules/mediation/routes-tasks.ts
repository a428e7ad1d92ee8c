import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import { CaseView } from "../../../shared/mediation/schema.ts";
import { ChangeTask, Colleagues, CreateTask, MyTasks, SettleTask } from "../../../shared/mediation/tasks.ts";
import { body, type HttpEnv, params, query, reply, route } from "../../platform/http.ts";
import { changeTask, deleteTask, settleTask } from "./change-task.ts";
import { listColleagues } from "./colleagues.ts";
import { createTask } from "./create-task.ts";
import { myTasks } from "./my-tasks.ts";
import { agent } from "./who-asks.ts";

const tag = "Médiation, tâches";
const Id = z.object({ id: z.uuid() });

/** What has to be done on cases, and who can do it. */
export const taskRoutes = new Hono<HttpEnv>()
  .get(
    "/api/mediation/tasks",
    route({ summary: "Mes tâches", action: "case.list", tag, answers: MyTasks }),
    query(z.strictObject({ organisation: z.uuid("Identifiant illisible.") })),
    async (c) => reply(c, await myTasks(await agent(c), c.req.valid("query").organisation)),
  )
  .get(
    "/api/mediation/cases/:id/colleagues",
    route({ summary: "Collègues à citer sur un dossier", action: "case.note", tag, answers: Colleagues }),
    params(Id),
    async (c) => reply(c, await listColleagues(await agent(c), c.req.valid("param").id)),
  )
  .post(
    "/api/mediation/cases/:id/tasks",
    route({ summary: "Ajouter une tâche", action: "case.task", tag, answers: CaseView }),
    params(Id),
    body(z.omit(CreateTask, { caseId: true })),
    async (c) =>
      reply(c, await createTask(await agent(c), { ...c.req.valid("json"), caseId: c.req.valid("param").id })),
  )
  .post(
    "/api/mediation/tasks/:id",
    route({ summary: "Modifier une tâche", action: "case.task", tag, answers: CaseView }),
    params(Id),
    body(z.omit(ChangeTask, { taskId: true })),
    async (c) =>
      reply(c, await changeTask(await agent(c), { ...c.req.valid("json"), taskId: c.req.valid("param").id })),
  )
  .post(
    "/api/mediation/tasks/:id/done",
    route({ summary: "Cocher une tâche, ou la reprendre", action: "case.task", tag, answers: CaseView }),
    params(Id),
    body(z.omit(SettleTask, { taskId: true })),
    async (c) =>
      reply(c, await settleTask(await agent(c), { ...c.req.valid("json"), taskId: c.req.valid("param").id })),
  )
  .post(
    "/api/mediation/tasks/:id/delete",
    route({ summary: "Supprimer une tâche", action: "case.task", tag, answers: CaseView }),
    params(Id),
    body(z.strictObject({})),
    async (c) => reply(c, await deleteTask(await agent(c), c.req.valid("param").id)),
  );
