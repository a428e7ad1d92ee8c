import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import { CreateSample, FirstSteps, SampleCreated } from "../../../shared/mediation/first-steps.ts";
import { FormConfigView, PublishForm, SaveFormDraft } from "../../../shared/mediation/form-config.ts";
import { MediationSettingsView, SaveMediationSettings } from "../../../shared/mediation/settings-input.ts";
import { body, type HttpEnv, query, reply, route } from "../../platform/http.ts";
import { createSample } from "./create-sample.ts";
import { firstSteps } from "./first-steps.ts";
import { publishForm, readForm, saveForm } from "./form-config.ts";
import { readMediationSettings, saveMediationSettings } from "./save-mediation-settings.ts";
import { agent } from "./who-asks.ts";

const tag = "Médiation, réglages";
const action = "organisation.texts";
const OfOrganisation = z.strictObject({ organisation: z.uuid("Identifiant illisible.") });

/** The form and the rules of a mediation, for managers and administrators. */
export const officeRoutes = new Hono<HttpEnv>()
  .get(
    "/api/mediation/settings",
    route({ summary: "Règles de la médiation", action, tag, answers: MediationSettingsView }),
    query(OfOrganisation),
    async (c) => reply(c, await readMediationSettings(await agent(c), c.req.valid("query").organisation)),
  )
  .post(
    "/api/mediation/settings",
    route({ summary: "Changer les règles de la médiation", action, tag, answers: MediationSettingsView }),
    query(OfOrganisation),
    body(SaveMediationSettings),
    async (c) =>
      reply(
        c,
        await saveMediationSettings(await agent(c), {
          ...c.req.valid("json"),
          organisationId: c.req.valid("query").organisation,
        }),
      ),
  )
  .get(
    "/api/mediation/form",
    route({ summary: "Formulaire de demande, tel qu’on le prépare", action, tag, answers: FormConfigView }),
    query(OfOrganisation),
    async (c) => reply(c, await readForm(await agent(c), c.req.valid("query").organisation)),
  )
  .post(
    "/api/mediation/form",
    route({ summary: "Préparer le formulaire de demande", action, tag, answers: FormConfigView }),
    query(OfOrganisation),
    body(SaveFormDraft),
    async (c) =>
      reply(
        c,
        await saveForm(await agent(c), {
          ...c.req.valid("json"),
          organisationId: c.req.valid("query").organisation,
        }),
      ),
  )
  .post(
    "/api/mediation/form/publish",
    route({ summary: "Publier le formulaire de demande", action, tag, answers: FormConfigView }),
    query(OfOrganisation),
    body(PublishForm),
    async (c) =>
      reply(
        c,
        await publishForm(await agent(c), {
          ...c.req.valid("json"),
          organisationId: c.req.valid("query").organisation,
        }),
      ),
  )
  .get(
    "/api/mediation/first-steps",
    route({ summary: "Premiers pas d’une organisation", action, tag, answers: FirstSteps }),
    query(OfOrganisation),
    async (c) => reply(c, await firstSteps(await agent(c), c.req.valid("query").organisation)),
  )
  .post(
    "/api/mediation/sample",
    route({
      summary: "Créer un dossier d’essai",
      action: "case.register",
      tag,
      answers: SampleCreated,
      status: 201,
    }),
    body(CreateSample),
    async (c) => reply(c, await createSample(await agent(c), c.req.valid("json")), 201),
  );
