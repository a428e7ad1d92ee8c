import type { CaseRow } from "./case-access.ts";

/**
 * The columns of a first response: the earliest message sent or contact logged by a person, which the durations count to
 * (mediation.md §5.7). Nothing when an earlier one is known.
 */
export const firstResponse = (
  { firstResponseAt }: Pick<CaseRow, "firstResponseAt">,
  at: Date,
): Partial<Pick<CaseRow, "firstResponseAt">> =>
  firstResponseAt && firstResponseAt <= at ? {} : { firstResponseAt: at };
