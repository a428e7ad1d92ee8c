import type { SynthesisAudience } from "../../../shared/mediation/case-file.ts";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { longCalendarDay, longInstant, plainDay } from "../../../shared/mediation/date-words.ts";
import {
  admissibilities,
  agreements,
  channels,
  documentSources,
  inadmissibilityReasons,
  mandateStates,
  originators,
  outcomes,
  recommendationFollowups,
  representativeKinds,
  requesterTypes,
  sides,
} from "../../../shared/mediation/enums.ts";
import { caseFacts } from "../../../shared/mediation/facts.ts";
import { fileVisibilities } from "../../../shared/mediation/file-visibility.ts";
import { receptionWords } from "../../../shared/mediation/reception.ts";
import type { PdfWriter } from "../../platform/pdf/write-pdf.ts";
import { partyName, titledName } from "./names.ts";
import { authorOf, type WholeCase, type WholeEntry } from "./read-whole-case.ts";

type Pairs = [string, string][];

const unknown = "Non renseigné";
/** Each answer by its own word: « Ne sait pas » is not « Non », and nothing is neither (hard case 36). */
const threeValued = { YES: "Oui", NO: "Non", UNKNOWN: "Ne sait pas" } as const;
const answer = (value: keyof typeof threeValued | null) => (value ? threeValued[value] : unknown);
const label = <K extends string>(labels: Readonly<Record<K, string>>, code: K | null) =>
  code ? labels[code] : unknown;
const day = (value: string | null) => (value ? longCalendarDay(value) : unknown);
const known = (pairs: ReadonlyArray<readonly [string, string | null]>): Pairs =>
  pairs.flatMap(([name, value]): Pairs => (value ? [[name, value]] : []));

/** Writes the summary of a case, for the office or for the administration (mediation.md §8). */
export const writeSynthesis = (
  pdf: PdfWriter,
  whole: WholeCase,
  { audience, at }: { audience: SynthesisAudience; at: Date },
): void => {
  const { found, organisation } = whole;
  const { timeZone } = organisation;
  const internal = audience === "internal";
  pdf.heading(1, `Dossier ${caseNumber(found.year, found.seq)}`);
  pdf.paragraph(
    `${organisation.settings.senderName}. Synthèse ${internal ? "interne, à ne pas transmettre" : "transmissible à l’administration"}, établie le ${longInstant(at, timeZone)}.`,
    "small",
  );
  pdf.heading(2, "Dossier");
  pdf.keyValues(
    known([
      ["Objet", found.subject],
      ["Avancement", whole.status],
      ["Saisine reçue le", receptionWords(found, timeZone)],
      ["Enregistrée le", longInstant(found.registeredAt, timeZone)],
      ["Mode de saisine", channels[found.channel]],
      ["Origine", found.originator ? originators[found.originator] : null],
      ["Médiateur en charge", whole.assignee],
    ]),
  );
  writePeople(pdf, whole);
  writeDispute(pdf, whole);
  writeDecisions(pdf, whole);
  writeExchanges(pdf, whole, internal);
  writeDocuments(pdf, whole, internal);
  writeClosing(pdf, whole, internal);
};

const writePeople = (pdf: PdfWriter, { parties }: WholeCase) => {
  for (const who of parties.toSorted((one, other) =>
    one.role === other.role ? 0 : one.role === "REQUESTER" ? -1 : 1,
  )) {
    pdf.heading(2, who.role === "REQUESTER" ? "Requérant" : "Représentant");
    pdf.keyValues(
      known([
        ["Nom", who.kind === "LEGAL" ? partyName(who) : titledName(who) || partyName(who)],
        ["Personne à contacter", who.kind === "LEGAL" ? titledName(who) : null],
        ["Type", who.requesterType ? requesterTypes[who.requesterType] : null],
        ["SIRET", who.siret],
        ["Agit comme", label(representativeKinds, representativeKind(who.repKind))],
        ["Mandat", who.mandateState ? mandateStates[who.mandateState] : null],
        ["E-mail", who.email],
        ["Téléphone", who.phone],
        [
          "Adresse",
          [who.line1, who.line2, [who.postalCode, who.city].filter(Boolean).join(" ")]
            .filter(Boolean)
            .join("\n"),
        ],
      ]).filter(
        ([name, value]) => name !== "Agit comme" || (who.role === "REPRESENTATIVE" && value !== unknown),
      ),
    );
  }
};

const representativeKind = (code: string | null) =>
  code !== null && Object.hasOwn(representativeKinds, code)
    ? (code as keyof typeof representativeKinds)
    : null;

const writeDispute = (pdf: PdfWriter, { found }: WholeCase) => {
  pdf.heading(2, "Différend");
  pdf.paragraph(found.description);
  if (found.expectation) {
    pdf.heading(3, "Ce que le requérant demande");
    pdf.paragraph(found.expectation);
  }
  pdf.heading(3, "Démarches avant la médiation");
  pdf.keyValues([
    ["Décision contestée le", day(found.contestedDecisionOn)],
    ["Démarche préalable", answer(found.priorComplaint)],
    ["Date de la démarche", day(found.priorComplaintOn)],
    ["Réponse reçue", answer(found.priorAnswer)],
    ["Tribunal déjà saisi", answer(found.courtPending)],
  ]);
  if (found.customAnswers.length > 0) {
    pdf.heading(3, "Autres réponses du formulaire");
    pdf.keyValues(
      found.customAnswers.map(({ label: question, values }): [string, string] => [
        question,
        values
          .map((value) => ({ yes: "Oui", no: "Non", unknown: "Ne sait pas" })[value] ?? value)
          .join(", ") || unknown,
      ]),
    );
  }
};

