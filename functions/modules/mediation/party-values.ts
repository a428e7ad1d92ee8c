import { isSiret } from "../../../shared/access/siret.ts";
import type { RegisterCase, RepresentativeInput } from "../../../shared/mediation/registering.ts";
import { searchText } from "../../../shared/mediation/search-text.ts";
import { unknownNames } from "../../../shared/mediation/similar.ts";
import { checkPerson, type PartyValues } from "./check-filing.ts";

type Wrong = (path: string, message: string) => void;

/** An agent writes down what is known of an address: a town alone is something. */
const addressInParts =
  (wrong: Wrong): Wrong =>
  (path, message) => {
    if (!/\.(line1|postalCode|city)$/.test(path)) wrong(path, message);
  };

/**
 * A requester as an agent writes them down: a name is enough, or that nobody knows it. What is given must be right: an
 * address that can be, a phone that exists, a SIRET's digits.
 */
export const requesterValues = async (
  input: RegisterCase["requester"],
  wrong: Wrong,
): Promise<PartyValues> => {
  const { unknown, kind, siret, requesterType, language, accessibilityNeeds, ...person } = input;
  const legalName = kind === "LEGAL" ? input.legalName || null : null;
  if (!unknown && kind === "LEGAL" && !legalName) {
    wrong("requester.legalName", "Écrivez le nom de l’organisme, ou choisissez « Inconnu ».");
  }
  if (!unknown && kind === "NATURAL" && !input.lastName) {
    wrong("requester.lastName", "Écrivez le nom, ou choisissez « Inconnu ».");
  }
  if (kind === "LEGAL" && siret && !isSiret(siret)) {
    wrong("requester.siret", "Ce numéro n’est pas un SIRET : il a 14 chiffres. Corrigez-le ou effacez-le.");
  }
  const lastName = unknown ? unknownNames.registered : input.lastName || legalName || "";
  const firstName = unknown ? undefined : person.firstName;
  const checked = await checkPerson(
    "requester",
    { ...person, firstName, lastName },
    { optional: true },
    addressInParts(wrong),
  );
  return {
    ...checked,
    role: "REQUESTER",
    kind,
    legalName: unknown ? null : legalName,
    siret: kind === "LEGAL" ? siret?.replaceAll(/\s/g, "") || null : null,
    requesterType: requesterType ?? null,
    language: language || null,
    accessibilityNeeds: accessibilityNeeds || null,
    searchText: searchText(firstName, lastName === legalName ? null : lastName, legalName),
  };
};

/** Somebody who acts for a requester; `prefix` is where the screen has them. */
export const representativeValues = async (
  prefix: string,
  input: RepresentativeInput,
  wrong: Wrong,
): Promise<PartyValues> => {
  const { kind, organisationName, mandateState, correspondence, ...person } = input;
  return {
    ...(await checkPerson(
      prefix,
      { ...person, kind, requesterAgrees: false, organisationName },
      { optional: true },
      addressInParts(wrong),
    )),
    role: "REPRESENTATIVE",
    kind: "NATURAL",
    organisationName: organisationName || null,
    repKind: kind,
    mandateState: mandateState ?? "NOT_PROVIDED",
    correspondence: correspondence ?? null,
    searchText: searchText(person.firstName, person.lastName, organisationName),
  };
};
