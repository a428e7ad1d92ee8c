import { describe, expect, it } from "vitest";
import { RegisterCase } from "../../../../../shared/mediation/registering.ts";
import { nothingTyped, toFind, toRegister, typedFrom } from "./registering-input.ts";

const today = "2027-03-16";
const organisation = "019b0000-0000-7000-8000-000000000001";
const about = { organisation, key: organisation, files: [], oldDateConfirmed: false };
const form = { version: 0, questions: [] };
const typed = {
  ...nothingTyped(today),
  channel: "MAIL" as const,
  lastName: "Thibaudot",
  description: "Une facture.",
};

describe("the form of a registered case", () => {
  it("gives the API only what was typed", () => {
    const sent = toRegister({ ...typed, receivedAt: "10:00" }, about, form);
    expect(RegisterCase.safeParse(sent).success).toBe(true);
    expect(sent.requester).toEqual({ kind: "NATURAL", lastName: "Thibaudot" });
    expect(sent).not.toHaveProperty("receivedAt");
    expect(toRegister({ ...typed, channel: "PHONE", receivedAt: "10:00" }, about, form).receivedAt).toBe(
      "10:00",
    );
  });

  it("leaves names behind when nobody knows them, and an answer without its question", () => {
    const sent = toRegister(
      { ...typed, unknown: true, priorComplaint: "NO", priorAnswer: "YES" },
      about,
      form,
    );
    expect(sent.requester).toEqual({ kind: "NATURAL", unknown: true });
    expect(sent).not.toHaveProperty("priorAnswer");
  });

  it("sends what the office's own questions were answered, as far as they are asked", () => {
    const [first, second] = ["019b0000-0000-7000-8000-0000000000a1", "019b0000-0000-7000-8000-0000000000a2"];
    const asking = {
      version: 3,
      questions: [
        { id: first, kind: "yes_no" as const, label: "Locataire ?", required: false },
        {
          id: second,
          kind: "short_text" as const,
          label: "De qui ?",
          required: false,
          onlyIf: { question: first, answer: "yes" },
        },
      ],
    };
    const own = { [first]: ["no"], [second]: ["Un bailleur"] };
    const sent = toRegister({ ...typed, own }, about, asking);
    expect(RegisterCase.safeParse(sent).success).toBe(true);
    expect(sent).toMatchObject({ formVersion: 3, answers: [{ question: first, values: ["no"] }] });
    expect(toRegister(typed, about, asking)).not.toHaveProperty("answers");
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
