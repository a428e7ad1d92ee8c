import type { DeclaredPerformance, FrozenDeclaration } from "../../../shared/declarations/declaration.ts";
import type { XmlElement } from "../../../shared/platform/xml.ts";
import { writeXml } from "../../../shared/platform/xml.ts";

/** Name under which SACD registered this software (declarations.md §6.2, to be confirmed with SACD). */
export const sacdSystem = "GUICHET";

/** What is said to SACD besides the declaration itself. */
export interface SacdSending {
  /** Name under which SACD registered this software. */
  system: string;
  /** When it leaves. */
  at: Date;
  /** 1; 2, 3… for a rectification. */
  repVersion: number;
  /** Those to tell, when others were accepted before; left out = all. */
  performanceIds?: readonly string[];
  /** Expenses of the show were told already, with an earlier declaration of it. */
  expensesTold?: boolean;
}

/** 128 characters at most, an emoji never cut in two. */
export const cut = (text: string, most = 128): string => {
  const short = text.slice(0, most);
  return short.isWellFormed() ? short : short.slice(0, -1);
};

/** Euros with a point, two decimals at most, no zero at the end: `250`, `13.75`. */
export const euros = (cents: number): string => {
  const [sign, all] = cents < 0 ? ["-", -cents] : ["", cents];
  const decimals = String(all % 100)
    .padStart(2, "0")
    .replace(/0+$/, "");
  return `${sign}${Math.floor(all / 100)}${decimals && `.${decimals}`}`;
};

/** `2026/03/08` and `00:30`, as clocks of the place show. */
const shownAt = (at: Date, timeZone: string): { day: string; time: string } => {
  const shown = new Intl.DateTimeFormat("sv-SE", {
    ...{ timeZone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit" },
    ...{ hour: "2-digit", minute: "2-digit" },
  }).format(at);
  return { day: shown.slice(0, 10).replaceAll("-", "/"), time: shown.slice(11, 16) };
};

const element = (name: string, content: XmlElement["content"]): XmlElement => ({ name, content });
const text = (name: string, value: string) => element(name, cut(value));

/** `{showId}_{performanceId}`: by it SACD recognises a performance it was told of. */
const sacdReference = (showId: string, performanceId: string): string => `${showId}_${performanceId}`;

/** The declaration as SACD takes it (declarations.md §6.2): elements and their order are fixed. */
export const sacdElements = (frozen: FrozenDeclaration, sending: SacdSending): XmlElement => {
  const told = performancesTold(frozen, sending.performanceIds);
  return element("Declaration", [
    element("Header", [
      text("dec_ref", frozen.organisation.sacdDeclarantId ?? ""),
      text("dec_systeme", sending.system),
      text("dec_date", shownAt(sending.at, "Europe/Paris").day),
      text("dec_nb", String(told.length)),
    ]),
    element(
      "Representations",
      told.map((performance) => representation(frozen, sending, performance)),
    ),
  ]);
};
export const sacdXml = (frozen: FrozenDeclaration, sending: SacdSending): string =>
  writeXml(sacdElements(frozen, sending));

const performancesTold = ({ performances }: FrozenDeclaration, ids: readonly string[] | undefined) =>
  ids ? performances.filter(({ id }) => ids.includes(id)) : performances;

const representation = (
  frozen: FrozenDeclaration,
  { repVersion, expensesTold = false }: SacdSending,
  performance: DeclaredPerformance,
): XmlElement => {
  const { show, form, organisation } = frozen;
  const zone = performance.place.timeZone;
  const start = shownAt(new Date(performance.startAt), zone);
  const end = performance.endAt ? shownAt(new Date(performance.endAt), zone) : start;
  // What is said of the whole show goes once, with the first performance of all.
  const carries = !expensesTold && performance.id === frozen.performances[0]?.id && form.expenses !== null;
  const expenses = (form.expenses?.net ?? 0) - (form.circusExpenses?.net ?? 0);
  const venue = form.place ?? performance.place;
  const { producer } = form;
  return element("Representation", [
    text("rep_ref_dec", sacdReference(show.id, performance.id)),
    text("rep_devise", "EUR"),
    text("rep_statut", "DEF"),
    text("rep_version", String(repVersion)),
    text("rep_titre", show.name),
    text("rep_date_debut", start.day),
    text("rep_date_fin", end.day),
    text("rep_nb", "1"),
    text("rep_horaire", start.time),
    element("Billetterie", [
      text("rep_mt_billets", euros(performance.net)),
      text("rep_mt_tva_billets", euros(performance.gross - performance.net)),
      text("rep_nb_billets_pay", String(performance.paid)),
      text("rep_nb_billets_exo", String(performance.free)),
    ]),
    element(
      "Exploitation",
      carries
        ? [
            text("rep_mt_depenses", euros(expenses)),
            text("rep_mt_frais", euros(form.introductionFees?.net ?? 0)),
          ]
        : null,
    ),
    element("Salle", [
      text("salle_nom", performance.place.name),
      text("salle_jauge", performance.capacity === null ? "" : String(performance.capacity)),
    ]),
    element("Diffuseur", [
      text("diff_nom", organisation.name),
      text("diff_type_ref", "SIREN"),
      text("diff_ref", organisation.siren),
      text("diff_adresse_1", venue.street),
      text("diff_code_postal", venue.postalCode),
      text("diff_ville", venue.city),
      text("diff_pays", venue.country),
    ]),
    element(
      "Producteur",
      producer?.siren
        ? [text("prod_nom", producer.name), text("prod_type_ref", "SIREN"), text("prod_ref", producer.siren)]
        : [text("prod_nom", producer?.name ?? ""), text("prod_pays", producer?.country ?? "")],
    ),
  ]);
};
