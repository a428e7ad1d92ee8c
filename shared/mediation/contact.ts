import type { ContactMeans } from "./enums.ts";

/** What a person gives to be reached, as typed; an absent field and an empty one are the same. */
export interface Contact {
  email?: string | undefined;
  phone?: string | undefined;
  line1?: string | undefined;
  line2?: string | undefined;
  postalCode?: string | undefined;
  city?: string | undefined;
  /** ISO 3166-1 alpha-2; absent = France. */
  country?: string | undefined;
  preferredContact?: ContactMeans | undefined;
}

/** `contact` is the whole block: no single field is wrong. */
type ContactField = "email" | "phone" | "line1" | "postalCode" | "city" | "preferredContact" | "contact";

/** `summary` names the fault at the top of the page, `message` says at the field how to repair it. */
export interface ContactProblem {
  field: ContactField;
  summary: string;
  message: string;
}

const text = (value: string | undefined) => value?.trim() ?? "";
const problem = (field: ContactField, summary: string, message: string): ContactProblem => ({
  field,
  summary,
  message,
});

/** What is wrong with an address as typed, or null. Only what surely cannot work is refused. */
export const emailProblem = (typed: string | undefined): ContactProblem | null => {
  const email = text(typed);
  if (!email) return null;
  const at = email.lastIndexOf("@");
  const local = (at < 0 ? email : email.slice(0, at)).replaceAll(/\s/g, "") || "nom";
  const domain = at < 0 ? "" : email.slice(at + 1);
  const wrong = (fault: string, message: string) => problem("email", `Adresse e-mail : ${fault}`, message);
  const example = `Écrivez-la en entier, par exemple ${local}@domaine.fr.`;
  if (at < 0) return wrong("il manque le signe @", `Il manque le signe @. ${example}`);
  if (at === 0) return wrong("le début de l’adresse manque", `Il manque le début de l’adresse. ${example}`);
  if (/\s/.test(email))
    return wrong("elle contient un espace", "Une adresse e-mail n’a pas d’espace. Retirez-le.");
  if (!/\.[^.]{2,}$/.test(domain)) {
    return wrong("la fin de l’adresse manque", `Il manque la fin de l’adresse. ${example}`);
  }
  if (email.indexOf("@") !== at || /\.\.|^\.|[,;<>]/.test(email) || email.length > 254) {
    return wrong("elle n’est pas lisible", `Cette adresse n’est pas lisible. ${example}`);
  }
  return null;
};

/**
 * What is wrong with a number as typed, or null: ten digits after a French 0, eight to fifteen after + or 00
 * (ITU-T E.164). Separators are free. Whether the number exists is for the API to say.
 */
export const phoneProblem = (typed: string | undefined): ContactProblem | null => {
  const phone = text(typed);
  if (!phone) return null;
  const wrong = (fault: string, message: string) => problem("phone", `Téléphone : ${fault}`, message);
  if (/[^\d\s+().\-/\u00a0\u202f]/.test(phone)) {
    return wrong(
      "le numéro contient autre chose que des chiffres",
      "Écrivez ce numéro en chiffres, ou effacez-le.",
    );
  }
  const digits = phone.replaceAll(/\D/g, "");
  const international = phone.startsWith("+") || digits.startsWith("00");
  if (international) {
    const count = digits.replace(/^00/, "").length;
    if (count < 8)
      return wrong("le numéro est incomplet", "Ce numéro est incomplet. Complétez-le ou effacez-le.");
    return count > 15
      ? wrong("le numéro est trop long", "Ce numéro est trop long. Corrigez-le ou effacez-le.")
      : null;
  }
  if (!digits.startsWith("0")) {
    return wrong(
      "il manque le début du numéro",
      "Commencez par 0, ou par + et l’indicatif du pays si le numéro est étranger.",
    );
  }
  if (digits.length === 10) return null;
  return digits.length < 10
    ? wrong(
        "le numéro est incomplet",
        `Ce numéro est incomplet : ${digits.length} chiffre${digits.length > 1 ? "s" : ""} sur 10. Complétez-le ou effacez-le.`,
      )
    : wrong(
        "le numéro est trop long",
        `Ce numéro a ${digits.length} chiffres au lieu de 10. Corrigez-le ou effacez-le.`,
      );
};

const addressParts = (contact: Contact) => [
  { field: "line1" as const, name: "le numéro et la rue", value: text(contact.line1) },
  // Abroad, a postal code is not always part of an address.
  ...(contact.country && contact.country !== "FR"
    ? []
    : [{ field: "postalCode" as const, name: "le code postal", value: text(contact.postalCode) }]),
  { field: "city" as const, name: "la commune", value: text(contact.city) },
];

/** True when a letter would arrive: street, postal code (in France) and town. */
const hasCompleteAddress = (contact: Contact): boolean => addressParts(contact).every(({ value }) => value);

const addressProblem = (contact: Contact): ContactProblem | null => {
  const missing = addressParts(contact).filter(({ value }) => !value);
  const [first] = missing;
  const started = [contact.line1, contact.line2, contact.postalCode, contact.city].some((value) =>
    text(value),
  );
  if (!first || !started) return null;
  return problem(
    first.field,
    `Adresse postale : il manque ${missing.map(({ name }) => name).join(" et ")}`,
    "Complétez l’adresse, ou effacez-la si vous ne souhaitez pas être contacté par courrier.",
  );
};

const means = {
  EMAIL: {
    given: (contact: Contact) => text(contact.email) !== "",
    summary: "Réponses par e-mail : il manque l’adresse",
    message: "Indiquez une adresse e-mail, ou choisissez un autre moyen.",
  },
  PHONE: {
    given: (contact: Contact) => text(contact.phone) !== "",
    summary: "Réponses par téléphone : il manque le numéro",
    message: "Indiquez un numéro, ou choisissez un autre moyen.",
  },
  POST: {
    given: hasCompleteAddress,
    summary: "Réponses par courrier : il manque l’adresse",
    message: "Indiquez une adresse complète, ou choisissez un autre moyen.",
  },
} as const;

/** The means a person chose, else the first one given, e-mail before phone before post; undefined without any. */
export const preferredContact = (contact: Contact): ContactMeans | undefined =>
  contact.preferredContact ??
  (["EMAIL", "PHONE", "POST"] as const).find((mean) => means[mean].given(contact));

/**
 * Everything that keeps a person from being reached, in the order of the form (mediation.md §4.1, §4.2): wrong
 * e-mail or phone, half an address, a preferred means without its contact, and, unless `optional`, no means at all.
 */
export const contactProblems = (contact: Contact, { optional = false } = {}): ContactProblem[] => {
  const nothing = (Object.keys(means) as ContactMeans[]).every((mean) => !means[mean].given(contact));
  const faults = [emailProblem(contact.email), phoneProblem(contact.phone), addressProblem(contact)];
  const found = faults.filter((fault) => fault !== null);
  if (nothing && found.length === 0) {
    return optional
      ? []
      : [
          problem(
            "contact",
            "Comment vous joindre : indiquez au moins un moyen",
            "Indiquez une adresse e-mail, un téléphone ou une adresse complète.",
          ),
        ];
  }
  const wanted = contact.preferredContact;
  if (wanted && !means[wanted].given(contact)) {
    found.push(problem("preferredContact", means[wanted].summary, means[wanted].message));
  }
  return found;
};