const writeDecisions = (pdf: PdfWriter, { found, domain, thirdParty }: WholeCase) => {
  pdf.heading(2, "Recevabilité et compétence");
  pdf.keyValues(
    known([
      ["Recevabilité", admissibilities[found.admissibility]],
      [
        "Motif d’irrecevabilité",
        found.inadmissibilityReason ? inadmissibilityReasons[found.inadmissibilityReason] : null,
      ],
      ["Compétence du médiateur", found.competent === null ? unknown : found.competent ? "Oui" : "Non"],
      ["Domaine", domain],
      ["Tiers compétent", thirdParty],
      ["Accord pour la médiation", day(found.mediationAgreedOn)],
      ["Première rencontre", day(found.firstMeetingOn)],
      ["Échanges en présentiel", found.faceToFace ? "Oui" : "Non"],
    ]),
  );
};

/** The administration reads its own exchanges and the facts; never what the requester and the mediator said. */
const isShown = ({ row }: WholeEntry, internal: boolean) =>
  internal || (row.kind === "message" && row.side === "ADMINISTRATION");

const writeExchanges = (pdf: PdfWriter, whole: WholeCase, internal: boolean) => {
  pdf.heading(2, "Chronologie des échanges");
  const rows = whole.entries
    .filter((entry) => isShown(entry, internal))
    .map((entry) => [
      plainDay(entry.row.occurredAt, whole.organisation.timeZone),
      entry.row.side ? sides[entry.row.side] : "Médiation",
      directionWords(entry),
      entry.row.subject ?? factWords(entry) ?? "",
    ]);
  if (!internal) {
    pdf.paragraph("Les échanges avec le requérant sont confidentiels et ne figurent pas ici.", "small");
  }
  if (rows.length === 0) {
    pdf.paragraph("Aucun échange.");
    return;
  }
  pdf.table({
    caption: "Échanges, du plus ancien au plus récent",
    columns: [
      { label: "Date", rowHead: true },
      { label: "Côté" },
      { label: "Sens" },
      { label: "Objet", share: 2 },
    ],
    rows,
  });
};

const factWords = ({ row }: WholeEntry): string | null =>
  row.fact !== null && Object.hasOwn(caseFacts, row.fact)
    ? caseFacts[row.fact as keyof typeof caseFacts]
    : null;

/** In which direction an entry went, or what else it is. */
const directionWords = ({ row }: WholeEntry): string => {
  if (row.kind === "note") return "Note interne";
  if (row.kind === "fact") return "Étape";
  if (row.kind === "automatic") return "Réponse automatique";
  if (row.kind === "delivery_report") return "Message non remis";
  return row.direction === "OUT" ? "Envoyé" : "Reçu";
};

const writeDocuments = (pdf: PdfWriter, { files, organisation }: WholeCase, internal: boolean) => {
  pdf.heading(2, "Documents");
  const listed = files.filter(
    ({ row }) =>
      row.decision === "kept" &&
      !row.inline &&
      row.hiddenAt === null &&
      (internal || row.visibility === "SHARED" || row.visibility === "ADMINISTRATION_ONLY"),
  );
  if (listed.length === 0) {
    pdf.paragraph("Aucun document.");
    return;
  }
  pdf.table({
    caption: "Documents du dossier",
    columns: [
      { label: "Date" },
      { label: "Nom", share: 2, rowHead: true },
      { label: "Source" },
      ...(internal ? [{ label: "Visibilité" }] : []),
    ],
    rows: listed.map(({ row }) => [
      plainDay(row.createdAt, organisation.timeZone),
      row.name,
      documentSources[row.source],
      ...(internal ? [fileVisibilities[row.visibility]] : []),
    ]),
  });
};

const writeClosing = (pdf: PdfWriter, { found, organisation }: WholeCase, internal: boolean) => {
  if (!found.closedAt) return;
  pdf.heading(2, "Clôture");
  pdf.keyValues(
    known([
      ["Clos le", longInstant(found.closedAt, organisation.timeZone)],
      ["Fin de la médiation", day(found.mediationEndedOn)],
      ["Type de clôture", found.outcome ? outcomes[found.outcome] : null],
      ["Accord des parties", label(agreements, found.partiesAgreement)],
      ["Suite devant le tribunal administratif", label(agreements, found.courtFollowup)],
      ["Parties informées le", day(found.partiesInformedOn)],
      ["Recommandation", found.recommendation],
      [
        "Suite donnée",
        found.recommendationFollowup ? recommendationFollowups[found.recommendationFollowup] : null,
      ],
    ]),
  );
  if (internal && found.closingWords) {
    pdf.heading(3, "Mot de conclusion au requérant");
    pdf.paragraph(found.closingWords);
  }
  if (internal && found.finalConclusion) {
    pdf.heading(3, "Conclusion interne");
    pdf.paragraph(found.finalConclusion);
  }
};

/** Who wrote what, in one line above its text. */
export const headOfEntry = (entry: WholeEntry, timeZone: string): string =>
  `${longInstant(entry.row.occurredAt, timeZone)}, ${directionWords(entry).toLowerCase()}, ${authorOf(entry)}`;
