import * as z from "zod/mini";
import {
  DeadLetters,
  Jobs,
  LiftSuppression,
  ListDeadLetters,
  ReplayDeadLetters,
  Replayed,
  Suppressions,
} from "../../../shared/access/platform.ts";
import { MailOperations, ReprocessMail } from "../../../shared/mail/operations.ts";
import { enter } from "../../platform/enter.ts";
import { body, query, reply, route, routesApp } from "../../platform/http.ts";
import { listDeadLetters } from "./dead-letters-list.ts";
import { replayDeadLetters } from "./dead-letters-replay.ts";
import { readMailOperations, reprocessMail } from "./mail-operations.ts";
import { readJobs } from "./operations.ts";
import { copyRoutes } from "./routes-copies.ts";
import { heldMailRoutes } from "./routes-held-mails.ts";
import { liftSuppression, readSuppressions } from "./suppressions.ts";

const tag = "Exploitation";

/** What platform administrators see and do about machines; never a case, a name of a citizen or a text. */
export const routes = routesApp()
  .route("/", copyRoutes)
  .route("/", heldMailRoutes)
  .get(
    "/api/operations/jobs",
    route({ summary: "Travaux et files", action: "platform.read", tag, answers: Jobs }),
    async (c) => reply(c, await readJobs(await enter(c.env.ctx))),
  )
  .get(
    "/api/operations/dead-letters",
    route({ summary: "Messages en échec", action: "platform.read", tag, answers: DeadLetters }),
    query(ListDeadLetters),
    async (c) => reply(c, await listDeadLetters(await enter(c.env.ctx), c.req.valid("query"))),
  )
  .post(
    "/api/operations/dead-letters/replay",
    route({ summary: "Relancer des messages en échec", action: "platform.change", tag, answers: Replayed }),
    body(ReplayDeadLetters),
    async (c) => reply(c, await replayDeadLetters(await enter(c.env.ctx), c.req.valid("json"))),
  )
  .get(
    "/api/operations/mail",
    route({ summary: "Courriel de la plateforme", action: "platform.read", tag, answers: MailOperations }),
    async (c) => reply(c, await readMailOperations(await enter(c.env.ctx))),
  )
  .post(
    "/api/operations/mails/reprocess",
    route({
      summary: "Retraiter un courriel",
      action: "platform.change",
      tag,
      answers: z.object({ asked: z.literal(true) }),
    }),
    body(ReprocessMail),
    async (c) => reply(c, await reprocessMail(await enter(c.env.ctx), c.req.valid("json"))),
  )
  .get(
    "/api/operations/suppressions",
    route({ summary: "Adresses bloquées", action: "platform.read", tag, answers: Suppressions }),
    async (c) => reply(c, await readSuppressions(await enter(c.env.ctx))),
  )
  .post(
    "/api/operations/suppressions/lift",
    route({
      summary: "Débloquer une adresse",
      action: "platform.change",
      tag,
      answers: z.strictObject({}),
    }),
    body(LiftSuppression),
    async (c) => reply(c, await liftSuppression(await enter(c.env.ctx), c.req.valid("json"))),
  );
