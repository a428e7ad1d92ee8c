import { QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { createAgentRouter } from "../agent/router.tsx";
import { openedBySecret, plainAddress } from "./plain-address.ts";

test("each address of the agents' app keeps its words and loses its values", () => {
  const patterns = Object.keys(createAgentRouter(new QueryClient()).routesByPath);
  expect(patterns.length).toBeGreaterThan(25);
  const visited = patterns.map((pattern) =>
    pattern.replace("$organisation", "valbrune").replaceAll(/\$\w+/g, "2027-00042"),
  );
  // A case named without its organisation is only passed through: what stands at the organisation's place is one.
  const told = patterns.map((pattern) =>
    pattern
      .replace("/espace/dossiers/$caseId", "/espace/$organisation/$caseId")
      .replace("$organisation", ":organisation")
      .replaceAll(/\$\w+/g, ":id")
      .replace(/(.)\/$/, "$1"),
  );
  expect(visited.map(plainAddress)).toEqual(told);
});

test.each([
  ["/", "/"],
  ["/mediation/", "/mediation"],
  ["/mediation/valbrune", "/mediation/:organisation"],
  ["/mediation/valbrune/demande", "/mediation/:organisation/demande"],
  ["/mediation/journal/demande", "/mediation/:organisation/demande"],
  ["/donnees-personnelles/", "/donnees-personnelles"],
  ["/suivi", "/suivi"],
  ["/suivi/pTq1yM4fZ-lost-token", "/suivi/:id"],
  ["/espace/valbrune/jeanne.morvan@valbrune.example", "/espace/:organisation/:id"],
  ["/Jeanne%20Morvan", "/:id"],
])("%s is told as %s", (address, told) => {
  expect(plainAddress(address)).toBe(told);
});

test("pages that a secret link opens are known, whatever follows their name", () => {
  const opened = [
    "/suivi",
    "/suivi/",
    "/connexion/lien",
    "/mot-de-passe",
    "/invitation",
    "/adresse-e-mail",
    "/inscription",
  ];
  expect(opened.filter((path) => !openedBySecret(path))).toEqual([]);
  expect(["/", "/connexion", "/mediation/valbrune", "/espace/valbrune"].filter(openedBySecret)).toEqual([]);
});
