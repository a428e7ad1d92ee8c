import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import {
  ChangePerformance,
  CorrectFigures,
  FiguresRestored,
  OnVersion,
  RestoreFigures,
  RetypePerformance,
  ReviveCorrections,
} from "../../../shared/declarations/show-inputs.ts";
import {
  ChangePlace,
  ListPlaces,
  Places,
  PlaceView,
  SavePlace,
  ShowView,
} from "../../../shared/declarations/shows.ts";
import { body, type HttpEnv, params, query, reply, route } from "../../platform/http.ts";
import { changePerformance } from "./change-performance.ts";
import { correctFigures } from "./correct-figures.ts";
import { retypePerformance } from "./create-show.ts";
import { bringBackPerformance, removePerformance } from "./hide-show.ts";
import { changePlace, listPlaces, savePlace } from "./places.ts";
import { keepFigures, restoreFigures, reviveCorrections } from "./restore-figures.ts";
import { agent } from "./who-asks.ts";

const tag = "Déclarations, séances et chiffres";
const Id = z.object({ id: z.uuid() });

/** Performances: own values, figures corrected and restored; and the places where they are given. */
export const figureRoutes = new Hono<HttpEnv>()
  .post(
    "/api/declarations/performances/:id",
    route({ summary: "Valeurs propres d’une séance", action: "show.edit", tag, answers: ShowView }),
    params(Id),
    body(z.omit(ChangePerformance, { performanceId: true })),
    async (c) =>
      reply(
        c,
        await changePerformance(await agent(c), {
          ...c.req.valid("json"),
          performanceId: c.req.valid("param").id,
        }),
      ),
  )
  .post(
    "/api/declarations/performances/:id/correct",
    route({ summary: "Corriger des chiffres", action: "figure.correct", tag, answers: ShowView }),
    params(Id),
    body(z.omit(CorrectFigures, { performanceId: true })),
    async (c) =>
      reply(
        c,
        await correctFigures(await agent(c), {
          ...c.req.valid("json"),
          performanceId: c.req.valid("param").id,
        }),
      ),
  )
  .post(
    "/api/declarations/performances/:id/restore",
    route({
      summary: "Rétablir les chiffres de la billetterie",
      action: "figure.correct",
      tag,
      answers: FiguresRestored,
    }),
    params(Id),
    body(z.omit(RestoreFigures, { performanceId: true })),
    async (c) =>
      reply(
        c,
        await restoreFigures(await agent(c), {
          ...c.req.valid("json"),
          performanceId: c.req.valid("param").id,
        }),
      ),
  )
  .post(
    "/api/declarations/performances/:id/revive",
    route({ summary: "Annuler un rétablissement", action: "figure.correct", tag, answers: ShowView }),
    params(Id),
    body(z.omit(ReviveCorrections, { performanceId: true })),
    async (c) =>
      reply(
        c,
        await reviveCorrections(await agent(c), {
          ...c.req.valid("json"),
          performanceId: c.req.valid("param").id,
        }),
      ),
  )
  .post(
    "/api/declarations/performances/:id/keep",
    route({
      summary: "Garder une correction ou une séance",
      action: "figure.correct",
      tag,
      answers: ShowView,
    }),
    params(Id),
    body(OnVersion),
    async (c) =>
      reply(
        c,
        await keepFigures(await agent(c), { ...c.req.valid("json"), performanceId: c.req.valid("param").id }),
      ),
  )
  .post(
    "/api/declarations/performances/:id/retype",
    route({ summary: "Réécrire une séance saisie", action: "figure.correct", tag, answers: ShowView }),
    params(Id),
    body(z.omit(RetypePerformance, { performanceId: true })),
    async (c) =>
      reply(
        c,
        await retypePerformance(await agent(c), {
          ...c.req.valid("json"),
          performanceId: c.req.valid("param").id,
        }),
      ),
  )
  .post(
    "/api/declarations/performances/:id/remove",
    route({ summary: "Retirer une séance", action: "show.edit", tag, answers: ShowView }),
    params(Id),
    body(OnVersion),
    async (c) =>
      reply(
        c,
        await removePerformance(await agent(c), {
          ...c.req.valid("json"),
          performanceId: c.req.valid("param").id,
        }),
      ),
  )
  .post(
    "/api/declarations/performances/:id/bring-back",
    route({ summary: "Rétablir une séance retirée", action: "show.edit", tag, answers: ShowView }),
    params(Id),
    body(OnVersion),
    async (c) =>
      reply(
        c,
        await bringBackPerformance(await agent(c), {
          ...c.req.valid("json"),
          performanceId: c.req.valid("param").id,
        }),
      ),
  )
  .get(
    "/api/declarations/places",
    route({ summary: "Lieux de l’organisation", action: "show.list", tag, answers: Places }),
    query(ListPlaces),
    async (c) => reply(c, await listPlaces(await agent(c), c.req.valid("query"))),
  )
  .post(
    "/api/declarations/places",
    route({
      summary: "Ajouter un lieu, ou retrouver le même",
      action: "show.create",
      tag,
      answers: PlaceView,
    }),
    body(SavePlace),
    async (c) => reply(c, await savePlace(await agent(c), c.req.valid("json"))),
  )
  .post(
    "/api/declarations/places/:id",
    route({ summary: "Corriger un lieu", action: "place.change", tag, answers: PlaceView }),
    params(Id),
    body(z.omit(ChangePlace, { placeId: true })),
    async (c) =>
      reply(
        c,
        await changePlace(await agent(c), { ...c.req.valid("json"), placeId: c.req.valid("param").id }),
      ),
  );
