import { inArray, sql } from "drizzle-orm";
import type { AuditLine } from "../../../shared/access/audit.ts";
import { accessAuditWords } from "../../../shared/access/audit-words.ts";
import type { Service } from "../../../shared/access/roles.ts";
import { declarationAuditWords } from "../../../shared/declarations/audit-words.ts";
import { mediationAuditWords } from "../../../shared/mediation/audit-words.ts";
import { plainCalendarDay } from "../../../shared/mediation/date-words.ts";
import {
  type AuditKind,
  type AuditWords,
  type Difference,
  differences,
  type FieldWords,
} from "../../../shared/platform/audit-words.ts";
import { type Queries, together } from "../../platform/db.ts";
import type { AuditRow } from "./audit-rows.ts";
import { userAccount } from "./tables.ts";

/** Words by service: a new service adds its line here. */
const words: Readonly<Partial<Record<Service, AuditWords>>> = {
  administration: accessAuditWords,
  mediation: mediationAuditWords,
  declarations: declarationAuditWords,
};
const services = Object.keys(words) as Service[];

/** The actions of these services' journals, of one kind when asked. */
export const auditActions = (of: readonly Service[] = services, kind?: AuditKind): string[] =>
  of.flatMap((service) =>
    Object.entries(words[service]?.actions ?? {})
      .filter(([, action]) => !kind || action.kind === kind)
      .map(([name]) => name),
  );

const serviceOf = (action: string): Service =>
  services.find((service) => words[service]?.actions[action]) ?? "administration";

/** Kinds of targets that are an account: shown by its name. */
const isAccount = (kind: string) => ["user", "user_account", "member"].includes(kind);

/**
 * Lines in words: names of people (also of those who left), numbers of cases, fields in French. `showsValues` says
 * for which services the values before and after may be read; elsewhere only who did what, when, is told. `own` are
 * fields that an organisation has words of its own for.
 */
export const auditLines = async (
  on: Queries,
  rows: readonly AuditRow[],
  showsValues: (service: Service) => boolean,
  own: AuditWords["fields"] = {},
): Promise<AuditLine[]> => {
  if (rows.length === 0) return [];
  const told = rows.map((row) => {
    const service = serviceOf(row.action);
    const fields = Object.keys(words[service]?.fields ?? {});
    const changed = showsValues(service) ? differences(record(row.before), record(row.after)) : [];
    // As the words list them: a database keeps keys in an order of its own.
    changed.sort((a, b) => fields.indexOf(a.key) - fields.indexOf(b.key));
    return { row, words: words[service], changed };
  });
  const accounts = told.flatMap(({ row, words, changed }) => [
    ...(row.actorKind === "user" && row.actorId ? [row.actorId] : []),
    ...(isAccount(row.targetKind) ? [row.targetId] : []),
    ...changed
      .filter(({ key }) => words?.fields[key]?.shown === "person")
      .flatMap(({ before, after }) => [before, after].filter((id) => typeof id === "string")),
  ]);
  const items = rows.map(({ aggregateId, targetId }) => aggregateId ?? targetId);
  const [people, abouts] = await together([
    on
      .select({
        id: userAccount.id,
        name: sql<string>`${userAccount.firstName} || ' ' || ${userAccount.lastName}`,
      })
      .from(userAccount)
      .where(inArray(userAccount.id, [...new Set(accounts)])),
    on.execute<{ id: string; label: string }>(
      sql`select * from guichet.audit_about(${`{${[...new Set(items)].join()}}`}::uuid[])`,
    ),
  ]);
  const names = new Map(people.map(({ id, name }) => [id, name]));
  const labels = new Map(abouts.map(({ id, label }) => [id, label]));
  return told.map(({ row, words, changed }) => ({
    id: row.id,
    at: row.at.toISOString(),
    who: whoDid(row, names),
    userId: row.actorKind === "user" ? row.actorId : null,
    what: words?.actions[row.action]?.does ?? "a fait un changement",
    kind: words?.actions[row.action]?.kind ?? "change",
    about:
      labels.get(row.aggregateId ?? row.targetId) ??
      (isAccount(row.targetKind) ? (names.get(row.targetId) ?? null) : null),
    changes: changed.map((one) => changeInWords(one, own[one.key] ?? words?.fields[one.key], row, names)),
  }));
};

const record = (value: unknown): Record<string, unknown> | null =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;

/** The system signs « Guichet »; someone of no organisation one may see is an administrator of the platform. */
const whoDid = (row: AuditRow, names: ReadonlyMap<string, string>): string => {
  switch (row.actorKind) {
    case "user":
      return names.get(row.actorId ?? "") ?? "Administrateur de la plateforme";
    case "link":
    case "visitor":
      return "Demandeur";
    case "recipient":
      return "Destinataire d’un lien";
    default:
      return "Guichet";
  }
};

const changeInWords = (
  { key, before, after }: Difference,
  field: FieldWords | undefined,
  row: AuditRow,
  names: ReadonlyMap<string, string>,
): AuditLine["changes"][number] => {
  const label = field?.label ?? "Autre information";
  if (row.blankedAt && row.personal.includes(key)) return { label, before: null, after: "Effacé" };
  if (!field || field.shown === "hidden") return { label, before: null, after: "Modifié" };
  const inWords = (value: unknown) => (value === undefined ? null : valueInWords(value, field.shown, names));
  return { label, before: inWords(before), after: inWords(after) };
};

const valueInWords = (
  value: unknown,
  shown: FieldWords["shown"],
  names: ReadonlyMap<string, string>,
): string => {
  if (typeof shown === "function") return shown(value);
  if (shown === "person") return names.get(String(value)) ?? "Compte supprimé";
  if (shown === "day") return plainCalendarDay(String(value).slice(0, 10));
  if (shown === "flag" || typeof value === "boolean") return value ? "Oui" : "Non";
  if (Array.isArray(value)) return value.map(String).join(", ");
  return typeof value === "object" ? "Modifié" : String(value);
};
