import type { OriginalView } from "../../../../shared/mail/originals.ts";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { call } from "../../../app/api.ts";

/** The original of a mail, with a link of one minute to the whole. */
export const readOriginal = (entryId: string) =>
  call<OriginalView>("GET", `/api/mediation/entries/${entryId}/original`);

/** Keeps the original as an internal document of the case. */
export const keepOriginal = (entryId: string) =>
  call<CaseView>("POST", `/api/mediation/entries/${entryId}/keep-original`, {}, { repeatable: true });

/** Has the mail read again, on the same entry. */
export const reprocessOriginal = (entryId: string) =>
  call<{ asked: true }>("POST", `/api/mediation/originals/${entryId}/reprocess`, {}, { repeatable: true });
