import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import {
  AssignCase,
  CaseAfter,
  DeleteCase,
  InviteWatcher,
  ProposeTransfer,
  ReleaseCase,
  RestoreCase,
  SetCoHandler,
  SetDueDate,
  SetPriority,
  SetStatus,
  Watch,
  WithReason,
} from "../../../shared/mediation/hands.ts";
import { body, type HttpEnv, params, reply, route } from "../../platform/http.ts";
import { assignCase } from "./assign-case.ts";
import { deleteCase, restoreCase } from "./delete-case.ts";
import { holdCase, unholdCase } from "./hold-case.ts";
import { proposeTransfer } from "./propose-transfer.ts";
import { releaseCase } from "./release-case.ts";
import { restrictCase, unrestrictCase } from "./restrict-case.ts";
import { setCoHandler } from "./set-co-handler.ts";
import { setDueDate } from "./set-due-date.ts";
import { setPriority } from "./set-priority.ts";
import { setStatus } from "./set-status.ts";
import { inviteWatcher, watchCase } from "./watch-case.ts";
import { agent } from "./who-asks.ts";

const tag = "Médiation, qui s’en charge";
const Id = z.object({ id: z.uuid() });
const act = (summary: string, action: string) => route({ summary, action, tag, answers: CaseAfter });

/** Whose hands a case is in, who follows it and whom it is kept from. */
export const handRoutes = new Hono<HttpEnv>()
  .post(
    "/api/mediation/cases/:id/assign",
    act("Attribuer ou transférer un dossier", "case.assign"),
    params(Id),
    body(AssignCase),
    async (c) =>
      reply(c, await assignCase(await agent(c), { ...c.req.valid("json"), caseId: c.req.valid("param").id })),
  )
  .post(
    "/api/mediation/cases/:id/propose-transfer",
    act("Proposer un transfert", "case.propose_transfer"),
    params(Id),
    body(ProposeTransfer),
    async (c) =>
      reply(
        c,
        await proposeTransfer(await agent(c), { ...c.req.valid("json"), caseId: c.req.valid("param").id }),
      ),
  )
  .post(
    "/api/mediation/cases/:id/release",
    act("Rendre un dossier", "case.release"),
    params(Id),
    body(ReleaseCase),
    async (c) =>
      reply(
        c,
        await releaseCase(await agent(c), { ...c.req.valid("json"), caseId: c.req.valid("param").id }),
      ),
  )
  .post(
    "/api/mediation/cases/:id/co-handlers",
    act("Changer les co-intervenants", "case.assign"),
    params(Id),
    body(SetCoHandler),
    async (c) =>
      reply(
        c,
        await setCoHandler(await agent(c), { ...c.req.valid("json"), caseId: c.req.valid("param").id }),
      ),
  )
  .post(
    "/api/mediation/cases/:id/watch",
    act("Suivre un dossier, ou ne plus le suivre", "case.watch"),
    params(Id),
    body(Watch),
    async (c) =>
      reply(c, await watchCase(await agent(c), { ...c.req.valid("json"), caseId: c.req.valid("param").id })),
  )
  .post(
    "/api/mediation/cases/:id/watchers",
    act("Inviter quelqu’un à suivre un dossier", "case.invite_watcher"),
    params(Id),
    body(InviteWatcher),
    async (c) =>
      reply(
        c,
        await inviteWatcher(await agent(c), { ...c.req.valid("json"), caseId: c.req.valid("param").id }),
      ),
  )
  .post(
    "/api/mediation/cases/:id/restrict",
    act("Restreindre un dossier", "case.restrict"),
    params(Id),
    body(WithReason),
    async (c) =>
      reply(
        c,
        await restrictCase(await agent(c), { ...c.req.valid("json"), caseId: c.req.valid("param").id }),
      ),
  )
  .post(
    "/api/mediation/cases/:id/unrestrict",
    act("Lever une restriction", "case.unrestrict"),
    params(Id),
    body(WithReason),
    async (c) =>
      reply(
        c,
        await unrestrictCase(await agent(c), { ...c.req.valid("json"), caseId: c.req.valid("param").id }),
      ),
  )
  .post(
    "/api/mediation/cases/:id/hold",
    act("Retenir légalement un dossier", "case.hold"),
    params(Id),
    body(WithReason),
    async (c) =>
      reply(c, await holdCase(await agent(c), { ...c.req.valid("json"), caseId: c.req.valid("param").id })),
  )
  .post(
    "/api/mediation/cases/:id/unhold",
    act("Lever une retenue légale", "case.unhold"),
    params(Id),
    body(WithReason),
    async (c) =>
      reply(c, await unholdCase(await agent(c), { ...c.req.valid("json"), caseId: c.req.valid("param").id })),
  )
  .post(
    "/api/mediation/cases/:id/priority",
    act("Changer la priorité d’un dossier", "case.decide"),
    params(Id),
    body(SetPriority),
    async (c) =>
      reply(
        c,
        await setPriority(await agent(c), { ...c.req.valid("json"), caseId: c.req.valid("param").id }),
      ),
  )
  .post(
    "/api/mediation/cases/:id/status",
    act("Changer le statut d’un dossier", "case.decide"),
    params(Id),
    body(SetStatus),
    async (c) =>
      reply(c, await setStatus(await agent(c), { ...c.req.valid("json"), caseId: c.req.valid("param").id })),
  )
  .post(
    "/api/mediation/cases/:id/due-date",
    act("Changer l’échéance d’un dossier", "case.decide"),
    params(Id),
    body(SetDueDate),
    async (c) =>
      reply(c, await setDueDate(await agent(c), { ...c.req.valid("json"), caseId: c.req.valid("param").id })),
  )
  .post(
    "/api/mediation/cases/:id/delete",
    act("Mettre un dossier à la corbeille", "case.delete"),
    params(Id),
    body(DeleteCase),
    async (c) =>
      reply(c, await deleteCase(await agent(c), { ...c.req.valid("json"), caseId: c.req.valid("param").id })),
  )
  .post(
    "/api/mediation/cases/:id/restore",
    act("Sortir un dossier de la corbeille", "case.restore"),
    params(Id),
    body(RestoreCase),
    async (c) =>
      reply(
        c,
        await restoreCase(await agent(c), { ...c.req.valid("json"), caseId: c.req.valid("param").id }),
      ),
  );
