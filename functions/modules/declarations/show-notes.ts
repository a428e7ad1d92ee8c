import { differences } from "../../../shared/platform/audit-words.ts";
import type { AuditNote } from "../../platform/mutate.ts";
import type { ShowRow } from "./show-access.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What the journal of a show says of a change; `target` = the performance or the file, where it is one. */
export const noteOn = (
  found: Pick<ShowRow, "id" | "organisationId">,
  action: string,
  said: Pick<AuditNote, "before" | "after" | "personal"> = {},
  target: AuditNote["target"] = { kind: "show", id: found.id },
): AuditNote => ({ action, organisationId: found.organisationId, target, aggregateId: found.id, ...said });

/** Fields that differ, before and after, as the journal keeps them. */
export const changesOf = (before: Fields, after: Fields): Pick<AuditNote, "before" | "after"> => {
  const fields = differences({ ...before }, { ...after });
  return {
    before: Object.fromEntries(fields.map(({ key, before: old }) => [key, old ?? null])),
    after: Object.fromEntries(fields.map(({ key, after: now }) => [key, now ?? null])),
  };
};
