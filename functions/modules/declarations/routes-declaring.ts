import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import {
  ActOnTransmission,
  ChangeProfile,
  DeclarationList,
  DeclarationView,
  DownloadLink,
  KeySheet,
  OnDraft,
  OpenDeclaration,
  OpenVersion,
  Preview,
  ProfileView,
  RecordAccepted,
  RecordDeposit,
  SavedForm,
  SaveForm,
  TransmissionView,
  Transmit,
} from "../../../shared/declarations/declaring.ts";
import { Body } from "../../../shared/declarations/enums.ts";
import { body, type HttpEnv, params, problem, query, reply, route } from "../../platform/http.ts";
import {
  cancelTransmission,
  recordAccepted,
  recordDeposit,
  resendFiles,
  retryTransmission,
  sendAgain,
} from "./act-on-transmission.ts";
import { cancelDraft } from "./cancel-draft.ts";
import { readDeclaration } from "./declaration-view.ts";
import { listDeclarations } from "./list-declarations.ts";
import { openDeclaration } from "./open-declaration.ts";
import { openVersion } from "./open-version.ts";
import { preview, previewDocument, previewSheet, sheetFile } from "./preview.ts";
import { changeProfile, readProfile } from "./profile.ts";
import { proofsArchive } from "./proofs-archive.ts";
import { linkToProof, readTransmission } from "./read-transmission.ts";
import { saveForm } from "./save-form.ts";
import { fileAnswer } from "./sheet-file.ts";
import { splitByPlace } from "./split-by-place.ts";
import { transmit } from "./transmit.ts";
import { agent } from "./who-asks.ts";

const tag = "Déclarations, envois";
const Id = z.object({ id: z.uuid() });
const OfBody = z.object({ id: z.uuid(), body: Body });
const OfSheet = z.object({ id: z.uuid(), body: Body, format: z.enum(["xlsx", "pdf"]) });
const OfProof = z.object({ id: z.uuid(), kind: z.enum(["payload", "mail", "answer", "deposit"]) });
const Listed = z.object({
  organisation: z.uuid(),
  show: z.optional(z.uuid()),
  after: z.optional(z.string().check(z.maxLength(200))),
});
const Ok = z.object({ ok: z.literal(true) });
const transmissions = "/api/declarations/transmissions/:id";
const declarations = "/api/declarations/declarations/:id";

