import { describe, expect, it } from "vitest";
import { RegisterCase } from "../../../../../shared/mediation/registering.ts";
import { nothingTyped, toFind, toRegister, typedFrom } from "./registering-input.ts";

const today = "2027-03-16";
const organisation = "019b0000-0000-7000-8000-000000000001";
const about = { organisation, key: organisation, files: [], oldDateConfirmed: false };
const typed = {
  ...nothingTyped(today),
  channel: "MAIL" as const,
  lastName: "Thibaudot",
  description: "Une facture.",
};

describe("the form of a registered case", () => {
  it("gives the API only what was typed", () => {
    const sent = toRegister({ ...typed, receivedAt: "10:00" }, about);
    expect(RegisterCase.safeParse(sent).success).toBe(true);
    expect(sent.requester).toEqual({ kind: "NATURAL", lastName: "Thibaudot" });
    expect(sent).not.toHaveProperty("receivedAt");
    expect(toRegister({ ...typed, channel: "PHONE", receivedAt: "10:00" }, about).receivedAt).toBe("10:00");
  });

  it("leaves names behind when nobody knows them, and an answer without its question", () => {
    const sent = toRegister({ ...typed, unknown: true, priorComplaint: "NO", priorAnswer: "YES" }, about);
    expect(sent.requester).toEqual({ kind: "NATURAL", unknown: true });
    expect(sent).not.toHaveProperty("priorAnswer");
  });

  it("comes back from a draft, without what an older form had", () => {
    const kept = typedFrom({ lastName: "Ferrand", gone: "x", sendReceipt: "yes" }, today);
    expect(kept).toEqual({ ...nothingTyped(today), lastName: "Ferrand" });
  });

  it("looks for cases alike once there is enough to tell somebody by", () => {
    expect(toFind(nothingTyped(today), organisation)).toBeUndefined();
    expect(toFind({ ...nothingTyped(today), email: "nadege@" }, organisation)).toBeUndefined();
    expect(toFind({ ...nothingTyped(today), lastName: "Th", postalCode: "01000" }, organisation)).toEqual({
      organisation,
      lastName: "Th",
      postalCode: "01000",
    });
  });
});
