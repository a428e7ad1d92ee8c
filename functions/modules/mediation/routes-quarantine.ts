import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import {
  BlockedSenderList,
  Discarded,
  DiscardHeld,
  DiscardMany,
  HeldChanged,
  HeldMail,
  HeldPage,
  HeldRegister,
  HeldRegisterFile,
  HeldVersion,
  ListHeld,
  RejectedHeld,
  RejectHeld,
  ReleaseHeld,
} from "../../../shared/mediation/quarantine.ts";
import { may } from "../../../shared/mediation/rules.ts";
import { body, type HttpEnv, params, query, reply, route } from "../../platform/http.ts";
import { done, type Result, refused } from "../../platform/refusal.ts";
import { discardHeld, liftBlock, rejectHeld, replayHeld, restoreHeld } from "../mail/index.ts";
import { caseActor } from "./case-access.ts";
import { exportRegister } from "./export-register.ts";
import { heldRights } from "./held-rights.ts";
import { listBlockedSenders } from "./list-blocked-senders.ts";
import { listQuarantine } from "./list-quarantine.ts";
import { openHeldMail } from "./open-held-mail.ts";
import { releaseHeldMail } from "./release-held-mail.ts";
import { agent } from "./who-asks.ts";

const tag = "Médiation, courriels retenus";
const Id = z.object({ id: z.uuid() });
const OfOrganisation = z.strictObject({ organisation: z.uuid("Identifiant illisible.") });

/** A bulk act on one mail: its refusal is the answer. */
const alone = <Done>(
  result: Result<{ done: Done[]; refused: Array<{ refusal: Parameters<typeof refused>[0] }> }>,
): Result<Done> => {
  if (!result.ok) return result;
  const [first] = result.value.done;
  const [refusal] = result.value.refused;
  if (refusal) return refused(refusal.refusal);
  if (first === undefined) throw new Error("a decision was neither taken nor refused");
  return done(first);
};

/** What members of a mediation do with mails held back (mail.md §4.5). */
export const quarantineRoutes = new Hono<HttpEnv>()
  .get(
    "/api/mediation/quarantine",
    route({ summary: "Courriels retenus", action: "quarantine.list", tag, answers: HeldPage }),
    query(ListHeld),
    async (c) => reply(c, await listQuarantine(await agent(c), c.req.valid("query"))),
  )
  .get(
    "/api/mediation/quarantine/:id",
    route({ summary: "Un courriel retenu", action: "case.quarantine", tag, answers: HeldMail }),
    params(Id),
    async (c) => reply(c, await openHeldMail(await agent(c), c.req.valid("param").id)),
  )
  .post(
    "/api/mediation/quarantine/:id/release",
    route({ summary: "Libérer un courriel retenu", action: "case.quarantine", tag, answers: HeldChanged }),
    params(Id),
    body(ReleaseHeld),
    async (c) =>
      reply(c, await releaseHeldMail(await agent(c), { ...c.req.valid("json"), ...c.req.valid("param") })),
  )
  .post(
    "/api/mediation/quarantine/:id/reject",
    route({ summary: "Refuser un courriel retenu", action: "case.quarantine", tag, answers: RejectedHeld }),
    params(Id),
    body(RejectHeld),
    async (c) =>
      reply(
        c,
        await rejectHeld(await agent(c), heldRights, { ...c.req.valid("json"), ...c.req.valid("param") }),
      ),
  )
  .post(
    "/api/mediation/quarantine/:id/discard",
    route({
      summary: "Classer comme indésirable ou supprimer",
      action: "case.quarantine",
      tag,
      answers: HeldChanged,
    }),
    params(Id),
    body(DiscardHeld),
    async (c) => {
      const { as, block, version } = c.req.valid("json");
      const items = [{ ...c.req.valid("param"), version }];
      return reply(c, alone(await discardHeld(await agent(c), heldRights, { as, block, items })));
    },
  )
  .post(
    "/api/mediation/quarantine/:id/restore",
    route({
      summary: "Remettre un courriel à traiter",
      action: "case.quarantine",
      tag,
      answers: HeldChanged,
    }),
    params(Id),
    body(HeldVersion),
    async (c) =>
      reply(
        c,
        await restoreHeld(await agent(c), heldRights, { ...c.req.valid("json"), ...c.req.valid("param") }),
      ),
  )
  .post(
    "/api/mediation/quarantine/:id/replay",
    route({ summary: "Retraiter un courriel", action: "case.quarantine", tag, answers: HeldChanged }),
    params(Id),
    body(HeldVersion),
    async (c) =>
      reply(
        c,
        await replayHeld(await agent(c), heldRights, { ...c.req.valid("json"), ...c.req.valid("param") }),
      ),
  )
  .post(
    "/api/mediation/quarantine/discard",
    route({ summary: "Écarter plusieurs courriels", action: "quarantine.decide", tag, answers: Discarded }),
    body(DiscardMany),
    async (c) => {
      const ctx = await agent(c);
      const { organisation, as, items } = c.req.valid("json");
      const verdict = may(caseActor(ctx.actor, organisation), "quarantine.decide");
      if (verdict !== true) return reply(c, refused(verdict));
      const discarded = await discardHeld(ctx, heldRights, { as, items });
      if (!discarded.ok) return reply(c, discarded);
      return reply(
        c,
        done({
          done: discarded.value.done,
          refused: discarded.value.refused.map(({ id, refusal }) => ({ id, detail: refusal.detail })),
        }),
      );
    },
  )
  .post(
    "/api/mediation/quarantine/register",
    route({
      summary: "Registre des courriels retenus",
      action: "quarantine.list",
      tag,
      answers: HeldRegisterFile,
    }),
    body(HeldRegister),
    async (c) => reply(c, await exportRegister(await agent(c), c.req.valid("json"))),
  )
  .get(
    "/api/mediation/blocked-senders",
    route({ summary: "Expéditeurs bloqués", action: "quarantine.list", tag, answers: BlockedSenderList }),
    query(OfOrganisation),
    async (c) => reply(c, await listBlockedSenders(await agent(c), c.req.valid("query").organisation)),
  )
  .post(
    "/api/mediation/blocked-senders/:id/lift",
    route({
      summary: "Débloquer un expéditeur",
      action: "quarantine.decide",
      tag,
      answers: z.object({ lifted: z.boolean() }),
    }),
    params(Id),
    body(z.strictObject({})),
    async (c) => {
      const ctx = await agent(c);
      const lifted = await liftBlock(ctx, c.req.valid("param").id, (organisation) =>
        may(caseActor(ctx.actor, organisation), "quarantine.decide"),
      );
      return reply(c, lifted);
    },
  );
