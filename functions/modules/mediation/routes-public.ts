import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import {
  Directory,
  FileRequest,
  PublicOrganisation,
  Receipt,
  UploadRequest,
  UploadResult,
  UploadTicket,
} from "../../../shared/mediation/schema.ts";
import { body, type HttpEnv, params, problem, reply, route } from "../../platform/http.ts";
import { requireProofOfWork } from "../../platform/proof-of-work.ts";
import { fileRequest } from "./file-request.ts";
import { pdfAnswer } from "./pdf-answer.ts";
import { directory, publicOrganisation } from "./public-organisation.ts";
import { checkUpload, removeUpload, requestUpload } from "./uploads.ts";

const tag = "Médiation, public";
const action = "public";
const Slug = z.object({ slug: z.string().check(z.regex(/^[a-z0-9-]{1,60}$/)) });
const Id = z.object({ id: z.uuid() });
const OfDraft = z.strictObject({ draftId: z.uuid() });
const Nothing = z.strictObject({});

/** What anyone may do, without account. */
export const formRoutes = new Hono<HttpEnv>()
  .get(
    "/api/public/mediation/organisations",
    route({ summary: "Annuaire des médiations", action, tag, answers: Directory }),
    async (c) => reply(c, await directory(c.env.ctx)),
  )
  .get(
    "/api/public/mediation/organisations/:slug",
    route({
      summary: "Une médiation, telle que le public la voit",
      action,
      tag,
      answers: PublicOrganisation,
    }),
    params(Slug),
    async (c) => reply(c, await publicOrganisation(c.env.ctx, c.req.valid("param").slug)),
  )
  .post(
    "/api/public/mediation/organisations/:slug/uploads",
    route({
      summary: "Préparer l’envoi d’un fichier du formulaire",
      action,
      tag,
      answers: UploadTicket,
      limit: "upload",
    }),
    params(Slug),
    body(UploadRequest),
    async (c) => reply(c, await requestUpload(c.env.ctx, c.req.valid("param").slug, c.req.valid("json"))),
  )
  .post(
    "/api/public/mediation/organisations/:slug/receipt",
    route({ summary: "Récépissé de ce qui vient d’être envoyé (PDF)", action, tag, answers: z.string() }),
    params(Slug),
    body(OfDraft),
    async (c) => {
      const { receiptOfDraft } = await import("./receipt-pdf.ts");
      const made = await receiptOfDraft(c.env.ctx, c.req.valid("param").slug, c.req.valid("json").draftId);
      return made.ok ? pdfAnswer(c, made.value) : problem(c, made.refusal);
    },
  )
  .post(
    "/api/public/mediation/uploads/:id/check",
    route({ summary: "Vérifier un fichier envoyé", action, tag, answers: UploadResult, limit: "upload" }),
    params(Id),
    body(OfDraft),
    async (c) => reply(c, await checkUpload(c.env.ctx, c.req.valid("param").id, c.req.valid("json").draftId)),
  )
  .post(
    "/api/public/mediation/uploads/:id/remove",
    route({ summary: "Retirer un fichier du formulaire", action, tag, answers: Nothing }),
    params(Id),
    body(OfDraft),
    async (c) =>
      reply(c, await removeUpload(c.env.ctx, c.req.valid("param").id, c.req.valid("json").draftId)),
  )
  .post(
    "/api/public/mediation/organisations/:slug/requests",
    route({ summary: "Déposer une demande de médiation", action, tag, answers: Receipt, status: 201 }),
    params(Slug),
    body(FileRequest),
    requireProofOfWork,
    async (c) => reply(c, await fileRequest(c.env.ctx, c.req.valid("param").slug, c.req.valid("json")), 201),
  );
