import { type RefObject, useLayoutEffect, useState } from "react";
import type { ShowSummary } from "../../../../shared/declarations/shows.ts";

/** What a row says: two that have the same mark read the same. */
const mark = ({ id, version, allowed, ...said }: ShowSummary) => JSON.stringify(said);

/** How many shows are new, changed, moved or gone between what is on screen and what is now. */
export function newsBetween(shown: readonly ShowSummary[], fresh: readonly ShowSummary[]): number {
  const before = new Map(shown.map((show) => [show.id, mark(show)]));
  const now = new Set(fresh.map(({ id }) => id));
  const changed = fresh.filter((show) => before.get(show.id) !== mark(show)).length;
  const gone = shown.filter(({ id }) => !now.has(id)).length;
  if (changed + gone > 0) return changed + gone;
  return shown.filter(({ id }, at) => fresh[at]?.id !== id).length;
}

/**
 * A list that never moves under somebody's hands: while the focus is in it, a newer answer waits and is counted.
 * `ownActAt`: when this person last changed a row here, in milliseconds; the answer to that is shown at once.
 */
export function useCalmShows<Data>(
  fresh: { data: Data | undefined; dataUpdatedAt: number },
  showsOf: (data: Data) => readonly ShowSummary[],
  list: RefObject<HTMLElement | null>,
  ownActAt = 0,
): { shown: Data | undefined; news: number; take: () => void } {
  const [held, setHeld] = useState(fresh);
  const { data, dataUpdatedAt } = fresh;
  const news = held.data && data ? newsBetween(showsOf(held.data), showsOf(data)) : 0;
  const take = () => setHeld({ data, dataUpdatedAt });
  // Before the page is drawn, so that what is taken at once is never announced as waiting.
  useLayoutEffect(() => {
    if (held.data === data) return;
    const hands = list.current?.contains(document.activeElement) && held.dataUpdatedAt > ownActAt;
    if (news === 0 || !hands) setHeld({ data, dataUpdatedAt });
  }, [data, dataUpdatedAt, held, news, ownActAt, list]);
  return { shown: held.data ?? data, news, take };
}
