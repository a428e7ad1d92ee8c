import { describe, expect, it } from "vitest";
import { contactProblems, emailProblem, phoneProblem, preferredContact } from "./contact.ts";

describe("e-mail", () => {
  it.each([
    ["", null],
    ["amina.ferrand@courriel.example", null],
    ["  amina@a.fr ", null],
    ["amina.ferrand@courriel", "Adresse e-mail : la fin de l’adresse manque"],
    ["amina@courriel.f", "Adresse e-mail : la fin de l’adresse manque"],
    ["amina.ferrand", "Adresse e-mail : il manque le signe @"],
    ["@courriel.example", "Adresse e-mail : le début de l’adresse manque"],
    ["amina ferrand@courriel.example", "Adresse e-mail : elle contient un espace"],
    ["amina@@courriel.example", "Adresse e-mail : elle n’est pas lisible"],
    ["amina..f@courriel.example", "Adresse e-mail : elle n’est pas lisible"],
  ])("« %s » → %s", (typed, summary) => {
    expect(emailProblem(typed)?.summary ?? null).toBe(summary);
  });

  it("the example is made from what was typed", () => {
    expect(emailProblem("amina.ferrand@courriel")?.message).toBe(
      "Il manque la fin de l’adresse. Écrivez-la en entier, par exemple amina.ferrand@domaine.fr.",
    );
  });
});

describe("phone", () => {
  it.each([
    ["06 11 22 33 44", null],
    ["0611223344", null],
    ["+1 424 242 4242", null],
    ["00 32 2 555 12 12", null],
    ["0639 98 01", "Ce numéro est incomplet : 8 chiffres sur 10. Complétez-le ou effacez-le."],
    ["06 11 22 33 44 5", "Ce numéro a 11 chiffres au lieu de 10. Corrigez-le ou effacez-le."],
    ["+33 6", "Ce numéro est incomplet. Complétez-le ou effacez-le."],
    ["611223344", "Commencez par 0, ou par + et l’indicatif du pays si le numéro est étranger."],
    ["le soir", "Écrivez ce numéro en chiffres, ou effacez-le."],
  ])("mediation#9 the number « %s » → %s", (typed, message) => {
    expect(phoneProblem(typed)?.message ?? null).toBe(message);
  });
});

describe("the whole contact", () => {
  const address = { line1: "27 rue des Tanneurs", postalCode: "18990", city: "Valbrune" };
  const summaries = (contact: Parameters<typeof contactProblems>[0]) =>
    contactProblems(contact).map(({ field, summary }) => `${field} : ${summary}`);

  it("mediation#9 only a complete address is enough", () => {
    expect(contactProblems(address)).toEqual([]);
  });

  it("without any means one fault is named, not three", () => {
    expect(summaries({ email: " " })).toEqual([
      "contact : Comment vous joindre : indiquez au moins un moyen",
    ]);
    expect(contactProblems({}, { optional: true })).toEqual([]);
  });

  it("half an address names what is missing, at the first missing field", () => {
    expect(summaries({ email: "a@b.fr", line1: "27 rue des Tanneurs", postalCode: "18990" })).toEqual([
      "city : Adresse postale : il manque la commune",
    ]);
    expect(summaries({ email: "a@b.fr", line2: "Bâtiment B", city: "Valbrune" })).toEqual([
      "line1 : Adresse postale : il manque le numéro et la rue et le code postal",
    ]);
  });

  it("abroad, an address may have no postal code", () => {
    expect(contactProblems({ line1: "1 Quay Street", city: "Galway", country: "IE" })).toEqual([]);
  });

  it("a preferred means without its contact is a fault of the choice", () => {
    expect(summaries({ email: "a@b.fr", preferredContact: "PHONE" })).toEqual([
      "preferredContact : Réponses par téléphone : il manque le numéro",
    ]);
  });

  it("the preferred means is what was chosen, else the first one given", () => {
    expect(preferredContact({ ...address, phone: "0611223344" })).toBe("PHONE");
    expect(preferredContact({ ...address, email: "a@b.fr", preferredContact: "POST" })).toBe("POST");
    expect(preferredContact({})).toBeUndefined();
  });
});
