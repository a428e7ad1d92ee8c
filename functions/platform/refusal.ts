import {
  type FieldProblem,
  type Problem,
  type ProblemCode,
  problemCodes,
} from "../../shared/platform/problem.ts";

/** An expected "no": a value that verbs return, with a machine reason and one French sentence for a person. */
export interface Refusal {
  code: ProblemCode;
  reason: string;
  detail: string;
  fields?: FieldProblem[];
  facts?: Record<string, string>;
  retryAfterSeconds?: number;
}

/** What a verb answers. */
export type Result<T> = { ok: true; value: T } | { ok: false; refusal: Refusal };

export const done = <T>(value: T): Result<T> => ({ ok: true, value });
export const refused = (refusal: Refusal): { ok: false; refusal: Refusal } => ({ ok: false, refusal });

/** Unknown and not visible are the same answer. */
export const notFound: Refusal = {
  code: "notFound",
  reason: "not_found",
  detail: "Cette page ou cet élément n’existe pas, ou vous n’y avez pas accès.",
};
export const signedOut: Refusal = {
  code: "forbidden",
  reason: "signed_out",
  detail: "Votre session a expiré. Reconnectez-vous : vous reviendrez où vous étiez.",
};

/** Wrong input, explained at each field. */
export const invalid = (fields: FieldProblem[], detail = "Certaines réponses sont à corriger."): Refusal => ({
  code: "invalid",
  reason: "invalid_input",
  detail,
  fields,
});

/** Carries a refusal out of a transaction, so that it rolls back; `mutate` turns it back into a value. */
export class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.reason);
    this.refusal = refusal;
  }
}

/** Stops the current `mutate` with this refusal: nothing of it is written. */
export const refuse = (refusal: Refusal): never => {
  throw new Refused(refusal);
};

const titles: Record<ProblemCode, string> = {
  notFound: "Introuvable",
  forbidden: "Action impossible",
  invalid: "À corriger",
  conflict: "Déjà changé",
  limited: "Trop de demandes",
  unavailable: "Service momentanément indisponible",
};

/** The body of `application/problem+json` for a refusal. */
export const problemOf = (refusal: Refusal, requestId: string): Problem => ({
  type: `urn:guichet:problem:${refusal.reason}`,
  title: titles[refusal.code],
  status: problemCodes[refusal.code],
  code: refusal.code,
  reason: refusal.reason,
  detail: refusal.detail,
  requestId,
  ...(refusal.fields ? { fields: refusal.fields } : {}),
  ...(refusal.facts ? { facts: refusal.facts } : {}),
});
