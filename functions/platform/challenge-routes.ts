import { challengePath } from "../../shared/platform/proof-of-work.ts";
import { route, routesApp } from "./http.ts";
import { Challenge, newChallenge } from "./proof-of-work.ts";

/** Work for browsers that are about to send a public form. */
export const challengeRoutes = routesApp().get(
  challengePath,
  route({
    summary: "Vérification automatique avant l’envoi d’un formulaire",
    action: "public",
    tag: "Plateforme",
    answers: Challenge,
  }),
  async (c) => c.json(await newChallenge(c.env.ctx)),
);