/** Declarations: their form, what would leave, what was sent and what became of it. */
export const declaringRoutes = new Hono<HttpEnv>()
  .get(
    "/api/declarations/declarations",
    route({ summary: "Déclarations", action: "show.list", tag, answers: DeclarationList }),
    query(Listed),
    async (c) => reply(c, await listDeclarations(await agent(c), c.req.valid("query"))),
  )
  .post(
    "/api/declarations/declarations",
    route({
      summary: "Commencer une déclaration",
      action: "declaration.draft",
      tag,
      answers: DeclarationView,
    }),
    body(OpenDeclaration),
    async (c) => reply(c, await openDeclaration(await agent(c), c.req.valid("json"))),
  )
  .get(
    declarations,
    route({ summary: "Une déclaration", action: "show.read", tag, answers: DeclarationView }),
    params(Id),
    async (c) => reply(c, await readDeclaration(await agent(c), c.req.valid("param").id)),
  )
  .put(
    `${declarations}/form`,
    route({ summary: "Enregistrer le brouillon", action: "declaration.draft", tag, answers: SavedForm }),
    params(Id),
    body(SaveForm),
    async (c) => reply(c, await saveForm(await agent(c), c.req.valid("param").id, c.req.valid("json"))),
  )
  .post(
    `${declarations}/versions`,
    route({
      summary: "Ouvrir une nouvelle version",
      action: "declaration.draft",
      tag,
      answers: DeclarationView,
    }),
    params(Id),
    body(OpenVersion),
    async (c) => reply(c, await openVersion(await agent(c), c.req.valid("param").id, c.req.valid("json"))),
  )
  .post(
    `${declarations}/cancel`,
    route({ summary: "Abandonner le brouillon", action: "declaration.draft", tag, answers: Ok }),
    params(Id),
    body(OnDraft),
    async (c) => reply(c, await cancelDraft(await agent(c), c.req.valid("param").id, c.req.valid("json"))),
  )
  .post(
    `${declarations}/split`,
    route({ summary: "Découper par lieu", action: "declaration.draft", tag, answers: DeclarationView }),
    params(Id),
    body(OnDraft),
    async (c) => reply(c, await splitByPlace(await agent(c), c.req.valid("param").id, c.req.valid("json"))),
  )
  .get(
    `${declarations}/preview/:body`,
    route({ summary: "Ce qui serait envoyé", action: "show.read", tag, answers: Preview }),
    params(OfBody),
    async (c) => {
      const { id, body: to } = c.req.valid("param");
      return reply(c, await preview(await agent(c), id, to));
    },
  )
  .get(
    `${declarations}/document`,
    route({ summary: "Le document de la SACEM", action: "show.read", tag, answers: z.string() }),
    params(Id),
    async (c) => {
      const made = await previewDocument(await agent(c), c.req.valid("param").id);
      if (!made.ok) return problem(c, made.refusal);
      c.header("Content-Disposition", "inline");
      return c.body(made.value.bytes, 200, { "Content-Type": "application/pdf" });
    },
  )
  .get(
    `${declarations}/sheet/:body`,
    route({ summary: "La fiche à recopier", action: "show.read", tag, answers: KeySheet }),
    params(OfBody),
    async (c) => {
      const { id, body: of } = c.req.valid("param");
      return reply(c, await previewSheet(await agent(c), id, of));
    },
  )
  .get(
    `${declarations}/sheet/:body/:format`,
    route({ summary: "La fiche à recopier, en fichier", action: "show.read", tag, answers: z.string() }),
    params(OfSheet),
    async (c) => {
      const { id, body: of, format } = c.req.valid("param");
      const made = await sheetFile(await agent(c), id, of, format);
      return made.ok ? fileAnswer(c, made.value) : problem(c, made.refusal);
    },
  )
  .get(
    `${declarations}/proofs`,
    route({ summary: "Toutes les preuves, en archive", action: "show.read", tag, answers: z.string() }),
    params(Id),
    async (c) => {
      const made = await proofsArchive(await agent(c), c.req.valid("param").id);
      return made.ok ? fileAnswer(c, made.value) : problem(c, made.refusal);
    },
  )
  .post(
    `${declarations}/transmissions`,
    route({
      summary: "Envoyer à un organisme",
      action: "declaration.transmit",
      tag,
      answers: TransmissionView,
    }),
    params(Id),
    body(Transmit),
    async (c) => reply(c, await transmit(await agent(c), c.req.valid("param").id, c.req.valid("json"))),
  )
  .get(
    transmissions,
    route({ summary: "Un envoi", action: "show.read", tag, answers: TransmissionView }),
    params(Id),
    async (c) => reply(c, await readTransmission(await agent(c), c.req.valid("param").id)),
  )
  .get(
    `${transmissions}/proofs/:kind`,
    route({ summary: "Télécharger une preuve", action: "show.read", tag, answers: DownloadLink }),
    params(OfProof),
    async (c) => {
      const { id, kind } = c.req.valid("param");
      return reply(c, await linkToProof(await agent(c), id, kind));
    },
  )
  .post(
    `${transmissions}/retry`,
    route({ summary: "Renvoyer", action: "declaration.transmit", tag, answers: TransmissionView }),
    params(Id),
    body(ActOnTransmission),
    async (c) =>
      reply(c, await retryTransmission(await agent(c), c.req.valid("param").id, c.req.valid("json"))),
  )
  .post(
    `${transmissions}/send-again`,
    route({
      summary: "Renvoyer ce qui est peut-être arrivé",
      action: "declaration.record",
      tag,
      answers: TransmissionView,
    }),
    params(Id),
    body(ActOnTransmission),
    async (c) => reply(c, await sendAgain(await agent(c), c.req.valid("param").id, c.req.valid("json"))),
  )
  .post(
    `${transmissions}/accepted`,
    route({ summary: "Noter un accord", action: "declaration.record", tag, answers: TransmissionView }),
    params(Id),
    body(RecordAccepted),
    async (c) => reply(c, await recordAccepted(await agent(c), c.req.valid("param").id, c.req.valid("json"))),
  )
  .post(
    `${transmissions}/deposit`,
    route({ summary: "Noter un dépôt", action: "declaration.record", tag, answers: TransmissionView }),
    params(Id),
    body(RecordDeposit),
    async (c) => reply(c, await recordDeposit(await agent(c), c.req.valid("param").id, c.req.valid("json"))),
  )
  .post(
    `${transmissions}/cancel`,
    route({ summary: "Abandonner un envoi", action: "declaration.transmit", tag, answers: TransmissionView }),
    params(Id),
    body(ActOnTransmission),
    async (c) =>
      reply(c, await cancelTransmission(await agent(c), c.req.valid("param").id, c.req.valid("json"))),
  )
  .post(
    `${transmissions}/files`,
    route({ summary: "Renvoyer les pièces", action: "declaration.transmit", tag, answers: TransmissionView }),
    params(Id),
    body(ActOnTransmission),
    async (c) => reply(c, await resendFiles(await agent(c), c.req.valid("param").id, c.req.valid("json"))),
  )
  .get(
    "/api/declarations/profile",
    route({ summary: "Nos numéros", action: "profile.read", tag, answers: ProfileView }),
    query(z.object({ organisation: z.uuid() })),
    async (c) => reply(c, await readProfile(await agent(c), c.req.valid("query").organisation)),
  )
  .put(
    "/api/declarations/profile",
    route({ summary: "Changer nos numéros", action: "profile.edit", tag, answers: ProfileView }),
    body(ChangeProfile),
    async (c) => reply(c, await changeProfile(await agent(c), c.req.valid("json"))),
  );
