/** Whether two values of a form say the same, whatever object carries them. */
const same = (one: unknown, other: unknown) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

/**
 * Two people changed the same block. Fields changed on one side only are settled; those changed on both are for the
 * person to choose, theirs kept until then (agent screens, §4).
 */
export function mergeDrafts<Draft extends object>(
  base: Draft,
  mine: Draft,
  theirs: Draft,
): { merged: Draft; asked: (keyof Draft)[]; taken: (keyof Draft)[] } {
  const keys = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])] as (keyof Draft)[];
  const untouched = keys.filter((key) => same(mine[key], base[key]));
  const asked = keys.filter(
    (key) => !same(mine[key], base[key]) && !same(theirs[key], base[key]) && !same(mine[key], theirs[key]),
  );
  return {
    merged: Object.fromEntries(
      keys.map((key) => [key, untouched.includes(key) ? theirs[key] : mine[key]]),
    ) as Draft,
    asked,
    taken: untouched.filter((key) => !same(theirs[key], base[key])),
  };
}
