import type { FieldProblem, ProblemCode } from "./problem.ts";

/** A rule's answer: yes, or a named refusal with one sentence for a person. */
export type Verdict = true | RuleRefusal;
export interface RuleRefusal {
  code: ProblemCode;
  reason: string;
  detail: string;
  fields?: FieldProblem[];
}

/** Unknown and not visible are the same answer. */
export const unseen: RuleRefusal = {
  code: "notFound",
  reason: "not_found",
  detail: "Cette page ou cet élément n’existe pas, ou vous n’y avez pas accès.",
};

export const notYourRole: RuleRefusal = {
  code: "forbidden",
  reason: "role_missing",
  detail: "Votre rôle ne permet pas de faire cela.",
};
