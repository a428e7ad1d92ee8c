import { expect, it } from "vitest";
import { recipientStateCodes } from "../../../../shared/mail/schema.ts";
import type { RecipientView } from "../../../../shared/mediation/thread.ts";
import { deliveryOf, failureOf } from "./delivery-words.ts";

const recipient = (change: Partial<RecipientView>): RecipientView => ({
  id: "r",
  name: "Hélène Dorval",
  address: "h.dorval@eaux-valbrune.example",
  state: "delivered",
  at: "2027-03-15T16:41:00Z",
  cause: null,
  readAt: null,
  resendOf: null,
  settled: false,
  liftRefused: false,
  ...change,
});

it("gives each state its words and how it stands", () => {
  expect(recipientStateCodes.map((code) => `${deliveryOf(code).words} ${deliveryOf(code).tone}`)).toContain(
    "distribué good",
  );
  expect(deliveryOf("hard_bounced")).toEqual({ words: "non distribué", tone: "failed" });
  expect(deliveryOf("delayed").tone).toBe("late");
  expect(deliveryOf("toString")).toEqual({ words: "état inconnu", tone: "going" });
});

it("tells a failure by its cause, and who was reached", () => {
  const lost = recipient({
    id: "l",
    name: null,
    address: "facturation@eaux-valbrune.example",
    state: "hard_bounced",
    cause: "L’adresse n’existe pas.",
  });
  expect(failureOf([recipient({}), lost])).toEqual({
    title: "Non distribué à 1\u00a0destinataire sur\u00a02.",
    causes: ["L’adresse n’existe pas."],
    reached: ["Hélène Dorval"],
  });
  expect(failureOf([lost])?.title).toBe("Message non distribué.");
  expect(failureOf([{ ...lost, cause: null }])?.causes).toEqual([
    "facturation@eaux-valbrune.example\u00a0: non distribué.",
  ]);
});

it("says nothing when nothing failed", () => {
  expect(failureOf([recipient({}), recipient({ state: "delayed" })])).toBeUndefined();
});
