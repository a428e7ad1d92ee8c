import { isSiret } from "../../../shared/access/siret.ts";
import { canonicalAddress } from "../../../shared/mail/address.ts";
import { type Contact, contactProblems, preferredContact } from "../../../shared/mediation/contact.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import type { FileRequest } from "../../../shared/mediation/schema.ts";
import { searchText } from "../../../shared/mediation/search-text.ts";
import type { FieldProblem } from "../../../shared/platform/problem.ts";
import { phoneInE164 } from "./phone.ts";
import type { party } from "./tables.ts";

export type PartyValues = Omit<typeof party.$inferInsert, "id" | "organisationId" | "caseId">;

/** A filing whose answers agree with each other, ready to be written. */
export interface CheckedFiling {
  requester: PartyValues;
  representative: PartyValues | undefined;
}

type Person = FileRequest["requester"] | NonNullable<FileRequest["representative"]>;

/**
 * Checks what a schema alone cannot: contact rules, phones that exist, dates of the past, answers that depend on
 * others (mediation.md §4.1, §4.2). Gives every wrong field at once, with its sentence, or the parties to write.
 */
export const checkFiling = async (
  input: FileRequest,
  today: { now: Date; timeZone: string },
): Promise<{ ok: true; value: CheckedFiling } | { ok: false; fields: FieldProblem[] }> => {
  const fields: FieldProblem[] = [];
  const wrong = (path: string, message: string) => void fields.push({ path, message });
  const { representative } = input;

  if (input.onBehalf === "SELF" && representative) {
    wrong("representative", "Vous avez indiqué que la demande est pour vous.");
  }
  if (input.onBehalf === "PERSON" && !representative) {
    wrong("representative.lastName", "Écrivez votre nom.");
  }
  if (input.onBehalf === "ORGANISATION" && !input.requester.legalName) {
    wrong("requester.legalName", "Écrivez le nom de l’organisme.");
  }
  if (input.requester.siret && !isSiret(input.requester.siret)) {
    wrong("requester.siret", "Ce numéro n’est pas un SIRET : il a 14 chiffres. Corrigez-le ou effacez-le.");
  }

  const day = dayIn(today.timeZone, today.now);
  for (const path of ["contestedDecisionOn", "priorComplaintOn"] as const) {
    const value = input[path];
    if (value && value > day) wrong(path, "Cette date est dans le futur. Vérifiez l’année.");
  }
  for (const path of ["priorComplaintOn", "priorAnswer"] as const) {
    if (input[path] && input.priorComplaint !== "YES") {
      wrong(path, "Cette réponse va avec « Oui, j’ai déjà écrit au service ».");
    }
  }

  const requester = await checkPerson(
    "requester",
    input.requester,
    { optional: representative !== undefined },
    wrong,
  );
  const acting =
    representative && (await checkPerson("representative", representative, { optional: false }, wrong));
  if (fields.length > 0) return { ok: false, fields };

  return {
    ok: true,
    value: {
      requester: {
        ...requester,
        role: "REQUESTER",
        kind: input.onBehalf === "ORGANISATION" ? "LEGAL" : "NATURAL",
        legalName: input.requester.legalName || null,
        siret: input.requester.siret?.replaceAll(/\s/g, "") || null,
        accessibilityNeeds: input.requester.accessibilityNeeds || null,
        searchText: searchText(
          input.requester.firstName,
          input.requester.lastName,
          input.requester.legalName,
        ),
      },
      representative: representative &&
        acting && {
          ...acting,
          role: "REPRESENTATIVE",
          kind: "NATURAL",
          legalName: representative.organisationName || null,
          repKind: representative.kind,
          mandateState: "NOT_PROVIDED",
          agreedByRequester: representative.requesterAgrees,
          searchText: searchText(
            representative.firstName,
            representative.lastName,
            representative.organisationName,
          ),
        },
    },
  };
};

export const checkPerson = async (
  prefix: string,
  person: Person,
  { optional }: { optional: boolean },
  wrong: (path: string, message: string) => void,
) => {
  const contact: Contact = person;
  const problems = contactProblems(contact, { optional });
  for (const { field, message } of problems) wrong(`${prefix}.${field}`, message);
  const faulty = new Set(problems.map(({ field }) => field));

  const email = person.email || undefined;
  const emailCanonical = email && canonicalAddress(email);
  if (email && !emailCanonical && !faulty.has("email")) {
    wrong(
      `${prefix}.email`,
      "Cette adresse e-mail n’est pas prise en charge. Vérifiez-la ou donnez-en une autre.",
    );
  }
  const phone = person.phone || undefined;
  const phoneE164 = phone && (await phoneInE164(phone, person.country ?? "FR"));
  if (phone && !phoneE164 && !faulty.has("phone")) {
    wrong(`${prefix}.phone`, "Ce numéro n’existe pas. Vérifiez-le ou effacez-le.");
  }
  return {
    title: person.title ?? null,
    firstName: person.firstName || null,
    lastName: person.lastName,
    email: email ?? null,
    emailCanonical: emailCanonical ?? null,
    phone: phone ?? null,
    phoneE164: phoneE164 ?? null,
    line1: person.line1 || null,
    line2: person.line2 || null,
    postalCode: person.postalCode || null,
    city: person.city || null,
    country: person.country ?? "FR",
    inseeCode: person.inseeCode ?? null,
    preferredContact: preferredContact(contact) ?? "POST",
  };
};
