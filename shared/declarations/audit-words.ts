import type { AuditWords } from "../platform/audit-words.ts";
import { connectionAuditWords } from "./audit-words-connections.ts";
import { declaringAuditWords } from "./audit-words-declaring.ts";
import { importAuditWords } from "./audit-words-imports.ts";
import { keepingAuditWords } from "./audit-words-keeping.ts";
import { showAuditWords } from "./audit-words-shows.ts";

/** The journal of the service, in French: each part says its own. */
const parts: readonly AuditWords[] = [
  connectionAuditWords,
  declaringAuditWords,
  importAuditWords,
  keepingAuditWords,
  showAuditWords,
];

export const declarationAuditWords: AuditWords = {
  actions: Object.assign({}, ...parts.map(({ actions }) => actions)),
  fields: Object.assign({}, ...parts.map(({ fields }) => fields)),
};
