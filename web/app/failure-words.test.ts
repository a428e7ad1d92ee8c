import { expect, it } from "vitest";
import type { Problem } from "../../shared/platform/problem.ts";
import { ConnectionLost, ProblemError } from "./api.ts";
import { codeFailure } from "./failure-words.ts";

const refused = (reason: string, extra: Partial<Problem> = {}) =>
  new ProblemError({
    type: "about:blank",
    title: "",
    status: 422,
    code: "invalid",
    reason,
    detail: "Détail.",
    requestId: "r",
    ...extra,
  });

it.each([
  [
    refused("code_wrong", { facts: { triesLeft: "3" } }),
    "Ce code ne correspond pas. Vérifiez que c’est le dernier e-mail reçu. Il vous reste 3 essais.",
  ],
  [refused("code_wrong", { facts: { triesLeft: "1" } }), /Il vous reste 1 essai\.$/],
  [refused("code_expired"), "Ce code a expiré. Demandez-en un nouveau."],
  [
    refused("code_locked"),
    "Trop d’essais. Pour protéger vos échanges, réessayez dans 1 heure, ou appelez le 02 61 91 01 42.",
  ],
  [refused("other"), "Détail."],
  [new ConnectionLost(null), "La connexion est coupée. Réessayez quand elle revient."],
])("a failed code is explained (%#)", (error, expected) => {
  expect(codeFailure(error, "02 61 91 01 42")).toMatch(expected);
});
