import { aBlankForm } from "../../../shared/declarations/blank-form.ts";
import type {
  DeclarationForm,
  DeclaredPerformance,
  FrozenDeclaration,
} from "../../../shared/declarations/declaration.ts";
import { netOf } from "../../../shared/declarations/money.ts";

const uuid = (last: number) => `00000000-0000-7000-8000-${String(last).padStart(12, "0")}`;
export const showId = uuid(1);
export const performanceId = (n: number) => uuid(100 + n);

export const grandeSalle = {
  id: null,
  name: "Grande salle",
  street: "4 place des Tisserands",
  postalCode: "48990",
  city: "Valbrune",
  country: "FR",
  timeZone: "Europe/Paris",
};

export const taxed = (gross: number, net: number, vat: number | null = 550) => ({ gross, net, vat });

export const aForm = (given: Partial<DeclarationForm> = {}): DeclarationForm =>
  aBlankForm({
    bodies: ["SACEM", "SACD"],
    performanceType: "THEATRE_AND_STORYTELLING_AND_MIME",
    producer: { name: "Compagnie Les Passe-Murailles", siren: "988678900", country: null },
    place: grandeSalle,
    capacity: 180,
    expenses: taxed(633000, 600000),
    introductionFees: taxed(42200, 40000),
    circusExpenses: taxed(0, 0),
    ...given,
  });

/** A performance, all tickets at one rate unless `lines` say otherwise. */
export const aPerformance = (
  n: number,
  startAt: string,
  given: Partial<DeclaredPerformance> = {},
): DeclaredPerformance => {
  const { gross = 10000, vat = 550 } = given;
  const net = given.net ?? netOf(gross, vat ?? 0);
  return {
    id: performanceId(n),
    startAt,
    endAt: null,
    place: grandeSalle,
    capacity: 180,
    audience: "ALL",
    paid: 10,
    free: 0,
    gross,
    net,
    vat,
    consumptions: null,
    catering: null,
    programSales: null,
    otherRevenues: null,
    lines:
      vat === null
        ? []
        : [
            {
              category: "Plein",
              unitPrice: 1000,
              vat,
              paid: given.paid ?? 10,
              free: given.free ?? 0,
              gross,
              net,
            },
          ],
    ...given,
  };
};

export const aFrozen = (given: Partial<FrozenDeclaration> = {}): FrozenDeclaration => ({
  number: "DEC-2027-0013",
  versionNumber: 1,
  frozenAt: "2027-03-16T10:00:00.000Z",
  organisation: {
    id: uuid(2),
    name: "Association Théâtre de la Lanterne",
    siret: "98812345100011",
    siren: "988123451",
    timeZone: "Europe/Paris",
    sacemClientNumber: "0048217",
    sacdDeclarantId: "730418",
    licenceNumbers: ["2-10482"],
  },
  declarant: {
    name: "Nora Delmas",
    email: "nora.delmas@lanterne.example",
    quality: "Nora Delmas, administratrice",
  },
  show: { id: showId, name: "Le Pain des étoiles" },
  form: aForm(),
  performances: [aPerformance(1, "2027-02-25T13:30:00.000Z")],
  files: [],
  ...given,
});
