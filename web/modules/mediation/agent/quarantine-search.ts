import { type QuarantineState, quarantineStates } from "../../../../shared/mail/quarantine.ts";
import { type QuarantineCause, quarantineCauses } from "../../../../shared/mail/schema.ts";
import { dayOf } from "../../../ui/agent/relative-dates.ts";
import type { HeldFilter } from "./held-queries.ts";

/** Since when mails were received, as the filter says it. */
export const sinceWhen = {
  "aujourd-hui": { label: "Aujourd’hui", days: 0 },
  "7-jours": { label: "7 derniers jours", days: 7 },
  "30-jours": { label: "30 derniers jours", days: 30 },
} as const;
type Since = keyof typeof sinceWhen;

/** Filters of the quarantine, as its address carries them. */
export interface QuarantineSearch {
  q?: string | undefined;
  etat?: QuarantineState | undefined;
  cause?: QuarantineCause | undefined;
  depuis?: Since | undefined;
  /** Id of a case. */
  dossier?: string | undefined;
}

const oneOf = <T extends string>(value: unknown, all: Readonly<Record<T, unknown>>): T | undefined =>
  typeof value === "string" && Object.hasOwn(all, value) ? (value as T) : undefined;

/** Reads the filters of an address; what is not understood is left out, never an error. */
export function readQuarantineSearch(search: Record<string, unknown>): QuarantineSearch {
  const { q, dossier } = search;
  const read = {
    q: typeof q === "string" && q.trim() !== "" ? q.slice(0, 200) : undefined,
    etat: oneOf(search.etat, quarantineStates),
    cause: oneOf(search.cause, quarantineCauses),
    depuis: oneOf(search.depuis, sinceWhen),
    dossier: typeof dossier === "string" && /^[0-9a-f-]{36}$/.test(dossier) ? dossier : undefined,
  };
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined));
}

/** The filters as the API wants them. */
export function heldFilter({ q, etat, cause, depuis, dossier }: QuarantineSearch, now: Date): HeldFilter {
  const from = depuis && dayOf(new Date(now.getTime() - sinceWhen[depuis].days * 86_400_000));
  return {
    ...(q ? { q } : {}),
    ...(etat ? { state: etat } : {}),
    ...(cause ? { cause } : {}),
    ...(from ? { from } : {}),
    ...(dossier ? { case: dossier } : {}),
  };
}
