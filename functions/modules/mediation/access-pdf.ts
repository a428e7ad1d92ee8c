import type { AccessData } from "../../../shared/mediation/access-request.ts";
import { longCalendarDay, longInstant } from "../../../shared/mediation/date-words.ts";
import {
  type CaseStatus,
  type Channel,
  caseStatuses,
  channels,
  contactMeans,
  knowledge,
  type Outcome,
  outcomes,
  requesterTypes,
} from "../../../shared/mediation/enums.ts";
import type { PdfWriter } from "../../platform/pdf/write-pdf.ts";
import { partyName, titledName } from "./names.ts";

type GivenCase = AccessData["cases"][number];
type Person = GivenCase["representatives"][number];

/** The same as `donnees.json`, to be read by the person it is about. */
export const writeAccessPdf = (
  pdf: PdfWriter,
  data: AccessData,
  { timeZone, title }: { timeZone: string; title: string },
): void => {
  pdf.heading(1, title);
  pdf.paragraph(
    `Réponse à votre demande d’accès, établie le ${longInstant(new Date(data.madeAt), timeZone)}. Ce qui concerne d’autres personnes est remplacé par «\u00a0[masqué]\u00a0».`,
  );
  for (const one of data.cases) writeCase(pdf, one, timeZone);
};

const writeCase = (pdf: PdfWriter, one: GivenCase, timeZone: string) => {
  const { requester } = one;
  pdf.heading(2, `Dossier ${one.number}`);
  pdf.keyValues(
    known([
      ["Objet", one.subject],
      ["Reçu le", longInstant(new Date(one.receivedAt), timeZone)],
      ["Par", channels[one.channel as Channel]],
      ["Avancement", caseStatuses[one.status as CaseStatus]],
      ["Clos le", one.closedAt && longInstant(new Date(one.closedAt), timeZone)],
      ["Issue", one.outcome && outcomes[one.outcome as Outcome]],
    ]),
  );
  pdf.heading(3, "Vos coordonnées");
  pdf.keyValues([
    ...identity(requester),
    ...known([
      ["Type", word(requesterTypes, requester.requesterType)],
      ["Préférence de contact", word(contactMeans, requester.preferredContact)],
      ["Langue", requester.language],
      ["Besoins d’accessibilité", requester.accessibilityNeeds],
    ]),
  ]);
  for (const who of one.representatives) {
    pdf.heading(3, "Votre représentant");
    pdf.keyValues(identity(who));
  }
  pdf.heading(3, "Votre demande");
  pdf.paragraph(one.description);
  if (one.expectation) pdf.paragraph(`Ce que vous demandez\u00a0: ${one.expectation}`);
  const answers = known([
    ["Décision contestée le", one.contestedDecisionOn && longCalendarDay(one.contestedDecisionOn)],
    ["Démarche préalable", word(knowledge, one.priorComplaint)],
    ["Réponse reçue", word(knowledge, one.priorAnswer)],
    ["Tribunal déjà saisi", word(knowledge, one.courtPending)],
    ...one.answers.map(({ label, values }): [string, string] => [label, values.join(", ")]),
    ["Mots de clôture", one.closingWords],
  ]);
  if (answers.length > 0) pdf.keyValues(answers);
  pdf.heading(3, "Échanges");
  if (one.exchanges.length === 0) pdf.paragraph("Aucun.");
  for (const { at, author, subject, text } of one.exchanges) {
    pdf.paragraph(`${longInstant(new Date(at), timeZone)}, ${author}`, "small");
    if (subject) pdf.paragraph(subject, "strong");
    if (text) pdf.paragraph(text);
  }
  pdf.heading(3, "Documents");
  if (one.documents.length === 0) pdf.paragraph("Aucun.");
  else
    pdf.list(
      one.documents.map(({ name, file }) =>
        file ? `${name} (${file})` : `${name}, absent\u00a0: infecté ou introuvable`,
      ),
    );
};

const identity = (who: Person): [string, string][] =>
  known([
    ["Nom", who.kind === "LEGAL" ? partyName(who) : titledName({ ...who, title: titleOf(who.title) })],
    ["SIRET", who.siret],
    ["E-mail", who.email],
    ["Téléphone", who.phone],
    ["Adresse", who.address.join("\n")],
  ]);

const titleOf = (code: string | null) =>
  code === "MALE" || code === "FEMALE" || code === "NON_BINARY" ? code : null;

/** Pairs that say something. */
const known = (pairs: ReadonlyArray<readonly [string, string | null]>): [string, string][] =>
  pairs.flatMap(([name, value]): [string, string][] => (value ? [[name, value]] : []));

const word = (words: Readonly<Record<string, string>>, code: string | null): string | null =>
  code === null ? null : (words[code] ?? code);
