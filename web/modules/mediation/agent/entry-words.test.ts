import { describe, expect, it } from "vitest";
import { factWords, flagWords, verificationOf } from "./entry-words.ts";
import { anEntry } from "./fixtures.ts";

describe("words about entries", () => {
  it.each([
    ["participant_verified", "EMAIL", "Expéditeur vérifié"],
    ["participant_unverified", "EMAIL", "Expéditeur non authentifié"],
    [null, "PORTAL", "Écrit sur la page de suivi"],
    [null, "LETTER", undefined],
  ])("a received message written by %s through %s: %s", (authorship, medium, words) => {
    expect(verificationOf(anEntry({ authorship, medium }))?.words).toBe(words);
  });

  it("says nothing of the sender of our own messages", () => {
    expect(verificationOf(anEntry({ direction: "OUT" }))).toBeUndefined();
  });

  it("tells facts as sentences, to who did them and to others", () => {
    const taken = { fact: "case.taken", author: "Claire Vasseur", text: "Dossier pris en charge" };
    expect(factWords({ ...taken, mine: true })).toBe("Vous avez pris le dossier en charge");
    expect(factWords({ ...taken, mine: false })).toBe("Claire Vasseur a pris le dossier en charge");
    expect(factWords({ ...taken, author: null, mine: false })).toBe("Dossier pris en charge");
    const status = {
      fact: "case.status",
      author: "Claire Vasseur",
      text: "Statut changé\u00a0: Finalisation",
    };
    expect(factWords({ ...status, mine: true })).toBe("Statut changé\u00a0: Finalisation");
    expect(factWords({ fact: "case.unheard_of", author: null, mine: false, text: null })).toBe(
      "Événement enregistré",
    );
  });

  it("never shows a raw code", () => {
    expect(flagWords(["remote_content", "toString", "new_flag"])).toEqual(["Contenu distant bloqué"]);
  });
});
