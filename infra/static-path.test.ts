import { expect, test } from "vitest";
import { staticKey } from "./static-path.ts";

test.each([
  ["/", "index.html"],
  ["/mediation", "mediation/index.html"],
  ["/mediation/", "mediation/index.html"],
  ["/mediation/ville-de-clairval", "mediation/ville-de-clairval/index.html"],
  ["/mediation/ville-de-clairval/demande", "mediation/demande.html"],
  ["/mediation/ville-de-clairval/demande/", "mediation/demande.html"],
  ["/mediation/demande", "mediation/demande/index.html"],
  ["/suivi", "suivi.html"],
  ["/avis", "avis.html"],
  ["/connexion", "agent.html"],
  ["/espace", "agent.html"],
  ["/espace/dossiers/2027-00042", "agent.html"],
  ["/espacement", "espacement/index.html"],
  ["/assets/app-1a2b.js", "assets/app-1a2b.js"],
  ["//suivi", "suivi/index.html"],
])("%s is answered by %s", (path, key) => {
  expect(staticKey(path)).toBe(key);
});
