import { expect, it } from "vitest";
import { lengthAdvice } from "./new-password.tsx";

it.each([
  ["", undefined],
  ["onze signes", "Encore 1\u00a0caractère."],
  ["court", "Encore 7\u00a0caractères."],
  ["une phrase à retenir", "Longueur suffisante."],
  ["😀😀😀😀😀😀😀😀😀😀😀", "Encore 1\u00a0caractère."],
])("says of « %s » how far it is", (typed, words) => {
  expect(lengthAdvice(typed)?.words).toBe(words);
});
