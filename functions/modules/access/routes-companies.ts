import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import {
  AddClaimFile,
  Claim,
  ClaimFileLink,
  ConfirmRegistration,
  GiveClaimCode,
  ReadRegistration,
  RegisterCompany,
  RegistrationPreview,
  SendClaimCode,
  StartClaim,
} from "../../../shared/access/companies.ts";
import { DecideClaim, SiretClaims } from "../../../shared/access/platform.ts";
import { SignedIn } from "../../../shared/access/schema.ts";
import { giveCookie } from "../../platform/cookies.ts";
import { enter } from "../../platform/enter.ts";
import { body, type HttpEnv, params, reply, route } from "../../platform/http.ts";
import { requireProofOfWork } from "../../platform/proof-of-work.ts";
import { done } from "../../platform/refusal.ts";
import { confirmRegistration } from "./company-confirm.ts";
import { askToJoinCompany } from "./company-join.ts";
import { registerCompany } from "./company-register.ts";
import { previewRegistration } from "./company-registration.ts";
import { sessionSeconds } from "./session-open.ts";
import { addClaimFile, readClaim, removeClaimFile, sendClaim, startClaim } from "./siret-claim.ts";
import { giveClaimCode, sendClaimCode } from "./siret-claim-code.ts";
import { decideClaim, listClaims, readClaimFile } from "./siret-claim-decide.ts";

const Nothing = z.strictObject({});
const Id = z.object({ id: z.uuid() });
const IdAndFile = z.object({ id: z.uuid(), fileId: z.uuid() });
const tag = "Entreprises";
const open = { action: "public", tag } as const;
const prove = { action: "claim.prove", tag, answers: Claim } as const;

/** Companies of the performing arts: registering, proving that a SIRET is theirs, deciding on the proof. */
export const companyRoutes = new Hono<HttpEnv>()
  .post(
    "/api/access/companies",
    route({
      ...open,
      summary: "Commencer l’inscription d’une entreprise",
      answers: Nothing,
      limit: "mail-asking",
    }),
    requireProofOfWork,
    body(RegisterCompany),
    async (c) => {
      const asked = await registerCompany(c.env.ctx, c.req.valid("json"));
      return reply(c, asked.ok ? done({}) : asked);
    },
  )
  .post(
    "/api/access/companies/read",
    route({ ...open, summary: "Lire une inscription avec son lien", answers: RegistrationPreview }),
    body(ReadRegistration),
    async (c) => reply(c, await previewRegistration(c.env.ctx, c.req.valid("json").token)),
  )
  .post(
    "/api/access/companies/confirm",
    route({ ...open, summary: "Terminer l’inscription d’une entreprise", answers: SignedIn }),
    body(ConfirmRegistration),
    async (c) => {
      const confirmed = await confirmRegistration(await enter(c.env.ctx), c.req.valid("json"));
      if (confirmed.ok && confirmed.value.secret)
        giveCookie(c, c.env.ctx.env, "guichet", confirmed.value.secret, sessionSeconds);
      return reply(c, confirmed.ok ? done(confirmed.value.signedIn) : confirmed);
    },
  )
  .post(
    "/api/access/companies/join",
    route({ ...open, summary: "Demander à rejoindre une entreprise déjà inscrite", answers: Nothing }),
    body(ReadRegistration),
    async (c) => {
      const asked = await askToJoinCompany(c.env.ctx, c.req.valid("json").token);
      return reply(c, asked.ok ? done({}) : asked);
    },
  )
  .get(
    "/api/access/organisations/:id/claim",
    route({ ...prove, summary: "Où en est la vérification du SIRET" }),
    params(Id),
    async (c) => reply(c, await readClaim(await enter(c.env.ctx), c.req.valid("param").id)),
  )
  .post(
    "/api/access/organisations/:id/claim",
    route({ ...prove, summary: "Donner le SIRET de l’organisation" }),
    params(Id),
    body(StartClaim),
    async (c) => {
      const input = { ...c.req.valid("json"), organisationId: c.req.valid("param").id };
      return reply(c, await startClaim(await enter(c.env.ctx), input));
    },
  )
  .post(
    "/api/access/organisations/:id/claim/files",
    route({ ...prove, summary: "Ajouter un justificatif", limit: "upload" }),
    params(Id),
    body(AddClaimFile),
    async (c) => {
      const input = { ...c.req.valid("json"), organisationId: c.req.valid("param").id };
      return reply(c, await addClaimFile(await enter(c.env.ctx), input));
    },
  )
  .post(
    "/api/access/organisations/:id/claim/files/:fileId/remove",
    route({ ...prove, summary: "Retirer un justificatif" }),
    params(IdAndFile),
    body(Nothing),
    async (c) => {
      const { id, fileId } = c.req.valid("param");
      return reply(c, await removeClaimFile(await enter(c.env.ctx), { organisationId: id, fileId }));
    },
  )
  .post(
    "/api/access/organisations/:id/claim/send",
    route({ ...prove, summary: "Envoyer les justificatifs" }),
    params(Id),
    body(Nothing),
    async (c) => reply(c, await sendClaim(await enter(c.env.ctx), c.req.valid("param").id)),
  )
  .post(
    "/api/access/organisations/:id/claim/code",
    route({ ...prove, summary: "Envoyer un code à l’adresse publiée pour le SIRET", limit: "mail-asking" }),
    params(Id),
    body(SendClaimCode),
    async (c) => {
      const input = { ...c.req.valid("json"), organisationId: c.req.valid("param").id };
      return reply(c, await sendClaimCode(await enter(c.env.ctx), input));
    },
  )
  .post(
    "/api/access/organisations/:id/claim/code/give",
    route({ ...prove, summary: "Donner le code reçu à l’adresse publiée" }),
    params(Id),
    body(GiveClaimCode),
    async (c) => {
      const input = { ...c.req.valid("json"), organisationId: c.req.valid("param").id };
      return reply(c, await giveClaimCode(await enter(c.env.ctx), input));
    },
  )
  .get(
    "/api/platform/siret-claims",
    route({ action: "platform.read", tag, summary: "SIRET à vérifier", answers: SiretClaims }),
    async (c) => reply(c, await listClaims(await enter(c.env.ctx))),
  )
  .get(
    "/api/platform/siret-claims/:id/files/:fileId",
    route({ action: "platform.read", tag, summary: "Lire un justificatif", answers: ClaimFileLink }),
    params(IdAndFile),
    async (c) => {
      const { id, fileId } = c.req.valid("param");
      return reply(c, await readClaimFile(await enter(c.env.ctx), { claimId: id, fileId }));
    },
  )
  .post(
    "/api/platform/siret-claims/:id/decide",
    route({ action: "platform.change", tag, summary: "Décider d’une vérification", answers: SiretClaims }),
    params(Id),
    body(DecideClaim),
    async (c) => {
      const input = { ...c.req.valid("json"), claimId: c.req.valid("param").id };
      return reply(c, await decideClaim(await enter(c.env.ctx), input));
    },
  );
