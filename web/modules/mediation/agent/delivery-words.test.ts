import { expect, it } from "vitest";
import { recipientStateCodes } from "../../../../shared/mail/schema.ts";
import type { RecipientView } from "../../../../shared/mediation/thread.ts";
import { deliveryOf, failureOf, openFailures } from "./delivery-words.ts";

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

const lost = recipient({
  id: "l",
  name: null,
  address: "facturation@eaux-valbrune.example",
  state: "hard_bounced",
  cause: "L’adresse n’existe pas.",
});
const person = (email: string, verification: "unverified" | "undeliverable" | "complained") => ({
  ...{
    id: email,
    partyId: null,
    speaks: "yes" as const,
    getsLetters: true,
    name: email,
    email,
    verification,
    side: "ADMINISTRATION" as const,
  },
});

it("tells each failure by its cause, and who was reached", () => {
  expect(failureOf([recipient({}), lost], [])).toEqual({
    title: "Non distribué à 1\u00a0destinataire sur\u00a02.",
    failures: [
      {
        recipient: lost,
        who: "facturation@eaux-valbrune.example",
        cause: "L’adresse n’existe pas.",
        kind: "blocked",
      },
    ],
    reached: ["Hélène Dorval"],
  });
  expect(failureOf([lost], [])?.title).toBe("Message non distribué.");
  expect(failureOf([{ ...lost, state: "failed", cause: null }], [])?.failures[0]).toMatchObject({
    cause: "échec.",
    kind: "lost",
  });
  expect(
    failureOf([{ ...lost, state: "soft_bounced" }], [person(lost.address, "undeliverable")]),
  ).toMatchObject({
    failures: [{ kind: "blocked" }],
  });
});

it("a copy sent again, or left at that, waits for nobody", () => {
  const again = recipient({ id: "a", resendOf: "l", address: lost.address, state: "queued" });
  expect(failureOf([lost, again], [])).toBeUndefined();
  expect(
    failureOf([lost, { ...again, state: "failed" }], [])?.failures.map((one) => one.recipient.id),
  ).toEqual(["a"]);
  expect(failureOf([{ ...lost, settled: true }], [])).toBeUndefined();
  expect(openFailures([lost, recipient({})])).toEqual([lost]);
});

it("a complaint asks for a choice until the address is unblocked", () => {
  const complained = recipient({ state: "complained", cause: "Signalé." });
  expect(failureOf([complained], [person(complained.address, "complained")])).toMatchObject({
    title: "Message signalé comme indésirable.",
    failures: [{ kind: "complained" }],
  });
  expect(failureOf([complained], [person(complained.address, "unverified")])).toBeUndefined();
});

it("says nothing when nothing failed", () => {
  expect(failureOf([recipient({}), recipient({ state: "delayed" })], [])).toBeUndefined();
});
