import { describe, expect, it } from "vitest";
import { cameIn, entranceHeader } from "./entrance.ts";
import { callFunction } from "./test-kit/call-function.ts";
import { testDatabase } from "./test-kit/database.ts";

const database = testDatabase();

describe("the way in", () => {
  it.each([
    ["without the secret", {}],
    ["with another one", { [entranceHeader]: "guessed" }],
    ["with an empty one", { [entranceHeader]: "" }],
  ])("answers nobody who goes around the distributions: %s", async (_how, given) => {
    for (const name of ["api", "public-api"] as const) {
      const path = name === "api" ? "/api/health" : "/api/public/mediation/organisations";
      const headers = { [entranceHeader]: "", ...given, "cloudfront-viewer-address": "203.0.113.9:443" };
      const refused = await callFunction(database, name, "GET", path, undefined, { headers });
      expect(refused).toMatchObject({ status: 403, body: { reason: "not_this_way" } });
      expect((await callFunction(database, name, "GET", path)).status).toBe(200);
    }
  });

  it("is shut when a function knows no secret", () => {
    expect(cameIn(undefined, undefined)).toBe(false);
    expect(cameIn(undefined, "")).toBe(false);
  });
});
