import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import { departmentOf } from "../../../shared/mediation/department.ts";
import {
  admissibilities,
  agreements,
  type CaseStatus,
  channels,
  inadmissibilityReasons,
  originators,
  outcomes,
  recommendationFollowups,
  requesterTypes,
  titles,
} from "../../../shared/mediation/enums.ts";
import type { Cell } from "../../platform/list-file.ts";
import type { ExportedCase } from "./read-exported.ts";

/** What a column needs besides the case. */
export interface ExportContext {
  timeZone: string;
  /** Label of each list item, and of the one above it. */
  items: ReadonlyMap<string, { label: string; parent: string | null }>;
  /** Statuses as the organisation calls them. */
  statuses: Readonly<Record<CaseStatus, string>>;
}

export interface Column {
  label: string;
  value: (row: ExportedCase, context: ExportContext) => Cell;
  /** Left out of the anonymous file: it says who, or is free text. */
  names?: true;
  /** Its values are grouped in the anonymous file when few cases share them (mediation.md §5.10). */
  grouped?: true;
}

const labelOf = <K extends string>(
  labels: Readonly<Record<K, string>>,
  code: K | null | undefined,
): string | null => (code ? labels[code] : null);
/** « Ne sait pas » is never « Non », and nothing is neither (hard case 36). */
const threeValued = { YES: "Oui", NO: "Non", UNKNOWN: "Ne sait pas" } as const;
const yesOrNo = (value: boolean | null): string | null => (value === null ? null : value ? "Oui" : "Non");
const local = (at: Date | null, { timeZone }: ExportContext): Cell =>
  at ? { day: dayIn(timeZone, at) } : null;
const day = (value: string | null): Cell => (value ? { day: value } : null);
const daysUntil = (row: ExportedCase, at: Date | null, { timeZone }: ExportContext): number | null => {
  if (!at) return null;
  const days = Date.parse(dayIn(timeZone, at)) - Date.parse(dayIn(timeZone, row.found.receivedAt));
  return days < 0 ? null : Math.round(days / 86_400_000);
};
const above = (id: string | null, { items }: ExportContext) => {
  const item = id ? items.get(id) : undefined;
  return item && { top: item.parent ?? item.label, below: item.parent ? item.label : null };
};

