import { type BlockChanges, given } from "../../../shared/mediation/case-blocks.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import type { FieldProblem } from "../../../shared/platform/problem.ts";
import { invalid, refuse } from "../../platform/refusal.ts";
import type { CaseRow } from "./case-access.ts";
import type { Block } from "./edit-block.ts";

const fieldsOf = (found: CaseRow) => ({
  subject: found.subject,
  description: found.description,
  expectation: found.expectation,
  contestedDecisionOn: found.contestedDecisionOn,
  priorComplaint: found.priorComplaint,
  priorComplaintOn: found.priorComplaintOn,
  priorAnswer: found.priorAnswer,
  courtPending: found.courtPending,
});

/** A text taken away is null. */
const orNull = (text: string | null): string | null => text || null;

/**
 * The dispute as it was told. Dates of the past; what was answered to a first step goes with « Oui », and leaves with it.
 */
export const editDispute: Block<"dispute"> = {
  journal: "case.dispute",
  current: async (_tx, found) => fieldsOf(found),
  edit: async ({ ctx, found, organisation, changes }) => {
    const before = fieldsOf(found);
    const next = { ...before, ...given<BlockChanges["dispute"]>(changes) };
    const problems: FieldProblem[] = [];
    const today = dayIn(organisation.timeZone, ctx.now());
    for (const path of ["contestedDecisionOn", "priorComplaintOn"] as const)
      if ((next[path] ?? "") > today)
        problems.push({ path, message: "Cette date est dans le futur. Vérifiez l’année." });
    for (const path of ["priorComplaintOn", "priorAnswer"] as const)
      if (changes[path] && next.priorComplaint !== "YES")
        problems.push({ path, message: "Cette réponse va avec « Oui » à la première démarche." });
    if (problems.length > 0) refuse(invalid(problems));
    const asked = next.priorComplaint === "YES";
    const set = {
      ...next,
      expectation: orNull(next.expectation),
      priorComplaintOn: asked ? next.priorComplaintOn : null,
      priorAnswer: asked ? next.priorAnswer : null,
    };
    return { set, before, after: set, personal: ["subject", "description", "expectation"] };
  },
};
