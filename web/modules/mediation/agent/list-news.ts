import type { CaseSummary } from "../../../../shared/mediation/case-lists.ts";

/**
 * How many cases of the fresh first page are new or changed since the one on screen; 0 while one of them is unknown.
 * A case that left the list counts too: what is read is no longer what is.
 */
export function newsBetween(
  shown: readonly CaseSummary[] | undefined,
  fresh: readonly CaseSummary[] | undefined,
): number {
  if (!shown || !fresh) return 0;
  const mark = (found: CaseSummary) =>
    JSON.stringify([
      found.status,
      found.assignee?.id,
      found.lastExchangeAt,
      found.toProcess,
      found.held,
      found.failedSend,
      found.dueOn,
    ]);
  const before = new Map(shown.map((found) => [found.id, mark(found)]));
  const now = new Map(fresh.map((found) => [found.id, mark(found)]));
  const changed = fresh.filter((found) => before.get(found.id) !== now.get(found.id)).length;
  // A row pushed to the second page by a new one has not left the list: it is counted once, as the new one.
  const left = shown.filter((found) => !now.has(found.id)).length;
  return Math.max(changed, left);
}
