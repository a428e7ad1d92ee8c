import { type ListItemView, type ListName, placeWords } from "../../../../../shared/mediation/lists.ts";
import { folded } from "../../../../../shared/mediation/search-text.ts";

const most = 12;

/**
 * Items offered for a text: active ones whose words, or those of what they are under, hold every word typed, the
 * beginnings of words first. A group of third parties is nobody to turn to.
 */
export function suggestedItems(
  items: readonly ListItemView[],
  list: ListName,
  typed: string,
): { key: string; label: string }[] {
  const words = folded(typed).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const parents = new Map(items.map((item) => [item.id, item]));
  const groups = new Set(items.map(({ parentId }) => parentId));
  return items
    .filter((item) => item.list === list && item.active && !(list === "third_party" && groups.has(item.id)))
    .map((item) => {
      const label = placeWords(item, parents.get(item.parentId ?? ""));
      return { key: item.id, label, own: ` ${folded(item.label)}`, all: ` ${folded(label)}` };
    })
    .filter(({ all }) => words.every((word) => all.includes(word)))
    .sort((a, b) => rank(a, words) - rank(b, words))
    .slice(0, most)
    .map(({ key, label }) => ({ key, label }));
}

const rank = ({ own, all }: { own: string; all: string }, words: readonly string[]) =>
  words.every((word) => own.includes(` ${word}`))
    ? 0
    : words.every((word) => all.includes(` ${word}`))
      ? 1
      : 2;