/** The columns of the list of cases, in the order of mediation.md §8; the organisation's own questions follow. */
export const columns: readonly Column[] = [
  { label: "N° dossier", names: true, value: ({ found }) => caseNumber(found.year, found.seq) },
  { label: "Objet", names: true, value: ({ found }) => found.subject },
  { label: "Date de réception", value: ({ found }, at) => local(found.receivedAt, at) },
  { label: "Date d’enregistrement", value: ({ found }, at) => local(found.registeredAt, at) },
  { label: "Mode de saisine", grouped: true, value: ({ found }) => channels[found.channel] },
  { label: "Origine", grouped: true, value: ({ found }) => labelOf(originators, found.originator) },
  { label: "Civilité", grouped: true, value: ({ requester }) => labelOf(titles, requester?.title) },
  { label: "Prénom", names: true, value: ({ requester }) => requester?.firstName ?? null },
  { label: "Nom", names: true, value: ({ requester }) => requester?.lastName ?? null },
  { label: "Dénomination", names: true, value: ({ requester }) => requester?.legalName ?? null },
  {
    label: "Type de requérant",
    grouped: true,
    value: ({ requester }) => labelOf(requesterTypes, requester?.requesterType),
  },
  { label: "Représentant", names: true, value: ({ representatives }) => representatives },
  { label: "E-mail", names: true, value: ({ requester }) => requester?.email ?? null },
  { label: "Téléphone", names: true, value: ({ requester }) => requester?.phone ?? null },
  {
    label: "Adresse",
    names: true,
    value: ({ requester }) => [requester?.line1, requester?.line2].filter(Boolean).join(", ") || null,
  },
  { label: "Code postal", names: true, value: ({ requester }) => requester?.postalCode ?? null },
  { label: "Ville", names: true, value: ({ requester }) => requester?.city ?? null },
  { label: "Statut", grouped: true, value: ({ found }, { statuses }) => statuses[found.status] },
  { label: "Médiateur", names: true, value: ({ assigneeName }) => assigneeName },
  { label: "Échéance", value: ({ found }) => day(found.dueOn) },
  { label: "Recevabilité", grouped: true, value: ({ found }) => admissibilities[found.admissibility] },
  {
    label: "Motif d’irrecevabilité",
    grouped: true,
    value: ({ found }) => labelOf(inadmissibilityReasons, found.inadmissibilityReason),
  },
  { label: "Compétence", grouped: true, value: ({ found }) => yesOrNo(found.competent) },
  { label: "Domaine", grouped: true, value: ({ found }, at) => above(found.domainId, at)?.top ?? null },
  {
    label: "Sous-domaine",
    grouped: true,
    value: ({ found }, at) => above(found.domainId, at)?.below ?? null,
  },
  {
    label: "Tiers compétent (groupe)",
    grouped: true,
    value: ({ found }, at) => above(found.thirdPartyId, at)?.top ?? null,
  },
  {
    label: "Tiers compétent",
    grouped: true,
    value: ({ found }, at) => above(found.thirdPartyId, at)?.below ?? null,
  },
  { label: "1re démarche", grouped: true, value: ({ found }) => labelOf(threeValued, found.priorComplaint) },
  { label: "Réponse reçue", grouped: true, value: ({ found }) => labelOf(threeValued, found.priorAnswer) },
  { label: "Tribunal saisi", grouped: true, value: ({ found }) => labelOf(threeValued, found.courtPending) },
  { label: "Date d’accord", value: ({ found }) => day(found.mediationAgreedOn) },
  { label: "1re rencontre", value: ({ found }) => day(found.firstMeetingOn) },
  { label: "Présentiel", grouped: true, value: ({ found }) => yesOrNo(found.faceToFace) },
  { label: "Fin de médiation", value: ({ found }) => day(found.mediationEndedOn) },
  { label: "Date de clôture", value: ({ found }, at) => local(found.closedAt, at) },
  { label: "Type de clôture", grouped: true, value: ({ found }) => labelOf(outcomes, found.outcome) },
  {
    label: "Accord des parties",
    grouped: true,
    value: ({ found }) => labelOf(agreements, found.partiesAgreement),
  },
  { label: "Suite tribunal", grouped: true, value: ({ found }) => labelOf(agreements, found.courtFollowup) },
  { label: "Recommandation", names: true, value: ({ found }) => found.recommendation },
  {
    label: "Suite donnée",
    grouped: true,
    value: ({ found }) => labelOf(recommendationFollowups, found.recommendationFollowup),
  },
  {
    label: "Délai de 1re réponse (j)",
    value: (row, at) => daysUntil(row, row.found.firstResponseAt, at),
  },
  { label: "Délai de traitement (j)", value: (row, at) => daysUntil(row, row.found.closedAt, at) },
  { label: "Dossiers liés", names: true, value: ({ links }) => links },
];

/** Stands in the anonymous file where the named one has a postal code. */
const department: Column = {
  label: "Département",
  grouped: true,
  value: ({ requester }) => (requester ? departmentOf(requester) : null),
};

/** Columns of the anonymous file: nobody and no place below the département, days as months. */
export const anonymousColumns: readonly Column[] = columns.flatMap((column): Column[] => {
  if (column.label === "Code postal") return [department];
  if (column.names) return [];
  return [{ ...column, value: (row, at) => monthOf(column.value(row, at)) }];
});

const monthOf = (cell: Cell): Cell =>
  typeof cell === "object" && cell !== null && "day" in cell ? cell.day.slice(0, 7) : cell;

/** The organisation's own questions, each a column under the words it was last asked with. */
export const questionColumns = (questions: ReadonlyArray<{ id: string; label: string }>): Column[] =>
  questions.map(({ id, label }) => ({
    label,
    names: true,
    value: ({ found }) => {
      const answer = found.customAnswers.find(({ question }) => question === id);
      return answer ? answer.values.map((value) => spoken[value] ?? value).join(", ") : null;
    },
  }));
const spoken: Readonly<Record<string, string>> = { yes: "Oui", no: "Non", unknown: "Ne sait pas" };
