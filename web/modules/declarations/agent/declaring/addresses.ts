import { Body } from "../../../../../shared/declarations/enums.ts";

/** Whose preview is shown. */
export interface PreviewSearch {
  organisme?: Body;
}
export function readPreviewSearch(search: Record<string, unknown>): PreviewSearch {
  const body = Body.safeParse(search.organisme).data;
  return body ? { organisme: body } : {};
}

/** Which quarter's sheet is shown; the one that is due now unless said. */
export interface SibilSearch {
  annee?: string;
  trimestre?: string;
}
export function readSibilSearch({ annee, trimestre }: Record<string, unknown>): SibilSearch {
  return {
    ...(/^20\d\d$/.test(String(annee)) ? { annee: String(annee) } : {}),
    ...(/^[1-4]$/.test(String(trimestre)) ? { trimestre: String(trimestre) } : {}),
  };
}
