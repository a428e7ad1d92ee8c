import { saysSame } from "../../../../shared/platform/stable-json.ts";
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
  const untouched = keys.filter((key) => saysSame(mine[key], base[key]));
  const asked = keys.filter(
    (key) =>
      !saysSame(mine[key], base[key]) &&
      !saysSame(theirs[key], base[key]) &&
      !saysSame(mine[key], theirs[key]),
  );
  return {
    merged: Object.fromEntries(
      keys.map((key) => [key, untouched.includes(key) ? theirs[key] : mine[key]]),
    ) as Draft,
    asked,
    taken: untouched.filter((key) => !saysSame(theirs[key], base[key])),
  };
}
